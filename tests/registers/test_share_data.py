"""数据目录 and 查询授权: deliveries with their quality, leave to query, questions under it, and the rows of issue C05–J15."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from tests import make

from api.calling import Caller
from fuyuantong.audit.models import Entry
from fuyuantong.common.actors import SYSTEM
from fuyuantong.common.now import today as clock_today
from fuyuantong.common.refusals import Conflict, Forbidden, NotFound, Refusal
from fuyuantong.handovers.holdings import Move, holding
from fuyuantong.handovers.kinds import Seat
from fuyuantong.registers import actions, duties, queries
from fuyuantong.registers.models import Grant, Intake, Lookup, Row, RowMark
from fuyuantong.registers.shelf import register_files
from registers.sharing import BASE, COMPANY, LENT, PERSON, asked

pytestmark = pytest.mark.django_db
OTHER = "11010519491231002X"
CASE = "（2026）临01执5号"


def deliver(who: Any, code: str, text: str) -> Intake:
    made: Any = make.do(who, actions.start_import, code, SimpleUploadedFile("a.csv", text.encode()))
    done: Any = make.do(who, actions.confirm_import, made.pk, made.digest)
    return Intake.objects.get(pk=done.pk)


def agreed(city: make.City, **change: Any) -> Grant:
    row: Any = make.do(city.judge, actions.ask_grant, asked(city.market, city.judge, **change))
    return make.do(city.market_clerk, actions.decide_grant, row.pk, agreed=True)  # type: ignore[return-value]


def look(city: make.City, grant: Grant, number: str = PERSON, question: str = "登记状态", **more: str) -> Any:
    values = {"身份证号": number, **more}
    return make.do(city.judge, actions.look_up, grant.pk, question=question, reference=CASE, values=values)


@pytest.fixture
def city(db: None, tmp_path: Any, settings: Any) -> make.City:
    settings.MEDIA_ROOT = tmp_path
    return make.City()


def shelve(*codes: str) -> None:
    """Publish these delivered registers alone."""
    for path in (p for p in register_files() if p.stem in codes):
        make.do(SYSTEM, actions.publish, path.read_text("utf-8"))


@pytest.fixture
def lent(city: make.City) -> make.City:
    make.do(SYSTEM, actions.publish, LENT)
    day = clock_today().isoformat()
    deliver(
        city.market_clerk, "trial-lent",
        f"编号,姓名,身份证号,状态,备注,涉未成年人,截至\n1,甄有信,{PERSON},在册,内部,否,{day}\n2,郑守诺,{OTHER},注销,,是,{day}\n",
    )  # fmt: skip
    return city


def test_a_question_is_told_only_the_columns_it_names_covered_and_for_a_case(lent: make.City) -> None:
    answer = look(lent, agreed(lent))
    assert [[(c.key, text) for c, text in row] for row in answer.rows] == [
        [("姓名", "甄**"), ("状态", "在册"), ("截至", clock_today().isoformat())]
    ]
    kept = Lookup.objects.get()
    assert (kept.outcome, kept.count, kept.reference, PERSON in kept.shown) == ("found", 1, CASE, False)
    entry = Entry.objects.filter(kind="register.looked_up").get()
    assert (entry.purpose, entry.data["found"]) == (CASE, 1)
    assert PERSON not in str(entry.data)
    plain = look(lent, agreed(lent, plain=True))
    assert plain.rows[0][0][1] == "甄有信"


def test_all_columns_of_a_question_must_fit_and_sealed_rows_and_other_units_rows_exist_for_nobody(
    lent: make.City,
) -> None:
    grant = agreed(lent, questions=["登记状态", "主体核对"])
    assert look(lent, grant, OTHER).lookup.outcome == "none"  # sealed
    assert look(lent, grant, PERSON, "主体核对", 姓名="郑守诺").lookup.outcome == "none"
    assert look(lent, grant, PERSON, "主体核对", 姓名="甄有信").lookup.outcome == "found"
    Row.objects.update(owner=lent.housing)
    assert look(lent, grant).lookup.outcome == "none"
    with pytest.raises(Refusal, match="身份证号"):
        look(lent, grant, "123")
    with pytest.raises(Refusal, match="请填写“姓名”"):
        look(lent, grant, PERSON, "主体核对")


OUTSIDE = [
    ({"state": "proposed"}, "没有有效的授权"), ({"state": "ended"}, "没有有效的授权"),
    ({"valid_until": date(2026, 1, 1)}, "授权的有效期已过"), ({"people": {}}, "不是授权的查询账号"),
    ({"questions": ["主体核对"]}, "不在授权的查询项之内"), ({"daily_cap": 0}, "已达每日查询上限"),
]  # fmt: skip


def test_nothing_is_looked_up_outside_the_grant_and_every_attempt_is_kept(lent: make.City) -> None:
    grant = agreed(lent)
    good = {name: getattr(grant, name) for change, _why in OUTSIDE for name in change}
    for change, why in OUTSIDE:
        Grant.objects.filter(pk=grant.pk).update(**good | change)
        answer = look(lent, grant)
        assert (answer.rows, answer.lookup.outcome, answer.lookup.why) == ([], "refused", why)
    assert Entry.objects.filter(kind="register.lookup_refused").count() == len(OUTSIDE)


def test_who_asks_and_who_grants_are_two_units_and_others_do_not_know_of_it(lent: make.City) -> None:
    bad = [
        {"owner": lent.court}, {"questions": ["备注"]}, {"people": [lent.market_clerk.person]},
        {"valid_until": date(2020, 1, 1)}, {"people": []},
    ]  # fmt: skip
    for change in bad:
        with pytest.raises(Refusal):
            make.do(lent.judge, actions.ask_grant, asked(who=lent.judge, **{"owner": lent.market, **change}))
    row: Any = make.do(lent.judge, actions.ask_grant, asked(lent.market, lent.judge))
    with pytest.raises(Forbidden):
        make.do(lent.judge, actions.decide_grant, row.pk, agreed=True)
    with pytest.raises(NotFound):
        make.do(lent.housing_clerk, actions.decide_grant, row.pk, agreed=True)
    with pytest.raises(Refusal, match="理由"):
        make.do(lent.market_clerk, actions.decide_grant, row.pk, agreed=False)
    make.do(lent.market_clerk, actions.decide_grant, row.pk, agreed=False, remark="无依据")
    with pytest.raises(Conflict):
        make.do(lent.market_clerk, actions.decide_grant, row.pk, agreed=True)
    with pytest.raises(Forbidden):
        make.do(
            lent.market_clerk,
            actions.look_up,
            row.pk,
            question="登记状态",
            reference=CASE,
            values={"身份证号": PERSON},
        )


def test_a_version_that_lends_more_finds_rows_that_were_there_before(lent: make.City) -> None:
    RowMark.objects.all().delete()
    later = LENT.replace("版本: 1", "版本: 2").replace(
        "  登记状态: {条件: 身份证号,", "  登记状态: {条件: 编号,"
    )
    make.do(SYSTEM, actions.publish, later)
    grant = agreed(lent, questions=["登记状态"])
    answer = make.do(
        lent.judge, actions.look_up, grant.pk, question="登记状态", reference=CASE, values={"编号": "1"}
    )
    assert answer.lookup.count == 1  # type: ignore[attr-defined]
    row = Row.objects.get(sealed=False)
    make.do(lent.market_clerk, actions.correct_row, row.pk, {"编号": "9"}, reason="编号有误")
    again: Any = make.do(
        lent.judge, actions.look_up, grant.pk, question="登记状态", reference=CASE, values={"编号": "1"}
    )
    assert again.lookup.outcome == "none"


@pytest.mark.inventory("C05", proof="receive")
@pytest.mark.inventory("C05", proof="query")
def test_the_seven_families_are_taken_in_with_their_quality_and_asked_by_the_court_for_a_case(
    city: make.City,
) -> None:
    shelve(*BASE)
    day = clock_today()
    for code, (heads, cells, values) in BASE.items():
        register = queries.register_of(code)
        assert (register.rows, bool(register.basis)) == (("C05",), True)
        old = (day - timedelta(days=400)).isoformat()
        stale = deliver(city.market_clerk, code, f"{heads},数据截至日\n{cells},{old}\n").quality
        assert (stale["rows"], stale["days"], stale["fresh"]) == (1, 400, False)
        fresh = deliver(city.market_clerk, code, f"{heads},数据截至日\n{cells},{day}\n").quality
        assert (fresh["fresh"], fresh["full"]) == (True, True)
        lent = register.lent[0]
        grant = agreed(city, register=code, questions=[lent.key])
        told: Any = make.do(
            city.judge, actions.look_up, grant.pk, question=lent.key, reference=CASE, values=values
        )
        assert [c.key for c, _text in told.rows[0]] == list(lent.tells)
        other = {
            **values,
            **{
                k: {PERSON: OTHER, COMPANY: "11100000000019713D"}[v] for k, v in values.items() if k != "姓名"
            },
        }
        none: Any = make.do(
            city.judge, actions.look_up, grant.pk, question=lent.key, reference=CASE, values=other
        )
        assert none.lookup.get_outcome_display() == "查无结果"


def test_a_delivery_with_a_faulty_row_is_refused_whole_with_its_place_and_gaps_are_told(
    lent: make.City,
) -> None:
    day = clock_today().isoformat()
    heads = "编号,姓名,身份证号,状态,备注,涉未成年人,截至\n"
    with pytest.raises(Refusal) as refused:
        deliver(lent.market_clerk, "trial-lent", f"{heads}7,甲,123,在册,,,{day}\n8,乙,{PERSON},在册,,,昨天\n")
    assert [(e.row, e.column) for e in refused.value.errors] == [(2, "C（身份证号）"), (3, "G（截至）")]
    thin = deliver(lent.market_clerk, "trial-lent", f"{heads}7,甲,{PERSON},,,,{day}\n").quality
    assert (thin["filled"], thin["full"], ["状态", 1] in thin["gaps"]) == (57.1, False, True)


@pytest.mark.inventory("J15", proof="receive")
@pytest.mark.inventory("J15", proof="query")
def test_leave_to_query_enforcement_is_asked_granted_used_audited_ended(city: make.City, enter: Any) -> None:
    shelve("enforcement-records")
    day = clock_today().isoformat()
    made = deliver(
        city.market_clerk, "enforcement-records",
        "执法决定文号,执法机关,执法类别,执法事项,领域,当事人,作出日期,处理结果,履行情况,涉未成年人\n"
        f"临市监罚〔2026〕1号,{city.market.name},行政处罚,销售不合格食品,食品药品安全,某某超市,{day},罚款,未履行,否\n",
    )  # fmt: skip
    assert made.quality["fresh"] is True
    assert queries.register_of("enforcement-records").basis[0].title == "联动工作要点（本地文件）"
    asker = enter(city.prosecutor)
    assert "行政执法信息台账" in asker.get("/data-catalogue/").content.decode()
    assert not Row.objects.visible_to(city.prosecutor, "procuratorate").exists()
    form = {
        "owner": str(city.market.pk), "questions": ["执法决定"], "people": [str(city.prosecutor.person)],
        "purpose": "公益诉讼线索排查", "basis": "公益诉讼办案规则", "valid_until": "2030-12-31", "daily_cap": "5",
        "idempotency_key": "data-grant-0001",
    }  # fmt: skip
    sent = asker.post("/data-catalogue/enforcement-records/ask/", form)
    assert sent.status_code == 302, sent.content.decode()
    page = sent["Location"]
    ask = {
        "question": "执法决定",
        "reference": "（2026）临检公益1号",
        "c:执法决定文号": "临市监罚〔2026〕1号",
    }
    assert "没有有效的授权" in asker.post(f"{page}ask/", ask).content.decode()
    enter(city.market_clerk).post(
        f"{page}agree/", {"version": "1", "remark": "", "idempotency_key": "data-grant-0002"}
    )
    found = asker.post(f"{page}ask/", ask).content.decode()
    assert "罚款" in found and "某*" in found
    none = asker.post(f"{page}ask/", {**ask, "c:执法决定文号": "临市监罚〔2026〕9号"}).content.decode()
    assert "查无结果" in none
    listed = enter(city.auditor).get("/data-lookups/").content.decode()
    assert listed.count("（2026）临检公益1号") == 3
    assert "没有有效的授权" in listed
    assert enter(city.auditor).get(page).status_code == 404
    enter(city.market_clerk).post(
        f"{page}end/", {"version": "2", "remark": "", "idempotency_key": "data-grant-0003"}
    )
    assert "没有有效的授权" in asker.post(f"{page}ask/", ask).content.decode()


@pytest.mark.inventory("C08", proof="receive")
@pytest.mark.inventory("C08", proof="query")
def test_the_boards_rows_are_sent_receipted_and_asked(city: make.City) -> None:
    shelve("publicity-board")
    clerk = city.market_clerk
    heads = (
        "报送编号,企业名称,统一社会信用代码,栏目,公示内容,确认日期,报送日期,回执,回执日期,链接,未采用原因\n"
    )
    row = f"临板1,甲公司,{COMPANY},送达地址确认,虚构路1号,2026-01-05,2026-01-06"
    with pytest.raises(Refusal) as refused:
        deliver(clerk, "publicity-board", f"{heads}{row},已采用,2026-01-08,,\n")
    assert "链接" in refused.value.errors[0].message
    deliver(clerk, "publicity-board", f"{heads}{row},待采用,,,\n")
    filters = queries.Filters(cells={"回执": "待采用"})
    feed, count = make.do(clerk, actions.export_rows, "publicity-board", filters, "csv")  # type: ignore[misc]
    assert count == 1
    assert "送达地址确认" in feed.decode("utf-8-sig")
    receipt = deliver(
        clerk, "publicity-board", f"{heads}{row},已采用,2026-01-08,https://board.example.invalid/e/1,\n"
    )
    assert (receipt.changed, receipt.fresh) == (1, 0)
    grant = agreed(city, register="publicity-board", questions=["板块公示"])
    for number, said in ((COMPANY, "found"), ("11100000000019713D", "none")):
        told: Any = make.do(
            city.judge,
            actions.look_up,
            grant.pk,
            question="板块公示",
            reference=CASE,
            values={"统一社会信用代码": number},
        )
        assert told.lookup.outcome == said
        assert not told.rows or told.rows[0][5][1] == "https://board.example.invalid/e/1"


def test_the_api_asks_as_the_page_does_and_tells_the_quality(lent: make.City, call: Any) -> None:
    caller: Caller = call(lent.judge)
    (shared,) = [
        r for r in caller.get("/data-catalogue").json()["items"] if r["register_code"] == "trial-lent"
    ]
    assert shared["quality"]["fresh"] is True
    assert shared["basis"] == ["试验办法 试〔2026〕1号"]
    grant = agreed(lent)
    body = {"question": "登记状态", "reference": CASE, "values": {"身份证号": PERSON}}
    refused = caller.send(f"/data-grants/{grant.pk}/lookups", body).json()
    assert (refused["outcome"], refused["rows"]) == (
        "refused",
        [],
    )  # a key proves nobody, unless it is granted
    grant = agreed(lent, by_key=True)
    told = caller.send(f"/data-grants/{grant.pk}/lookups", body).json()
    assert (told["outcome"], told["rows"][0]["姓名"]) == ("found", "甄**")


@pytest.mark.inventory("C09", proof="query")
def test_a_companys_credit_file_is_asked_and_a_corrected_record_says_so(city: make.City) -> None:
    shelve("credit-records")
    mediators = make.unit("临江市企业信用纠纷人民调解委员会", kind="mass")
    clerk = make.actor(mediators)
    cells = {
        "通报编号": "临信通1号", "企业名称": "乙公司", "企业代码": COMPANY, "失信行为": "转移财产",
        "失信依据": "生效判决", "通报日期": "2026-03-02", "记录编号": "征1号", "记录日期": "2026-03-09",
    }  # fmt: skip
    row: Any = make.do(clerk, actions.enter_row, "credit-records", cells)
    wanted = asked(mediators, city.judge, register="credit-records", questions=["企业信用档案"])
    grant: Any = make.do(city.judge, actions.ask_grant, wanted)
    make.do(clerk, actions.decide_grant, grant.pk, agreed=True)

    def told(number: str) -> Any:
        values = {"企业代码": number}
        return make.do(
            city.judge, actions.look_up, grant.pk, question="企业信用档案", reference=CASE, values=values
        )

    assert {c.key: text for c, text in told(COMPANY).rows[0]}["记录编号"] == "征1号"
    assert told("11100000000019713D").lookup.outcome == "none"
    make.do(
        clerk,
        actions.correct_row,
        row.pk,
        {"更正内容": "删除该条记录", "更正日期": "2026-04-22"},
        reason="异议成立",
    )
    assert {c.key: text for c, text in told(COMPANY).rows[0]}["更正内容"] == "删除该条记录"


@pytest.mark.inventory("J16", proof="receive")
@pytest.mark.inventory("J16", proof="query")
def test_a_countersigned_standard_says_what_is_gathered_under_it_and_the_catalogue_how_good_it_is(
    city: make.City,
) -> None:
    shelve("exchange-standards", "enforcement-records")
    heads = "标准名称,标准号,版本号,会签单位,施行日期,数据种类,通过方式,归集台账,接入日期\n"
    row = "行政执法数据交换规范,FJ-01,1.0,{},2026-04-01,行政执法数据、法律监督数据,会签文件,enforcement-records,2026-05-06\n"
    with pytest.raises(Refusal) as refused:
        deliver(city.prosecutor, "exchange-standards", heads + row.format(""))
    assert refused.value.errors[0].message == "会签文件须写会签单位。"
    signers = f"{city.procuratorate.name}、{city.market.name}"
    deliver(city.prosecutor, "exchange-standards", heads + row.format(signers))
    deliver(
        city.market_clerk, "enforcement-records",
        "执法决定文号,执法机关,执法类别,执法事项,当事人,作出日期,处理结果\n"
        f"临市监罚〔2026〕1号,{city.market.name},行政处罚,无照经营,某某超市,2026-01-05,罚款\n",
    )  # fmt: skip
    (gathered,) = [one for one in queries.catalogue() if one.register.code == "enforcement-records"]
    assert (gathered.owners, gathered.quality and gathered.quality.fresh) == ([city.market], False)
    wanted = asked(city.procuratorate, city.judge, register="exchange-standards", questions=["共享标准"])
    grant: Any = make.do(city.judge, actions.ask_grant, wanted)
    make.do(city.prosecutor, actions.decide_grant, grant.pk, agreed=True)
    for number, said in (("FJ-01", ["行政执法数据、法律监督数据", "enforcement-records"]), ("FJ-09", None)):
        told: Any = make.do(
            city.judge,
            actions.look_up,
            grant.pk,
            question="共享标准",
            reference="府检联席〔2026〕2号",
            values={"标准号": number},
        )
        assert ([text for _c, text in told.rows[0]][5:7] if told.rows else None) == said
    assert told.lookup.outcome == "none"


def test_a_new_unit_asks_anew_for_its_people_and_what_was_asked_by_is_forgotten(lent: make.City) -> None:
    grant = agreed(lent)
    look(lent, grant)
    began = Lookup.objects.get().at
    assert duties.forget_lookups(began + duties.LOOKUP_AGE) == 0
    assert duties.forget_lookups(began + duties.LOOKUP_AGE + timedelta(seconds=1)) == 1
    assert Lookup.objects.get().shown == ""
    asking, answering = holding("data_grants"), holding("data_granted")
    assert [one.key for one in asking.held(Seat(lent.court.pk))] == [grant.pk]

    def move(kind: Any, giver: Any, taker: Any) -> Grant:
        moved = Move(Seat(giver.pk), Seat(taker.pk), ends=True)
        make.do(SYSTEM, lambda uow: kind.move(uow, moved, [grant.pk]))
        return Grant.objects.get()

    row = move(asking, lent.court, lent.housing)
    assert (row.unit, row.people, row.state) == (lent.housing, {}, "agreed")
    row = move(answering, lent.market, lent.finance)
    assert (row.owner, row.state) == (lent.finance, "agreed")
    row = move(answering, lent.finance, lent.housing)  # one unit now: nothing is left to be granted
    assert (row.owner, row.state) == (lent.finance, "ended")
