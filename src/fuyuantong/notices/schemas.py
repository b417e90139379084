"""What the API says of messages."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated
from uuid import UUID

from pydantic import Field

from fuyuantong.common.api import Output, Page, plain
from fuyuantong.notices.models import Notice


class NoticeOut(Output):
    id: UUID
    kind: str
    title: str
    text: str
    url: str
    subject_type: str
    subject_id: UUID
    linkage: str
    urgent: bool
    times: int
    at: datetime
    read: bool


class NoticeQuery(Page):
    unread: Annotated[str, Field(pattern="^(true|false)$")] = "false"


def notice_out(row: Notice) -> NoticeOut:
    return plain(NoticeOut, row, read=bool(getattr(row, "seen", True)))
