"""The live list written as a file for every process to map (`screening.compiled`)."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

import numpy as np
import numpy.typing as npt
from django.db import connection

from fuyuantong.common.jobs import defer_once
from fuyuantong.common.uow import UnitOfWork
from fuyuantong.screening.compiled.file import BrokenFile, Entry, ListFile, write_file
from fuyuantong.screening.compiled.live import POINTER, entry_of, folder_of
from fuyuantong.screening.kinds import LIVE
from fuyuantong.screening.models import ListVersion, Record
from fuyuantong.screening.trail import note

COMPILE = "screening.compile"
_KEPT_FILES = 2
_FEW, _SHARE = 500, 100
_HEAD, _ROW = 19, np.dtype([("n", ">i2"), ("a", ">i4"), ("key", ">i8"), ("b", ">i4"), ("owner", "V16")])


def wish_for_file(uow: UnitOfWork, listing: str, number: int) -> None:
    """Have the list looked at when this change stands."""
    defer_once(uow, COMPILE, f"{listing}:{number}", by_system=True, listing=listing)


def compile_list(uow: UnitOfWork, listing: str, *, always: bool = False) -> ListVersion | None:
    """Write the file of the list's newest version unless the changes since the present one are few; check
    it, make it the current one, and delete older ones. Returns the version, or None when there was nothing
    to do."""
    version = ListVersion.objects.filter(listing=listing).order_by("-number").first()
    if version is None or not (always or _is_due(listing, version)):
        return None
    folder = folder_of(listing)
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    path = folder / f"{version.number:08d}-{version.digest[:12]}.list"
    keys, owners = _keys(listing, version.number)
    about = {
        "listing": listing,
        "version": version.number,
        "list_digest": version.digest,
        "made_at": uow.now.isoformat(),
    }
    digest = write_file(path, about, _entries(listing, version.number), keys, owners)
    made = ListFile(path)
    if made.about["digest"] != digest or not made.check():
        path.unlink()
        raise BrokenFile(path.name)
    pointer = folder / f".{POINTER}.part"
    pointer.write_text(json.dumps({"file": path.name, "digest": digest}), "utf-8")
    pointer.replace(folder / POINTER)
    _clean(folder, path)
    note(
        uow, "compiled", "list_version", version.pk, listing=listing, number=version.number,
        records=made.about["records_count"], digest=digest,
    )  # fmt: skip
    return version


def _is_due(listing: str, version: ListVersion) -> bool:
    folder = folder_of(listing)
    try:
        named = json.loads((folder / POINTER).read_text("utf-8"))
        held = ListFile(folder / Path(named["file"]).name)
    except (OSError, ValueError, KeyError):
        return True
    stood = ListVersion.objects.filter(listing=listing, number=held.version, digest=held.about["list_digest"])
    if held.version > version.number or not stood.exists():
        return True
    changed = Record.objects.filter(listing=listing, list_version__gt=held.version).count()
    return bool(changed > max(_FEW, held.about["records_count"] // _SHARE))


def _entries(listing: str, number: int) -> Iterator[Entry]:
    """Records of that version that still stand: what has come or gone since is told by the tables."""
    rows = Record.objects.filter(listing=listing, state__in=LIVE, list_version__lte=number).order_by("pk")
    fields = (
        "id",
        "kind",
        "name",
        "number",
        "birth_year",
        "sex",
        "province",
        "expires_on",
        "name_key",
        "former",
    )
    for row in rows.only(*fields).iterator(chunk_size=10_000):
        yield entry_of(row)


def _keys(listing: str, number: int) -> tuple[npt.NDArray[np.int64], npt.NDArray[np.void]]:
    """Every key with the id of its record, as PostgreSQL copies them: rows of one width, read at once."""
    sql = """COPY (SELECT k.key, k.record_id FROM screening_recordkey k
        JOIN screening_record r ON r.id = k.record_id
        WHERE r.listing = %s AND r.list_version <= %s) TO STDOUT (FORMAT binary)"""
    with connection.cursor() as cursor, cursor.copy(sql, [listing, number]) as copy:
        raw = b"".join(bytes(part) for part in copy)
    rows = np.frombuffer(raw, dtype=_ROW, offset=_HEAD, count=(len(raw) - _HEAD) // _ROW.itemsize)
    return rows["key"].astype(np.int64), np.ascontiguousarray(rows["owner"])


def _clean(folder: Path, newest: Path) -> None:
    """Older files go but for one, which a process may be about to open."""
    old = sorted(set(folder.glob("*.list")) - {newest}, key=lambda p: p.stat().st_mtime_ns, reverse=True)
    for path in old[_KEPT_FILES - 1 :]:
        with suppress(OSError):
            path.unlink()
