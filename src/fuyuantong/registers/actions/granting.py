"""查询授权: a unit asks for it, the unit that owns the rows grants it or not, either side ends it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from django.urls import reverse
from django.utils.translation import gettext as _

from fuyuantong.common.refusals import Conflict, FieldError, Forbidden, NotFound, Refusal
from fuyuantong.common.uow import UnitOfWork
from fuyuantong.notices.actions import tell
from fuyuantong.notices.kinds import Subject
from fuyuantong.organs.models import Unit
from fuyuantong.registers import policy
from fuyuantong.registers.kinds import GrantState
from fuyuantong.registers.models import Grant
from fuyuantong.registers.queries.library import register_of
from fuyuantong.registers.queries.sharing import colleagues, owners_of
from fuyuantong.registers.trail import note_grant

MOST_PEOPLE = 20


@dataclass(frozen=True, slots=True)
class NewGrant:
    """What a unit asks for: `people` are the ids of its own accounts that will ask."""

    register: str
    owner: UUID
    questions: Sequence[str]
    people: Sequence[UUID]
    purpose: str
    basis: str
    valid_until: date
    plain: bool = False
    by_key: bool = False
    daily_cap: int = 50


def ask_grant(uow: UnitOfWork, new: NewGrant) -> Grant:
    """Ask another unit for leave to query its rows; nothing may be asked before it agrees.

    Errors: E-QUESTION for a question that the register does not lend; E-UNIT for an owner that does not keep
    it, or one's own unit; E-PEOPLE for accounts of others; E-DATE for an end in the past.
    """
    policy.check(uow.actor, "grant.ask")
    if uow.actor.unit is None:
        raise Forbidden(_("您现在的岗位不能办理台账的这一事项。"))
    register = register_of(new.register)
    lent = {question.key for question in register.lent}
    if not new.questions or not set(new.questions) <= lent:
        raise _fault("E-QUESTION", "questions", _("只能从数据目录列出的查询项中选择。"))
    owner = Unit.objects.filter(pk=new.owner).first()
    if (
        owner is None
        or new.owner == uow.actor.unit
        or owner.pk not in {u.pk for u in owners_of(register, uow.today)}
    ):
        raise _fault("E-UNIT", "owner", _("请选择管理这份数据的其他单位。"))
    known = {person.pk: person.name for person in colleagues(uow.actor, uow.today)}
    if not 1 <= len(new.people) <= MOST_PEOPLE or not set(new.people) <= set(known):
        raise _fault("E-PEOPLE", "people", _("请选择本单位的 1 至 %s 个查询账号。") % MOST_PEOPLE)
    if new.valid_until < uow.today:
        raise _fault("E-DATE", "valid_until", _("有效期已过。"))
    grant = Grant.objects.create(
        book_id=register.code, unit_id=uow.actor.unit, owner=owner, by_key=new.by_key,
        questions=list(dict.fromkeys(new.questions)),
        people={str(key): known[key] for key in new.people}, purpose=new.purpose.strip(),
        basis=new.basis.strip(), plain=new.plain, daily_cap=new.daily_cap, valid_until=new.valid_until,
        asked_by=uow.actor.name, at=uow.now,
    )  # fmt: skip
    note_grant(uow, grant, "grant_asked", questions=grant.questions, people=sorted(grant.people))
    words = {"unit": uow.actor.unit_name, "book": register.name}
    _tell(uow, grant, owner.pk, _("%(unit)s申请查询%(book)s") % words)
    return grant


def decide_grant(
    uow: UnitOfWork, key: UUID, *, agreed: bool, remark: str = "", expected: int | None = None
) -> Grant:
    """The owner of the rows agrees or not; a refusal says why. E-EXPIRED when its end has passed."""
    grant = _take(uow, key, {GrantState.PROPOSED}, expected)
    if grant.owner_id != uow.actor.unit:
        raise Forbidden(_("由管理这份数据的单位授权，您现在的岗位不能办理。"))
    if not agreed and not remark.strip():
        raise _fault("E-REQUIRED", "remark", _("请写明不予授权的理由。"))
    if agreed and grant.valid_until < uow.today:
        raise Conflict("E-EXPIRED", _("申请的有效期已过，请申请单位重新申请。"))
    grant.state = GrantState.AGREED if agreed else GrantState.REFUSED
    grant.remark, grant.decided_by, grant.version = remark.strip(), uow.actor.name, grant.version + 1
    grant.save()
    note_grant(uow, grant, "grant_agreed" if agreed else "grant_refused")
    _tell(uow, grant, grant.unit_id, _("查询授权“%(book)s”：%(state)s") % _said(grant))
    return grant


def end_grant(uow: UnitOfWork, key: UUID, *, remark: str = "", expected: int | None = None) -> Grant:
    """Either side ends it (收回): from the next question on nothing is answered."""
    grant = _take(uow, key, {GrantState.PROPOSED, GrantState.AGREED}, expected)
    grant.state, grant.remark, grant.version = GrantState.ENDED, remark.strip(), grant.version + 1
    grant.save()
    note_grant(uow, grant, "grant_ended")
    other = grant.owner_id if uow.actor.unit == grant.unit_id else grant.unit_id
    _tell(uow, grant, other, _("查询授权“%(book)s”：%(state)s") % _said(grant))
    return grant


def _take(uow: UnitOfWork, key: UUID, states: set[GrantState], expected: int | None) -> Grant:
    seen = Grant.objects.visible_to(uow.actor).filter(pk=key).values("pk")
    grant = Grant.objects.select_for_update(of=("self",)).select_related("book").filter(pk__in=seen).first()
    if grant is None:
        raise NotFound
    policy.check(uow.actor, "grant.decide")
    if expected is not None and expected != grant.version:
        hint = _("请刷新页面核对最新内容后再办理。")
        raise Conflict("E-VERSION", _("这条内容在您打开之后已被他人修改。"), hint=hint)
    if grant.state not in states:
        words = _("现在的状态是“%s”，不能这样办理。") % grant.get_state_display()
        raise Conflict("E-STATE", words, hint=_("请刷新页面查看最新情况。"))
    return grant


def _said(grant: Grant) -> dict[str, Any]:
    return {"book": grant.book.name, "state": grant.get_state_display()}


def _fault(code: str, pointer: str, words: str) -> Refusal:
    return Refusal(code, words, errors=[FieldError(code, words, pointer=pointer)])


def _tell(uow: UnitOfWork, grant: Grant, unit: UUID, title: str) -> None:
    url = reverse("registers:grant", args=[grant.pk])
    about = Subject("data_grant", grant.pk)
    tell(uow, to_units=[unit], kind="registers.grant", title=title, url=url, subject=about)
