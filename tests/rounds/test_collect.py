"""What the office does with what comes in: urging, sending back, its own wording, the end."""

from __future__ import annotations

import pytest
from tests.make import do

from fuyuantong.audit.models import Entry as Line
from fuyuantong.common.refusals import Conflict, Forbidden, NotFound, Refusal
from fuyuantong.notices.models import Notice
from fuyuantong.rounds import actions
from fuyuantong.rounds.kinds import RoundState, SheetState
from fuyuantong.rounds.models import Entry, Round, Sheet
from rounds.conftest import words


@pytest.fixture
def sent(city, sheet) -> Sheet:
    do(city.housing_clerk, actions.fill, sheet.pk, words(sheet), send=True)
    return do(city.housing_chief, actions.check, sheet.pk)


def test_one_act_urges_all_that_are_missing_and_nobody_else(city, round_, sent):
    assert do(city.office, actions.urge, round_.pk) == 1
    assert {s.unit: s.urged for s in round_.sheets.all()} == {city.housing: 0, city.court: 1}
    told = Notice.objects.get(kind="round.urged")
    assert (told.unit_id, told.title) == (city.court.pk, "函询：第一季度进展，盼于 2026-03-31 前函复")


def test_a_bureau_is_urged_in_the_words_for_bureaus(city, round_, sheet):
    do(city.office, actions.urge, round_.pk)
    titles = {n.unit_id: n.title for n in Notice.objects.filter(kind="round.urged")}
    assert titles[city.housing.pk] == "催报：第一季度进展，报送期限 2026-03-31"


def test_when_all_have_answered_there_is_nobody_to_urge(city, round_, sent):
    Sheet.objects.filter(round=round_).update(state=SheetState.SENT)
    with pytest.raises(Conflict):
        do(city.office, actions.urge, round_.pk)


def test_the_office_sends_back_with_a_remark(city, sent):
    back = do(city.office, actions.send_back, sent.pk, remark="请补充数据")
    assert (back.state, back.remark, back.sent_at) == (SheetState.BACK, "请补充数据", None)
    assert Notice.objects.get(kind="round.returned").unit_id == city.housing.pk


def test_a_unit_does_not_send_its_own_sheet_back(city, sent):
    with pytest.raises(Forbidden):
        do(city.housing_clerk, actions.send_back, sent.pk, remark="x")


def test_the_offices_wording_goes_to_the_papers_and_the_units_words_stay(city, sent):
    entry = sent.entries.first()
    do(city.office, actions.edit, sent.pk, {entry.pk: {"progress": "已完成。"}}, brief={entry.pk: True})
    kept = Entry.objects.get(pk=entry.pk)
    assert (kept.said("progress"), kept.progress, kept.brief) == ("已完成。", entry.progress, True)
    assert kept.said("problems") == entry.problems


def test_wording_equal_to_the_units_is_no_edit(city, sent):
    entry = sent.entries.first()
    do(city.office, actions.edit, sent.pk, {entry.pk: {"progress": entry.progress}})
    assert Entry.objects.get(pk=entry.pk).edited == {}


def test_a_closed_round_takes_no_more_words(city, round_, sheet):
    do(city.office, actions.close, round_.pk)
    with pytest.raises(Conflict):
        do(city.housing_clerk, actions.fill, sheet.pk, words(sheet))
    with pytest.raises(Conflict):
        do(city.office, actions.close, round_.pk)
    line = Line.objects.get(kind="round.closed")
    assert line.data["missing"] == 2


def test_cancelling_wants_a_reason_and_tells_every_unit(city, round_, sheet):
    with pytest.raises(Refusal):
        do(city.office, actions.cancel, round_.pk, reason="")
    do(city.office, actions.cancel, round_.pk, reason="与季报重复")
    assert Round.objects.get(pk=round_.pk).state == RoundState.CANCELLED
    assert Notice.objects.filter(kind="round.cancelled").count() == 2


@pytest.mark.parametrize("verb", ["urge", "close"])
def test_for_the_court_there_is_no_office_work_here(city, round_, verb):
    with pytest.raises(Forbidden):
        do(city.judge, getattr(actions, verb), round_.pk)
    with pytest.raises(NotFound):
        do(city.market_clerk, getattr(actions, verb), round_.pk)


def test_two_at_the_office_do_not_overwrite_each_other(city, round_):
    with pytest.raises(Conflict) as refused:
        do(city.office, actions.close, round_.pk, expected=round_.version + 1)
    assert refused.value.code == "E-VERSION"
