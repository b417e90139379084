"""Messages of the room: to units, to the host (its unit, or the office that it is)."""

from __future__ import annotations

from collections.abc import Iterable
from uuid import UUID

from django.urls import reverse

from fuyuantong.common.uow import UnitOfWork
from fuyuantong.meetings.models import Meeting, Topic
from fuyuantong.notices.actions import tell
from fuyuantong.notices.kinds import Subject


def tell_units(
    uow: UnitOfWork, row: Topic | Meeting, kind: str, title: str, units: Iterable[UUID], *, place: str = ""
) -> None:
    tell(uow, kind=kind, title=title, subject=_subject(row), url=_address(row) + place, to_units=units)


def tell_host(uow: UnitOfWork, row: Topic | Meeting, kind: str, title: str) -> None:
    units, offices = ([], [row.linkage]) if row.by_office else ([row.host_id], [])
    tell(
        uow, kind=kind, title=title, subject=_subject(row), url=_address(row), to_units=units,
        to_offices=offices,
    )  # fmt: skip


def _subject(row: Topic | Meeting) -> Subject:
    linkage = row.linkage if row.office_sees else ""
    return Subject("topic" if isinstance(row, Topic) else "meeting", row.pk, linkage)


def _address(row: Topic | Meeting) -> str:
    return reverse("meetings:topic" if isinstance(row, Topic) else "meetings:meeting", args=[row.pk])
