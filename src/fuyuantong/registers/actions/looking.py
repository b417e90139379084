"""One question under a grant: what may be asked, what is told, what is kept of it (never the answer)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.utils.translation import gettext as _

from fuyuantong.common.now import SHANGHAI
from fuyuantong.common.refusals import FieldError, Forbidden, NotFound, Refusal
from fuyuantong.common.uow import UnitOfWork
from fuyuantong.definitions.values import WrongValue
from fuyuantong.registers import policy
from fuyuantong.registers.cells import Directory, cover, read_cell, words_of
from fuyuantong.registers.kinds import Column, Lent, Outcome, Register
from fuyuantong.registers.models import Grant, Lookup, Row, RowMark
from fuyuantong.registers.queries.library import register_of
from fuyuantong.registers.trail import note_grant
from fuyuantong.registers.writing import digest_of

ROWS_MOST = 50


@dataclass(frozen=True, slots=True)
class Answer:
    """What is told once: the cells that the question names, of the rows found (at most fifty)."""

    lookup: Lookup
    rows: Sequence[Sequence[tuple[Column, str]]] = ()


def look_up(
    uow: UnitOfWork, key: UUID, *, question: str, reference: str, values: Mapping[str, Any]
) -> Answer:
    """Ask a question of a register under a grant, for a case (`reference`: 案号 or 办件编号).

    Without a grant in force, by another account or over the day's cap nothing is looked up: the `Lookup` says
    why (未予查询) and is kept. Errors: E-REQUIRED, and those of the cells, for a question that is none.
    """
    grant = Grant.objects.visible_to(uow.actor).select_for_update(of=("self",)).filter(pk=key).first()
    if grant is None:
        raise NotFound
    policy.check(uow.actor, "data.ask")
    if grant.unit_id != uow.actor.unit:
        raise Forbidden(_("由获得授权的单位查询，您现在的岗位不能办理。"))
    register = register_of(grant.book_id)
    lent = register.question(question)
    if lent is None:
        raise _fault("E-QUESTION", "question", _("只能从数据目录列出的查询项中选择。"))
    uow.purpose = _required(reference)
    asked = _asked(uow, register, lent, values)
    why = _why_not(uow, grant, lent)
    rows = [] if why else _rows(uow, register, grant, asked)
    outcome = Outcome.REFUSED if why else Outcome.FOUND if rows else Outcome.NONE
    lookup = Lookup.objects.create(
        grant=grant, question=lent.key, reference=uow.purpose, outcome=outcome, count=len(rows), why=why,
        shown="；".join(f"{name}：{cover(str(value))}" for name, value in asked.items())[:200],
        by_person=uow.actor.person, by_name=uow.actor.name, at=uow.now,
    )  # fmt: skip
    verb = "lookup_refused" if why else "looked_up"
    note_grant(uow, grant, verb, question=lent.key, lookup=str(lookup.pk), found=len(rows))
    return Answer(lookup, [_told(register, lent, row, plain=grant.plain) for row in rows[:ROWS_MOST]])


def _required(reference: str) -> str:
    text = " ".join(reference.split())[:120]
    if not text:
        raise _fault("E-REQUIRED", "reference", _("请填写案号或办件编号。"))
    return text


def _asked(uow: UnitOfWork, register: Register, lent: Lent, values: Mapping[str, Any]) -> dict[str, Any]:
    """The values in their standard spelling; all of the question's columns must be given, and no other."""
    directory, asked = Directory(uow.actor.region, uow.today), {}
    for name in lent.by:
        column, text = register.column(name), str(values.get(name) or "").strip()
        if not text or column is None:
            raise _fault("E-REQUIRED", name, _("请填写“%s”。") % name)
        try:
            cell = read_cell(column, text, directory)
        except WrongValue as error:
            raise _fault(error.code, name, str(error)) from error
        asked[name] = cell[0] if isinstance(cell, list) else cell
    return asked


def _why_not(uow: UnitOfWork, grant: Grant, lent: Lent) -> str:
    if not grant.open_on(uow.today):
        ended = _("授权的有效期已过")
        return ended if grant.valid_until < uow.today else _("没有有效的授权")
    if lent.key not in grant.questions:
        return _("不在授权的查询项之内")
    if not grant.names(uow.actor.person):
        return _("不是授权的查询账号")
    since = uow.now.astimezone(SHANGHAI).replace(hour=0, minute=0, second=0, microsecond=0)
    today = Lookup.objects.filter(grant=grant, at__gte=since).exclude(outcome=Outcome.REFUSED).count()
    return _("已达每日查询上限") if today >= grant.daily_cap else ""


def _rows(uow: UnitOfWork, register: Register, grant: Grant, asked: Mapping[str, Any]) -> list[Row]:
    """Rows in force of the unit that granted it; sealed ones exist for nobody else."""
    rows = Row.objects.in_force(uow.today).filter(
        book_id=register.code, owner_id=grant.owner_id, sealed=False
    )
    for name, value in asked.items():
        marks = RowMark.objects.filter(book_id=register.code, column=name, digest=digest_of(name, value))
        rows = rows.filter(pk__in=marks.values("row_id"))
    return list(rows.order_by("-id"))


def _told(register: Register, lent: Lent, row: Row, *, plain: bool) -> list[tuple[Column, str]]:
    columns = (register.column(name) for name in lent.tells)
    return [(c, words_of(c, row.cells.get(c.key), covered=not plain)) for c in columns if c]


def _fault(code: str, pointer: str, words: str) -> Refusal:
    return Refusal(code, words, errors=[FieldError(code, words, pointer=pointer)])
