"""Leave with a deputy: entered by the person, by the unit's liaison, or by the administrator of rights."""

from __future__ import annotations

from datetime import date
from uuid import UUID

from django.db.models import Q
from django.utils.translation import gettext as _

from fuyuantong.audit.streams import day_stream
from fuyuantong.common.refusals import Conflict, FieldError, Forbidden, NotFound, Refusal
from fuyuantong.common.uow import Note, UnitOfWork
from fuyuantong.notices.actions.telling import tell
from fuyuantong.notices.kinds import LEAVE_MOST, Subject
from fuyuantong.notices.models import Leave
from fuyuantong.notices.policy import may_enter_leave
from fuyuantong.organs.kinds import ADMIN_ROLES
from fuyuantong.organs.models import Person, Post, Tenure


def enter_leave(
    uow: UnitOfWork,
    *,
    post: UUID,
    person: UUID,
    deputy: UUID,
    since_on: date,
    until_on: date,
    reason: str = "",
) -> Leave:
    """Enter a leave of a person at a post. The deputy must hold a post of the same unit (and serve the same
    office): what is told to a unit or an office leaves neither. Raises `Refusal` with the field."""
    held = Tenure.objects.in_force_on(uow.today).filter(post=post, person=person)
    seat = held.select_related("post__unit", "post__serves", "person").first()
    if seat is None:
        raise NotFound
    if not may_enter_leave(uow.actor, person, seat.post.unit_id):
        raise Forbidden(_("请假代办由本人、本单位联络员或安全管理员登记。"), hint=_("请联系本单位联络员。"))
    _check_days(uow, since_on, until_on)
    _check_deputy(uow, seat.post, person, deputy)
    Post.objects.select_for_update().get(pk=post)  # two entries at one time are one after the other
    open_ones = Leave.objects.filter(post=post, person=person, ended_at=None)
    if open_ones.filter(since_on__lte=until_on, until_on__gte=since_on).exists():
        raise _refused("since_on", _("这段时间已登记过请假。请先结束原来的登记。"))
    made = Leave.objects.create(
        post=seat.post, person=seat.person, deputy_id=deputy, since_on=since_on, until_on=until_on,
        reason=reason.strip(), entered_by=f"{uow.actor.unit_name} {uow.actor.name}"[:190], entered_at=uow.now,
    )  # fmt: skip
    _note(uow, "leave.entered", made, since=str(since_on), until=str(until_on))
    _tell(uow, made, _("请您代办：%(who)s %(since)s 至 %(until)s 请假") % _said(made), made.deputy_id)
    if person != uow.actor.person:
        _tell(uow, made, _("已登记您的请假：%(since)s 至 %(until)s，由%(deputy)s代办") % _said(made), person)
    return made


def end_leave(uow: UnitOfWork, leave: UUID) -> Leave:
    """End a leave before its day (back earlier, entered by mistake)."""
    row = Leave.objects.select_for_update(of=("self",)).filter(pk=leave).select_related("post").first()
    if row is None or not may_enter_leave(uow.actor, row.person_id, row.post.unit_id):
        raise NotFound
    if row.ended_at is not None or row.until_on < uow.today:
        raise Conflict("E-LEAVE-ENDED", _("这次请假已经结束。"), hint=_("请刷新页面查看。"))
    row.ended_at, row.ended_by = uow.now, uow.actor.name
    row.save(update_fields=["ended_at", "ended_by"])
    _note(uow, "leave.ended", row)
    _tell(uow, row, _("代办结束：%(who)s") % _said(row), row.deputy_id)
    return row


def _check_days(uow: UnitOfWork, since: date, until: date) -> None:
    if until < since:
        raise _refused("until_on", _("结束日期不能早于开始日期。"))
    if until < uow.today:
        raise _refused("until_on", _("请假已经过去，不必登记。"))
    if until - since > LEAVE_MOST:
        raise _refused("until_on", _("一次最多登记一年。"))


def _check_deputy(uow: UnitOfWork, post: Post, person: UUID, deputy: UUID) -> None:
    if deputy == person:
        raise _refused("deputy", _("代办人不能是本人。"))
    if set(post.roles) & {role.value for role in ADMIN_ROLES}:
        raise Forbidden(_("管理员和审计员岗位不设代办。"), hint=_("请由安全管理员另行任岗。"))
    rows = Tenure.objects.in_force_on(uow.today).filter(person=deputy, post__unit=post.unit)
    rows = rows.filter(person__is_active=True).exclude(
        post__roles__overlap=sorted(role.value for role in ADMIN_ROLES)
    )
    if post.serves_id:
        rows = rows.filter(Q(post__serves=post.serves_id))
    if not rows.exists():
        where = _("本单位（承担同一办公室职责）") if post.serves_id else _("本单位")
        raise _refused("deputy", _("代办人须是%(where)s在岗人员。") % {"where": where})


def _refused(field: str, sentence: str) -> Refusal:
    return Refusal("E-LEAVE", sentence, errors=[FieldError("E-LEAVE", sentence, pointer=f"/{field}")])


def _said(row: Leave) -> dict[str, object]:
    deputy = Person.objects.get(pk=row.deputy_id)
    return {"who": row.person.name, "deputy": deputy.name, "since": row.since_on, "until": row.until_on}


def _tell(uow: UnitOfWork, row: Leave, title: str, person: UUID) -> None:
    tell(
        uow, kind="leave", title=title, subject=Subject("leave", row.pk), url="/notices/leaves/",
        to_persons=[person], restricted=False,
    )  # fmt: skip


def _note(uow: UnitOfWork, kind: str, row: Leave, **more: str) -> None:
    data = {"person": str(row.person_id), "deputy": str(row.deputy_id), "post": str(row.post_id), **more}
    uow.record(Note(day_stream(uow.today), kind, "leave", row.pk, data))
