"""Measures stand for their term and on their receipt; rules raise alerts, people review them."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal
from pathlib import Path

import pytest
from tests import make

from enforcement import scene
from enforcement.conftest import run
from fuyuantong import library
from fuyuantong.common.actors import SYSTEM
from fuyuantong.common.now import SHANGHAI
from fuyuantong.common.refusals import Conflict, Forbidden, NotFound, Refusal
from fuyuantong.definitions.expressions import Facts, holds, names_of
from fuyuantong.enforcement import actions, duties, kinds, protection, queries, rules
from fuyuantong.enforcement.actions import NewParty
from fuyuantong.enforcement.models import Alert, Measure
from fuyuantong.notices.models import Notice
from fuyuantong.registers import actions as registers

GOOD = {
    "裁定文号": "1号", "案件在办": True, "措施": "查封", "财产类型": "不动产", "权属": "被执行人财产", "资金性质": "一般资金",
    "保交楼": False, "可分割": True, "公共机构": False, "被执行人类别": "单位", "已事前通报": False, "超过最长期限": False,
    "在册账户": "", "在册项目": "",
    "前序占比": 0, "累计占比": 120,
}  # fmt: skip
BROKEN = [
    ({"裁定文号": ""}, "no-ruling"), ({"案件在办": False}, "closed-case"), ({"措施": "冻结"}, "wrong-kind"),
    ({"措施": "扣押"}, "wrong-kind"), ({"财产类型": "存款"}, "wrong-kind"), ({"权属": "案外人财产"}, "third-party"),
    ({"权属": "股东个人财产"}, "shareholder"), ({"权属": "关联企业财产"}, "shareholder"),
    ({"权属": "家庭共有财产", "被执行人类别": "自然人"}, "family"), ({"累计占比": 121}, "over-amount"),
    ({"前序占比": 100, "可分割": False}, "over-amount"), ({"超过最长期限": True}, "over-term"),
    ({"资金性质": "农民工工资专户"}, "protected-funds"), ({"保交楼": True}, "housing-delivery"),
    ({"在册账户": "某专户"}, "protected-funds"), ({"在册项目": "某项目"}, "housing-delivery"),
    ({"公共机构": True}, "public-body"),
]  # fmt: skip


#: Held against the statutes' text (the facts' own page); everything else says that it is not checked.
CHECKED = {"third-party": "民事诉讼法第238条（案外人异议）"}


def test_only_what_was_compared_with_the_statute_says_so() -> None:
    assert {r.code: r.basis for r in kinds.rules().values() if r.verified} == CHECKED
    assert {r.code for r in kinds.rules().values() if r.unchecked} == {
        "no-ruling", "over-amount", "over-term", "protected-funds",
    }  # fmt: skip
    assert kinds.term_basis().endswith("（未核对）")
    assert kinds.keeping_basis().endswith("（未核对）")


def hit(facts: dict[str, object]) -> list[str]:
    return [r.code for r in kinds.rules().values() if holds(r.condition, Facts(fields=facts))]


def test_every_rule_speaks_of_known_facts_only_and_is_broken_by_one_of_these() -> None:
    for rule in kinds.rules().values():
        assert names_of(rule.condition).fields <= set(rules.FACTS)
        assert rule.basis
        assert rule.exception
    assert {code for _change, code in BROKEN} == set(kinds.rules())


@pytest.mark.inventory("B17", proof="rule")
@pytest.mark.parametrize(("change", "code"), BROKEN)
def test_a_rule_is_broken_by_exactly_what_it_says(change, code) -> None:
    assert hit(GOOD) == []
    assert hit(GOOD | change) == [code]


@pytest.mark.parametrize("excused", [{"累计占比": 300, "可分割": False}, {"保交楼": True, "已事前通报": True},
                                     {"公共机构": True, "已事前通报": True}])  # fmt: skip
def test_what_the_exceptions_allow_raises_nothing(excused) -> None:
    assert hit(GOOD | excused) == []


@pytest.mark.parametrize(
    ("klass", "end"),
    [
        ("deposit", date(2029, 2, 28)),
        ("vehicle", date(2030, 2, 28)),
        ("house", date(2031, 2, 28)),
        ("equity", date(2031, 2, 28)),
    ],
)
def test_the_longest_term_goes_by_the_nature_of_the_property(klass, end) -> None:
    assert rules.longest_end(klass, date(2028, 2, 29)) == end


@pytest.mark.django_db
@pytest.mark.inventory("B17", proof="hit")
@pytest.mark.inventory("B17", proof="release")
def test_what_exceeds_the_claim_is_said_reviewed_and_corrected(city, case) -> None:
    scene.measure(city, case)
    assert not Alert.objects.exists()
    over = scene.measure(city, case, title="商铺一处", value=Decimal(60_000), starts_on=date(2026, 1, 7))
    alert = Alert.objects.get()
    assert (alert.measure_id, alert.rule, alert.state) == (over.pk, "over-amount", "open")
    assert "累计占比 140%" in alert.figure
    assert Notice.objects.filter(kind="enforcement.alert", unit=city.court).count() == 1
    with pytest.raises(Forbidden):
        make.do(city.prosecutor, actions.decide_alert, alert.pk, justified=True, answer="适当")
    make.do(city.judge, actions.decide_alert, alert.pk, justified=False, answer="应解除一处")
    with pytest.raises(Conflict):
        make.do(city.judge, actions.decide_alert, alert.pk, justified=False, answer="已纠正")
    make.do(city.judge, actions.release_measure, over.pk, why="超出标的额")
    alert.refresh_from_db()
    assert alert.state == "corrected"


@pytest.mark.django_db
def test_what_was_found_proper_returns_only_when_its_figure_changes(city, case) -> None:
    taken = scene.measure(city, case, value=Decimal(150_000))
    make.do(city.judge, actions.decide_alert, Alert.objects.get().pk, justified=True, answer="没有其他财产")
    duties.watch(datetime(2026, 3, 21, tzinfo=SHANGHAI))
    assert Alert.objects.count() == 1
    make.do(city.judge, actions.pay_case, case.pk, paid=Decimal(50_000))
    assert [a.state for a in Alert.objects.filter(measure=taken).order_by("at", "id")] == [
        "justified",
        "open",
    ]


@pytest.mark.django_db
def test_the_end_is_said_twice_and_then_the_measure_lapses(city, case) -> None:
    taken = scene.measure(city, case, ends_on=date(2026, 6, 30))
    for day in (date(2026, 5, 30), date(2026, 5, 31), date(2026, 6, 1), date(2026, 6, 23), date(2026, 6, 24)):
        duties.watch(datetime(day.year, day.month, day.day, 9, tzinfo=SHANGHAI))
    said = Notice.objects.filter(kind="enforcement.measure").order_by("at").values_list("title", flat=True)
    assert [title[7:9].strip() for title in said] == ["30", "7"]
    duties.watch(datetime(2026, 6, 30, 23, tzinfo=SHANGHAI))
    assert Measure.objects.get().state == "active"
    duties.watch(datetime(2026, 7, 1, 1, tzinfo=SHANGHAI))
    taken.refresh_from_db()
    assert (taken.state, taken.ended_on) == ("lapsed", date(2026, 7, 1))


@pytest.mark.django_db
def test_a_renewal_before_the_end_begins_a_new_term(city, case) -> None:
    taken = scene.measure(city, case, ends_on=date(2026, 6, 30))
    make.do(city.judge, actions.renew_measure, taken.pk)
    taken.refresh_from_db()
    assert (taken.ends_on, taken.renewals) == (date(2029, 3, 20), 1)
    assert not Alert.objects.exists()
    Measure.objects.update(ends_on=date(2026, 3, 19))
    with pytest.raises(Refusal) as refused:
        make.do(city.judge, actions.renew_measure, taken.pk)
    assert refused.value.code == "E-DATE"


@pytest.mark.django_db
@pytest.mark.inventory("E13", proof="rule")
@pytest.mark.parametrize("fund", ["basic", "relief", "running"])
def test_funds_that_nobody_may_touch_are_refused(city, case, fund) -> None:
    with pytest.raises(Refusal) as refused:
        scene.measure(city, case, klass="deposit", act="freeze", fund=fund)
    assert refused.value.code == "E-MEASURE-PROTECTED"
    assert not Measure.objects.exists()


@pytest.mark.django_db
@pytest.mark.inventory("E13", proof="hit")
@pytest.mark.inventory("B19", proof="hit")
def test_accounts_and_projects_on_the_registers_are_found_without_the_clerk(city, case) -> None:
    for code in (protection.ACCOUNTS, protection.PROJECTS):
        text = (Path(next(iter(library.__path__))) / "registers" / f"{code}.yaml").read_text("utf-8")
        make.do(SYSTEM, registers.publish, text)
    account = {
        "账号": "6222 0000-1111 2222",
        "开户单位": "虚构专户",
        "登记日期": "2026-01-05",
        "依据": "虚构文件",
    }
    relief = account | {"资金性质": "扶贫资金"}
    make.do(city.finance_clerk, registers.enter_row, protection.ACCOUNTS, relief)
    with pytest.raises(Refusal) as refused:
        scene.measure(city, case, klass="deposit", act="freeze", title="账户6222000011112222")
    assert refused.value.code == "E-MEASURE-PROTECTED"
    assert "虚构专户" in str(refused.value.errors[0].message)
    over = relief | {"账号": "7777000011112222", "有效期止": "2026-03-19"}
    make.do(city.finance_clerk, registers.enter_row, protection.ACCOUNTS, over)
    free = scene.measure(
        city, case, klass="deposit", act="freeze", title="账户7777000011112222", value=Decimal(1)
    )

    house = scene.measure(city, case, title="虚构花园（二期）3号楼", value=Decimal(1))
    wages = scene.measure(
        city, case, klass="deposit", act="freeze", title="账户 8888-0000 1111 2222", value=Decimal(1)
    )
    other = scene.measure(city, case, title="金花1号楼", value=Decimal(1))
    assert not Alert.objects.exists()
    later = account | {"账号": "8888000011112222", "资金性质": "农民工工资专户"}
    make.do(city.finance_clerk, registers.enter_row, protection.ACCOUNTS, later)
    for name in ("虚构花园", "金花"):  # a name of two characters is in too many others
        project = {"项目名称": name, "开发企业": "虚构置业", "列入日期": "2026-01-05"}
        make.do(city.housing_clerk, registers.enter_row, protection.PROJECTS, project)
    duties.watch(datetime(2026, 3, 21, tzinfo=SHANGHAI))
    raised = Alert.objects.order_by("rule").values_list("measure", "rule", "figure")
    assert [tuple(row[:2]) for row in raised] == [
        (house.pk, "housing-delivery"), (wages.pk, "protected-funds"),
    ]  # fmt: skip
    assert "虚构花园" in raised[0][2]
    assert "农民工工资专户" in raised[1][2]
    assert not other.alerts.exists()
    assert not free.alerts.exists()


@pytest.mark.django_db
@pytest.mark.inventory("B19", proof="hit")
@pytest.mark.inventory("B19", proof="release")
def test_a_housing_project_is_an_alert_until_the_notice_is_entered(city, case) -> None:
    scene.measure(city, case, housing=True)
    assert Alert.objects.get().rule == "housing-delivery"
    make.do(city.judge, actions.notice_case, case.pk, on=date(2026, 3, 20), unit=city.housing.pk)
    assert Alert.objects.get().state == "corrected"
    assert Notice.objects.filter(kind="enforcement.case", unit=city.housing).count() == 1


@pytest.mark.django_db
@pytest.mark.inventory("E13", proof="hit")
@pytest.mark.inventory("E13", proof="release")
def test_a_measure_against_a_public_body_without_notice_is_reviewed_and_put_right(city) -> None:
    body = NewParty(kind="O", name="临江市住房和城乡建设局", number=scene.NUMBER, unit=city.housing.code)
    owed = scene.case(city, party=body)
    taken = scene.measure(city, owed, value=Decimal(1))
    alert = Alert.objects.get()
    assert (alert.rule, alert.measure_id, alert.state) == ("public-body", taken.pk, "open")
    make.do(city.judge, actions.decide_alert, alert.pk, justified=False, answer="补作通报")
    make.do(city.judge, actions.notice_case, owed.pk, on=date(2026, 3, 20), unit=city.housing.pk)
    alert.refresh_from_db()
    assert alert.state == "corrected"
    assert Measure.objects.get().state == "active"  # a notice asks no leave and stops nothing


@pytest.mark.django_db
@pytest.mark.inventory("E01", proof="act")
def test_a_measure_stands_is_renewed_and_released_on_the_receipts_of_the_source(
    city, partner, source, case
) -> None:
    taken = scene.measure(city, case, source=source.pk)
    assert taken.state == "pending"
    run()
    taken.refresh_from_db()
    assert (taken.state, taken.receipt[:3]) == ("active", "HZ-")
    make.do(city.judge, actions.renew_measure, taken.pk, ends_on=date(2029, 3, 1))
    taken.refresh_from_db()
    assert taken.renewals == 0
    run()
    taken.refresh_from_db()
    assert (taken.renewals, taken.ends_on) == (1, date(2029, 3, 1))
    make.do(city.judge, actions.release_measure, taken.pk, why="已履行")
    run()
    taken.refresh_from_db()
    assert taken.state == "released"
    partner.become("refuse")
    refused = scene.measure(city, case, source=source.pk, title="车库")
    run()
    refused.refresh_from_db()
    assert (refused.state, refused.why) == ("refused", "法律文书不清晰")


@pytest.mark.django_db
def test_the_procuratorate_sees_and_complains_the_court_decides(city, case) -> None:
    taken = scene.measure(city, case)
    assert queries.measure_of(city.prosecutor, taken.pk) == taken
    for other in (city.office, city.auditor, city.market_clerk):
        with pytest.raises(NotFound):
            queries.measure_of(other, taken.pk)
    alert = make.do(city.prosecutor, actions.complain, taken.pk, text="明显超标的额（虚构）")
    for answer in ("核查后解除", "已解除"):
        make.do(city.judge, actions.decide_alert, alert.pk, justified=False, answer=answer)
    alert.refresh_from_db()
    assert alert.state == "corrected"


@pytest.mark.django_db
@pytest.mark.inventory("E08", proof="act")
@pytest.mark.inventory("E07", proof="query")
def test_a_public_body_is_warned_before_listing_and_its_debt_is_in_the_bulletin(city, enter) -> None:
    body = NewParty(kind="O", name="临江市住房和城乡建设局", number=scene.NUMBER, unit=city.housing.code)
    owed = scene.case(city, party=body)
    make.do(city.judge, actions.pay_case, owed.pk, paid=Decimal(40_000))
    make.do(city.judge, actions.warn_before_listing, owed.pk)
    assert Notice.objects.filter(kind="enforcement.case", unit=city.housing).count() == 1
    for viewer in (city.judge, city.housing_clerk, city.office):
        (debt,) = queries.debts_of(viewer)
        assert (debt.owed, debt.case.listing_warned_on) == (Decimal(60_000), date(2026, 3, 20))
    assert queries.debts_of(city.market_clerk) == queries.debts_of(city.auditor) == []
    with pytest.raises(NotFound):
        queries.case_of(city.housing_clerk, owed.pk)
    assert "60,000.00" in enter(city.housing_clerk).get("/enforcement/debts/").content.decode()
