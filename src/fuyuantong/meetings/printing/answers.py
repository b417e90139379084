"""Which paper a viewer may have, and handing it out as a file."""

from __future__ import annotations

from django.http import HttpResponse

from fuyuantong.common.refusals import NotFound
from fuyuantong.documents.official import Document, print_docx, print_pdf
from fuyuantong.documents.serving import bytes_response
from fuyuantong.meetings.printing.binding import FOR_INVITED, PAPERS, wanted
from fuyuantong.meetings.queries import MeetingView

KINDS = ("pdf", "docx")


def printed(document: Document, kind: str, name: str) -> HttpResponse:
    """A document as pdf or docx, to be kept."""
    if kind not in KINDS:
        raise NotFound
    content = print_docx(document) if kind == "docx" else print_pdf(document).content
    return bytes_response(content, f"{name}.{kind}", kind)


def printed_paper(view: MeetingView, paper: str, kind: str) -> HttpResponse:
    """A paper of the meeting for its viewer; NotFound for one that there is not, or not for them."""
    row = view.meeting
    open_ = view.inside or paper in FOR_INVITED or (paper == "minutes" and row.issued_on is not None)
    if paper not in PAPERS or not open_ or not wanted(paper, view):
        raise NotFound
    name, make = PAPERS[paper]
    return printed(make(view), kind, f"{name}-{row.title}")
