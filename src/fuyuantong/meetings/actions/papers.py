"""Papers of a meeting: materials on an item by the unit that brings it, scans and records by the host."""

from __future__ import annotations

from typing import IO, Any, TypeAlias
from uuid import UUID

from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext as _

from fuyuantong.common.refusals import Forbidden, NotFound
from fuyuantong.common.uow import UnitOfWork
from fuyuantong.documents.actions import attach, receive_upload
from fuyuantong.documents.models import Attachment
from fuyuantong.matters.policy import handles
from fuyuantong.meetings import policy
from fuyuantong.meetings.doors import wrong_state
from fuyuantong.meetings.kinds import MeetingState
from fuyuantong.meetings.models import AgendaItem, Meeting, Topic
from fuyuantong.meetings.trail import note_meeting

Sent: TypeAlias = "UploadedFile[Any] | IO[bytes] | None"
CLOSED = frozenset({MeetingState.ARCHIVED, MeetingState.CANCELLED})


def add_paper(uow: UnitOfWork, key: UUID, file: Sent, *, label: str = "") -> Attachment:
    """A paper of the meeting as a whole (签到表扫描件, 录音整理稿, 批示件): by the host."""
    row = check_may_add(uow, key)
    made = attach(uow, receive_upload(uow, file), "meeting", row.pk, label)
    note_meeting(uow, "paper_added", row, file=str(made.file_id))
    return made


def add_item_paper(uow: UnitOfWork, item: UUID, file: Sent, *, label: str = "") -> Attachment:
    """Material on an item: by the unit that brings the topic, or by the host for it."""
    found = AgendaItem.objects.select_related("topic", "meeting__kind").filter(pk=item).first()
    if found is None:
        raise NotFound
    own = found.topic is not None and found.topic.unit_id == uow.actor.unit
    own = own and Topic.objects.visible_to(uow.actor).filter(items=found.pk).exists()
    # the unit that brings the topic sees its topic before it sees the meeting
    if not own and not Meeting.objects.visible_to(uow.actor).filter(pk=found.meeting_id).exists():
        raise NotFound
    if not (own and handles(uow.actor)) and not policy.runs(uow.actor, found.meeting):
        raise Forbidden(_("材料由提报单位报送，或由主办单位补充。"))
    _check_open(found.meeting)
    made = attach(uow, receive_upload(uow, file), "agenda_item", found.pk, label)
    note_meeting(uow, "material_added", found.meeting, item=str(found.pk), file=str(made.file_id))
    return made


def check_may_add(uow: UnitOfWork, key: UUID) -> Meeting:
    """The meeting, for its host, while papers may still be added."""
    row = Meeting.objects.visible_to(uow.actor).select_related("kind").filter(pk=key).first()
    if row is None:
        raise NotFound
    policy.check(uow.actor, "meeting.run", row)
    _check_open(row)
    return row


def _check_open(row: Meeting) -> None:
    if row.state in CLOSED:
        raise wrong_state(row.title, str(row.get_state_display()), _("补充材料"))
