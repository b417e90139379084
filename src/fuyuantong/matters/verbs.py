"""The verbs people may say to an obligation, each with the action behind it; pages and API read this table.

What a verb asks is the edge's: its form or its schema. Both give the same names (`reason`, `remark`, …).
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import date
from typing import Any
from uuid import UUID

from fuyuantong.common.uow import UnitOfWork
from fuyuantong.matters.actions import dates, ending, handing, life, pressing, replying, urging

Data = Mapping[str, Any]
Run = Callable[[UnitOfWork, UUID, Data], object]
"""Takes what was asked; `version`, when given, is the version that the person saw."""
RunMany = Callable[[UnitOfWork, Sequence[UUID], str], object]


def _seen(data: Data) -> int | None:
    return data.get("version")


def _versions(pk: UUID, data: Data) -> dict[UUID, int]:
    seen = _seen(data)
    return {} if seen is None else {pk: seen}


def _day(data: Data) -> date | None:
    return data.get("occurred_on")


def _reason(action: Callable[..., object]) -> Run:
    return lambda uow, pk, d: action(uow, pk, reason=d["reason"], expected=_seen(d))


def _remark(action: Callable[..., object]) -> Run:
    return lambda uow, pk, d: action(uow, pk, remark=d["remark"], expected=_seen(d))


def _ended(action: Callable[..., object]) -> Run:
    return lambda uow, pk, d: action(uow, [pk], reason=d["reason"], versions=_versions(pk, d))


def _dated(action: Callable[..., object]) -> Run:
    return lambda uow, pk, d: action(uow, pk, due_on=d["due_on"], reason=d["reason"], expected=_seen(d))


def _report(uow: UnitOfWork, pk: UUID, d: Data) -> object:
    return replying.report(
        uow,
        pk,
        text=d["text"],
        problems=d["problems"],
        next_steps=d["next_steps"],
        milestone=d["milestone"],
        occurred_on=_day(d),
        expected=_seen(d),
    )


def _submit(uow: UnitOfWork, pk: UUID, d: Data) -> object:
    return replying.submit(
        uow, pk, text=d["text"], answers=d["answers"], occurred_on=_day(d), expected=_seen(d)
    )


def _call(uow: UnitOfWork, pk: UUID, d: Data) -> object:
    names = ("called", "phone", "answer", "promised_on")
    return urging.call(uow, pk, expected=_seen(d), **{name: d[name] for name in names})


def _suspend(uow: UnitOfWork, pk: UUID, d: Data) -> object:
    return dates.suspend(
        uow, pk, reason=d["reason"], basis=d["basis"], occurred_on=_day(d), expected=_seen(d)
    )


VERBS: Mapping[str, Run] = {
    "issue": lambda uow, pk, d: life.issue_many(uow, [pk], occurred_on=_day(d), versions=_versions(pk, d)),
    "sign": lambda uow, pk, d: life.sign(uow, pk, occurred_on=_day(d), expected=_seen(d)),
    "ask_correction": _reason(life.ask_correction),
    "supply": lambda uow, pk, d: life.supply(uow, pk, text=d["reason"], expected=_seen(d)),
    "report": _report,
    "submit": _submit,
    "approve": _remark(replying.approve),
    "disapprove": _reason(replying.disapprove),
    "accept": _remark(replying.accept),
    "send_back": _reason(replying.send_back),
    "write_off": lambda uow, pk, d: life.write_off_many(
        uow, [pk], remark=d["remark"], versions=_versions(pk, d)
    ),
    "transfer": lambda uow, pk, d: life.transfer(uow, pk, post=d["post"], expected=_seen(d)),
    "urge": lambda uow, pk, d: urging.urge_many(uow, [pk], text=d["remark"], versions=_versions(pk, d)),
    "call": _call,
    "press": lambda uow, pk, d: pressing.press(uow, pk, what=d["what"], expected=_seen(d)),
    "extend": _dated(dates.extend),
    "review": _dated(dates.review),
    "hold": _reason(dates.hold),
    "unhold": _reason(dates.unhold),
    "suspend": _suspend,
    "resume": lambda uow, pk, d: dates.resume(
        uow, pk, reason=d["reason"], occurred_on=_day(d), expected=_seen(d)
    ),
    "withdraw": _ended(ending.withdraw_many),
    "terminate": _ended(ending.terminate_many),
    "void": _ended(ending.void_many),
    "look_back": lambda uow, pk, d: handing.look_back(
        uow, pk, finding=d["finding"], sound=d["sound"], expected=_seen(d)
    ),
    "again": _dated(handing.again),
}

BATCH: Mapping[str, RunMany] = {
    "sign": lambda uow, ids, _text: life.sign_many(uow, ids),
    "issue": lambda uow, ids, _text: life.issue_many(uow, ids),
    "accept": lambda uow, ids, _text: replying.accept_many(uow, ids),
    "write_off": lambda uow, ids, text: life.write_off_many(uow, ids, remark=text),
    "urge": lambda uow, ids, text: urging.urge_many(uow, ids, text=text),
    "hint": lambda uow, ids, text: urging.urge_many(uow, ids, text=text, hint=True),
    "withdraw": lambda uow, ids, text: ending.withdraw_many(uow, ids, reason=text),
    "terminate": lambda uow, ids, text: ending.terminate_many(uow, ids, reason=text),
}
BATCH_MOST = 200
