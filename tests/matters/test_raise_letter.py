"""法释〔2020〕3号 art. 12: in the listed situations the court must suggest; the draft comes by itself, the court
signs it or drops it with a reason."""

from __future__ import annotations

from typing import Any

import pytest
from tests import make
from tests.matters.conftest import at

from fuyuantong.common.actors import SYSTEM
from fuyuantong.common.refusals import Refusal
from fuyuantong.matters.actions import signing
from fuyuantong.matters.kinds import DraftState, MatterState
from fuyuantong.matters.models import Draft, Matter
from fuyuantong.notices.models import Notice
from fuyuantong.registers import actions as registers
from fuyuantong.registers.models import Row
from fuyuantong.registers.reading import examine, examined
from fuyuantong.registers.shelf import REGISTERS

pytestmark = pytest.mark.django_db
CODE = "court-appearances"
TEXT = (REGISTERS / f"{CODE}.yaml").read_text("utf-8")
SITUATIONS = next(c.options for c in examined(TEXT).columns if c.key == "应提司法建议情形")
ABSENT = {
    "案号": "（2026）豫99行初7号", "庭次": 1, "开庭日期": "2026-03-02", "被诉机关": "临江市住房和城乡建设局",
    "应出庭": "是", "不出庭理由": "未说明", "审理法院": "临江市中级人民法院",
}  # fmt: skip


@pytest.fixture
def town(city: make.City) -> make.City:
    for text in ((REGISTERS / "litigation-cases.yaml").read_text("utf-8"), TEXT):
        make.do(SYSTEM, registers.publish, text)
    city.government = make.unit("临江市人民政府", "市政府")
    city.watchdog = make.unit("临江市监察委员会", "市监委", kind="supervision")
    return city


def enter(city: make.City, **cells: Any) -> Row:
    return make.do(city.judge, registers.enter_row, CODE, ABSENT | cells, now=at("2026-03-03"))


@pytest.mark.parametrize("situation", SITUATIONS)
def test_each_listed_situation_drafts_a_suggestion_for_the_court(town, situation) -> None:
    row = enter(town, 应提司法建议情形=situation)
    draft = Draft.objects.get()
    matter = draft.matter
    assert (matter.mechanism, matter.stage, matter.started_by_unit) == (
        "judicial-recommendation", "拟稿", town.court,
    )  # fmt: skip
    assert matter.fields["案号"] == ["（2026）豫99行初7号"]
    assert situation in draft.text
    assert "法释〔2020〕3号第十二条" in draft.text
    assert "临江市住房和城乡建设局在（2026）豫99行初7号第1次开庭（2026-03-02）中" in draft.text
    assert {one.unit for one in draft.addressees.all()} == {town.watchdog, town.government}
    assert (draft.state, draft.unit, draft.approval) == (DraftState.DRAFTING, town.court, True)
    assert Notice.objects.filter(unit_id=town.court.pk, url=f"/letters/{draft.pk}/").exists()
    assert row.title in matter.source


def test_there_are_the_five_situations_of_article_12() -> None:
    assert len(SITUATIONS) == 5


def test_a_hearing_without_such_a_situation_drafts_nothing(town) -> None:
    enter(town)
    assert not Draft.objects.exists()


def test_the_suggestion_comes_when_the_situation_is_added_and_only_once(town) -> None:
    row = enter(town)
    for n, situation in enumerate([SITUATIONS[0], "", SITUATIONS[2], SITUATIONS[3]]):
        make.do(
            town.judge, registers.correct_row, row.pk, {"应提司法建议情形": situation}, reason=f"更正{n}",
            now=at("2026-03-04"),
        )  # fmt: skip
        assert Draft.objects.count() == 1


def test_a_situation_needs_the_court_that_will_sign(town) -> None:
    with pytest.raises(Refusal, match="须填审理法院"):
        enter(town, 应提司法建议情形=SITUATIONS[0], 审理法院="")


def test_the_office_may_record_it_and_the_court_has_the_draft(town) -> None:
    cells = ABSENT | {"应提司法建议情形": SITUATIONS[0]}
    make.do(town.office, registers.enter_row, CODE, cells, now=at("2026-03-03"))
    draft = Draft.objects.get()
    assert draft.unit == town.court
    assert not Draft.objects.visible_to(town.office).filter(pk=draft.pk).exists(), "a draft is its unit's own"


def test_the_court_drops_it_with_a_reason_and_the_matter_ends_with_it(town) -> None:
    enter(town, 应提司法建议情形=SITUATIONS[0])
    draft = Draft.objects.get()
    with pytest.raises(Refusal):
        make.do(town.judge, signing.drop, draft.pk, reason=" ")
    make.do(town.judge, signing.drop, draft.pk, reason="庭后已提交证明，理由正当")
    draft.refresh_from_db()
    assert (draft.state, draft.remark) == (DraftState.DROPPED, "庭后已提交证明，理由正当")
    assert Matter.objects.get().state == MatterState.VOID


def test_a_situation_that_cannot_be_drafted_does_not_stop_the_row(town) -> None:
    from fuyuantong.definitions.models import DefinitionVersion

    DefinitionVersion.objects.filter(code="judicial-recommendation").update(state="retired")
    row = enter(town, 应提司法建议情形=SITUATIONS[0])
    assert Row.objects.filter(pk=row.pk).exists()
    assert not Matter.objects.exists()


@pytest.mark.parametrize(
    ("old", "new", "code"),
    [
        ("签发: 审理法院", "签发: 出庭人", "E-DEF-TYPE"),
        ("签发: 审理法院", "签发: 某法院", "E-DEF-UNKNOWN"),
        ("文书: 司法建议书", "文书: 督办单", "E-DEF-UNKNOWN"),
        ("机制: judicial-recommendation", "机制: no-such-mechanism", "E-DEF-UNKNOWN"),
        ("带入: {案号: 案号}", "带入: {案号: 案件号}", "E-DEF-UNKNOWN"),
        ("条件: 已填(应提司法建议情形)\n    机制", "条件: 已填(情形)\n    机制", "E-DEF-UNKNOWN"),
        ("    所涉: 被诉机关\n", "", "E-DEF-MISSING"),
        ("  出庭人: 人员\n", "  出庭人: {类型: 人员, 个人信息: 是}\n", "E-DEF-PERSONAL"),
    ],
)
def test_a_rule_names_columns_and_letters_that_exist(old: str, new: str, code: str) -> None:
    text = TEXT.replace("{被诉机关}在{案号}", "{被诉机关}（{出庭人}）在{案号}")
    assert old in text
    _register, problems = examine(text.replace(old, new, 1))
    assert code in {problem.code for problem in problems}


def test_every_rule_of_the_library_writes_into_fields_that_exist() -> None:
    from fuyuantong.definitions.reading import read
    from fuyuantong.definitions.shelf import mechanism_file, read_text
    from fuyuantong.registers.shelf import register_files

    for path in register_files():
        for rule in examined(path.read_text("utf-8")).draws:
            mechanism = read(read_text(mechanism_file(rule.mechanism)))
            fields = {field.key for field in mechanism.fields}
            assert {into for into, _ in (*rule.carries, *rule.says)} <= fields, (path.stem, rule.key)
