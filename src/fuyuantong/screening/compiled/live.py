"""What is asked of a list's file: the newest one, beside what has come and gone since.

The file is looked for at every question (one `stat`), the changes since are read once for every version of
the list. `current` gives None, and the tables answer, where there is no file, where it is broken or of
another list than the tables hold (its version's digest differs), or where too much has changed since.
"""

from __future__ import annotations

import json
import logging
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from threading import Lock
from uuid import UUID

from django.conf import settings

from fuyuantong.screening.compiled.file import BrokenFile
from fuyuantong.screening.compiled.listed import Asked, ListFile, asked_of
from fuyuantong.screening.compiled.marks import name_mark, number_mark
from fuyuantong.screening.kinds import LIVE
from fuyuantong.screening.matching.judging import PASS, Judgement, Subject, judge
from fuyuantong.screening.matching.names import PERSON
from fuyuantong.screening.models import ListVersion, Record

MOST_CHANGES = 20_000
POINTER = "current.json"
_SEVERAL = 8
log = logging.getLogger(__name__)


def folder_of(listing: str) -> Path:
    return Path(settings.FYT_LISTS) / listing


@dataclass(frozen=True, slots=True)
class Entry:
    """A record that has come or changed since; `expires` a day's ordinal, 0 for never; `today` its name's
    key."""

    id: UUID
    side: Subject
    expires: int
    today: str


@dataclass(slots=True)
class Since:
    """What has come, changed or gone (None) since the file's version, and under which numbers and names it
    stands."""

    changed: dict[UUID, Entry | None] = field(default_factory=dict)
    by_number: dict[int, list[UUID]] = field(default_factory=dict)
    by_name: dict[int, list[UUID]] = field(default_factory=dict)

    def and_then(self, records: Iterable[Record]) -> Since:
        """The same with later changes; what is being read meanwhile stays as it was."""
        more = Since(dict(self.changed), dict(self.by_number), dict(self.by_name))
        for record in records:
            if record.state not in LIVE:
                more.changed[record.pk] = None
                continue
            side = record.subject(rare=True)
            expires = record.expires_on.toordinal() if record.expires_on else 0
            more.changed[record.pk] = Entry(record.pk, side, expires, record.name_key)
            if k := number_mark(side.number):
                more.by_number[k] = [*more.by_number.get(k, ()), record.pk]
            for name in side.names:
                mark = name_mark(side.kind, name)
                more.by_name[mark] = [*more.by_name.get(mark, ()), record.pk]
        return more

    def knows_nothing_of(self, asked: Asked) -> bool:
        return asked.k not in self.by_number and self.by_name.keys().isdisjoint(asked.marks)

    def near(self, asked: Asked) -> Iterator[Entry]:
        if not self.changed:
            return
        found = set(self.by_number.get(asked.k, ()))
        for mark in asked.marks:
            found.update(self.by_name.get(mark, ()))
        yield from (entry for key in found if (entry := self.changed[key]))


class Live:
    """A list as of one version: its file and the changes since. Any number of threads may ask."""

    def __init__(self, file: ListFile, since: Since, number: int) -> None:
        self.file, self.since, self.number = file, since, number

    def find(self, rows: Sequence[Subject], today: date) -> list[list[tuple[UUID, Judgement]]]:
        """For each row the records that it meets, strongest first, as the tables would say."""
        day, asked = today.toordinal(), [asked_of(row) for row in rows]
        if len(asked) < _SEVERAL:
            return [self._of_row(one, day) for one in asked]
        unmet = self.file.unmet(asked)
        if not self.since.changed:
            return [[] if none else self._of_row(one, day) for one, none in zip(asked, unmet, strict=True)]
        return [
            [] if none and self.since.knows_nothing_of(one) else self._of_row(one, day)
            for one, none in zip(asked, unmet, strict=True)
        ]

    def _of_row(self, asked: Asked, day: int) -> list[tuple[UUID, Judgement]]:
        hits: dict[UUID, Judgement] = {}
        for part, place in self.file.near(asked):
            key = part.id(place)
            if key in hits or key in self.since.changed or not self.file.lives(part, place, day):
                continue
            record = self.file.subject(part, place, rare=not part.full)
            self._meet(asked, key, record, day, hits)
        for entry in self.since.near(asked):
            if not 0 < entry.expires < day:
                self._meet(asked, entry.id, entry.side, day, hits)
        if len(hits) < 2:  # noqa: PLR2004 - nothing to order
            return list(hits.items())
        return sorted(hits.items(), key=lambda hit: (hit[1].rank, str(hit[0])))

    def _meet(self, asked: Asked, key: UUID, record: Subject, day: int, hits: dict[UUID, Judgement]) -> None:
        judged = judge(asked.row, record)
        if judged.decision != PASS and (judged.band != "name-rare" or self._rare(record, day)):
            hits[key] = judged

    def _rare(self, record: Subject, day: int) -> bool:
        """Whether one subject alone bears today's name of a person that has no valid number."""
        if record.number.key or not record.names:
            return False
        name, who = record.names[0], f"{record.year}|{record.province}"
        mark = name_mark(PERSON, name)
        for part, place in self.file.bearers(mark):
            if (
                self.file.who(part, place) != who
                and self.file.lives(part, place, day)
                and part.id(place) not in self.since.changed
            ):
                return False
        return not any(
            (entry.side.number.key or f"{entry.side.year}|{entry.side.province}") != who
            for key in self.since.by_name.get(mark, ())
            if (entry := self.since.changed[key]) and entry.today == name and not 0 < entry.expires < day
        )


_held: dict[str, tuple[tuple[int, int], ListFile | None]] = {}
_lives: dict[str, tuple[ListFile, Live | None, int]] = {}
_lock = Lock()


def current(listing: str, number: int) -> Live | None:
    """The list at version `number`; None where the tables must answer."""
    with _lock:
        file = _newest(listing)
        if file is None:
            return None
        held = _lives.get(listing)
        if held is None or held[0] is not file or held[2] != number:
            before = held[1] if held is not None and held[0] is file else None
            since = _since(listing, file, number, before)
            held = (file, Live(file, since, number) if since is not None else None, number)
            _lives[listing] = held
        return held[1]


def _newest(listing: str) -> ListFile | None:
    folder = folder_of(listing)
    try:
        seen = (folder / POINTER).stat()
    except OSError:
        return None
    mark = (seen.st_ino, seen.st_mtime_ns)
    held = _held.get(listing)
    if held is None or held[0] != mark:
        file: ListFile | None = None
        try:
            named = json.loads((folder / POINTER).read_text("utf-8"))
            file = ListFile(folder / Path(named["file"]).name)
            if file.about["digest"] != named["digest"]:
                raise BrokenFile(named["file"])
        except (OSError, ValueError, KeyError, TypeError):
            log.exception("the file of the list %s cannot be used; the tables answer", listing)
            file = None
        held = _held[listing] = (mark, file)
    return held[1]


def _since(listing: str, file: ListFile, number: int, before: Live | None) -> Since | None:
    """The changes from the file's version to `number`; only what came after `before` is read anew."""
    since, last = Since(), file.version
    if before is not None and before.number <= number:
        since, last = before.since, before.number
    elif not _fits(listing, file, number):
        return None
    most = MOST_CHANGES - len(since.changed)
    rows = list(Record.objects.filter(listing=listing, list_version__gt=last)[: most + 1])
    return since.and_then(rows) if len(rows) <= most else None


def _fits(listing: str, file: ListFile, number: int) -> bool:
    made = ListVersion.objects.filter(listing=listing, number=file.version, digest=file.about["list_digest"])
    return file.version <= number and made.exists()
