"""Opening a round: who is asked about what, and how it is said."""

from __future__ import annotations

from datetime import date

import pytest
from tests import make

from fuyuantong.audit.models import Entry as Line
from fuyuantong.common.refusals import Forbidden, NotFound, Refusal
from fuyuantong.matters.models import Obligation
from fuyuantong.notices.models import Notice
from fuyuantong.rounds import actions
from fuyuantong.rounds.kinds import Scope
from fuyuantong.rounds.models import Entry, Round, Sheet
from rounds.conftest import hand_out


def ask(city: make.City, **more):
    given = {"linkage": city.linkage.code, "title": "进展", "due_on": date(2026, 3, 31)}
    return make.do(city.office, actions.open_round, **{**given, **more})


def test_every_unit_that_leads_gets_one_sheet_with_all_its_tasks(city, round_):
    asked = {
        sheet.unit: sorted(e.obligation.title for e in sheet.entries.all()) for sheet in round_.sheets.all()
    }
    assert asked == {city.housing: ["制定对接流程", "开展同堂培训"], city.court: ["通报审判情况"]}


def test_helping_units_are_asked_only_when_the_office_says_so(city, tasks):
    made = ask(city, scope=Scope(duties=("lead", "partner")))
    assert made.sheets.get(unit=city.finance).entries.count() == 3


def test_units_are_told_once_and_courts_are_asked_not_told(city, round_):
    told = {notice.unit_id: notice.title for notice in Notice.objects.filter(kind="round.opened")}
    assert told == {
        city.housing.pk: "进展调度：第一季度进展，请于 2026-03-31 前报送",
        city.court.pk: "商请反馈进展：第一季度进展，盼于 2026-03-31 前函复",
    }


def test_the_trail_says_who_opened_it_and_how_much_was_asked(city, round_):
    line = Line.objects.get(kind="round.opened", object_id=round_.pk)
    assert (line.data["units"], line.data["items"], line.person_name) == (2, 3, city.office.name)


def test_finished_work_is_not_asked_about(city, tasks):
    Obligation.objects.filter(pk=tasks["court"].pk).update(state="done", collects=False)
    assert {s.unit for s in ask(city).sheets.all()} == {city.housing}


def test_a_scope_of_chosen_tasks_asks_about_them_only(city, tasks):
    made = ask(city, scope=Scope(chosen=(tasks["training"].pk,)))
    assert [e.obligation.title for e in Entry.objects.filter(sheet__round=made)] == ["开展同堂培训"]


def test_a_matter_that_the_office_does_not_see_is_not_asked_about(city, tasks):
    hidden = tasks["flow"].matter
    hidden.scope = "named"
    hidden.save()
    made = ask(city)
    assert "制定对接流程" not in {e.obligation.title for e in Entry.objects.filter(sheet__round=made)}


def test_another_linkages_work_is_not_asked_about(city, tasks):
    other = make.linkage(make.unit("第二联动市司法局"), "second")
    strange = make.actor(other.office_unit, roles=("office",), serves=other)
    with pytest.raises(Refusal) as refused:
        make.do(strange, actions.open_round, linkage="second", title="进展", due_on=date(2026, 3, 31))
    assert refused.value.code == "E-RULE"
    assert Round.objects.count() == 0


@pytest.mark.parametrize("who", ["housing_clerk", "justice_clerk", "watcher", "auditor"])
def test_only_the_office_opens_rounds(city, tasks, who):
    with pytest.raises(Forbidden):
        make.do(
            getattr(city, who),
            actions.open_round,
            linkage=city.linkage.code,
            title="x",
            due_on=date(2026, 3, 31),
        )


def test_a_linkage_that_does_not_exist_is_not_found(city, tasks):
    with pytest.raises(NotFound):
        ask(city, linkage="nowhere")


def test_a_due_date_that_has_gone_by_is_refused_at_its_field(city, tasks):
    with pytest.raises(Refusal) as refused:
        ask(city, due_on=date(2026, 3, 19))
    assert refused.value.errors[0].pointer == "due_on"
    assert Sheet.objects.count() == 0


def test_a_round_sees_a_task_handed_out_meanwhile_only_next_time(city, round_):
    hand_out(city, "后来的任务", city.market)
    assert not round_.sheets.filter(unit=city.market).exists()
    assert ask(city).sheets.filter(unit=city.market).exists()
