"""A unit fills its sheet; 科长 and 分管领导 look at it; the office gets it, and the accounts keep it."""

from __future__ import annotations

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from tests import make

from fuyuantong.audit.models import Entry as Line
from fuyuantong.common.refusals import Conflict, Forbidden, NotFound, Refusal
from fuyuantong.documents.models import Attachment
from fuyuantong.matters.models import Feedback
from fuyuantong.notices.models import Notice
from fuyuantong.organs.models import Tenure
from fuyuantong.rounds import actions, queries
from fuyuantong.rounds.kinds import SheetState
from fuyuantong.rounds.models import Entry, Sheet
from rounds.conftest import words

S = SheetState


@pytest.fixture
def leader(city):
    """A 分管领导 of the housing bureau."""
    return make.actor(city.housing, roles=("leader",))


def fill(city, sheet, **more):
    return make.do(city.housing_clerk, actions.fill, sheet.pk, words(sheet), **more)


def test_words_are_kept_without_being_sent(city, sheet):
    fill(city, sheet)
    assert Sheet.objects.get(pk=sheet.pk).state == S.WAITING
    assert {e.progress for e in sheet.entries.all()} == {f"已完成调研{e.place}" for e in sheet.entries.all()}
    assert Feedback.objects.count() == 0


def test_the_sheet_goes_from_clerk_to_section_chief_to_leader_to_the_office(city, sheet, leader):
    assert fill(city, sheet, send=True).state == S.SECTION
    assert make.do(city.housing_chief, actions.check, sheet.pk).state == S.LEADER
    sent = make.do(leader, actions.approve, sheet.pk)
    assert (sent.state, sent.checked_by, sent.approved_by) == (S.SENT, city.housing_chief.name, leader.name)
    assert Notice.objects.get(kind="round.sent").office == city.linkage.code


def test_without_a_leader_the_section_chief_sends_it(city, sheet):
    fill(city, sheet, send=True)
    assert make.do(city.housing_chief, actions.check, sheet.pk).state == S.SENT


def test_a_lone_officer_sends_it_himself(city, sheet):
    Tenure.objects.filter(post_id=city.housing_chief.post).update(until_on="2026-01-01")
    assert fill(city, sheet, send=True).state == S.SENT


def test_what_is_sent_stands_on_the_account_of_every_task_that_is_being_worked_on(city, sheet, tasks):
    fill(city, sheet, send=True)
    make.do(city.housing_chief, actions.check, sheet.pk)
    told = Feedback.objects.get()
    assert told.obligation_id == tasks["flow"].pk  # the other one has not been signed for
    assert (told.text[:5], told.problems, told.next_steps) == ("已完成调研", "人手不足", "增配人员")
    line = Line.objects.get(kind="obligation.report", object_id=tasks["flow"].pk)
    assert (line.data["round"], line.data["recorded"]) == (str(sheet.round_id), False)


def test_an_item_without_words_keeps_the_sheet_back_and_is_named(city, sheet):
    first, second = sheet.entries.order_by("place")
    with pytest.raises(Refusal) as refused:
        make.do(city.housing_clerk, actions.fill, sheet.pk, {first.pk: {"progress": "已办"}}, send=True)
    assert [place.pointer for place in refused.value.errors] == [f"progress-{second.pk}"]
    assert Entry.objects.get(pk=first.pk).progress == ""


def test_the_section_chief_gives_it_back_with_a_remark(city, sheet):
    fill(city, sheet, send=True)
    back = make.do(city.housing_chief, actions.give_back, sheet.pk, remark="请写明化解件数")
    assert (back.state, back.remark) == (S.BACK, "请写明化解件数")
    assert fill(city, sheet, send=True).remark == ""


def test_giving_back_without_a_remark_is_refused(city, sheet):
    fill(city, sheet, send=True)
    with pytest.raises(Refusal) as refused:
        make.do(city.housing_chief, actions.give_back, sheet.pk, remark=" ")
    assert refused.value.errors[0].pointer == "remark"


def test_a_sheet_that_is_with_the_section_chief_is_not_written_in(city, sheet):
    fill(city, sheet, send=True)
    with pytest.raises(Conflict) as refused:
        fill(city, sheet)
    assert "待科长审核" in refused.value.message


def test_whoever_comes_second_is_told(city, sheet):
    seen = sheet.version
    fill(city, sheet)
    with pytest.raises(Conflict) as refused:
        fill(city, sheet, expected=seen)
    assert refused.value.code == "E-VERSION"


@pytest.mark.parametrize("who", ["judge", "finance_clerk", "auditor"])
def test_another_units_sheet_does_not_exist(city, sheet, who):
    with pytest.raises(NotFound):
        make.do(getattr(city, who), actions.fill, sheet.pk, {})
    with pytest.raises(NotFound):
        queries.sheet_of(getattr(city, who), sheet.pk)


def test_a_clerk_does_not_sign_off(city, sheet):
    fill(city, sheet, send=True)
    with pytest.raises(Forbidden):
        make.do(city.housing_clerk, actions.check, sheet.pk)


def test_words_for_another_sheet_are_not_taken(city, sheet, round_):
    foreign = Entry.objects.exclude(sheet=sheet).first()
    with pytest.raises(NotFound):
        make.do(city.housing_clerk, actions.fill, sheet.pk, {foreign.pk: {"progress": "x"}})


def test_the_office_records_for_a_unit_without_accounts_and_says_why(city, sheet, tasks):
    with pytest.raises(Refusal):
        make.do(city.office, actions.fill, sheet.pk, words(sheet), send=True)
    sent = make.do(
        city.office, actions.fill, sheet.pk, words(sheet), send=True, recorded_why="该单位在内网，电话报送"
    )
    assert (sent.state, sent.recorded_why) == (S.SENT, "该单位在内网，电话报送")
    line = Line.objects.get(kind="obligation.report", object_id=tasks["flow"].pk)
    assert line.data["recorded"] is True
    assert Feedback.objects.get().by_unit_name == city.office.unit_name


def test_evidence_goes_to_the_file_of_its_task(city, sheet, tasks):
    entry = sheet.entries.get(obligation=tasks["flow"])
    note = SimpleUploadedFile("纪要.txt", "会议纪要".encode())
    make.do(city.housing_clerk, actions.fill, sheet.pk, {}, files={entry.pk: [note]})
    kept = Attachment.objects.get()
    assert (kept.subject_type, kept.subject_id) == ("obligation", tasks["flow"].pk)


def test_the_last_rounds_words_stand_beside_the_new_ones(city, sheet, tasks):
    fill(city, sheet, send=True)
    make.do(city.housing_chief, actions.check, sheet.pk)
    later = make.do(
        city.office, actions.open_round,
        linkage=city.linkage.code, title="第二季度进展", due_on=sheet.round.due_on,
    )  # fmt: skip
    type(later).objects.filter(pk=later.pk).update(opened_at=later.opened_at.replace(month=6))
    new = Sheet.objects.get(round=later, unit=city.housing)
    lines = queries.sheet_of(city.housing_clerk, new.pk).lines
    assert [line.last.progress[:5] for line in lines] == ["已完成调研"] * 2
