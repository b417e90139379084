"""立卷: papers in their order as one zip or one PDF, with a directory in front that says on which pages.

One mechanism for every room: who may have what is asked by the rooms, which bring `Piece`s. Pages are
numbered at the upper right, where archives look for it; the directory in front is not counted.
"""

from __future__ import annotations

import ctypes
import io
import zipfile
from collections.abc import Sequence
from dataclasses import dataclass

import pypdfium2
from pypdfium2 import raw

from fuyuantong.common.refusals import NotFound
from fuyuantong.documents.models import Attachment
from fuyuantong.documents.names import safe_name
from fuyuantong.documents.official import Document, Layout, Paragraph, Table, print_docx, print_pdf
from fuyuantong.documents.queries import open_file

FORMS = ("zip", "pdf")
_STAMP = (b"Helvetica", 11.0)
_RIGHT, _TOP = 54.0, 36.0
"""Where the page number stands: points from the right and the upper edge."""


@dataclass(frozen=True, slots=True)
class Piece:
    """One paper of a volume: made by us (`document`), or one that was uploaded (`file`)."""

    title: str
    document: Document | None = None
    file: Attachment | None = None


Volume = tuple[str, Sequence[Piece]]
"""The title of a volume, and its papers in their order."""


@dataclass(frozen=True, slots=True)
class _Printed:
    """A piece with its pages; `pdf` None: an upload that is no PDF, of which the original lies beside."""

    piece: Piece
    pdf: bytes | None
    pages: int


def bind(volumes: Sequence[Volume], form: str) -> bytes:
    """Volumes as `zip` (a folder each) or as one `pdf` to print."""
    return as_pdf(volumes) if form == "pdf" else as_zip(volumes)


def as_zip(volumes: Sequence[Volume]) -> bytes:
    """A folder for each volume: its directory, then its papers numbered as the directory numbers them."""
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as out:
        for title, papers in volumes:
            folder, printed = safe_name(title), [_print(piece) for piece in papers]
            out.writestr(f"{folder}/00 卷内目录.docx", print_docx(directory(title, printed)))
            for n, one in enumerate(printed, 1):
                name, content = _content(one)
                if content:
                    out.writestr(f"{folder}/{n:02d} {name}", content)
    return packed.getvalue()


def pages_of(papers: Sequence[Piece]) -> int:
    """How many pages the papers have together; uploads that are no PDF have none."""
    return sum(_print(piece).pages for piece in papers)


def as_pdf(volumes: Sequence[Volume]) -> bytes:
    """One PDF to print: directory and papers of each volume; uploads that are no PDF are only listed."""
    whole = pypdfium2.PdfDocument.new()
    for title, papers in volumes:
        printed = [_print(piece) for piece in papers]
        _append(whole, print_pdf(directory(title, printed)).content)
        first = len(whole)
        for one in printed:
            if one.pdf is not None:
                _append(whole, one.pdf)
        for n in range(first, len(whole)):
            _number(whole, n, n - first + 1)
    bound = io.BytesIO()
    whole.save(bound)
    return bound.getvalue()


def directory(title: str, papers: Sequence[_Printed]) -> Document:
    """卷内目录: what lies in the volume, on which pages."""
    rows, page = [], 1
    for n, one in enumerate(papers, 1):
        last = page + one.pages - 1
        span = "" if not one.pages else str(page) if last == page else f"{page}—{last}"
        rows.append((str(n), one.piece.title, span, "" if one.pages else "原件另附"))
        page += one.pages
    table = Table(("序号", "题名", "页次", "备注"), tuple(rows), (1, 7, 2, 2), centred=(0, 2))
    total = Paragraph(f"{title}　　共 {page - 1} 页")
    return Document(Layout.SHEET, "卷内目录", (title,), body=(total, table), signed=False)


def _print(piece: Piece) -> _Printed:
    if piece.document is not None:
        made = print_pdf(piece.document)
        return _Printed(piece, made.content, made.pages)
    if piece.file is None or piece.file.file.kind != "pdf":
        return _Printed(piece, None, 0)
    try:
        content = open_file(piece.file.file).read_bytes()
        opened = pypdfium2.PdfDocument(content)
    except (pypdfium2.PdfiumError, NotFound):  # locked or damaged: the original lies beside, as it came
        return _Printed(piece, None, 0)
    pages = len(opened)
    opened.close()
    return _Printed(piece, content, pages)


def _content(one: _Printed) -> tuple[str, bytes]:
    piece = one.piece
    if piece.file is not None:
        try:
            return safe_name(piece.file.file.name), open_file(piece.file.file).read_bytes()
        except NotFound:  # erased since: the directory names it, its place is empty
            return safe_name(piece.file.file.name), b""
    return safe_name(f"{piece.title}.pdf"), one.pdf or b""


def _append(whole: pypdfium2.PdfDocument, content: bytes) -> None:
    part = pypdfium2.PdfDocument(content)
    whole.import_pages(part)
    part.close()


def _number(whole: pypdfium2.PdfDocument, index: int, number: int) -> None:
    """Write the number of the page into its upper right corner."""
    page = whole[index]
    width, height = page.get_size()
    text = raw.FPDFPageObj_NewTextObj(whole.raw, *_STAMP)
    words = (ctypes.c_ushort * (len(str(number)) + 1))(*(ord(figure) for figure in str(number)), 0)
    raw.FPDFText_SetText(text, words)
    raw.FPDFPageObj_Transform(text, 1, 0, 0, 1, width - _RIGHT, height - _TOP)
    raw.FPDFPage_InsertObject(page.raw, text)
    raw.FPDFPage_GenerateContent(page.raw)
    page.close()
