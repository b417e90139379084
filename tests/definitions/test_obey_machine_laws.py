"""Laws of the machine, on random walks through every delivered mechanism and the samples."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.definitions.base import BASE, SAMPLES

from fuyuantong.common.refusals import Refusal
from fuyuantong.definitions.effects import JoinFired, SendTask, StageChanged
from fuyuantong.definitions.kinds import FieldType, OriginKind
from fuyuantong.definitions.machine import after_progress, apply_act, possible_acts
from fuyuantong.definitions.reading import read
from fuyuantong.definitions.shelf import mechanism_files
from fuyuantong.definitions.snapshot import Progress, advance, begin

MECHANISMS = [read(p.read_text()) for p in [*mechanism_files(), *sorted(SAMPLES.glob("*.yaml"))]] + [
    read(BASE)
]
DAY = date(2026, 3, 2)
_VALUES = {
    FieldType.DATE: "2026-06-30", FieldType.NUMBER: 2026, FieldType.ITEMS: ["一项"], FieldType.FILE: "f",
    FieldType.FLAG: True, FieldType.MONEY: 1, FieldType.PERCENT: 1, FieldType.MOMENT: "2026-06-30T09:30+08:00",
}  # fmt: skip


def value_of(field, pick):
    if field.type in {FieldType.CHOICE, FieldType.CHOICES}:
        return field.options[pick % len(field.options)]
    if field.type is FieldType.CHOICES:
        return [field.options[pick % len(field.options)]]
    value = _VALUES.get(field.type, "文字")
    return value if field.type is FieldType.ITEMS or not field.many else [value]


def step(snapshot, pick):
    """One random move: an act on offer with everything filled in, or a move of an open obligation."""
    m = snapshot.mechanism
    open_ones = [o for o in snapshot.obligations if o.is_open]
    if open_ones and pick % 3:
        view = open_ones[pick % len(open_ones)]
        progress = list(Progress)[pick % 4]
        moment = OriginKind.REPLIED if progress is Progress.REPLIED else None
        moved, outcome = after_progress(snapshot, view, progress, moment, DAY)
        return advance(moved, outcome), outcome
    offers = possible_acts(snapshot, {p.key for p in m.parties})
    if not offers:
        return snapshot, None
    offer = offers[pick % len(offers)]
    data = {key: value_of(m.field(key), pick) for key in (*offer.requires, *offer.accepts)}
    owners = {m.task(key).owner for key in m.act(offer.key).sends} | set(m.act(offer.key).demands)
    data |= {key: ["甲局", "乙局"] if m.party(key).many else "甲局" for key in owners}
    try:
        outcome = apply_act(snapshot, offer.key, offer.parties[0], data, DAY)
    except Refusal as refusal:
        assert refusal.code == "E-RULE", refusal  # only a condition may refuse an act on offer
        return snapshot, None
    return advance(snapshot, outcome), outcome


walks = st.tuples(st.sampled_from(range(len(MECHANISMS))), st.lists(st.integers(0, 10_000), max_size=25))


@settings(max_examples=150, deadline=None)
@given(walks)
def test_only_acts_on_offer_succeed_in_any_reachable_state(walk) -> None:
    m = MECHANISMS[walk[0]]
    snapshot = begin(m)
    for pick in walk[1]:
        snapshot, _ = step(snapshot, pick)
        for party in (p.key for p in m.parties):
            offered = {view.key for view in possible_acts(snapshot, {party})}
            for act in m.acts:
                if act.key in offered:
                    continue
                with pytest.raises(Refusal):
                    apply_act(snapshot, act.key, party, {}, DAY)


@settings(max_examples=100, deadline=None)
@given(walks)
def test_terminal_stages_admit_only_acts_that_reopen_and_leave_nothing_open(walk) -> None:
    m = MECHANISMS[walk[0]]
    snapshot = begin(m)
    for pick in walk[1]:
        snapshot, _ = step(snapshot, pick)
        if m.stage(snapshot.stage).terminal:
            assert not any(o.is_open for o in snapshot.obligations)
            offers = possible_acts(snapshot, {p.key for p in m.parties})
            assert all(m.act(view.key).reopens for view in offers)


@settings(max_examples=100, deadline=None)
@given(walks)
def test_a_join_fires_at_most_once_for_each_sending(walk) -> None:
    m = MECHANISMS[walk[0]]
    snapshot = begin(m)
    fired: dict[str, int] = {}
    for pick in walk[1]:
        snapshot, outcome = step(snapshot, pick)
        for effect in outcome.effects if outcome else ():
            if isinstance(effect, SendTask):
                fired[effect.task] = 0
            if isinstance(effect, JoinFired):
                fired[effect.task] = fired.get(effect.task, 0) + 1
                assert fired[effect.task] == 1
            if isinstance(effect, StageChanged) and effect.by.startswith("汇合:"):
                assert m.stage(effect.target).order > m.stage(effect.source).order


@settings(max_examples=60, deadline=None)
@given(walks)
def test_replay_gives_the_same_outcomes(walk) -> None:
    m = MECHANISMS[walk[0]]

    def play():
        snapshot, outcomes = begin(m), []
        for pick in walk[1]:
            snapshot, outcome = step(snapshot, pick)
            outcomes.append(outcome)
        return snapshot, outcomes

    assert play() == play()


def test_the_walks_do_get_far() -> None:
    """Guards the laws above against walking on the spot: every stage after the first is reached."""
    seen = set()
    for seed in range(200):
        snapshot = begin(MECHANISMS[-1])
        for n in range(12):
            snapshot, _ = step(snapshot, seed * 31 + n * 7)
            seen.add(snapshot.stage)

    assert seen == {"办理中", "待审核", "已办结"}
