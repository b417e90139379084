"""Reminders that speak: many in one go, so that the days after a downtime are caught up in minutes.

Plain ones (提示, 催办, 函询) are written down and told; the higher steps of the ladder are only drafted, for
a leader to sign. Every statement here is for all rows of a batch, whatever their number. A single reminder
(a fault, a simulation) goes through `ticking` and tells by the same rules: whom, is said here once.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from uuid import UUID

from django.db import connection

from fuyuantong.common.uow import UnitOfWork
from fuyuantong.definitions.kinds import Reminder as Rule
from fuyuantong.matters import events
from fuyuantong.matters.actions.drafting_many import Tied, Wanted, draft_each
from fuyuantong.matters.actions.urging import kind_of_urge
from fuyuantong.matters.engine import mechanism_of
from fuyuantong.matters.kinds import OPEN_STATES, ClockState, MatterState, Scope, UrgeKind
from fuyuantong.matters.laddering import PLAIN, line_behind
from fuyuantong.matters.models import Clock, Obligation, Party, Reminder, Urge
from fuyuantong.matters.telling import obligation_url, tell_owner, tell_units
from fuyuantong.matters.trail import note_matter, note_obligation
from fuyuantong.notices.actions import tell_each
from fuyuantong.notices.kinds import Message, Subject
from fuyuantong.organs.models import Unit

_TIE = ("matter_id", "unit_id", "key")
BUSY = "busy"
"""Somebody works on the obligation this moment; the reminder is asked again."""
_URGED = """
UPDATE matters_obligation o SET version = n.version, urged = n.urged, urged_at = n.urged_at
FROM unnest(%s::uuid[], %s::int[], %s::int[], %s::timestamptz[]) AS n (id, version, urged, urged_at)
WHERE o.id = n.id
"""


@dataclass(slots=True)
class _Spoken:
    """What a batch has to write, gathered row by row."""

    urges: list[Urge] = field(default_factory=list)
    touched: dict[UUID, Obligation] = field(default_factory=dict)
    messages: list[Message] = field(default_factory=list)
    wanted: list[Wanted] = field(default_factory=list)


def speak(uow: UnitOfWork, reminders: Sequence[Reminder]) -> list[str]:
    """Fire claimed reminders; returns what became of each: sent, drafted, or passed over (closed, stale).

    Units are few and rows are many: a unit is read once for the whole batch, and parties are no model rows.
    """
    clocks = Clock.objects.select_related("matter").in_bulk([r.clock_id for r in reminders])
    owed = [c.obligation_id for c in clocks.values() if c.obligation_id]
    locked = Obligation.objects.select_for_update(skip_locked=True).filter(pk__in=owed).order_by("pk")
    rows = {row.pk: row for row in locked}
    matters = {clock.matter_id: clock.matter for clock in clocks.values()}
    ties = list(Party.objects.filter(matter__in=matters).order_by("pk").values_list(*_TIE))
    named = {unit for _matter, unit, _key in ties} | {m.started_by_unit_id for m in matters.values()}
    for row in rows.values():
        named |= {row.owner_id, row.creditor_id}
    units = Unit.objects.in_bulk(named)
    for row in rows.values():
        row.owner, row.creditor = units[row.owner_id], units[row.creditor_id]
    for matter in matters.values():
        matter.started_by_unit = units[matter.started_by_unit_id]
    spoken, parties = _Spoken(), _parties(ties, units)
    outcomes = [_one(uow, r, clocks[r.clock_id], rows, parties, spoken) for r in reminders]
    _write(uow, spoken)
    return outcomes


def _one(
    uow: UnitOfWork,
    reminder: Reminder,
    clock: Clock,
    rows: dict[UUID, Obligation],
    parties: Mapping[UUID, Sequence[Tied]],
    spoken: _Spoken,
) -> str:
    if clock.state != ClockState.RUNNING or clock.version != reminder.version:
        return "stale"
    row = rows.get(clock.obligation_id) if clock.obligation_id else None
    if row is None and clock.obligation_id:
        return BUSY
    if row is not None:
        row.matter = clock.matter
    closed = row is None and clock.matter.state != MatterState.OPEN
    if closed or (row is not None and (row.state not in OPEN_STATES or row.held)):
        return "closed"
    rule = line_behind(mechanism_of(clock.matter), clock.key, reminder.rule, reminder.source)
    if reminder.does not in PLAIN:
        tied = parties.get(clock.matter_id, ())
        reminder.told = told_of_draft(row, clock)
        spoken.wanted.append(Wanted(clock.matter, row, clock, reminder.does, reminder.rule, tied, rule))
        return "drafted"
    if row is None:
        note_matter(uow, clock.matter, "reminded", clock=clock.key, rule=reminder.rule)
    else:
        _urge(uow, row, clock, reminder, spoken)
    others = others_of(clock, row, parties.get(clock.matter_id, ()), rule)
    spoken.messages += tell_others(uow, clock, row, others)
    reminder.told = told_of(row, kind_of(row, reminder.does), others)
    return "sent"


def kind_of(row: Obligation | None, does: str) -> str:
    """What a plain reminder is to the owing unit: 提示, 催办, or 函询 (always where the rule says so)."""
    if row is None:
        return UrgeKind.HINT.value
    return UrgeKind.INQUIRY.value if does == "inquire" else kind_of_urge(row, hint=PLAIN[does]).value


def _urge(uow: UnitOfWork, row: Obligation, clock: Clock, reminder: Reminder, spoken: _Spoken) -> None:
    kind = kind_of(row, reminder.does)
    spoken.urges.append(
        Urge(
            obligation=row, kind=kind, text=f"{clock.key}：{clock.due_on} 到期", at=uow.now,
            by_name=uow.actor.name, by_unit_name=uow.actor.unit_name, automatic=True,
        )
    )  # fmt: skip
    if kind != UrgeKind.HINT:
        row.urged, row.urged_at = row.urged + 1, uow.now
    row.version += 1
    spoken.touched[row.pk] = row
    state = str(row.state)
    note_obligation(uow, row, "urge", before=state, after=state, urge=str(kind), automatic=True)
    uow.publish(events.ObligationMoved(row.pk, row.matter_id, "urge", state, state))
    word = str(UrgeKind(kind).label)
    if row.matter.scope == Scope.NAMED:
        tell_owner(uow, row, word)
        return
    title = f"{row.title}：{uow.actor.unit_name}{word}"
    about = Subject("obligation", row.pk, row.linkage)
    spoken.messages.append(
        Message(f"obligation.{word}"[:60], title, about, url=obligation_url(row), unit=row.owner_id)
    )


def others_of(clock: Clock, row: Obligation | None, parties: Iterable[Tied], rule: Rule | None) -> list[Unit]:
    """Units told beside the owing one, which the line of the definition or the ladder names (通知, 抄送).

    A term of the matter itself, of which nobody is named, is told to who began it.
    """
    keys = {*rule.notify, *rule.copy} if rule else set()
    named = {party.unit.pk: party.unit for party in parties if party.key in keys}
    if row is not None:
        named.pop(row.owner_id, None)
    elif not named:
        return [clock.matter.started_by_unit]
    return list(named.values())


def tell_others(
    uow: UnitOfWork, clock: Clock, row: Obligation | None, units: Sequence[Unit]
) -> list[Message]:
    """The messages to them, for `tell_each`; those of a matter for named posts are told at once."""
    matter, keys = clock.matter, [unit.pk for unit in units]
    what = f"{row.owner}承办，" if row is not None else ""
    if not keys:
        return []
    if matter.scope == Scope.NAMED:
        tell_units(uow, matter, keys, f"提示：{clock.key}")
        return []
    about = Subject("matter", matter.pk, matter.linkage)
    title = f"{matter.title}：{what}{clock.key} {clock.due_on} 到期"
    merge, url = f"clock:{clock.pk}", f"/matters/{matter.pk}/"
    return [Message("matter.reminded", title, about, url=url, unit=key, merge=merge) for key in keys]


def told_of(row: Obligation | None, kind: str, others: Iterable[Unit]) -> list[dict[str, str]]:
    """Who was told how, as the proof of the firing keeps it; names as they are that day."""
    owner = [{"unit": str(row.owner_id), "name": row.owner.name, "how": str(kind)}] if row is not None else []
    return owner + [{"unit": str(unit.pk), "name": unit.name, "how": "told"} for unit in others]


def told_of_draft(row: Obligation | None, clock: Clock) -> list[dict[str, str]]:
    """Nobody is told of a draft but the unit that is to sign it."""
    unit = row.creditor if row is not None else clock.matter.started_by_unit
    return [{"unit": str(unit.pk), "name": unit.name, "how": "draft"}]


def _write(uow: UnitOfWork, spoken: _Spoken) -> None:
    if spoken.urges:
        Urge.objects.bulk_create(spoken.urges)
        touched = list(spoken.touched.values())
        with connection.cursor() as cursor:
            cursor.execute(
                _URGED,
                [
                    [r.pk for r in touched],
                    [r.version for r in touched],
                    [r.urged for r in touched],
                    [r.urged_at for r in touched],
                ],
            )
    tell_each(uow, spoken.messages)
    if spoken.wanted:
        draft_each(uow, spoken.wanted)


def _parties(ties: Iterable[tuple[UUID, UUID, str]], units: Mapping[UUID, Unit]) -> dict[UUID, list[Tied]]:
    """The parties of many matters, their units in protocol order."""
    found: dict[UUID, list[Tied]] = defaultdict(list)
    for matter, unit, key in ties:
        found[matter].append(Tied(key, units[unit]))
    for some in found.values():
        some.sort(key=lambda tied: tied.unit.protocol_order)
    return found
