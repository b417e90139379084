"""The live list written as a file for every process to map (`screening.compiled`)."""

from __future__ import annotations

import json
import shutil
import time
from contextlib import suppress
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from django.db import connection

from fuyuantong.common.jobs import defer_once
from fuyuantong.common.uow import UnitOfWork
from fuyuantong.screening.compiled.file import BrokenFile
from fuyuantong.screening.compiled.listed import ListFile
from fuyuantong.screening.compiled.live import POINTER, folder_of
from fuyuantong.screening.kinds import LIVE
from fuyuantong.screening.models import ListVersion, Record
from fuyuantong.screening.trail import note

COMPILE = "screening.compile"
_KEPT_FILES = 2
_COPIED, _DAY = ".copied-", 86400
_FEW, _SHARE = 500, 100


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
    about = {
        "listing": listing,
        "version": version.number,
        "list_digest": version.digest,
        "made_at": uow.now.isoformat(),
    }
    digest = _write(path, about, listing, version.number)
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


#: A line for each record: line ends inside a name or number count no more than blanks do.
_RECORDS = """COPY (SELECT id, kind, translate(name, E'\\n\\r', '  '), translate(number, E'\\n\\r', '  '),
        birth_year, sex, province, expires_on, CASE WHEN former <> '[]' THEN
            (SELECT string_agg(f, chr(30)) FROM jsonb_array_elements_text(former) f) END AS former
    FROM screening_record WHERE listing = %s AND state = ANY(%s) AND list_version <= %s)
    TO STDOUT (FORMAT csv, FORCE_QUOTE *)"""


def _write(path: Path, about: dict[str, Any], listing: str, number: int) -> str:
    """The records of that version that still stand, copied out of the tables and laid down: what has come or
    gone since is told by the tables. What is copied lies beside the file, as closely kept, until it is
    done."""
    from fuyuantong.screening.bulk.making import make_file_of_csv

    with TemporaryDirectory(dir=path.parent, prefix=_COPIED) as name:
        copied = Path(name) / "records.csv"
        live = [str(state) for state in LIVE]
        with (
            connection.cursor() as cursor,
            cursor.copy(_RECORDS, [listing, live, number]) as copy,
            copied.open("wb") as file,
        ):
            file.writelines(copy)
        return make_file_of_csv(path, about, copied)


def _clean(folder: Path, newest: Path) -> None:
    """Older files go but for one, which a process may be about to open; what a broken run has copied goes
    too."""
    for left in folder.glob(f"{_COPIED}*"):
        if time.time() - left.stat().st_mtime > _DAY:
            shutil.rmtree(left, ignore_errors=True)
    old = sorted(set(folder.glob("*.list")) - {newest}, key=lambda p: p.stat().st_mtime_ns, reverse=True)
    for path in old[_KEPT_FILES - 1 :]:
        with suppress(OSError):
            path.unlink()
