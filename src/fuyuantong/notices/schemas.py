"""What the API says of messages."""

from __future__ import annotations

from datetime import date, datetime
from typing import Annotated
from uuid import UUID

from pydantic import Field, field_validator

from fuyuantong.common.api import Day, Input, Key, Output, Page, line, plain
from fuyuantong.common.api.inputs import fault
from fuyuantong.notices.channels import open_channels
from fuyuantong.notices.models import DeadLetter, Delivery, Leave, Notice, Preference
from fuyuantong.notices.queries.accounts import Account
from fuyuantong.notices.queries.letters import ChannelUse, RobotSeat

Hour = Annotated[int, Field(ge=0, le=23)]
CHANNELS_MOST = 10
Channels = Annotated[list[Annotated[str, line(20)]], Field(max_length=CHANNELS_MOST)]


class NoticeOut(Output):
    """A message. `for_whom`: read for this colleague, who is on leave; else empty."""

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
    for_whom: str


class NoticeQuery(Page):
    unread: Annotated[str, Field(pattern="^(true|false)$")] = "false"


def notice_out(row: Notice) -> NoticeOut:
    return plain(
        NoticeOut, row, read=bool(getattr(row, "seen", True)), for_whom=str(getattr(row, "for_whom", ""))
    )


class PageQuery(Page):
    """One page of a list without filters."""


class ReadAll(Output):
    """How many messages were unread."""

    read: int


class Preferences(Input):
    """Hours are those of Shanghai; equal hours of quiet mean none; without a channel one looks here only.

    `urgent_channels` null or left out: urgent messages go the way of the daily one.
    """

    digest_hour: Hour
    quiet_from: Hour
    quiet_until: Hour
    channels: Channels
    urgent_channels: Channels | None = None

    @field_validator("channels", "urgent_channels")
    @classmethod
    def _known(cls, value: list[str] | None) -> list[str] | None:
        if value is None:
            return None
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


def preferences_out(row: Preference, channels: list[str]) -> Preferences:
    return plain(Preferences, row, channels=channels)


def dead_letter_out(row: DeadLetter) -> DeadLetterOut:
    return plain(DeadLetterOut, row)


class NewAccount(Input):
    account: Annotated[str, line(120)]


class AccountCode(Input):
    code: Annotated[str, line(12)]


class AccountOut(Output):
    """One open channel of the caller. `own`: one gives the account oneself; `source`: own, given or none.

    Accounts are masked. `pending` was entered and waits for the code that went there.
    """

    channel: str
    word: str
    own: bool
    source: str
    account: str
    pending: str
    code_sent: bool
    proven_at: datetime | None
    daily: bool
    urgent: bool


def account_out(row: Account) -> AccountOut:
    return plain(AccountOut, row)


class ChannelOut(Output):
    """One open channel: how many can be reached, and what went out within seven days."""

    code: str
    word: str
    for_units: bool
    per_minute: int
    carries_titles: bool
    reach: int
    sent: int
    last_at: datetime | None


class RobotOut(Output):
    """A unit's robot; its address and secret stand in the installation's file alone."""

    channel: str
    word: str
    unit: UUID
    unit_name: str
    signed: bool
    last_at: datetime | None


class ChannelsOut(Output):
    channels: list[ChannelOut]
    robots: list[RobotOut]


def channels_out(uses: list[ChannelUse], robots: list[RobotSeat]) -> ChannelsOut:
    return ChannelsOut(
        channels=[plain(ChannelOut, use) for use in uses],
        robots=[plain(RobotOut, seat, unit=seat.unit.pk, unit_name=str(seat.unit)) for seat in robots],
    )


class UnsureDelivery(Output):
    """A message that may have gone out; `settled_at` is null while it waits for somebody."""

    id: UUID
    channel: str
    to: str
    at: datetime
    unsure_at: datetime
    settled_at: datetime | None
    settled_by: str
    resent: bool


def unsure_out(row: Delivery, to: str) -> UnsureDelivery:
    return plain(UnsureDelivery, row, to=to)


class NewLeave(Input):
    """A leave of a person at a post; both days count, the deputy is of the same unit."""

    post: Key
    person: Key
    deputy: Key
    since_on: Day
    until_on: Day
    reason: Annotated[str, line(100)] = ""


class LeaveOut(Output):
    id: UUID
    post: UUID
    post_title: str
    unit: UUID
    unit_name: str
    person: UUID
    person_name: str
    deputy: UUID
    deputy_name: str
    since_on: date
    until_on: date
    reason: str
    entered_by: str
    ended_at: datetime | None


def leave_out(row: Leave) -> LeaveOut:
    seat = row.post
    return plain(
        LeaveOut, row, post=seat.pk, post_title=seat.title, unit=seat.unit_id, unit_name=str(seat.unit),
        person=row.person_id, person_name=row.person.name, deputy=row.deputy_id, deputy_name=row.deputy.name,
    )  # fmt: skip
