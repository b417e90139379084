"""Through pages and the API: what each sees, guards on screen, signed periods, differences that become matters."""

from __future__ import annotations

from decimal import Decimal

import pytest
from django.db import DatabaseError, transaction
from django.test import Client
from tests import make

from api.calling import Caller
from fuyuantong.common.actors import SYSTEM, Actor
from fuyuantong.common.refusals import Conflict, Forbidden, NotFound, Refusal
from fuyuantong.indicators import actions, queries
from fuyuantong.indicators.actions import publish_indicator
from fuyuantong.indicators.folding import fold
from fuyuantong.indicators.models import Difference, Snapshot
from fuyuantong.indicators.periods import read_span
from fuyuantong.indicators.queries.differing import differences_of
from fuyuantong.indicators.reconciling import told
from fuyuantong.indicators.shelf import INDICATORS, RECONCILIATIONS
from fuyuantong.matters.models import Matter
from fuyuantong.organs.models import Linkage, Person
from fuyuantong.registers.models import Row
from indicators.conftest import put, shelve
from indicators.scene import BOOK

RATE = "crime-transfer-rate"
SPAN = read_span("2025")
PENALTIES = [
    {"处罚决定书号": "临市监罚〔2025〕1号", "处罚机关": "临江市市场监督管理局", "案由": "假冒", "决定日期": "2025-04-01", "应移送": True, "移送文号": "临市监移〔2025〕1号"},
    {"处罚决定书号": "临市监罚〔2025〕2号", "处罚机关": "临江市市场监督管理局", "案由": "假冒", "决定日期": "2025-05-01", "应移送": True},
]  # fmt: skip
OTHERS = [
    {"处罚决定书号": "临建罚〔2025〕1号", "处罚机关": "临江市住房和城乡建设局", "案由": "违建", "领域": "住建", "决定日期": "2025-05-02", "应移送": True},
]  # fmt: skip


def browser(actor: Actor) -> Client:
    client = Client()
    who = Person.objects.get(pk=actor.person)
    client.force_login(who, backend="fuyuantong.organs.backends.Accounts")
    return client


@pytest.fixture
def penalties(city: make.City) -> make.City:
    make.linkage(city.procuratorate, kind="procuratorate").members.set(
        [city.market, city.housing, city.procuratorate]
    )
    shelve(["penalties", "penalty-entries"], [RATE, "penalty-entry-rate", "crime-filing-rate"])
    put("penalties", PENALTIES, city.market)
    put("penalties", OTHERS, city.housing)
    return city


@pytest.mark.django_db
def test_a_figure_is_official_and_its_rows_are_for_those_who_may_see_all_of_them(
    penalties: make.City,
) -> None:
    city = penalties
    shown = queries.value(city.market_clerk, RATE, SPAN, by=["处罚机关"])
    assert (shown.numerator, shown.denominator, shown.drillable) == (1, 3, False)
    assert queries.value(city.prosecutor, RATE, SPAN).drillable
    with pytest.raises(Forbidden):
        queries.rows(city.market_clerk, RATE, SPAN)
    own = queries.rows(city.market_clerk, RATE, SPAN, groups={"处罚机关": "临江市市场监督管理局"})
    assert {row.owner_id for row in own.queryset} == {city.market.pk}
    assert own.count == 2
    with pytest.raises(
        Forbidden
    ):  # what others wrote freely is no name of a group for those who cannot see it
        queries.value(city.market_clerk, RATE, SPAN, by=["领域"])
    with pytest.raises(Forbidden):
        queries.value(city.auditor, RATE, SPAN)
    text = (INDICATORS / f"{RATE}.yaml").read_text("utf-8").replace("版本: 1", "版本: 2")
    make.do(SYSTEM, publish_indicator, text + "看不全明细的: 不显示\n")
    with pytest.raises(NotFound):
        queries.value(city.market_clerk, RATE, SPAN)
    assert queries.value(city.prosecutor, RATE, SPAN).value is not None


@pytest.mark.django_db
def test_guards_speak_on_the_page_and_courts_are_never_ranked(penalties: make.City) -> None:
    page = browser(penalties.prosecutor).get(f"/indicators/{RATE}/?period=2025").content.decode()
    for words in ("分母只有 3", "33.33%", "已移送公安机关的 ÷", "同一问题的几种口径", "数据截至"):
        assert words in page, words
    assert "按数值排列" in page
    index = browser(penalties.prosecutor).get("/indicators/?period=2025").content.decode()
    assert "涉嫌犯罪移送率" in index
    rows = (
        browser(penalties.prosecutor)
        .get(f"/indicators/{RATE}/rows/?period=2025&part=numerator")
        .content.decode()
    )
    assert "临市监罚〔2025〕1号" in rows and "临市监罚〔2025〕2号" not in rows
    answer = Caller(make.token(penalties.prosecutor)).get(
        f"/indicators/{RATE}/value", period="2025", by="处罚机关"
    )
    assert (answer.json()["value"], answer.json()["version"], len(answer.json()["lines"])) == (
        "33.3333",
        1,
        2,
    )
    sheet = (
        browser(penalties.prosecutor)
        .get(f"/indicators/{RATE}/export.csv?period=2025&by=处罚机关")
        .content.decode("utf-8-sig")
    )
    assert "临江市市场监督管理局,1,2,50.00" in sheet
    fold("penalties")  # from the rollup as from fresh rows: 1, not 1.000000
    page = browser(penalties.prosecutor)
    listed = page.get("/indicators/export.csv?period=2025&group=两法衔接").content.decode("utf-8-sig")
    assert "33.33,%,1,3," in listed
    behind = page.get(f"/indicators/{RATE}/rows/export.csv?period=2025&part=numerator")
    assert behind.content.decode("utf-8-sig").count("\r\n") == 2  # the head and its one row
    refused = browser(penalties.market_clerk).get(f"/indicators/{RATE}/rows/export.csv?period=2025")
    assert refused.status_code == 403


@pytest.mark.django_db
def test_a_signed_period_answers_the_same_until_it_is_corrected_with_a_reason(penalties: make.City) -> None:
    city = penalties
    with pytest.raises(Refusal, match="还没有结束"):
        make.do(city.office, actions.freeze, read_span("2099"), [RATE], signed_by="甲")
    with pytest.raises(Forbidden):
        make.do(city.market_clerk, actions.freeze, SPAN, [RATE], signed_by="甲")
    make.do(city.office, actions.freeze, SPAN, [RATE], signed_by="市司法局 甲某")
    before = queries.value(city.office, RATE, SPAN, by=["处罚机关", "地区"])
    put("penalties", [{**OTHERS[0], "处罚决定书号": "临建罚〔2025〕9号"}], city.housing)
    Row.objects.filter(cells__contains={"处罚决定书号": "临市监罚〔2025〕1号"}).update(state="void")
    after = queries.value(city.office, RATE, SPAN, by=["处罚机关", "地区"])
    assert (after.value, after.lines) == (before.value, before.lines)
    assert queries.value(city.office, RATE, SPAN, version=1).numerator == 0
    assert queries.series(city.office, RATE, [SPAN])[0].numerator == 1
    make.do(city.office, actions.freeze, SPAN, [RATE], signed_by="乙")
    assert Snapshot.objects.count() == 1
    made = make.do(city.office, actions.correct, RATE, SPAN, reason="补录一件，作废一件", signed_by="乙")
    now = queries.value(city.office, RATE, SPAN)
    assert (made.revision, now.numerator, now.denominator) == (2, 0, 3)
    assert now.frozen is not None
    assert now.frozen.corrections == ((2, "补录一件，作废一件", "33.3333"),)
    with pytest.raises(Conflict):
        make.do(city.office, actions.correct, RATE, SPAN, reason="无", signed_by="乙")
    with pytest.raises(DatabaseError), transaction.atomic():
        Snapshot.objects.filter(revision=1).update(signed_by="丙")
    page = browser(city.office).get(f"/indicators/{RATE}/?period=2025").content.decode()
    assert "补录一件，作废一件（此前为 33.33%）" in page


@pytest.mark.django_db
def test_what_should_have_been_handed_over_is_listed_explained_and_made_a_matter(
    penalties: make.City,
) -> None:
    city = penalties
    make.mechanism("non-transfer-supervision")
    make.do(SYSTEM, actions.publish_rule, (RECONCILIATIONS / "crime-not-transferred.yaml").read_text("utf-8"))
    entry = {
        "处罚决定书号": "临市监罚〔2025〕1号",
        "处罚机关": "临江市市场监督管理局",
        "决定日期": "2025-04-01",
        "录入日期": "2025-04-03",
    }
    put("penalty-entries", [{**entry, "移送日期": "2025-04-05"}], city.market)
    assert make.do(city.office, actions.reconcile, "crime-not-transferred") == 2
    mine = differences_of(city.market_clerk).get()
    assert mine.row.cells["处罚决定书号"] == "临市监罚〔2025〕2号"
    make.do(city.market_clerk, actions.explain, mine.pk, text="正在移送")
    with pytest.raises(NotFound):
        make.do(
            city.market_clerk,
            actions.explain,
            differences_of(city.prosecutor, state="open").get().pk,
            text="甲",
        )
    served = Linkage.objects.get(
        code=mine.row.linkage
    )  # its office is the procuratorate's, which starts as a party
    keeper = make.actor(city.procuratorate, roles=("clerk", "office"), serves=served)
    page = browser(keeper).post(f"/differences/{mine.pk}/matter/", {"version": 2})
    matter = Matter.objects.get(pk=page.headers["Location"].split("/")[2])
    assert matter.fields == {
        "线索来源": "两本台账比对",
        "未移送情形": "应当移送公安机关的案件没有移送记录：临市监罚〔2025〕2号 假冒",
    }
    assert Difference.objects.get(pk=mine.pk).state == "matter"
    put(
        "penalty-entries",
        [{**entry, "处罚决定书号": "临市监罚〔2025〕2号", "移送日期": "2025-06-05"}],
        city.market,
    )
    assert make.do(city.office, actions.reconcile, "crime-not-transferred") == 1
    assert Difference.objects.get(pk=mine.pk).state == "gone"


@pytest.mark.django_db
def test_differences_of_cases_reviews_and_execution_become_matters_of_the_units_they_name(
    city: make.City,
) -> None:
    make.mechanism("assigned-item")
    books = (
        "litigation-cases",
        "reconsideration-cases",
        "government-debtor-cases",
        "penalties",
        "penalty-entries",
    )
    shelve(books)
    case = {"案号": "（2025）新2899行初7号", "审级": "一审", "案由": "征收", "立案日期": "2025-01-02"}
    ended = {"结案日期": "2025-03-01", "结案方式": "判决", "裁判结论": "行政机关败诉", "须履行": True}
    units = {"被告机关": "临江市财政局、临江市住房和城乡建设局", "复议机关": "临江市司法局"}
    put("litigation-cases", [{**case, **ended, **units, "复议决定书号": "临府复〔2024〕9号"}], city.court)
    entry = {
        "处罚决定书号": "临建罚〔2025〕3号",
        "处罚机关": "临江市住房和城乡建设局",
        "决定日期": "2025-04-01",
    }
    put("penalty-entries", [{**entry, "录入日期": "2025-04-03"}], city.housing)
    wanted = {
        "judgment-enforcement": {city.finance.pk, city.housing.pk},
        "reconsideration-litigation": {city.justice.pk},
        "entry-without-penalty": {city.housing.pk},
    }
    for code, owners in wanted.items():
        make.do(SYSTEM, actions.publish_rule, (RECONCILIATIONS / f"{code}.yaml").read_text("utf-8"))
        assert make.do(city.office, actions.reconcile, code) == 1
        one = Difference.objects.get(code=code)
        if not one.row.linkage:
            Row.objects.filter(pk=one.row_id).update(linkage=city.linkage.code)
        matter = make.do(city.office, actions.raise_matter, one.pk)
        words = f"{told(one.rule).missing}：{one.row.title}"
        assert set(matter.parties.filter(key="承办单位").values_list("unit", flat=True)) == owners, code
        assert matter.fields["办理要求"].startswith(words)
    assert Difference.objects.get(code="judgment-enforcement").unit == "临江市财政局、临江市住房和城乡建设局"


GOOD = """指标: 试
代码: tried
版本: 1
式: 比率
数据: penalties
分子: {移送: 已填(移送文号)}
分母: {应移送: 应移送 == 是}
分组:
  处罚机关: {列: 处罚机关}
公式: 移送 ÷ 应移送
"""
WRONG = [
    ("数据: penalties", "数据: nowhere", "E-IND-DATA", 5),
    ("应移送 == 是", "应当移送 == 是", "E-IND-COLUMN", 7),
    ("分母: {应移送: 应移送 == 是}\n", "", "E-IND-ZERO", 4),
    ("应移送 == 是", "否", "E-IND-ZERO", 7),
    ("{移送: 已填(移送文号)}", "{移送: {条件: 已填(移送文号), 日期: 决定日期}}", "", 0),
    ("公式", "日期: 决定日期\n公式", "", 0),
    ("{移送: 已填(移送文号)}", "{移送: {条件: 已填(移送文号), 日期: 案由}}", "E-IND-PERIOD", 6),
    ("应移送 == 是", "罚款金额 == '多'", "E-IND-CONDITION", 7),
    ("公式", "排名: [处罚机关]\n公式", "E-IND-RANK", 10),
    ("{列: 处罚机关}", "{列: 处罚机关, 法院: 是}\n方向: 上升\n排名: [处罚机关]", "E-IND-RANK", 9),
    ("指标: 试", "指标: 司法建议制发数\n方向: 上升\n排名: [处罚机关]", "E-IND-RANK", 3),
    ("指标: 试", "指标: 行政案件受理量\n目标: [受理量]", "E-IND-TARGET", 2),
    ("公式", "只计次数: 是\n公式", "E-IND-FORMAL", 10),
    ("公式", "并看: [nowhere]\n公式", "E-IND-BESIDE", 10),
    ("{列: 处罚机关}", "{列: 案由, 按: 地区}", "E-IND-COLUMN", 9),
    ("{应移送: 应移送 == 是}", "{应移送: {时限: {快: {自: 决定日期, 至: 决定日期, 不超过: 3 个工作日}}}}", "E-IND-CONDITION", 7),
]  # fmt: skip


@pytest.mark.django_db
def test_a_broken_definition_is_refused_at_its_line(city: make.City) -> None:
    shelve(["penalties"])
    definer = make.actor(city.justice, roles=("definer",))
    for old, new, code, line in WRONG:
        assert old in GOOD
        _told, problems = queries.review(definer, GOOD.replace(old, new, 1))
        assert [(p.code, p.line) for p in problems][:1] == ([(code, line)] if code else []), (new, problems)
    make.do(definer, publish_indicator, GOOD)
    with pytest.raises(Conflict):
        make.do(definer, publish_indicator, GOOD.replace("公式: 移送", "公式: 改"))
    make.do(definer, publish_indicator, GOOD.replace("版本: 1", "版本: 2"))
    figure = queries.value(city.prosecutor, "tried", read_span("2026"))
    assert "年中改过口径" not in {str(flag.kind.label) for flag in figure.flags}  # it counts the same
    other = GOOD.replace("应移送 == 是", "案由 == '试'").replace("版本: 1", "版本: 3")
    make.do(definer, publish_indicator, other)
    figure = queries.value(city.prosecutor, "tried", read_span("2026"))
    assert "年中改过口径" in {str(flag.kind.label) for flag in figure.flags}
    assert figure.value is None and figure.denominator == Decimal(0)


@pytest.mark.django_db
def test_the_editor_shows_problems_at_their_lines_and_publishes_what_is_sound(city: make.City) -> None:
    shelve(["penalties"])
    office = browser(city.office)
    wrong = office.post("/indicators/new/", {"source": GOOD.replace("应移送 == 是", "否"), "act": "publish"})
    assert "第 7 行" in wrong.content.decode() and "除以零" in wrong.content.decode()
    checked = office.post("/indicators/new/", {"source": GOOD, "act": "check"}).content.decode()
    assert "格式和关系无误，可以发布" in checked
    assert office.post("/indicators/new/", {"source": GOOD, "act": "publish"}).status_code in {302, 303}
    assert "版本: 2" in office.get("/indicators/tried/edit/").content.decode()
    register = BOOK.replace("counted-rows", "typed-rows")
    assert office.post("/registers/new/", {"source": register, "act": "publish"}).status_code in {302, 303}
