"""ZIP packages (docx, xlsx, ofd): checked before anything is inflated, counted while it is.

Bounds: entries, declared and real size, ratio, names without `..`, absolute paths, links or duplicates;
XML parts without any DTD.
"""

from __future__ import annotations

import io
import re
import stat
import zipfile
import zlib
from typing import TYPE_CHECKING

from fuyuantong.documents.reading.kinds import MIB, FileRefused, Limits

if TYPE_CHECKING:
    from lxml.etree import _Element

_DTD = re.compile(rb"<!\s*(?:DOCTYPE|ENTITY)", re.IGNORECASE)
_DRIVE = re.compile(r"^[A-Za-z]:|^[/\\]")


class Package:
    """One ZIP file held in memory."""

    def __init__(self, data: bytes, limits: Limits) -> None:
        self.limits = limits
        self.inflated = 0
        try:
            self._zip = zipfile.ZipFile(io.BytesIO(data))
        except (zipfile.BadZipFile, ValueError, OSError, EOFError, NotImplementedError) as error:
            raise FileRefused("E-FILE-CORRUPT") from error
        infos = self._zip.infolist()
        if len(infos) > limits.zip_entries:
            raise FileRefused("E-ZIP-ENTRIES", f"共 {len(infos)} 个，上限 {limits.zip_entries} 个。")
        self.names = frozenset(i.filename for i in infos)
        self._check(infos, len(data))

    def _check(self, infos: list[zipfile.ZipInfo], size: int) -> None:
        if len(self.names) != len(infos):
            raise FileRefused("E-ZIP-PATH", "内部部件重名。")
        for info in infos:
            name = info.filename.replace("\\", "/")
            if ".." in name.split("/") or _DRIVE.match(name) or "\x00" in info.orig_filename:
                raise FileRefused("E-ZIP-PATH")
            if stat.S_ISLNK(info.external_attr >> 16):
                raise FileRefused("E-ZIP-LINK")
            if info.flag_bits & 0x1:
                raise FileRefused("E-FILE-ENCRYPTED")
            if info.file_size > MIB and info.file_size > self.limits.zip_ratio * max(1, info.compress_size):
                raise FileRefused("E-ZIP-RATIO")
        total = sum(i.file_size for i in infos)
        if total > self.limits.zip_bytes or (total > 10 * MIB and total > self.limits.zip_ratio * size):
            raise FileRefused("E-ZIP-RATIO", f"声明解压后 {total // MIB} MB。")

    def read(self, name: str) -> bytes:
        """The bytes of a part; b"" if the package has none of that name."""
        if name not in self.names:
            return b""
        parts: list[bytes] = []
        try:
            with self._zip.open(name) as stream:
                while chunk := stream.read(MIB):
                    self.inflated += len(chunk)
                    if self.inflated > self.limits.zip_bytes:
                        raise FileRefused("E-ZIP-RATIO")
                    parts.append(chunk)
        except (
            zipfile.BadZipFile,
            zlib.error,
            EOFError,
            OSError,
            ValueError,
            NotImplementedError,
            RuntimeError,
        ) as error:
            raise FileRefused("E-FILE-CORRUPT") from error
        return b"".join(parts)

    def xml(self, name: str) -> _Element | None:
        """The root of an XML part; None if there is no such part."""
        data = self.read(name)
        return parse_xml(data) if data else None

    def guard(self) -> None:
        """Refuse macros, active parts and any DTD in any XML part of an Office package."""
        for name in sorted(self.names):
            low = name.lower()
            if low.endswith(("vbaproject.bin", "vbadata.xml")) or "/macrosheets/" in low:
                raise FileRefused("E-FILE-MACRO")
        types = self.read("[Content_Types].xml")
        if b"macroEnabled" in types or b"vbaProject" in types:
            raise FileRefused("E-FILE-MACRO")
        for name in sorted(self.names):
            if name.lower().endswith((".xml", ".rels")) and _has_dtd(self.read(name)):
                raise FileRefused("E-XML-DTD")

    def externals(self) -> list[str]:
        """Notices about links to files elsewhere; a link over the network is refused."""
        notices: list[str] = []
        for name in sorted(n for n in self.names if n.endswith(".rels")):
            root = self.xml(name)
            for rel in root if root is not None else ():
                if rel.get("TargetMode") != "External" or rel.get("Type", "").endswith("/hyperlink"):
                    continue
                target = rel.get("Target", "")
                if re.match(r"(?:https?|ftp):|\\\\|//|file://[^/]", target, re.IGNORECASE):
                    raise FileRefused("E-FILE-EXTERNAL")
                notices.append("文件链接了别处的模板或对象，未读取。")
        return sorted(set(notices))


def _has_dtd(data: bytes) -> bool:
    if _DTD.search(data):
        return True
    head = data[:2]
    if head in (b"\xff\xfe", b"\xfe\xff") or b"\x00" in data[:4]:
        return _DTD.search(data.replace(b"\x00", b"")) is not None
    return False


def parse_xml(data: bytes) -> _Element:
    """The root of an XML text without DTD; entities are never resolved, nothing is fetched."""
    from lxml import etree

    if _has_dtd(data):
        raise FileRefused("E-XML-DTD")
    parser = etree.XMLParser(
        resolve_entities=False,
        no_network=True,
        load_dtd=False,
        huge_tree=False,
        remove_comments=True,
        remove_pis=True,
    )
    try:
        root = etree.fromstring(data, parser)
    except etree.XMLSyntaxError as error:
        raise FileRefused("E-FILE-CORRUPT") from error
    if root is None:
        raise FileRefused("E-FILE-CORRUPT")
    return root
