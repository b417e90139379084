"""The only ways to get a row for writing: sight (404) → lock → right (403) → version (409) → state (409)."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any
from uuid import UUID

from django.utils.translation import gettext as _

from fuyuantong.common.refusals import Conflict, FieldError, NotFound, Refusal
from fuyuantong.common.uow import UnitOfWork
from fuyuantong.meetings import policy
from fuyuantong.meetings.kinds import MeetingState, TopicState
from fuyuantong.meetings.models import Advice, AgendaItem, Invitation, Meeting, Topic


def stale(title: str) -> Conflict:
    return Conflict(
        "E-VERSION",
        _("“%(title)s”在您打开之后已被他人修改。") % {"title": title},
        hint=_("您填写的内容仍保留在页面上，请核对最新内容后再提交。"),
    )


def wrong_state(title: str, label: str, doing: str) -> Conflict:
    return Conflict(
        "E-STATE",
        _("“%(title)s”现在是“%(state)s”，不能%(doing)s。") % {"title": title, "state": label, "doing": doing},
        hint=_("请刷新页面查看最新情况。"),
    )


def required(name: str, words: str) -> Refusal:
    return Refusal("E-REQUIRED", words, errors=[FieldError("E-REQUIRED", words, pointer=name)])


def rule(name: str, words: str, hint: str = "", code: str = "E-RULE") -> Refusal:
    return Refusal(code, words, hint=hint, errors=[FieldError(code, words, pointer=name, hint=hint)])


def take_topic(
    uow: UnitOfWork,
    key: UUID,
    verb: str,
    states: Collection[TopicState],
    doing: str,
    *,
    expected: int | None = None,
) -> Topic:
    """Lock a topic for a verb of `policy.MAY`. `doing` is the verb for the refusal."""
    row: Topic = _locked(Topic, Topic.objects.visible_to(uow.actor), key)
    policy.check(uow.actor, verb, row)
    if expected is not None and expected != row.version:
        raise stale(row.title)
    if row.state not in states:
        raise wrong_state(row.title, str(TopicState(row.state).label), doing)
    row.version += 1
    return row


def take_meeting(
    uow: UnitOfWork,
    key: UUID,
    states: Collection[MeetingState],
    doing: str,
    *,
    expected: int | None = None,
    verb: str = "meeting.run",
) -> Meeting:
    """Lock a meeting for its host; the caller saves it (its version is raised already)."""
    row: Meeting = _locked(Meeting, Meeting.objects.visible_to(uow.actor), key)
    policy.check(uow.actor, verb, row)
    if expected is not None and expected != row.version:
        raise stale(row.title)
    if row.state not in states:
        raise wrong_state(row.title, str(MeetingState(row.state).label), doing)
    row.version += 1
    return row


def take_item(uow: UnitOfWork, key: UUID, doing: str, *, expected: int | None = None) -> AgendaItem:
    """Lock an item of a meeting that is being held, and the meeting with it."""
    found = AgendaItem.objects.filter(pk=key).values_list("meeting_id", flat=True).first()
    if found is None:
        raise NotFound
    meeting = take_meeting(uow, found, {MeetingState.HELD}, doing)
    row = AgendaItem.objects.select_for_update(of=("self",)).select_related("topic").get(pk=key)
    if expected is not None and expected != row.version:
        raise stale(row.title)
    row.meeting = meeting
    row.version += 1
    return row


def take_advice(uow: UnitOfWork, key: UUID, *, expected: int | None = None) -> Advice:
    seen = Topic.objects.visible_to(uow.actor)
    row = (
        Advice.objects.select_for_update(of=("self",))
        .select_related("topic", "unit")
        .filter(pk=key, topic__in=seen.values("pk"))
        .first()
    )
    if row is None or not (row.unit_id == uow.actor.unit or policy.runs(uow.actor, row.topic)):
        raise NotFound  # what other units were asked is between them and the host
    policy.check_advise(uow.actor, row)
    if expected is not None and expected != row.version:
        raise stale(str(row.unit))
    row.version += 1
    return row


def take_invitation(uow: UnitOfWork, key: UUID, *, expected: int | None = None) -> Invitation:
    seen = Meeting.objects.visible_to(uow.actor)
    row = (
        Invitation.objects.select_for_update(of=("self",))
        .select_related("meeting", "unit")
        .filter(pk=key, meeting__in=seen.values("pk"))
        .first()
    )
    if row is None:
        raise NotFound
    policy.check_reply(uow.actor, row)
    if expected is not None and expected != row.version:
        raise stale(str(row.unit))
    if row.meeting.state != MeetingState.NOTIFIED:
        raise wrong_state(row.meeting.title, row.meeting.get_state_display(), _("回执"))
    row.version += 1
    return row


def _locked(model: Any, seen: Any, key: UUID) -> Any:
    rows = model.objects.select_for_update(of=("self",)).select_related("kind", "host")
    row = rows.filter(pk__in=seen.filter(pk=key).values("pk")).first()
    if row is None:
        raise NotFound
    return row
