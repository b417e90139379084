"""Whether a file in quarantine may be released: its name, its bytes, and what the capped child says of it."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from fuyuantong.common.refusals import Refusal
from fuyuantong.documents.kinds import IMAGES, UploadRefused
from fuyuantong.documents.names import marked_secret, suffix_of
from fuyuantong.documents.pictures import check_picture
from fuyuantong.documents.reading.kinds import MIB, FileRefused, Limits, ReadText
from fuyuantong.documents.reading.packages import Package
from fuyuantong.documents.reading.parent import read_in_child

_PACKAGES = frozenset({"docx", "xlsx", "ofd"})
_ARCHIVES = (".zip", ".rar", ".7z", ".jar", ".gz", ".tar", ".cab", ".iso")
# The industry's harmless test file for scanners, in two parts so that no scanner takes this file for it.
_TEST_VIRUS = b"X5O!P%@AP[4\\PZX54(P^)7CC)7}$" + b"EICAR-STANDARD-ANTIVIRUS-TEST-FILE!"
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
# The name of a macro project in the directory of an OLE file (UTF-16): found without interpreting anything.
_OLE_MACRO = "_VBA_PROJECT".encode("utf-16-le")
_OLE_KINDS = frozenset({"doc", "xls"})
_HEAD = 4096
# Sound as evidence although no text comes out: scans, long tables, old files without a converter.
_NO_TEXT = frozenset({"E-DOC-NO-TEXT", "E-DOC-LIMIT", "E-FILE-UNREADABLE"})


@dataclass(frozen=True, slots=True)
class Checked:
    """A file that may be released: its kind (an extension in lower case), and its text if it gave one."""

    kind: str
    read: ReadText | None = None


def check(path: Path, name: str, allow: frozenset[str]) -> Checked:
    """Return the kind and the text of a file that may be released; else raise a Refusal.

    `path` must end in the extension of `name`. What interprets the content runs in the capped child.
    """
    suffix = suffix_of(name)
    if suffix not in allow:
        raise UploadRefused("E-FILE-TYPE")
    if marked_secret(name):
        raise UploadRefused("E-FILE-SECRET")
    with path.open("rb") as file:
        head = file.read(MIB)
    if _TEST_VIRUS in head:
        raise UploadRefused("E-FILE-MALWARE")
    if suffix in _OLE_KINDS:
        _check_ole(path)
    if suffix in IMAGES:
        check_picture(path, suffix)
    read = None if suffix in IMAGES or suffix == "xls" else _check_document(path, suffix, head)
    return Checked("jpg" if suffix == "jpeg" else suffix, read)


def _check_document(path: Path, suffix: str, head: bytes) -> ReadText | None:
    """What the capped child reads in a document; None for a sound one without text."""
    if suffix == "pdf":
        _check_pdf_head(head)
    read = None
    try:
        read = read_in_child(path)
    except Refusal as refusal:
        if refusal.code not in _NO_TEXT or not _sound_without_text(suffix, refusal.code):
            raise
    if suffix in _PACKAGES:
        _check_nested(path)
    return read


def _sound_without_text(suffix: str, code: str) -> bool:
    return code != "E-FILE-UNREADABLE" or suffix == "doc"


def _check_ole(path: Path) -> None:
    content = path.read_bytes()
    if not content.startswith(_OLE):
        raise UploadRefused("E-FILE-TYPE")
    if _OLE_MACRO in content:
        raise FileRefused("E-FILE-MACRO")


def _check_pdf_head(head: bytes) -> None:
    """A PDF begins at its first byte and is no web page as well (as a browser might take it)."""
    low = head[:_HEAD].lower()
    if not head.startswith(b"%PDF-") or b"<html" in low or b"<script" in low or b"<!doctype" in low:
        raise UploadRefused("E-FILE-TYPE")


def _check_nested(path: Path) -> None:
    names = Package(path.read_bytes(), Limits()).names
    if any(name.lower().endswith(_ARCHIVES) for name in names):
        raise UploadRefused("E-ZIP-NESTED")
