"""Reads of the trail for the auditor. Business content is not on the trail, so none can be seen here."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from fuyuantong.audit.actions import seal_key_path
from fuyuantong.audit.models import Entry, Head, Seal
from fuyuantong.audit.policy import require_auditor
from fuyuantong.audit.signing import public_bytes, signer
from fuyuantong.audit.verifying import Verdict, verify
from fuyuantong.common.actors import Actor
from fuyuantong.common.now import SHANGHAI
from fuyuantong.common.paging import Page, page_by_key

ORDER = ("-at", "-id")


@dataclass(frozen=True, slots=True)
class TrailFilters:
    stream: str = ""
    kind: str = ""
    person: str = ""
    result: str = ""
    since: date | None = None
    until: date | None = None


def trail(
    viewer: Actor, filters: TrailFilters, *, size: int = 50, after: str = "", before: str = ""
) -> Page[Entry]:
    """Lines of the trail, newest first."""
    require_auditor(viewer)
    wanted = {
        "stream": filters.stream,
        "kind__startswith": filters.kind,
        "person_name__contains": filters.person,
        "result": filters.result,
        "at__gte": _moment(filters.since),
        "at__lt": _moment(filters.until + timedelta(days=1)) if filters.until else None,
    }
    rows = Entry.objects.filter(**{key: value for key, value in wanted.items() if value})
    return page_by_key(rows, ORDER, size=size, after=after, before=before)


def _moment(day: date | None) -> datetime | None:
    return datetime.combine(day, time(0, 0), SHANGHAI) if day else None


def seals(viewer: Actor, most: int = 20) -> list[Seal]:
    """The latest seals, newest first."""
    require_auditor(viewer)
    return list(Seal.objects.order_by("-number").defer("leaves")[:most])


def unsealed_streams(viewer: Actor) -> int:
    """How many chains have lines that no seal covers yet."""
    require_auditor(viewer)
    return Head.objects.filter(unsealed=True, seq__gt=0).count()


def verdict(viewer: Actor) -> Verdict:
    """Check every chain and every seal of the database with the installation's own key; reads everything."""
    require_auditor(viewer)
    return verify(public_bytes(signer(seal_key_path())))
