"""会议通知 and 回执, 催报, 改期, 取消."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.utils.translation import gettext as _

from fuyuantong.clocks.queries import current_calendar
from fuyuantong.common.now import SHANGHAI, day_of
from fuyuantong.common.uow import UnitOfWork
from fuyuantong.documents.queries import attachments_of
from fuyuantong.meetings.actions.consenting import close_agenda
from fuyuantong.meetings.actions.preparing import Arrangement, arrange
from fuyuantong.meetings.doors import required, rule, take_invitation, take_meeting
from fuyuantong.meetings.kinds import (
    PLANNED_STATES,
    ItemKind,
    MeetingState,
    ReplyState,
    StepKind,
    TopicState,
)
from fuyuantong.meetings.leads import is_in_time
from fuyuantong.meetings.models import AgendaItem, Attendee, Invitation, Meeting
from fuyuantong.meetings.telling import tell_host, tell_units
from fuyuantong.meetings.trail import note_meeting, step_meeting, step_topic

MOST_PEOPLE = 20


@dataclass(frozen=True, slots=True)
class Coming:
    """A person whom a unit sends."""

    name: str
    rank: str
    instead_of: str = ""


def notify(uow: UnitOfWork, key: UUID, *, text: str = "", expected: int | None = None) -> Meeting:
    """发会议通知 to all units invited. `text` says why, where the notice is shorter than the kind's own term.

    Errors: E-STATE before the conveners agreed; E-REQUIRED; E-ADVICE; E-NOTICE when a statutory term is
    not kept.
    """
    states = {MeetingState.APPROVED}
    if not Meeting.objects.filter(pk=key, kind__in=_consenting()).exists():
        states = {MeetingState.PREPARING}
    row = take_meeting(uow, key, states, _("发会议通知"), expected=expected)
    for name, sentence in (
        ("starts_at", _("请先填写开始时间。")),
        ("place", _("请先填写地点。")),
        ("chair", _("请先填写主持人。")),
    ):
        if not getattr(row, name):
            raise required(name, sentence)
    close_agenda(uow, row)
    units = list(row.invitations.values_list("unit_id", flat=True))
    if not units:
        raise required("units", _("还没有确定参会单位。"))
    _check_lead(row, uow.today, text)
    row.state, row.notified_on = MeetingState.NOTIFIED, uow.today
    row.save()
    step_meeting(uow, row, StepKind.NOTIFIED, text=text, units=len(units))
    _tell_all(uow, row, _("会议通知：%(title)s（%(when)s，%(place)s）"))
    return row


def _consenting() -> list[UUID]:
    """Kinds that need consent; few enough to look through."""
    from fuyuantong.meetings.models import KindVersion

    return [row.pk for row in KindVersion.objects.all() if row.kind.consent]


def postpone(
    uow: UnitOfWork, key: UUID, arrangement: Arrangement, *, text: str, expected: int | None = None
) -> Meeting:
    """改期: another time or place after the notice; all units are told and answer anew."""
    row = take_meeting(uow, key, {MeetingState.NOTIFIED}, _("改期"), expected=expected)
    if not text.strip():
        raise required("text", _("请说明改期的理由。"))
    arrange(row, arrangement)
    if not (row.starts_at and row.place and row.chair):
        raise required("starts_at", _("请填写时间、地点和主持人。"))
    _check_lead(row, uow.today, text)
    row.notified_on = uow.today
    row.save()
    row.invitations.update(reply=ReplyState.WAITING, replied_at=None)
    step_meeting(uow, row, StepKind.POSTPONED, text=text)
    _tell_all(uow, row, _("会议改期：%(title)s（%(when)s，%(place)s）"))
    return row


def cancel(uow: UnitOfWork, key: UUID, *, text: str, expected: int | None = None) -> Meeting:
    """取消会议 before it was held: its topics wait for another one."""
    states = PLANNED_STATES | {MeetingState.NOTIFIED}
    row = take_meeting(uow, key, states, _("取消"), expected=expected)
    if not text.strip():
        raise required("text", _("请说明取消的理由。"))
    told = row.state == MeetingState.NOTIFIED
    row.state = MeetingState.CANCELLED
    row.save()
    for item in AgendaItem.objects.filter(meeting=row, kind=ItemKind.TOPIC).select_related("topic"):
        if item.topic is not None:
            item.topic.state = TopicState.CARRIED
            item.topic.version += 1
            item.topic.save(update_fields=["state", "version"])
            step_topic(uow, item.topic, StepKind.REMOVED, text=row.title)
    step_meeting(uow, row, StepKind.CANCELLED, text=text)
    if told:
        units = row.invitations.values_list("unit_id", flat=True)
        tell_units(uow, row, "meeting.cancelled", _("会议取消：%(title)s") % {"title": row.title}, units)
    return row


def reply(
    uow: UnitOfWork,
    key: UUID,
    *,
    answer: ReplyState,
    people: Sequence[Coming] = (),
    text: str = "",
    expected: int | None = None,
) -> Invitation:
    """回执: who comes with which rank; 委派 names whom they stand in for; 请假 says why. The host may
    record it."""
    row = take_invitation(uow, key, expected=expected)
    _check_reply(answer, people, text)
    row.reply, row.text = answer, text.strip()[:300]
    row.replied_at, row.replied_by = uow.now, uow.actor.name
    row.recorded_for = uow.actor.unit != row.unit_id
    row.save()
    row.attendees.all().delete()
    Attendee.objects.bulk_create(
        [
            Attendee(
                invitation=row, name=one.name.strip()[:60], rank=one.rank.strip()[:60],
                instead_of=one.instead_of.strip()[:60], order=n,
            )
            for n, one in enumerate(people)
        ]
    )  # fmt: skip
    note_meeting(
        uow, "replied", row.meeting, unit=str(row.unit_id), answer=str(answer), recorded_for=row.recorded_for
    )
    if answer == ReplyState.LEAVE:
        words = _("%(unit)s请假：%(title)s") % {"unit": row.unit, "title": row.meeting.title}
        tell_host(uow, row.meeting, "meeting.leave", words)
    return row


def _check_reply(answer: ReplyState, people: Sequence[Coming], text: str) -> None:
    if answer == ReplyState.WAITING:
        raise rule("answer", _("请选择参加、委派他人参加或请假。"))
    if answer == ReplyState.LEAVE:
        if not text.strip():
            raise required("text", _("请假请说明理由。"))
        if people:
            raise rule("people", _("请假的不填参会人员。"))
        return
    if not people:
        raise required("people", _("请填写参会人员。"))
    if len(people) > MOST_PEOPLE:
        raise rule("people", _("一个单位最多 %(n)d 人。") % {"n": MOST_PEOPLE})
    if any(not one.name.strip() or not one.rank.strip() for one in people):
        raise required("people", _("参会人员须有姓名和职务。"))
    if answer == ReplyState.SUBSTITUTE and not any(one.instead_of.strip() for one in people):
        raise required("people", _("请写明代谁参加。"))


def chase(uow: UnitOfWork, key: UUID, *, expected: int | None = None) -> Meeting:
    """催报: units without an answer, and units whose topics have no material yet, are told once more."""
    row = take_meeting(uow, key, {MeetingState.NOTIFIED}, _("催报"), expected=expected)
    silent = list(row.invitations.filter(reply=ReplyState.WAITING).values_list("unit_id", flat=True))
    late = without_material(row)
    if not silent and not late:
        raise rule("units", _("回执和材料都已报齐，不用催报。"))
    row.save()
    title = {"title": row.title, "due": row.replies_due_on or ""}
    if silent:
        tell_units(uow, row, "meeting.chased", _("请报会议回执：%(title)s（%(due)s 前）") % title, silent)
    for item in late:
        words = _("请报会议材料：%(title)s（%(due)s 前）") % {
            "title": item.title, "due": row.materials_due_on or "",
        }  # fmt: skip
        tell_units(uow, row, "meeting.material_chased", words, [item.topic.unit_id] if item.topic else [])
    step_meeting(uow, row, StepKind.CHASED, replies=len(silent), materials=len(late))
    return row


def without_material(row: Meeting) -> list[AgendaItem]:
    """Items whose topic brought no paper."""
    items = list(AgendaItem.objects.filter(meeting=row, kind=ItemKind.TOPIC).select_related("topic"))
    papers = attachments_of("agenda_item", [item.pk for item in items])
    return [item for item in items if not papers.get(item.pk)]


def _check_lead(row: Meeting, today: date, text: str) -> None:
    assert row.starts_at is not None  # noqa: S101 - checked by both callers
    day = day_of(row.starts_at)
    if day < today:
        raise rule("starts_at", _("会议时间 %(on)s 已经过去。") % {"on": day})
    for lead in row.kind.kind.notice:
        if is_in_time(today, day, lead.term, current_calendar(), statutory=lead.statutory):
            continue
        words = _("%(who)s应提前%(term)s通知，现在已来不及。") % {"who": lead.key, "term": lead.term.words}
        if lead.statutory:
            article = "；".join(f"{b.title}{b.article}" for b in lead.basis)
            raise rule("starts_at", words, _("请改期（%(basis)s）。") % {"basis": article}, "E-NOTICE")
        if not text.strip():
            raise rule("text", words, _("确需召开的，请说明理由。"), "E-NOTICE")


def _tell_all(uow: UnitOfWork, row: Meeting, pattern: str) -> None:
    when = row.starts_at.astimezone(SHANGHAI).strftime("%Y-%m-%d %H:%M") if row.starts_at else ""
    words = pattern % {"title": row.title, "when": when, "place": row.place}
    units = row.invitations.values_list("unit_id", flat=True)
    tell_units(uow, row, "meeting.notified", words, units, place="#reply")
