"""纪要: drafted from the decisions, reviewed, signed, issued."""

from __future__ import annotations

from datetime import date
from uuid import UUID

from django.utils.translation import gettext as _

from fuyuantong.common.refusals import Refusal
from fuyuantong.common.uow import UnitOfWork
from fuyuantong.documents import guarding
from fuyuantong.meetings.actions.handing import settle_topics
from fuyuantong.meetings.composing import record_text
from fuyuantong.meetings.doors import required, rule, take_meeting
from fuyuantong.meetings.kinds import MeetingState, StepKind
from fuyuantong.meetings.models import AgendaItem, Meeting
from fuyuantong.meetings.queries.telling import told_items
from fuyuantong.meetings.telling import tell_units
from fuyuantong.meetings.trail import note_meeting, step_meeting

MOST = 20_000


def drafted(row: Meeting) -> str:
    """The draft as the decisions give it now."""
    day = row.held_on
    when = f"{day.year}年{day.month}月{day.day}日，" if day else ""
    where = f"在{row.place}" if row.place else ""
    chair = (
        f"{row.chair}{'受委托' if row.delegated else ''}主持{where}召开{row.title}。"
        if row.chair
        else f"{where}召开{row.title}。"
    )
    return record_text(row.kind.kind.nature, f"{when}{chair}", told_items(row))


def write_minutes(uow: UnitOfWork, key: UUID, *, text: str = "", expected: int | None = None) -> Meeting:
    """Keep the record's text; an empty one is drafted anew from the decisions."""
    row = take_meeting(uow, key, {MeetingState.HELD}, _("起草纪要"), expected=expected)
    guarding.check({"text": text})
    row.minutes = (text.strip() or drafted(row))[:MOST]
    row.save()
    note_meeting(uow, "minutes_written", row, characters=len(row.minutes))
    return row


def submit_minutes(uow: UnitOfWork, key: UUID, *, text: str = "", expected: int | None = None) -> Meeting:
    """送审. Nothing decided yet is refused; items that were not reached go to the next meeting."""
    row = take_meeting(uow, key, {MeetingState.HELD}, _("送审纪要"), expected=expected)
    if not AgendaItem.objects.filter(meeting=row).exclude(outcome="").exists():
        raise Refusal("E-REQUIRED", _("还没有登记任何一项的议定结果。"))
    row.minutes = row.minutes or drafted(row)
    row.state = MeetingState.REVIEWING
    row.save()
    step_meeting(uow, row, StepKind.DRAFTED, text=text)
    return row


def send_back_minutes(uow: UnitOfWork, key: UUID, *, text: str, expected: int | None = None) -> Meeting:
    """纪要退改."""
    states = {MeetingState.REVIEWING, MeetingState.SIGNED}
    row = take_meeting(uow, key, states, _("退改纪要"), expected=expected, verb="meeting.sign")
    if not text.strip():
        raise required("text", _("请填写退改的意见。"))
    row.state, row.signed_by, row.signed_on = MeetingState.HELD, "", None
    row.save()
    step_meeting(uow, row, StepKind.SENT_BACK, text=text)
    return row


def sign_minutes(
    uow: UnitOfWork, key: UUID, *, signed_by: str, signed_on: date, expected: int | None = None
) -> Meeting:
    """审签: by the leader's own post, or recorded by the host from the paper."""
    row = take_meeting(
        uow, key, {MeetingState.REVIEWING}, _("审签纪要"), expected=expected, verb="meeting.sign"
    )
    if not signed_by.strip():
        raise required("signed_by", _("请填写签发人。"))
    _check_day(row, "signed_on", signed_on, uow.today)
    row.state, row.signed_by, row.signed_on = MeetingState.SIGNED, signed_by.strip()[:60], signed_on
    row.save()
    step_meeting(uow, row, StepKind.SIGNED, signed_on, decided_by=signed_by)
    return row


def issue_minutes(
    uow: UnitOfWork, key: UUID, *, number: str, issued_on: date, expected: int | None = None
) -> Meeting:
    """印发: each decision becomes a matter with 牵头, 配合, 时限; topics go where their outcome sends
    them; what
    was decided is returned to the file that it came from. Any refusal undoes the whole.

    Errors: E-NUMBER when another meeting's record has this number; those of opening matters.
    """
    row = take_meeting(uow, key, {MeetingState.SIGNED}, _("印发纪要"), expected=expected)
    if not number.strip():
        raise required("number", _("请填写文号。"))
    _check_day(row, "issued_on", issued_on, uow.today)
    row.minutes_number, row.issued_on = number.strip()[:80], issued_on
    same = Meeting.objects.filter(host=row.host_id, minutes_number=row.minutes_number).exclude(pk=row.pk)
    if same.exists():
        raise rule(
            "number", _("文号“%(number)s”已经用过。") % {"number": row.minutes_number}, code="E-NUMBER"
        )
    row.state = MeetingState.ISSUED
    row.save()
    made = settle_topics(uow, row)
    step_meeting(uow, row, StepKind.ISSUED, issued_on, reference=row.minutes_number, matters=made)
    units = row.invitations.values_list("unit_id", flat=True)
    title = _("《%(title)s》纪要已印发（%(number)s）") % {"title": row.title, "number": row.minutes_number}
    tell_units(uow, row, "meeting.issued", title, units, place="#minutes")
    return row


def _check_day(row: Meeting, name: str, day: date, today: date) -> None:
    if day > today:
        raise rule(name, _("日期 %(on)s 晚于今天。") % {"on": day})
    if row.held_on and day < row.held_on:
        raise rule(name, _("日期 %(on)s 早于会议日期。") % {"on": day})
