"""Bytes on the disk: a quarantine of random names, and contents under their SHA-256. No database here.

A content is in place, synced, before the row that names it commits; a content without a row is swept away.
"""

from __future__ import annotations

import hashlib
import os
import secrets
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any

from django.conf import settings
from django.core.files.uploadedfile import UploadedFile

from fuyuantong.documents.kinds import UploadRefused
from fuyuantong.documents.reading.kinds import MIB

CHUNK = 256 * 1024


@dataclass(frozen=True, slots=True)
class Quarantined:
    """A received file that nobody may open yet."""

    path: Path
    sha256: str
    size: int

    def discard(self) -> None:
        self.path.unlink(missing_ok=True)


def quarantine_folder() -> Path:
    folder = Path(settings.MEDIA_ROOT) / "quarantine"
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    return folder


def content_path(sha256: str) -> Path:
    return Path(settings.MEDIA_ROOT) / sha256[:2] / sha256[2:4] / sha256


def quarantine(source: UploadedFile[Any] | IO[bytes], suffix: str) -> Quarantined:
    """Write the stream into quarantine (random name, mode 0600), counted and hashed; nothing stays on error.

    Raises `UploadRefused` for an empty stream, one over the cap (at the byte that is too many) or cut short.
    """
    path = quarantine_folder() / f"{secrets.token_hex(16)}.{suffix or 'bin'}"
    try:
        with os.fdopen(os.open(path, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600), "wb") as file:
            digest, size = _copy(source, file)
            file.flush()
            os.fsync(file.fileno())
    except BaseException:
        path.unlink(missing_ok=True)
        raise
    return Quarantined(path, digest, size)


def _copy(source: UploadedFile[Any] | IO[bytes], file: IO[bytes]) -> tuple[str, int]:
    most = int(settings.FYT_UPLOAD_MAX_BYTES)
    digest, size = hashlib.sha256(), 0
    for chunk in _chunks(source):
        size += len(chunk)
        if size > most:
            raise UploadRefused("E-FILE-SIZE", f"（上限 {most // MIB} MB）")
        digest.update(chunk)
        file.write(chunk)
    if size == 0:
        raise UploadRefused("E-FILE-EMPTY")
    return digest.hexdigest(), size


def _chunks(source: UploadedFile[Any] | IO[bytes]) -> Iterator[bytes]:
    if isinstance(source, UploadedFile):
        expected = source.size
        seen = 0
        for chunk in source.chunks(CHUNK):
            seen += len(chunk)
            yield chunk
        if expected is not None and seen != expected:
            raise UploadRefused("E-FILE-CUT")
        return
    while chunk := source.read(CHUNK):
        yield chunk


def keep(file: Quarantined) -> Path:
    """Move a file to where contents of its hash live; the same content is there once.

    A content that is there already gets a new date, so that the sweep of young orphans leaves it alone.
    """
    path = content_path(file.sha256)
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    file.path.replace(path)
    folder = os.open(path.parent, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(folder)
    finally:
        os.close(folder)
    return path


def contents() -> Iterator[Path]:
    """Every stored content."""
    yield from Path(settings.MEDIA_ROOT).glob("[0-9a-f][0-9a-f]/[0-9a-f][0-9a-f]/*")


def older_than(paths: Iterable[Path], timestamp: float) -> Iterator[Path]:
    """Those last written before the moment (seconds since the epoch); what vanishes is passed over."""
    for path in paths:
        try:
            if path.stat().st_mtime < timestamp:
                yield path
        except FileNotFoundError:
            continue
