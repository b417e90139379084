"""Which units are tied to a matter, and how much of it each tie shows (`Level`)."""

from __future__ import annotations

from uuid import UUID

from django.db.models import Q

from fuyuantong.common.uow import UnitOfWork
from fuyuantong.definitions.kinds import Mechanism
from fuyuantong.definitions.queries import mechanism_of_version
from fuyuantong.matters.desk import desk_of
from fuyuantong.matters.kinds import DROPPED_STATES, Capacity, Level, ObligationState
from fuyuantong.matters.models import Matter, Obligation, Party
from fuyuantong.matters.telling import RECALLED_URL, forget, tell_owner

DROPPED = sorted(map(str, DROPPED_STATES))


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
    key = party_key(row)
    live = Obligation.objects.filter(matter=matter).exclude(state__in=DROPPED)
    tied = Party.objects.filter(matter=matter, unit=row.owner_id)
    if not live.filter(owner=row.owner_id, task=row.task, period="").exists():
        tied.filter(key=key).exclude(capacity=Capacity.STARTER).delete()
    busy = live.filter(Q(owner=row.owner_id) | Q(creditor=row.owner_id, by_office=False)).exists()
    level = Level.RECALLED if row.state == ObligationState.WITHDRAWN else Level.ENVELOPE
    if busy:
        level = level_of(mechanism_of_version(matter.definition_id), key) if key else Level.FULL
    Party.objects.update_or_create(
        matter=matter,
        unit_id=row.owner_id,
        key="承办",
        defaults={"capacity": Capacity.OWNER, "level": level},
        create_defaults={
            "capacity": Capacity.OWNER,
            "level": level,
            "since": row.issued_at or row.created_at,
        },
    )


def recall(uow: UnitOfWork, row: Obligation) -> None:
    """After 撤回: the unit learns that it was withdrawn, and of the matter it sees nothing more."""
    leave(row)
    forget(uow, row)
    if row.issued_at is not None:
        tell_owner(uow, row, "撤回", url=RECALLED_URL)
