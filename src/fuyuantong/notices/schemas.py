"""What the API says of messages."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated
from uuid import UUID

from pydantic import Field, field_validator

from fuyuantong.common.api import Input, Output, Page, line, plain
from fuyuantong.common.api.inputs import fault
from fuyuantong.notices.channels import open_channels
from fuyuantong.notices.models import DeadLetter, Notice, Preference

Hour = Annotated[int, Field(ge=0, le=23)]
CHANNELS_MOST = 10


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


class PageQuery(Page):
    """One page of a list without filters."""


class ReadAll(Output):
    """How many messages were unread."""

    read: int


class Preferences(Input):
    """Hours are those of Shanghai; equal hours of quiet mean none; without a channel one looks here only."""

    digest_hour: Hour
    quiet_from: Hour
    quiet_until: Hour
    channels: Annotated[list[Annotated[str, line(20)]], Field(max_length=CHANNELS_MOST)]

    @field_validator("channels")
    @classmethod
    def _known(cls, value: list[str]) -> list[str]:
        known = [channel.code for channel in open_channels(for_units=False)]
        odd = [code for code in value if code not in known]
        if odd:
            raise fault(
                "E-CHOICE", f"没有“{odd[0][:40]}”这个外发方式。", f"可用：{'、'.join(known) or '无'}。"
            )
        return list(dict.fromkeys(value))


class Settled(Input):
    remark: Annotated[str, line(300)]


class DeadLetterOut(Output):
    """A job that was given up; `error` is masked. `handled_at` is null while it waits for somebody."""

    job: int
    name: str
    tries: int
    error: str
    final: bool
    first_at: datetime
    at: datetime
    handled_at: datetime | None
    handled_by: str
    remark: str


def preferences_out(row: Preference) -> Preferences:
    usual = [channel.code for channel in open_channels(for_units=False)]
    chosen = usual if row.channels is None else row.channels
    return plain(Preferences, row, channels=chosen)


def dead_letter_out(row: DeadLetter) -> DeadLetterOut:
    return plain(DeadLetterOut, row)
