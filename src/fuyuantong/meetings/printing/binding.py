"""立卷: all papers of a meeting in their order, as one zip or one PDF, with a directory in front."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

import pypdfium2

from fuyuantong.documents.models import Attachment
from fuyuantong.documents.names import safe_name
from fuyuantong.documents.official import Document, Layout, Paragraph, Table, print_docx, print_pdf
from fuyuantong.documents.queries import open_file
from fuyuantong.meetings.printing import letters, sheets
from fuyuantong.meetings.queries import MeetingView, TopicView

Make = Callable[[MeetingView], Document]
PAPERS: Mapping[str, tuple[str, Make]] = {
    "request": ("请示", letters.request),
    "notice": ("会议通知", letters.notice),
    "agenda": ("会议议程", sheets.agenda),
    "sign-sheet": ("签到表", sheets.sign_sheet),
    "seating": ("座次表", sheets.seating),
    "minutes": ("会议纪要", letters.minutes),
    "submission": ("呈批单", sheets.submission),
}
"""Code → name and maker, in the order in which they are bound."""
FOR_INVITED = frozenset({"notice", "agenda"})
"""What units invited may print for themselves; the record once it is issued."""


@dataclass(frozen=True, slots=True)
class Piece:
    """One paper of a volume: made by us (`document`), or one that was uploaded (`file`)."""

    title: str
    document: Document | None = None
    file: Attachment | None = None


def pieces(view: MeetingView, topics: Sequence[TopicView]) -> list[Piece]:
    """The papers of a meeting in the order of its course."""
    found = [Piece(f"议题申请表：{one.topic.title}", sheets.application(one)) for one in topics]
    for code, (name, make) in PAPERS.items():
        if wanted(code, view):
            found.append(Piece(f"{name}：{view.meeting.title}", make(view)))
    found += [Piece(_uploaded("议题材料", paper), file=paper) for line in view.lines for paper in line.papers]
    return [*found, *(Piece(_uploaded("会议材料", paper), file=paper) for paper in view.papers)]


def _uploaded(what: str, paper: Attachment) -> str:
    return f"{what}：{paper.label or paper.file.name}"


def wanted(code: str, view: MeetingView) -> bool:
    """Whether a meeting, as it stands, has such a paper."""
    row = view.meeting
    return {
        "request": view.kind.consent,
        "minutes": bool(row.minutes),
        "submission": bool(view.remarks),
        "seating": view.present > 0 or any(one.people for one in view.guests),
    }.get(code, True)


def as_zip(volumes: Sequence[tuple[str, Sequence[Piece]]]) -> bytes:
    """A folder for each meeting: its directory, then its papers numbered as the directory numbers them."""
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as out:
        for title, papers in volumes:
            folder = safe_name(title)
            out.writestr(f"{folder}/00 卷内目录.docx", print_docx(directory(title, papers)))
            for n, piece in enumerate(papers, 1):
                name, content = _content(piece)
                out.writestr(f"{folder}/{n:02d} {name}", content)
    return packed.getvalue()


def as_pdf(volumes: Sequence[tuple[str, Sequence[Piece]]]) -> bytes:
    """One PDF to print: directory and papers of each meeting; uploads that are no PDF are only listed."""
    whole = pypdfium2.PdfDocument.new()
    for title, papers in volumes:
        _append(whole, print_pdf(directory(title, papers)).content)
        for piece in papers:
            if piece.document is not None:
                _append(whole, print_pdf(piece.document).content)
            elif piece.file is not None and piece.file.file.kind == "pdf":
                _append(whole, open_file(piece.file.file).read_bytes())
    bound = io.BytesIO()
    whole.save(bound)
    return bound.getvalue()


def directory(title: str, papers: Sequence[Piece]) -> Document:
    """卷内目录."""
    rows = tuple((str(n), piece.title, _note(piece)) for n, piece in enumerate(papers, 1))
    table = Table(("序号", "题名", "备注"), rows, (1, 7, 2), centred=(0,))
    return Document(Layout.SHEET, "卷内目录", (title,), body=(Paragraph(title), table), signed=False)


def _note(piece: Piece) -> str:
    if piece.file is None or piece.file.file.kind == "pdf":
        return ""
    return "原件另附"


def _content(piece: Piece) -> tuple[str, bytes]:
    if piece.document is not None:
        return safe_name(f"{piece.title}.pdf"), print_pdf(piece.document).content
    assert piece.file is not None  # noqa: S101 - a piece is one or the other
    return safe_name(piece.file.file.name), open_file(piece.file.file).read_bytes()


def _append(whole: pypdfium2.PdfDocument, content: bytes) -> None:
    part = pypdfium2.PdfDocument(content)
    whole.import_pages(part)
    part.close()
