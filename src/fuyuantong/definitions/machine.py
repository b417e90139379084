"""The machine: what an act does. Pure: no database, no clock, no settings; same input, same output.

CONTRACT (stable; `matters` stands on it)

    begin(mechanism, parties) -> Snapshot                          first stage
    possible_acts(snapshot, parties, on) -> list[ActView]          what these parties may do now
    apply_act(snapshot, act_key, party, data, on, served, unit) -> Outcome | raises Refusal
    after_obligation(snapshot, task, unit, moment, on) -> Outcome  clocks and joins of one obligation
    waits_for(snapshot) -> tuple[str, ...]                         parties without a unit that alone lead on
    advance(snapshot, outcome) -> Snapshot                         the same in memory

`data` maps field keys to values and party keys to units: naming units for a party of several adds them,
otherwise it replaces. `served` maps units to the day on which the paper was served on them (送达回证); it
overrides the day of the act for clocks that run from that act, and starts clocks that run from 送达. `unit`
is the acting unit.
Before `after_obligation` the caller has already put the obligation into its new progress in the snapshot.

Refusals: E-STATE (409) the stage does not allow it; E-FORBIDDEN (403) not this party's act; E-REQUIRED (422)
fields or parties missing, with pointers; E-RULE (422) the condition does not hold; E-ACT-UNKNOWN (422); and
the codes of `values.py` for wrong values. Nothing is changed by a refused act.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from fuyuantong.common.refusals import Conflict, FieldError, Forbidden, Refusal
from fuyuantong.definitions.differing import check_different
from fuyuantong.definitions.effects import (
    CloseTask,
    Derive,
    DraftLetter,
    Effect,
    FieldsSet,
    JoinFired,
    Notify,
    Outcome,
    PartySet,
    ResumeClock,
    SendTask,
    StageChanged,
    StartCycle,
    StopClock,
    StopCycle,
    SuspendClock,
    WriteRegister,
)
from fuyuantong.definitions.expressions import holds
from fuyuantong.definitions.kinds import (
    Act,
    JoinAt,
    Joining,
    Mechanism,
    OriginKind,
    Task,
)
from fuyuantong.definitions.snapshot import (
    ObligationView,
    Progress,
    Snapshot,
    advance,
    begin,
    left,
    with_progress,
)
from fuyuantong.definitions.starting import Trigger, matter_starts, obligation_starts, task_clocks
from fuyuantong.definitions.values import clean_values, is_empty

__all__ = [
    "ActView", "ObligationView", "Progress", "Snapshot", "Trigger", "advance", "after_obligation",
    "after_progress", "apply_act", "begin", "possible_acts", "waits_for", "with_progress",
]  # fmt: skip


@dataclass(frozen=True, slots=True)
class ActView:
    """One act offered now. `blocked` is a sentence when its condition does not hold yet, else empty."""

    key: str
    target: str | None
    requires: tuple[str, ...]
    accepts: tuple[str, ...]
    parties: tuple[str, ...]
    ask: str = ""
    blocked: str = ""


def allowed_here(mechanism: Mechanism, act: Act, stage: str) -> bool:
    """Whether the act may start in this stage; terminal stages admit only acts that reopen."""
    if mechanism.stage(stage).terminal and not act.reopens:
        return False
    return stage in act.sources if act.sources else True


def possible_acts(snapshot: Snapshot, parties: Collection[str], on: date | None = None) -> list[ActView]:
    """Acts that one of these parties may do in the present stage (on that day), in the definition's order."""
    views, facts = [], snapshot.facts(on)
    for act in snapshot.mechanism.acts:
        own = tuple(key for key in act.by if key in parties)
        if own and allowed_here(snapshot.mechanism, act, snapshot.stage):
            blocked = "" if _condition_open(act) or holds(act.condition, facts) else _why_not(act)
            views.append(ActView(act.key, act.target, act.requires, act.accepts, own, act.ask, blocked))
    return views


def waits_for(snapshot: Snapshot) -> tuple[str, ...]:
    """The parties that nobody fills although only they could take the next step; empty when somebody can.

    What an open obligation leads to (汇合) counts as a next step, and so does the end.
    """
    mechanism = snapshot.mechanism
    if mechanism.stage(snapshot.stage).terminal or any(o.is_open for o in snapshot.obligations):
        return ()
    leading = [
        a for a in mechanism.acts if allowed_here(mechanism, a, snapshot.stage) and (a.target or a.sends)
    ]
    able = {key for act in leading for key in act.by}
    if not leading or any(snapshot.parties.get(key) for key in able):
        return ()
    return tuple(party.key for party in mechanism.parties if party.key in able)


def _condition_open(act: Act) -> bool:
    """The condition may still come true by what is filled in with the act itself."""
    return any(name in act.condition for name in (*act.requires, *act.accepts))


def _why_not(act: Act) -> str:
    return act.refusal or f"“{act.key}”的条件尚未满足：{act.condition}。"


def apply_act(
    snapshot: Snapshot,
    act_key: str,
    party: str,
    data: Mapping[str, Any],
    on: date,
    served: Mapping[str, date] | None = None,
    unit: str = "",
) -> Outcome:
    """Do an act of the definition as `party`; `on` is the day it happened. See the contract above."""
    mechanism = snapshot.mechanism
    act = mechanism.act(act_key)
    if act is None:
        raise Refusal("E-ACT-UNKNOWN", f"“{mechanism.name}”没有名为“{act_key}”的动作。")
    _check_stage(snapshot, act, party)
    effects = _filled(snapshot, act, data)
    after = advance(snapshot, Outcome(act_key, on, snapshot.stage, tuple(effects)))
    check_different(mechanism, after.parties, data)
    _check_required(after, act)
    if not holds(act.condition, after.facts(on)):
        raise Refusal("E-RULE", _why_not(act), hint="请先满足条件，再办理。")
    effects += _carried_out(after, act, on, served or {}, unit)
    final = advance(snapshot, Outcome(act_key, on, snapshot.stage, tuple(effects)))
    return Outcome(act_key, on, final.stage, tuple(effects))


def _check_stage(snapshot: Snapshot, act: Act, party: str) -> None:
    mechanism = snapshot.mechanism
    if not allowed_here(mechanism, act, snapshot.stage):
        stage = mechanism.stage(snapshot.stage)
        offers = [view.key for view in possible_acts(snapshot, [party])]
        can = f"此时{party}可以：{'、'.join(offers)}。" if offers else f"此时{party}没有可办的动作。"
        end = "（终点）" if stage.terminal else ""
        raise Conflict("E-STATE", f"事项现处于“{stage.words}”阶段{end}，不能“{act.key}”。", hint=can)
    if party not in act.by:
        raise Forbidden(f"“{act.key}”由{'、'.join(act.by)}办理。")


def _filled(snapshot: Snapshot, act: Act, data: Mapping[str, Any]) -> list[Effect]:
    """Parties and fields given with the act, cleaned."""
    mechanism = snapshot.mechanism
    keys = {party.key for party in mechanism.parties}
    given = {key: value for key, value in data.items() if key not in keys}
    values, errors = clean_values(mechanism.fields, given)
    if errors:
        raise Refusal(
            errors[0].code, f"“{act.key}”有 {len(errors)} 处填写不对：{errors[0].message}", errors=errors
        )
    effects: list[Effect] = [_party_set(snapshot, key, data[key]) for key in data if key in keys]
    return [*effects, FieldsSet(values)] if values else effects


def _party_set(snapshot: Snapshot, key: str, value: Any) -> PartySet:
    party = snapshot.mechanism.party(key)
    units = tuple(value) if isinstance(value, list | tuple) else (str(value),)
    old = snapshot.parties.get(key, ())
    owing = {o.unit for o in snapshot.obligations if o.progress is not Progress.VOID}
    if party.many:
        units = tuple(dict.fromkeys([*(u for u in old if u in owing), *units]))
    elif len(units) > 1:
        error = FieldError("E-RULE", f"“{key}”只能有一个单位。", pointer=key)
        raise Refusal("E-RULE", error.message, errors=[error])
    return PartySet(key, units)


def _check_required(after: Snapshot, act: Act) -> None:
    mechanism = after.mechanism
    missing = [key for key in act.requires if is_empty(after.fields.get(key))]
    named = dict.fromkeys((*_owners(mechanism, act), *act.demands))
    missing += [key for key in named if not after.parties.get(key)]
    if missing:
        errors = [FieldError("E-REQUIRED", f"请填写“{key}”。", pointer=key) for key in missing]
        names = "、".join(f"“{key}”" for key in missing)
        raise Refusal("E-REQUIRED", f"“{act.key}”还须填写：{names}。", errors=errors)


def _owners(mechanism: Mechanism, act: Act) -> list[str]:
    owners = dict.fromkeys(mechanism.task(key).owner for key in act.sends)
    return [key for key in owners if not mechanism.party(key).optional]


def _carried_out(after: Snapshot, act: Act, on: date, served: Mapping[str, date], unit: str) -> list[Effect]:
    """What follows from the act once it is allowed; `after` already holds its parties and fields."""
    effects: list[Effect] = []
    if act.target and act.target != after.stage:
        effects.append(_moved(after.mechanism, after.stage, act.target, act.key))
    effects += [CloseTask(key, "recalled", unit) for key in act.recalls]
    effects += _sent(after, act)
    effects += [SuspendClock(key, on) for key in act.suspends] + [ResumeClock(key, on) for key in act.resumes]
    triggers = [Trigger(OriginKind.ACT, on, act.key)]
    effects += _arrived(after, effects, triggers, on, served)
    effects += [DraftLetter(key) for key in act.letters]
    effects += [Notify(key, after.parties[key]) for key in act.copies if after.parties.get(key)]
    return effects + _rows(after, act, on)


def _moved(mechanism: Mechanism, source: str, target: str, by: str) -> StageChanged:
    return StageChanged(source, target, by, terminal=mechanism.stage(target).terminal)


def _sent(after: Snapshot, act: Act) -> list[Effect]:
    effects: list[Effect] = []
    for key in act.sends:
        task = after.mechanism.task(key)
        effects += _sending(after, task, act, "")
        for part in task.parts:
            lead = key if after.parties.get(task.owner) else ""
            effects += _sending(after, after.mechanism.task(part), act, lead)
    return effects


def _sending(after: Snapshot, task: Task, act: Act, part_of: str) -> list[Effect]:
    """Units that owe it already are not sent it twice; done ones are only when the work starts again."""
    again = act.reopens or task.key in after.joined
    own = [o for o in after.obligations if o.task == task.key and o.progress is not Progress.VOID]
    kept = {o.unit for o in own if o.is_open or not again} - _recalled(after, task, act)
    units = tuple(unit for unit in after.parties.get(task.owner, ()) if unit not in kept)
    return [SendTask(task.key, units, part_of)] if units else []


def _recalled(after: Snapshot, task: Task, act: Act) -> set[str]:
    if task.key not in act.recalls:
        return set()
    return {o.unit for o in after.obligations if o.task == task.key and o.is_open}


def _arrived(
    before: Snapshot, so_far: list[Effect], triggers: list[Trigger], on: date, served: Mapping[str, date]
) -> list[Effect]:
    """Clocks and cycles that begin or end with the effects so far."""
    mechanism = before.mechanism
    now = advance(before, Outcome("", on, before.stage, tuple(so_far)))
    changed = [effect for effect in so_far if isinstance(effect, StageChanged)]
    triggers = triggers + [Trigger(OriginKind.STAGE, on, effect.target) for effect in changed]
    effects: list[Effect] = []
    if changed and changed[-1].terminal:
        return _ended(now)
    for effect in changed:
        effects += [StopClock(clock.key) for clock in mechanism.clocks if effect.target in clock.until]
        effects += _cycles(now, effect, on)
    effects += matter_starts(now, triggers)
    fresh = {(e.task, unit) for e in so_far if isinstance(e, SendTask) for unit in e.units}
    for view in now.obligations:
        if view.is_open:
            own = _own_triggers(view, triggers, served, on, is_new=(view.task, view.unit) in fresh)
            effects += obligation_starts(now, view, own)
    return effects


def _own_triggers(
    view: ObligationView, triggers: list[Trigger], served: Mapping[str, date], on: date, *, is_new: bool
) -> list[Trigger]:
    if not is_new:
        return triggers
    day = served.get(view.unit)
    own = [replace(t, on=day) if day and t.kind is OriginKind.ACT else t for t in triggers]
    own.append(Trigger(OriginKind.SENT, on))
    return [*own, Trigger(OriginKind.SERVED, day)] if day else own


def _cycles(now: Snapshot, change: StageChanged, on: date) -> list[Effect]:
    facts, first = now.facts(), now.mechanism.start.key
    return [
        StartCycle(cycle.key, cycle.task, on)
        for cycle in now.mechanism.cycles
        if (change.target in cycle.since if cycle.since else change.source == first)
        and holds(cycle.applies, facts)
    ]


def _ended(now: Snapshot) -> list[Effect]:
    mechanism = now.mechanism
    own = task_clocks(mechanism)
    closing = dict.fromkeys(o.task for o in now.obligations if o.is_open)
    effects: list[Effect] = [CloseTask(key, "ended") for key in closing]
    effects += [StopClock(clock.key) for clock in mechanism.clocks if clock.key not in own]
    return effects + [StopCycle(cycle.key) for cycle in mechanism.cycles]


def _rows(after: Snapshot, act: Act, on: date) -> list[Effect]:
    """Register rows and derived matters that hang on this act."""
    effects: list[Effect] = []
    fields = after.fields
    for row in after.mechanism.registers:
        if row.on_act == act.key:
            cells = tuple((column, fields.get(key)) for column, key in row.columns)
            effects.append(WriteRegister(row.key, row.register, cells))
    for derivation in after.mechanism.derivations:
        if derivation.on_act != act.key or not holds(derivation.condition, after.facts(on)):
            continue
        carried = tuple((target, fields.get(key)) for target, key in derivation.carries)
        rows = fields.get(derivation.each) or () if derivation.each else (None,)
        for item in rows:
            own = ((str(derivation.each), item),) if item is not None else ()
            effects.append(Derive(derivation.key, derivation.mechanism, carried + own))
    return effects


def after_obligation(
    snapshot: Snapshot, task_key: str, unit: str, moment: OriginKind | None, on: date
) -> Outcome:
    """Say what follows when an obligation was served, signed for, replied to, verified, sent back or voided.

    `snapshot` holds it in its new progress; the unit's newest obligation of the task is meant (obligations
    stand in the order in which they were sent). `moment` is SENT, SERVED, SIGNED or REPLIED when that is what
    happened, else None: verified (DONE), sent back (OPEN), void. A join fires once per sending.
    """
    task = snapshot.mechanism.task(task_key)
    view = [o for o in snapshot.obligations if (o.task, o.unit) == (task_key, unit)][-1]
    effects: list[Effect] = []
    if not view.is_open:
        effects += [StopClock(key, task_key, unit) for key in sorted(view.clocks)]
    elif moment is not None:
        effects += obligation_starts(snapshot, view, [Trigger(moment, on)])
    elif task.verify_clock in view.clocks:
        effects.append(StopClock(task.verify_clock, task_key, unit))
    if moment is OriginKind.SIGNED and task.sign_clock:
        effects.append(StopClock(task.sign_clock, task_key, unit))
    effects += _joined(snapshot, task, on)
    final = advance(snapshot, Outcome(task_key, on, snapshot.stage, tuple(effects)))
    return Outcome(f"任务:{task_key}", on, final.stage, tuple(effects))


def after_progress(
    snapshot: Snapshot, view: ObligationView, progress: Progress, moment: OriginKind | None, on: date
) -> tuple[Snapshot, Outcome]:
    """Put an open obligation into its new progress and say what follows (rehearsals, tests)."""
    signed = moment in {OriginKind.SIGNED, OriginKind.REPLIED}
    moved = with_progress(snapshot, view.task, view.unit, progress, signed=signed)
    if progress is Progress.VOID:  # 退办 agreed
        moved = left(moved, view.task, view.unit)
    return moved, after_obligation(moved, view.task, view.unit, moment, on)


def _joined(snapshot: Snapshot, task: Task, on: date) -> list[Effect]:
    mechanism = snapshot.mechanism
    stage = mechanism.stage(snapshot.stage)
    if stage.terminal or task.key in snapshot.joined or not _fulfilled(snapshot, task):
        return []
    effects: list[Effect] = [JoinFired(task.key)]
    if task.join.then and mechanism.stage(task.join.then).order > stage.order:
        effects.append(_moved(mechanism, stage.key, task.join.then, f"汇合:{task.key}"))
        effects += _arrived(snapshot, effects, [], on, {})
    return effects


def _fulfilled(snapshot: Snapshot, task: Task) -> bool:
    views = [o for o in snapshot.obligations if o.task == task.key and o.progress is not Progress.VOID]
    counted = {Progress.DONE} | ({Progress.REPLIED} if task.join.at is JoinAt.REPLIED else set())
    ready = sum(view.progress in counted for view in views)
    if not views or not holds(task.join.condition, snapshot.facts()):
        return False
    if task.join.how is Joining.ALL:
        return ready == len(views)
    return ready >= (1 if task.join.how is Joining.ANY else task.join.n)
