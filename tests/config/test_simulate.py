"""`fyt simulate`: the same seed gives the same year, through the real actions, and never into real work."""

from __future__ import annotations

from contextlib import contextmanager
from dataclasses import replace
from datetime import date

import pytest
from django.db import IntegrityError
from tests import make

from fuyuantong.audit.models import Entry
from fuyuantong.audit.streams import matter_stream
from fuyuantong.audit.verifying import verify
from fuyuantong.common.actors import SYSTEM
from fuyuantong.common.batches import Batch
from fuyuantong.config.simulate_command import _arguments
from fuyuantong.config.simulation import Wish, play
from fuyuantong.config.simulation.meeting import hold_meetings
from fuyuantong.config.simulation.naming import own, renumbered
from fuyuantong.config.simulation.scripts import scripts_of, shifted
from fuyuantong.definitions.reading import read
from fuyuantong.definitions.shelf import PLACES, mechanism_file, profile_code, profile_file, read_text
from fuyuantong.documents.case_numbers import parse_case_number
from fuyuantong.matters.models import (
    Clock,
    Cycle,
    Draft,
    Feedback,
    Matter,
    Obligation,
    Party,
    Reminder,
    Urge,
)
from fuyuantong.meetings.actions import publish_kind
from fuyuantong.meetings.models import Meeting
from fuyuantong.notices.models import Notice
from fuyuantong.organs.models import Unit

MEETINGS = mechanism_file("annual-plan-item").parents[1] / "meetings"
HARDER = (
    "normative-deliverable", "judicial-confirmation", "non-litigation-enforcement", "reverse-linkage",
)  # fmt: skip
CODES = ("annual-plan-item", "assigned-item", "administrative-dispute-resolution", "judicial-recommendation")


@pytest.fixture
def town(db):
    for code in CODES:
        make.mechanism(code)
    city = make.City()
    for kind in ("party", "congress", "supervision", "central", "mass", "enterprise"):
        make.unit(f"临江市模拟{kind}单位", kind=kind)
    city.linkage.members.set(Unit.objects.all())
    return city


def wish(town, **more) -> Wish:
    plain = {"year": 2026, "seed": 7, "matters": 12, "until": date(2026, 12, 31)}
    return Wish(linkage=town.linkage.code, mechanisms=CODES, **(plain | more))


def whole() -> list[tuple[str, str, str]]:
    return sorted(Matter.objects.values_list("number", "title", "stage"))


DUMPED = {
    Party: ("unit__name", "key", "capacity", "level", "office", "since"),
    Obligation: ("task", "owner__name", "creditor__name", "state", "due_on", "signed_at", "finished_on", "urged", "version"),
    Clock: ("key", "start_on", "due_on", "state", "stopped_at", "extensions", "version", "proof"),
    Draft: ("genre", "title", "text", "unit__name", "state"),
    Cycle: ("key", "opened_until", "next_on", "stopped_at"),
}  # fmt: skip


def content(matter: Matter) -> str:
    """All that is known of a matter, without the ids and the files' keys that differ from time to time."""
    known = [
        matter.number,
        matter.title,
        matter.stage,
        matter.state,
        matter.version,
        matter.joined,
        matter.created_at,
    ]
    for model, names in DUMPED.items():
        known.append(sorted(map(str, model.objects.filter(matter=matter).values_list(*names))))
    told = Reminder.objects.filter(clock__matter=matter).values_list(
        "rule", "version", "fire_at", "fired_at", "outcome"
    )
    answers = Feedback.objects.filter(obligation__matter=matter).values_list(
        "text", "state", "occurred_on", "decided_at"
    )
    urges = Urge.objects.filter(obligation__matter=matter).values_list("kind", "text", "at")
    lines = Entry.objects.filter(stream=matter_stream(matter.pk)).order_by("seq")
    known += [sorted(map(str, told)), sorted(map(str, answers)), sorted(map(str, urges))]
    known.append(
        [str(line) for line in lines.values_list("seq", "at", "kind", "unit_name", "person_name", "region")]
    )
    keys = [matter.pk, *Obligation.objects.filter(matter=matter).values_list("pk", flat=True)]
    said = Notice.objects.filter(subject_id__in=keys)
    known.append(
        sorted(map(str, said.values_list("kind", "title", "unit__name", "office", "times", "first_at", "at")))
    )
    return str(known)


def contents() -> list[str]:
    return sorted(content(matter) for matter in Matter.objects.all())


def test_matters_go_their_way_and_the_trail_verifies(town):
    played = play(wish(town))
    assert (played.matters, Matter.objects.count()) == (12, 12)
    assert played.stopped == {}, "a scenario that holds on the machine must hold in the engine"
    assert played.acts > 40
    assert Obligation.objects.filter(state__in=["done", "written_off"]).exists()
    assert verify(b"").good
    assert all("模拟" in title for _number, title, _stage in whole())


def test_the_parts_of_a_year_are_the_year(town):
    for part in range(3):
        play(wish(town, part=part, parts=3))
    apart = contents()
    assert [number for number, _title, _stage in whole()] == [f"模拟2026-{n:06d}" for n in range(1, 13)]
    play(wish(town))
    assert contents() == sorted([*apart, *apart]), "played as one, it is the same year once more"


@pytest.mark.parametrize(
    "codes", [CODES, (*HARDER, "crime-transfer", "leader-owned-case", "risk-alert-letter")]
)
def test_what_stays_at_hand_is_what_the_database_holds(town, monkeypatch, codes):
    """Written and read anew after every single act, the year is the same: nothing is remembered wrongly."""
    for code in (*codes, "procuratorial-suggestion"):
        make.mechanism(code)
    town.linkage.members.add(make.unit("临江市城南区人民法院", kind="court"))
    asked = replace(wish(town, matters=24, until=date(2027, 6, 30)), mechanisms=codes)
    play(asked)
    at_hand = contents()
    plain = Batch.unit

    @contextmanager
    def forgetful(self):
        with plain(self):
            yield
        self.write()
        for desk in self.desks.values():
            desk.stale("")

    monkeypatch.setattr(Batch, "unit", forgetful)
    play(asked)
    assert contents() == sorted([*at_hand, *at_hand])


def test_another_seed_is_another_year(town):
    play(wish(town))
    first = whole()
    play(wish(town, seed=8))
    assert whole() != sorted([*first, *first])


def test_nothing_happens_after_the_last_day(town):
    play(wish(town, until=date(2026, 6, 30)))
    assert Matter.objects.exclude(created_at__date__lte=date(2026, 6, 30)).count() == 0
    assert Matter.objects.count() < 12


def test_a_script_leaves_out_what_is_refused_and_counts_days_from_its_first_step():
    mechanism = read(read_text(mechanism_file("administrative-dispute-resolution")))
    script = next(s for s in scripts_of(mechanism) if s.name.startswith("诉前化解成功"))
    assert [(move.after, move.word) for move in script.moves][:3] == [(0, "移送"), (1, "交办"), (4, "签收")]
    assert script.names == {"市监局": ("涉诉行政机关",)}


def test_a_name_that_serves_two_parties_is_one_unit_fit_for_both(town):
    """领导包案: the 市政府 that takes the case on is the one that supervises it."""
    make.mechanism("leader-owned-case")
    played = play(replace(wish(town, matters=10), mechanisms=("leader-owned-case",)))
    assert (played.matters, played.stopped) == (10, {})


def test_cases_and_papers_get_numbers_of_their_own():
    assert renumbered("（2026）临01执60号", 123, 0) == "（2026）临01执1230号"
    assert renumbered("临检意〔2026〕11号", 123, 1) == "临检意〔2027〕1231号"
    assert renumbered("临检意〔2026〕11号", 123_456, 0) == "临检意〔2026〕123456号"
    assert renumbered("没有编号", 5, 1) == "没有编号"


def test_courts_of_scenarios_become_courts_that_a_register_can_take(town):
    mechanism = read(read_text(mechanism_file("government-debt-payment-plan")))
    told = own(mechanism, frozenset(), "执行案号", "（2026）临01执21号", 7, 1)
    assert told == "（2027）新99执71号"
    assert parse_case_number(told).normal == told
    assert own(mechanism, frozenset({"被执行单位名称"}), "被执行单位名称", "某镇", 7, 1) == "某镇（模拟7）"
    assert own(mechanism, frozenset(), "被执行单位名称", "某镇", 7, 1) == "某镇"


def test_what_another_process_wrote_first_is_played_again(town, monkeypatch):
    """Two parts that meet in one row of a register: the later one plays its matters anew and finds the row."""
    plain, failures = Batch.write, [1]

    def sometimes(self):
        plain(self)
        if failures:
            failures.pop()
            raise IntegrityError

    monkeypatch.setattr(Batch, "write", sometimes)
    played = play(wish(town))
    assert (played.matters, Matter.objects.count(), failures) == (12, 12, [])
    assert verify(b"").good


def test_a_profile_answers_to_the_place_of_its_paper(capsys):
    assert {profile_file(profile_code(name)).stem for name in PLACES} == set(PLACES.values())
    assert _arguments(["--profile", "jiaozuo"]).profile == "leading-group-items"
    assert _arguments(["--profile", "linjiang-demo"]).profile == "linjiang-demo"


def test_dates_move_together_wherever_they_stand():
    told = {"日": date(2026, 1, 30), "列": [{"止": date(2026, 2, 1)}], "文": "2026-01-30"}
    assert shifted(told, 2) == {"日": date(2026, 2, 1), "列": [{"止": date(2026, 2, 3)}], "文": "2026-01-30"}


def test_scenarios_with_extensions_late_parties_and_least_terms_go_to_their_end(town):
    """A party named by the act it does, 延期 of the matter's own clock, an act that waits for a full term."""
    codes = (
        *HARDER,
        "enforcement-locate-control",
    )  # the last one waits for the leave of two people of the court
    for code in (*codes, "procuratorial-suggestion"):
        make.mechanism(code)
    town.linkage.members.add(make.unit("临江市城南区人民法院", kind="court"))
    played = play(replace(wish(town, matters=25, until=date(2027, 12, 31)), mechanisms=codes))
    assert set(played.stopped) == set(), sorted(played.stopped)
    assert played.matters == 25
    assert {code for code, n in played.by_mechanism.items() if n} == set(codes)


def test_the_meetings_of_a_profile_are_held_and_what_they_decide_is_done_or_late(town) -> None:
    make.mechanism("meeting-resolution")
    for code in ("topic-conference", "joint-conference-quarterly"):
        make.do(SYSTEM, publish_kind, (MEETINGS / f"{code}.yaml").read_text("utf-8"))
    rhythms = [
        {"kind": "joint-conference-quarterly", "every": "quarter"},
        {"kind": "topic-conference", "every": None},
        {},
    ]
    held = hold_meetings(town.linkage, rhythms, 2026, date(2026, 10, 31), seed=7)
    assert (held.meetings, held.decisions, dict(held.stopped)) == (5, 10, {})
    assert Meeting.objects.filter(state="issued").count() == 5
    leads = Obligation.objects.filter(matter__mechanism="meeting-resolution", parent=None)
    states = {str(state) for state in leads.values_list("state", flat=True)}
    assert leads.count() == 10
    assert {"done", "working"} <= states
    assert Entry.objects.filter(kind="meeting.issued").count() == 5
    assert verify(b"").good
