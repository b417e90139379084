"""What came back for many obligations of one unit at once (a task pack): signed for, reported, finished.

One transaction and statements for all where there are such; the checks are those of each act.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from uuid import UUID

from fuyuantong.common.refusals import Refusal
from fuyuantong.common.uow import UnitOfWork
from fuyuantong.matters.actions.life import happened_on, right_for, sign_row
from fuyuantong.matters.actions.replying import Progress, check_reply, report_row, submit_row
from fuyuantong.matters.doors import check, lock_obligations
from fuyuantong.matters.models import Obligation


@dataclass(frozen=True, slots=True)
class Given:
    """What a unit says of one obligation; `finished_on`: its words are the result (反馈办理结果)."""

    signed_on: date | None = None
    said: Progress | None = None
    finished_on: date | None = None


def take_in(
    uow: UnitOfWork, given: Mapping[UUID, Given], *, recorded: str = "", said_on: date | None = None
) -> list[Obligation]:
    """Carry out what is given, all or nothing. `recorded`: why somebody else writes it down for the unit
    (代录); without it the actor's own unit says it. `said_on`: the day the words were given."""
    rows = lock_obligations(uow, list(given))
    right = right_for(recorded)
    if recorded and rows:
        uow.actor = replace(uow.actor, acting_for=f"代录：{rows[0].owner.name}"[:200])
    for row in rows:
        _take_in(uow, row, given[row.pk], recorded, right, happened_on(uow, said_on))
    return rows


def _take_in(
    uow: UnitOfWork, row: Obligation, given: Given, recorded: str, right: str, said_on: date
) -> None:
    if given.signed_on is not None:
        check(uow, row, "sign", right=right)
        sign_row(uow, row, happened_on(uow, given.signed_on), recorded)
    if given.said is None:
        return
    if given.finished_on is not None:
        check(uow, row, "submit", right=right)
        submit_row(uow, row, given.said.text, {}, happened_on(uow, given.finished_on), recorded)
        return
    check(uow, row, "report", right=right)
    report_row(uow, row, given.said, said_on, recorded)


def refusal_of_reply(row: Obligation, text: str) -> str:
    """Why a result told in words alone would not be taken (the definition asks for more), or nothing."""
    try:
        check_reply(row, text, {})
    except Refusal as refusal:
        return refusal.message
    return ""
