"""Which units are tied to a matter, and how much of it each tie shows (`Level`)."""

from __future__ import annotations

from uuid import UUID

from fuyuantong.common.rows import change
from fuyuantong.common.uow import UnitOfWork
from fuyuantong.definitions.kinds import Mechanism
from fuyuantong.definitions.queries import mechanism_of_version
from fuyuantong.matters.desk import desk_of
from fuyuantong.matters.kinds import DROPPED_STATES, Capacity, Level, ObligationState
from fuyuantong.matters.models import Matter, Obligation, Party
from fuyuantong.matters.telling import RECALLED_URL, forget, tell_owner


def level_of(mechanism: Mechanism, party: str) -> Level:
    """How much the definition shows to units that fill this party."""
    return Level(mechanism.sight_of(mechanism.party(party)).value)


def tie(
    uow: UnitOfWork,
    matter: Matter,
    key: str,
    units: tuple[str, ...],
    capacity: Capacity,
    *,
    level: Level = Level.FULL,
    office: str = "",
) -> None:
    """Tie units to a matter; a unit that is tied under this key already stays as it is."""
    rows = [
        Party(
            matter=matter,
            unit_id=unit,
            key=key,
            capacity=capacity,
            level=level,
            office=office,
            since=uow.now,
        )
        for unit in dict.fromkeys(UUID(str(u)) for u in units)
    ]
    desk = desk_of(matter)
    if desk.kept:
        tied = {row.unit_id for row in desk.parties(key)}
        rows = [row for row in rows if row.unit_id not in tied]
    if rows:
        desk.put(*rows, once=True)


def party_key(row: Obligation) -> str:
    """The party of the definition that owes the task."""
    mechanism = mechanism_of_version(row.matter.definition_id)
    return next((task.owner for task in mechanism.tasks if task.key == row.task), "")


def leave(row: Obligation) -> None:
    """A unit that gave a task back or away is its party no longer, and if it has nothing else to do with the
    matter it keeps the envelope only: that it once came in, not what becomes of it. From a unit that had not
    even signed when the task was withdrawn, the envelope goes too."""
    matter: Matter = row.matter
    key, desk = party_key(row), desk_of(matter)
    live = [one for one in desk.of(Obligation) if one.state not in DROPPED_STATES]
    own = [one for one in live if one.owner_id == row.owner_id]
    tied = [party for party in desk.of(Party) if party.unit_id == row.owner_id]
    if not any(one.task == row.task and not one.period for one in own):
        desk.take_away([p for p in tied if p.key == key and p.capacity != Capacity.STARTER])
    level = Level.RECALLED if row.state == ObligationState.WITHDRAWN else Level.ENVELOPE
    if own or any(one.creditor_id == row.owner_id and not one.by_office for one in live):
        level = level_of(mechanism_of_version(matter.definition_id), key) if key else Level.FULL
    kept = next((party for party in desk.parties("承办") if party.unit_id == row.owner_id), None)
    if kept is None:
        since = row.issued_at or row.created_at
        party = Party(matter=matter, unit_id=row.owner_id, key="承办", capacity=Capacity.OWNER, since=since)
        party.level = level
        desk.put(party)
    else:
        kept.capacity, kept.level = Capacity.OWNER, level
        change(kept, "capacity", "level")


def recall(uow: UnitOfWork, row: Obligation) -> None:
    """After 撤回: the unit learns that it was withdrawn, and of the matter it sees nothing more."""
    leave(row)
    forget(uow, row)
    if row.issued_at is not None:
        tell_owner(uow, row, "撤回", url=RECALLED_URL)
