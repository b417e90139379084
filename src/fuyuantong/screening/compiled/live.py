"""What is asked of a list's file: the newest one, beside what has come and gone since.

The file is looked for at every question (one `stat`), the changes since are read once for every version of
the list. `current` gives None, and the tables answer, where there is no file, where it is broken or of
another list than the tables hold (its version's digest differs), or where too much has changed since.
"""

from __future__ import annotations

import json
import logging
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from threading import Lock
from uuid import UUID

from django.conf import settings

from fuyuantong.screening.compiled.file import BrokenFile, Entry, ListFile, bearers_key
from fuyuantong.screening.kinds import LIVE
from fuyuantong.screening.matching.judging import Judgement, Subject
from fuyuantong.screening.matching.lookup import hashed, record_keys, row_keys, strongest
from fuyuantong.screening.matching.names import PERSON
from fuyuantong.screening.models import ListVersion, Record

MOST_CHANGES = 20_000
POINTER = "current.json"
log = logging.getLogger(__name__)


def folder_of(listing: str) -> Path:
    return Path(settings.FYT_LISTS) / listing


@dataclass(slots=True)
class Since:
    """What has come (by key) and gone since the file's version."""

    keys: dict[int, list[Entry]] = field(default_factory=lambda: defaultdict(list))
    gone: set[UUID] = field(default_factory=set)


def entry_of(record: Record) -> Entry:
    return Entry(
        record.pk, record.kind, record.name, record.number, record.birth_year or 0, record.sex,
        record.province, record.expires_on.toordinal() if record.expires_on else 0, record.name_key,
        tuple(record.former) )  # fmt: skip


class Live:
    """A list as of one version: its file and the changes since. Any number of threads may ask."""

    def __init__(self, file: ListFile, since: Since, number: int) -> None:
        self.file, self.number = file, number
        self._since = since

    def find(self, rows: Sequence[Subject], today: date) -> list[list[tuple[UUID, Judgement]]]:
        """For each row the records that it meets, strongest first, as the tables would say."""
        wanted = [[hashed(key) for key in sorted(row_keys(row))] for row in rows]
        places = iter(self.file.near([key for keys in wanted for key in keys]))
        day = today.toordinal()
        return [
            self._of_row(row, keys, [next(places) for _ in keys], day)
            for row, keys in zip(rows, wanted, strict=True)
        ]

    def _of_row(
        self, row: Subject, keys: Sequence[int], places: Sequence[Sequence[int]], day: int
    ) -> list[tuple[UUID, Judgement]]:
        since = self._since.keys
        if not any(places) and (not since or since.keys().isdisjoint(keys)):
            return []
        met: dict[UUID, Entry] = {}
        for place in {place for found in places for place in found}:
            entry = self.file.entry(place)
            if entry.id not in self._since.gone:
                met[entry.id] = entry
        for key in keys:
            met |= {entry.id: entry for entry in since.get(key, ())}
        there = sorted((e for e in met.values() if not 0 < e.expires < day), key=lambda e: str(e.id))
        if not there:
            return []
        return strongest(row, ((e.id, e.subject(rare=self._rare(e, day))) for e in there))

    def _rare(self, entry: Entry, day: int) -> bool:
        """Whether one subject alone bears the name of a person that has no valid number."""
        side = entry.subject()
        if entry.kind != PERSON or side.number.key or not entry.name_key:
            return False
        who = f"{side.year}|{side.province}"
        for other in self._bearers(entry.name_key):
            if 0 < other.expires < day or other.name_key != entry.name_key:
                continue
            told = other.subject()
            if (told.number.key or f"{told.year}|{told.province}") != who:
                return False
        return True

    def _bearers(self, name_key: str) -> Iterator[Entry]:
        key = bearers_key(name_key)
        for place in self.file.near([key])[0]:
            entry = self.file.entry(place)
            if entry.id not in self._since.gone:
                yield entry
        yield from self._since.keys.get(key, ())


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
            since = _since(listing, file, number)
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


def _since(listing: str, file: ListFile, number: int) -> Since | None:
    digest = (
        ListVersion.objects.filter(listing=listing, number=file.version)
        .values_list("digest", flat=True)
        .first()
    )
    if file.version > number or digest != file.about["list_digest"]:
        return None
    changed = Record.objects.filter(listing=listing, list_version__gt=file.version)
    rows = list(changed[: MOST_CHANGES + 1])
    if len(rows) > MOST_CHANGES:
        return None
    return _changes(rows)


def _changes(rows: Iterable[Record]) -> Since:
    since = Since()
    for record in rows:
        if record.state not in LIVE:
            since.gone.add(record.pk)
            continue
        entry = entry_of(record)
        for key in record_keys(record.subject(rare=True)):
            since.keys[hashed(key)].append(entry)
        if record.kind == PERSON:
            since.keys[bearers_key(record.name_key)].append(entry)
    return since
