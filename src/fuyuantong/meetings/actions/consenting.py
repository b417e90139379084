"""请示 to the conveners and what they said. Leaders do not sign in: the host records who agreed, and when."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from uuid import UUID

from django.utils.translation import gettext as _

from fuyuantong.common.refusals import Conflict, NotFound
from fuyuantong.common.uow import UnitOfWork
from fuyuantong.meetings.actions.screening import close_advice
from fuyuantong.meetings.doors import required, rule, take_meeting
from fuyuantong.meetings.kinds import MeetingState, StepKind, TopicState
from fuyuantong.meetings.models import AgendaItem, Meeting
from fuyuantong.meetings.telling import tell_units
from fuyuantong.meetings.trail import step_meeting, step_topic


def ask_consent(uow: UnitOfWork, key: UUID, *, text: str = "", expected: int | None = None) -> Meeting:
    """请示: the agenda is closed from now on. Errors: E-REQUIRED without topics; E-ADVICE."""
    row = take_meeting(uow, key, {MeetingState.PREPARING}, _("请示"), expected=expected)
    if not row.kind.kind.consent:
        raise Conflict("E-STATE", _("这类会议不须请示，可以直接发会议通知。"))
    close_agenda(uow, row)
    row.state, row.asked_on = MeetingState.ASKED, uow.today
    row.save()
    step_meeting(uow, row, StepKind.ASKED, text=text)
    return row


def close_agenda(uow: UnitOfWork, row: Meeting) -> None:
    """Nothing goes on the agenda from now on: there is something on it, and all advice is in or too late."""
    items = list(AgendaItem.objects.filter(meeting=row).select_related("topic"))
    if not items:
        raise required("topics", _("议程上还没有议题。"))
    close_advice(uow, [item.topic for item in items if item.topic is not None])


def record_consent(
    uow: UnitOfWork,
    key: UUID,
    *,
    seat: str,
    decided_by: str,
    decided_on: date,
    delegate: str = "",
    refused: Sequence[UUID] = (),
    text: str = "",
    reference: str = "",
    expected: int | None = None,
) -> Meeting:
    """同意召开, by which seat of the chain; `delegate` presides in the convener's place; `refused` are
    topics that
    were struck off (不提请).

    Errors: E-RULE for a seat that the kind does not know or that may not delegate.
    """
    row = take_meeting(uow, key, {MeetingState.ASKED}, _("登记同意"), expected=expected)
    chain = {one.key: one for one in row.kind.kind.conveners}
    if seat not in chain:
        raise rule("seat", _("请选择%(seats)s之一。") % {"seats": "、".join(chain)})
    if not decided_by.strip():
        raise required("decided_by", _("请填写同意的领导。"))
    if delegate.strip() and not chain[seat].may_delegate:
        raise rule("delegate", _("%(seat)s不能委托他人主持。") % {"seat": seat})
    _not_outside(row, decided_on, uow.today)
    _strike(uow, row, refused)
    row.state = MeetingState.APPROVED
    row.consent_seat, row.consent_by, row.consent_on = seat, decided_by.strip()[:60], decided_on
    row.consent_text = text.strip()
    row.delegated = bool(delegate.strip())
    row.chair = delegate.strip()[:60] or row.chair or row.consent_by
    row.save()
    step_meeting(
        uow, row, StepKind.CONSENTED, decided_on, decided_by=f"{seat} {decided_by}", reference=reference,
        text=text, seat=seat, delegated=row.delegated,
    )  # fmt: skip
    return row


def refuse_consent(
    uow: UnitOfWork,
    key: UUID,
    *,
    decided_by: str,
    decided_on: date,
    text: str,
    expected: int | None = None,
) -> Meeting:
    """退回修改: the agenda opens again."""
    states = {MeetingState.ASKED, MeetingState.APPROVED}
    row = take_meeting(uow, key, states, _("退回修改"), expected=expected)
    if not text.strip():
        raise required("text", _("请填写退回修改的意见。"))
    _not_outside(row, decided_on, uow.today)
    row.state, row.consent_on, row.consent_by, row.consent_seat = MeetingState.PREPARING, None, "", ""
    row.save()
    step_meeting(uow, row, StepKind.REFUSED, decided_on, decided_by=decided_by, text=text)
    return row


def _not_outside(row: Meeting, day: date, today: date) -> None:
    if day > today:
        raise rule("decided_on", _("日期 %(on)s 晚于今天。") % {"on": day})
    if row.asked_on and day < row.asked_on:
        raise rule("decided_on", _("日期 %(on)s 早于请示的日期。") % {"on": day})


def _strike(uow: UnitOfWork, row: Meeting, refused: Sequence[UUID]) -> None:
    items = list(AgendaItem.objects.filter(meeting=row, pk__in=refused).select_related("topic"))
    if len(items) != len(set(refused)):
        raise NotFound
    if items and not AgendaItem.objects.filter(meeting=row).exclude(pk__in=refused).exists():
        raise rule("refused", _("议题全部不同意的，请用“退回修改”或“取消会议”。"))
    for item in items:
        topic = item.topic
        item.delete()
        if topic is not None:
            topic.state, topic.answer = TopicState.DECLINED, _("召集人没有同意提请会议研究。")
            topic.version += 1
            topic.save(update_fields=["state", "answer", "version"])
            step_topic(uow, topic, StepKind.DECLINED)
            words = _("议题“%(title)s”：%(state)s") % {
                "title": topic.title,
                "state": TopicState.DECLINED.label,
            }
            tell_units(uow, topic, "topic.declined", words, [topic.unit_id])
