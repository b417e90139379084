"""派生: an act opens the derived matter, in the same transaction, with what it carries over."""

from __future__ import annotations

import pytest
from tests import make
from tests.api.calling import Caller
from tests.matters.conftest import at

from fuyuantong.audit.models import Entry
from fuyuantong.audit.streams import matter_stream
from fuyuantong.common.refusals import Refusal
from fuyuantong.definitions.kinds import FieldType
from fuyuantong.definitions.queries import latest
from fuyuantong.definitions.reading import read
from fuyuantong.definitions.shelf import mechanism_files, read_text
from fuyuantong.matters.actions.opening import Opening, act, open_matter
from fuyuantong.matters.actions.talking import set_scope
from fuyuantong.matters.kinds import LinkKind, Scope
from fuyuantong.matters.models import Link, Matter, Party, Reader
from fuyuantong.notices.models import Notice

pytestmark = pytest.mark.django_db

TASKS = [
    {"序号": "一", "任务内容": "制定线索移送指引并印发", "完成时限": "2026-06-30"},
    {"序号": "二", "任务内容": "建立季度会商机制并坚持运行", "完成时限": "2026年底前"},
]


@pytest.fixture
def points(city: make.City) -> Matter:
    """年度要点 that waits to be issued."""
    make.mechanism("annual-work-points")
    units = {"工作机制办公室": [city.justice.pk], "审定机关": [city.finance.pk], "成员单位": [city.court.pk]}
    opening = Opening(
        "annual-work-points", city.linkage.code, "二〇二六年工作要点", units=units, work_secret=True
    )
    matter = make.do(city.office, open_matter, opening, now=at("2026-01-05"))
    asked = {"年度": 2026, "要点任务": TASKS, "意见截止日": "2026-01-20"}
    make.do(city.office, act, matter.pk, "征集意见", data=asked, now=at("2026-01-05"))
    make.do(city.office, act, matter.pk, "结束征求", now=at("2026-01-21"))
    make.do(city.office, act, matter.pk, "报审", data={"意见采纳说明": "已采纳"}, now=at("2026-01-22"))
    make.do(city.finance_clerk, act, matter.pk, "审议通过", data={"审议意见": "同意"}, now=at("2026-01-23"))
    return matter


def issue(city: make.City, points: Matter) -> list[Matter]:
    data = {"印发文号": "临联办〔2026〕1号", "印发日期": "2026-01-26"}
    make.do(city.office, act, points.pk, "印发分解", data=data, now=at("2026-01-26"))
    links = Link.objects.filter(matter=points, kind=LinkKind.DERIVED).order_by("pk")
    return [link.other for link in links.select_related("other")]


def test_each_item_becomes_a_matter_of_the_newest_version_with_what_it_carries(city, points) -> None:
    first, second = issue(city, points)
    assert {m.mechanism for m in (first, second)} == {"annual-plan-item"}
    assert first.definition_id == latest("annual-plan-item").pk
    assert first.linkage == points.linkage
    assert first.title == "制定线索移送指引并印发"
    assert first.fields["年度"] == 2026
    assert first.fields["来源文号"] == "临联办〔2026〕1号"
    assert first.fields["序号"] == "一"
    assert first.fields["完成时限"] == "2026-06-30"
    assert "完成时限" not in second.fields, "free words are no date: left to be filled in"
    left = Entry.objects.get(stream=matter_stream(second.pk), kind="matter.derived_from").data["left"]
    assert left == ["完成时限"]
    assert first.work_secret
    assert first.source == "派生自“二〇二六年工作要点”"
    office = Party.objects.get(matter=first, key="联席会议办公室")
    assert (office.unit_id, office.office) == (city.justice.pk, city.linkage.code)
    _matter, sent = make.do(
        city.office, act, first.pk, "下达", data={"时限类型": "确定日期", "牵头单位": [str(city.housing.pk)]},
        collector=city.housing.pk, now=at("2026-01-27"),
    )  # fmt: skip
    assert [row.owner_id for row in sent] == [city.housing.pk]


def test_both_timelines_and_both_pages_say_so_and_the_api_too(city, points, enter) -> None:
    first, _second = issue(city, points)
    told = Entry.objects.filter(stream=matter_stream(points.pk), kind="matter.derived")
    assert {entry.data["derivation"] for entry in told} == {"要点任务"}
    assert {entry.data["other"] for entry in told} >= {str(first.pk)}
    client = enter(city.office)
    assert f'派生出：<a href="/matters/{first.pk}/"' in client.get(f"/matters/{points.pk}/").content.decode()
    assert f'派生自：<a href="/matters/{points.pk}/"' in client.get(f"/matters/{first.pk}/").content.decode()
    links = Caller(make.token(city.office)).get(f"/matters/{first.pk}").json()["links"]
    assert links == [{"kind": "派生自", "matter": str(points.pk), "title": points.title}]


def test_named_posts_go_along(city, points) -> None:
    make.do(city.office, set_scope, points.pk, scope=Scope.NAMED, posts=[city.office.post])
    first, _second = issue(city, points)
    assert first.scope == Scope.NAMED
    assert list(Reader.objects.filter(matter=first).values_list("post_id", flat=True)) == [city.office.post]
    assert not Matter.objects.visible_to(city.justice_clerk).filter(pk=first.pk).exists()


def test_the_act_is_undone_where_the_derived_mechanism_is_not_in_use(city, points) -> None:
    from fuyuantong.definitions.models import DefinitionVersion

    DefinitionVersion.objects.filter(code="annual-plan-item").update(state="retired")
    with pytest.raises(Refusal, match="没有启用"):
        issue(city, points)
    points.refresh_from_db()
    assert points.stage == "待印发"


@pytest.fixture
def transfer(city: make.City) -> Matter:
    """A crime that the police does not prosecute; the bureau may ask the procuratorate to supervise."""
    for code in ("crime-transfer", "case-filing-supervision", "reverse-linkage"):
        make.mechanism(code)
    police = make.unit("临江市公安局", "市公安局")
    city.linkage.members.add(police)
    units = {"移送机关": [city.market.pk], "公安机关": [police.pk], "检察院": [city.procuratorate.pk]}
    opening = Opening("crime-transfer", city.linkage.code, "某公司涉嫌生产伪劣产品", units=units)
    matter = make.do(city.market_clerk, open_matter, opening, now=at("2026-03-02"))
    Matter.objects.filter(pk=matter.pk).update(stage="不予立案", fields={"不立案理由": "情节轻微"})
    return matter


def test_units_of_the_same_name_go_along_and_the_one_that_may_start_it_starts_it(city, transfer) -> None:
    make.do(city.market_clerk, act, transfer.pk, "建议立案监督", data={"复议理由": "数额已达标准"})
    made = Matter.objects.get(mechanism="case-filing-supervision")
    assert made.started_by_unit_id == city.procuratorate.pk
    assert made.fields == {"监督事由": "数额已达标准", "不立案理由": "情节轻微"}
    assert Party.objects.filter(
        matter=made, key="检察院", unit=city.procuratorate, capacity="starter"
    ).exists()
    assert Party.objects.filter(matter=made, key="公安机关").exists()
    assert Party.objects.filter(matter=made, key="建议机关", unit=city.market).exists(), (
        "as the definition says"
    )
    assert Notice.objects.filter(title__contains="派生").exists(), "the procuratorate is told"


def test_nobody_who_may_start_it_means_a_sentence_and_nothing_saved(city, transfer) -> None:
    Party.objects.filter(matter=transfer, key="检察院").delete()
    with pytest.raises(Refusal, match="该机制由检察院发起，本单位和本事项的其他单位都不能发起"):
        make.do(city.market_clerk, act, transfer.pk, "建议立案监督", data={"复议理由": "数额已达标准"})
    transfer.refresh_from_db()
    assert transfer.stage == "不予立案"
    assert not Matter.objects.filter(mechanism="case-filing-supervision").exists()


WRITTEN = {FieldType.TEXT, FieldType.CHOICE, FieldType.DOC_NO, FieldType.CASE_NO}
"""Kinds whose values are a few words: they fit into a text."""

NEVER_CARRIED = {"不属于办案领域"}
"""A clue with this answer is not handed over, so no case derives from it."""


def test_every_derivation_of_the_library_carries_into_fields_that_hold_it() -> None:
    told = {m.code: m for m in (read(read_text(path)) for path in mechanism_files())}
    wrong = []
    for mechanism in told.values():
        for rule in mechanism.derivations:
            kinds = {field.key: field.type for field in told[rule.mechanism].fields}
            options = {field.key: set(field.options) for field in told[rule.mechanism].fields}
            for into, key in rule.carries:
                kind = mechanism.field(key).type
                words = kind in WRITTEN and kinds.get(into) in {FieldType.TEXT, FieldType.LONG_TEXT}
                outside = set(mechanism.field(key).options) - options.get(into, set()) - NEVER_CARRIED
                lost = kinds.get(into) is kind and bool(outside)
                if (kinds.get(into) is not kind and not words) or lost:
                    wrong.append((mechanism.code, rule.key, into, kind, kinds.get(into)))
    assert not wrong


def test_units_fill_the_party_that_the_definition_names(city) -> None:
    """诉前检察建议 goes to the very 行政机关 that the case is about, without being named again."""
    for code in ("public-interest-case", "pre-suit-suggestion"):
        make.mechanism(code)
    units = {"检察院": [city.procuratorate.pk], "行政机关": [city.housing.pk, city.market.pk]}
    opening = Opening("public-interest-case", city.linkage.code, "违建侵占河道（虚构）", units=units)
    matter = make.do(city.prosecutor, open_matter, opening, now=at("2026-03-02"))
    filed = {
        "案件类型": "行政公益诉讼", "办案领域": "生态环境和资源保护", "受损事实": "侵占河道（虚构）",
        "立案文书号": "临检公立〔2026〕1号", "立案日期": "2026-03-02",
    }  # fmt: skip
    make.do(city.prosecutor, act, matter.pk, "立案", data=filed, now=at("2026-03-02"))
    issued = {"调查核实情况": "属实（虚构）", "建议书文号": "临检建〔2026〕1号", "紧急": "一般"}
    make.do(city.prosecutor, act, matter.pk, "制发建议", data=issued, now=at("2026-03-09"))
    made = Link.objects.get(matter=matter, kind=LinkKind.DERIVED).other
    rows = Party.objects.filter(matter=made, key="被建议单位").values_list("unit", flat=True)
    assert set(rows) == {city.housing.pk, city.market.pk}
    assert made.started_by_unit == city.procuratorate
