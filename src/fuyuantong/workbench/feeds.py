"""A person's dates as an iCalendar feed (RFC 5545): what the present posts owe, are owed and attend."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta

from django.conf import settings
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext as _

from fuyuantong.common.actors import Actor
from fuyuantong.common.now import SHANGHAI
from fuyuantong.matters.kinds import Scope
from fuyuantong.matters.queries.worklists import concerning
from fuyuantong.matters.telling import obligation_url
from fuyuantong.meetings.kinds import SHOWN_STATES
from fuyuantong.meetings.models import Meeting
from fuyuantong.meetings.timing import USUAL_LENGTH, over_at, same_place

ROWS_MOST = 2000
LINE_OCTETS = 75


@dataclass(frozen=True, slots=True)
class Entry:
    """One date of somebody's calendar. A `date` lasts the day; `open_title`: it may leave the product."""

    key: str
    title: str
    starts: date | datetime
    ends: datetime | None = None
    place: str = ""
    url: str = ""
    open_title: bool = True

    @property
    def day(self) -> date:
        return self.starts.astimezone(SHANGHAI).date() if isinstance(self.starts, datetime) else self.starts


Source = Callable[[Actor, date, date], Iterable[Entry]]


def deadlines(viewer: Actor, since: date, until: date) -> Iterator[Entry]:
    """What the viewer's unit owes or is owed."""
    rows = concerning(viewer).filter(due_on__gte=since, due_on__lte=until)
    for row in rows.order_by("due_on", "id")[:ROWS_MOST]:
        if row.due_on is not None:
            yield Entry(
                f"task-{row.pk}", _("到期：%(title)s") % {"title": row.title}, row.due_on,
                url=obligation_url(row), open_title=row.matter.scope != Scope.NAMED,
            )  # fmt: skip


def meetings(
    viewer: Actor, since: date, until: date, states: Collection[str] = SHOWN_STATES
) -> Iterator[Entry]:
    """Meetings that the viewer holds or attends, and the days by which answers and materials are due."""
    span = (since, until)
    rows = Meeting.objects.visible_to(viewer).filter(
        Q(starts_at__date__range=span) | Q(replies_due_on__range=span) | Q(materials_due_on__range=span),
        state__in=states,
    )
    for row in rows.order_by("starts_at", "id")[:ROWS_MOST]:
        yield from (entry for entry in _of_meeting(row) if since <= entry.day <= until)


def _of_meeting(row: Meeting) -> Iterator[Entry]:
    url = f"/meetings/{row.pk}/"
    open_title = row.office_sees
    if row.starts_at is not None:
        ends_at = over_at(row.starts_at, row.ends_at)
        yield Entry(f"meeting-{row.pk}", row.title, row.starts_at, ends_at, row.place, url, open_title)
    for day, words in ((row.replies_due_on, _("回执截止")), (row.materials_due_on, _("材料报送截止"))):
        if day is not None:
            title = f"{words}：{row.title}"
            yield Entry(f"meeting-{row.pk}-{words}", title, day, url=url, open_title=open_title)


SOURCES: tuple[Source, ...] = (deadlines, meetings)
"""Whatever else has dates is added here, in one line."""


def entries(viewers: Iterable[Actor], since: date, until: date) -> list[Entry]:
    """Everything of all the posts of a person, each once, in the order of time."""
    found: dict[str, Entry] = {}
    for viewer in viewers:
        for source in SOURCES:
            found.update({entry.key: entry for entry in source(viewer, since, until)})
    return sorted(found.values(), key=lambda one: (one.day, isinstance(one.starts, date), one.key))


def clashes(found: Iterable[Entry]) -> list[tuple[Entry, Entry, bool]]:
    """Pairs of meetings that overlap, and whether they are in the same room as well."""
    timed = [one for one in found if isinstance(one.starts, datetime) and one.ends is not None]
    return [
        (one, other, same_place(one.place, other.place))
        for n, one in enumerate(timed)
        for other in timed[n + 1 :]
        if _overlap(one, other)
    ]


def _overlap(one: Entry, other: Entry) -> bool:
    if not (isinstance(one.starts, datetime) and isinstance(other.starts, datetime)):
        return False
    return (
        other.ends is not None
        and one.ends is not None
        and one.starts < other.ends
        and other.starts < one.ends
    )


def address(secret: str) -> str:
    """The whole address of a feed, as a calendar program wants it."""
    return f"{settings.FYT_BASE_URL}{reverse('workbench:feed', args=[secret])}"


def write(found: Iterable[Entry], *, name: str, base: str, now: datetime, titles: bool) -> bytes:
    """The feed's bytes. Without `titles` an event says only that something is due, and where to read it."""
    lines = [
        "BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//Fuyuantong//Calendar//ZH", "CALSCALE:GREGORIAN",
        "METHOD:PUBLISH", f"X-WR-CALNAME:{_text(name)}", "X-WR-TIMEZONE:Asia/Shanghai",
        "REFRESH-INTERVAL;VALUE=DURATION:PT1H",
    ]  # fmt: skip
    host = base.partition("://")[2] or "fuyuantong"
    for one in found:
        lines += _event(one, base, host, now, titles=titles and one.open_title)
    lines.append("END:VCALENDAR")
    return "".join(f"{part}\r\n" for line in lines for part in folded(line)).encode()


def _event(one: Entry, base: str, host: str, now: datetime, *, titles: bool) -> list[str]:
    timed = isinstance(one.starts, datetime)
    hidden = _("会议") if timed else _("有事项到期")
    lines = ["BEGIN:VEVENT", f"UID:{_text(one.key)}@{_text(host)}", f"DTSTAMP:{_moment(now)}"]
    if isinstance(one.starts, datetime):
        lines += [f"DTSTART:{_moment(one.starts)}", f"DTEND:{_moment(one.ends or one.starts + USUAL_LENGTH)}"]
    else:
        lines += [
            f"DTSTART;VALUE=DATE:{one.starts:%Y%m%d}",
            f"DTEND;VALUE=DATE:{one.starts + timedelta(days=1):%Y%m%d}",
            "TRANSP:TRANSPARENT",
        ]
    lines.append(f"SUMMARY:{_text(one.title if titles else hidden)}")
    if titles and one.place:
        lines.append(f"LOCATION:{_text(one.place)}")
    return [*lines, f"URL:{base}{one.url}", "END:VEVENT"]


def _moment(at: datetime) -> str:
    return f"{at.astimezone(UTC):%Y%m%dT%H%M%SZ}"


def _text(value: str) -> str:
    """Escape a text value (RFC 5545 §3.3.11); control characters have no place in it."""
    clean = "".join(c for c in value.replace("\r\n", "\n") if c == "\n" or c.isprintable())
    return clean.replace("\\", "\\\\").replace(";", "\\;").replace(",", "\\,").replace("\n", "\\n")


def folded(line: str) -> Iterator[str]:
    """Cut a line into pieces of at most 75 octets, never in a character; later ones begin with a space."""
    piece, size = "", 0
    for char in line:
        length = len(char.encode())
        if size + length > LINE_OCTETS:
            yield piece
            piece, size = " ", 1
        piece, size = piece + char, size + length
    yield piece
