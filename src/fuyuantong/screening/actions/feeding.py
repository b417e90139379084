"""A list that a register feeds: its rows come to the list and go from it in the transaction that writes them.

`台账` of `library/screening/lists.yaml` says which columns a record is made of. What the list cannot take (a
minor, nobody to be told apart by) stays out of it: the publisher is told why, and the register's row stands.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from fuyuantong.common.refusals import Refusal
from fuyuantong.common.uow import UnitOfWork
from fuyuantong.notices.actions import tell
from fuyuantong.notices.kinds import Subject as About
from fuyuantong.registers.events import RowsWritten
from fuyuantong.registers.kinds import RowState
from fuyuantong.registers.models import Row
from fuyuantong.screening import kinds, policy
from fuyuantong.screening.actions.publishing import NewRecord, publish, take_down
from fuyuantong.screening.kinds import Listing, RecordState
from fuyuantong.screening.models import Record
from fuyuantong.screening.trail import note

PERSON = "自然人"


def feed(uow: UnitOfWork, event: RowsWritten) -> None:
    """Bring the lists that this register feeds to what its rows now say; for those who may publish them."""
    for listing in kinds.listings().values():
        if listing.fed_by.get("代码") == event.register and policy.may_publish(uow.actor, listing):
            _feed(uow, listing, event)


def _feed(uow: UnitOfWork, listing: Listing, event: RowsWritten) -> None:
    told = listing.fed_by
    changed = event.cells[1] if len(event.keys) == 1 and len(event.cells) > 1 else {}
    fresh: list[tuple[Row, NewRecord]] = []
    for row in Row.objects.filter(pk__in=event.keys, owner_id=uow.actor.unit_key).order_by("pk"):
        record, was = _record(told, row.cells), _record(told, changed)
        listed = row.state == RowState.CURRENT and row.cells.get(told["状态"]) == told["列入"]
        if was and _identity(was) != _identity(record):
            _down(uow, listing, was, RecordState.CORRECTED)
        elif not listed or row.sealed:
            state = told["撤下"].get(row.cells.get(told["状态"]), RecordState.DELETED)
            _down(uow, listing, record, RecordState(state))
        if record and listed and not row.sealed and not _live(uow, listing, record).exists():
            fresh.append((row, record))
    _publish(uow, listing, fresh)


def _publish(uow: UnitOfWork, listing: Listing, fresh: list[tuple[Row, NewRecord]]) -> None:
    """All that the list takes as one version; each of the others is told with its reason."""
    if not fresh:
        return
    try:
        publish(uow, listing.code, [record for _row, record in fresh], source="register")
    except Refusal as refusal:
        bad = {error.row: error.message for error in refusal.errors if error.row}
        for place, why in bad.items():
            _leave_out(uow, listing, fresh[place - 1][0], why)
        if bad:
            _publish(uow, listing, [one for n, one in enumerate(fresh, start=1) if n not in bad])


def _leave_out(uow: UnitOfWork, listing: Listing, row: Row, why: str) -> None:
    note(uow, "row_not_listed", "register_row", row.pk, listing=listing.code)
    tell(
        uow, to_units=[row.owner_id], kind="screening.not_listed",
        url=reverse("registers:row", args=[row.pk]),
        title=_("没有列入%(list)s：%(why)s") % {"list": listing.name, "why": why},
        subject=About("register_row", row.pk),
    )  # fmt: skip


def _down(uow: UnitOfWork, listing: Listing, record: NewRecord | None, state: RecordState) -> None:
    for one in _live(uow, listing, record) if record else ():
        take_down(uow, one, state, _("按台账撤下"))


def _live(uow: UnitOfWork, listing: Listing, record: NewRecord) -> Any:
    return Record.objects.filter(
        listing=listing.code, unit_id=uow.actor.unit_key, state__in=kinds.LIVE,
        case_no=record.case_no, name=record.name, number=record.number,
    )  # fmt: skip


def _identity(record: NewRecord | None) -> tuple[Any, ...]:
    """What is compared and told: when any of it changes, the record is set right."""
    if record is None:
        return ()
    return (
        record.case_no, record.name, record.number, record.conduct, record.expires_on, record.duty,
        *sorted(record.published().items()),
    )  # fmt: skip


def _published(names: Mapping[str, str], cells: Mapping[str, Any]) -> dict[str, Any]:
    """What is published beside the rest, by the names of `kinds.PUBLISHED`."""
    found = {name: cells[column] for name, column in names.items() if cells.get(column)}
    return {k: date.fromisoformat(v) if k == "filed_on" else str(v) for k, v in found.items()}


def _record(told: Mapping[str, Any], cells: Mapping[str, Any]) -> NewRecord | None:
    """A row's cells as a record; None where the row is none."""
    case_no, name = cells.get(told["案号"]), cells.get(told["名称"])
    begun, ends = cells.get(told["发布日期"]), cells.get(told["期限届满日"])
    if not case_no or not name or not begun:
        return None
    number = next((str(cells[key]) for key in told["号码"] if cells.get(key)), "")
    code = told["情形代码"].get(cells.get(told["情形"]))
    return NewRecord(
        kind="P" if cells.get(told["类别"]) == PERSON else "O", name=str(name).strip(), case_no=str(case_no),
        number=number, published_on=date.fromisoformat(begun), conduct=(code,) if code else (),
        expires_on=date.fromisoformat(ends) if ends else None,
        duty=str(cells.get(told["义务"]) or ""), **_published(told["公布"], cells),
    )  # fmt: skip
