"""提示, 催办, 函询. 督办 is not here: it lives only by a leader's 批示 or the 政府督查 mandate."""

from __future__ import annotations

from collections.abc import Sequence
from uuid import UUID

from fuyuantong.common.rows import add
from fuyuantong.common.uow import UnitOfWork
from fuyuantong.matters.actions.life import move_on
from fuyuantong.matters.doors import GENTLE_KINDS, Versions, take_obligations
from fuyuantong.matters.kinds import UrgeKind
from fuyuantong.matters.models import Obligation, Urge
from fuyuantong.matters.telling import tell_owner


def urge_many(
    uow: UnitOfWork,
    ids: Sequence[UUID],
    *,
    text: str = "",
    hint: bool = False,
    versions: Versions | None = None,
) -> list[Urge]:
    """催办 (提示 when `hint`); a court, a procuratorate or a 中省直 unit is asked instead (函询)."""
    rows = take_obligations(uow, list(ids), "urge", versions=versions)
    return [urge_row(uow, row, text, hint=hint) for row in rows]


def kind_of_urge(row: Obligation, *, hint: bool) -> UrgeKind:
    """提示 where it is a mere hint; who is not commanded is asked (函询), everybody else urged (催办)."""
    if hint:
        return UrgeKind.HINT
    return UrgeKind.INQUIRY if row.owner.kind in GENTLE_KINDS else UrgeKind.URGE


def urge_row(
    uow: UnitOfWork, row: Obligation, text: str, *, hint: bool, automatic: bool = False, kind: str = ""
) -> Urge:
    """Write down one reminder to a locked obligation and tell its owner (`kind`: fixed already)."""
    kind = kind or kind_of_urge(row, hint=hint)
    made = Urge(
        obligation=row,
        kind=kind,
        text=text.strip(),
        at=uow.now,
        by_name=uow.actor.name,
        by_unit_name=uow.actor.unit_name,
        automatic=automatic,
    )
    add([made])
    if kind != UrgeKind.HINT:
        row.urged, row.urged_at = row.urged + 1, uow.now
    move_on(uow, row, "urge", urge=str(kind), automatic=automatic)
    tell_owner(uow, row, str(UrgeKind(kind).label))
    return made
