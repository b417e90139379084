"""Handing out papers: the kept file of an issued one, else one composed just now.

The caller has looked at rights.
"""

from __future__ import annotations

from functools import lru_cache

from django.http.response import HttpResponseBase

from fuyuantong.common.refusals import NotFound
from fuyuantong.documents.official import Document, print_docx, print_pdf
from fuyuantong.documents.serving import bytes_response, download_response
from fuyuantong.reports.composing import compose, letter
from fuyuantong.reports.models import Finding, Issue

KINDS = ("pdf", "docx")


def paper_response(issue: Issue, kind: str) -> HttpResponseBase:
    """The paper as PDF or docx."""
    if kind not in KINDS:
        raise NotFound
    kept = issue.pdf if kind == "pdf" else issue.docx
    if kept is not None:
        return download_response(kept)
    return bytes_response(_print(compose(issue), kind), f"{issue.title}.{kind}", kind)


def letter_response(finding: Finding, kind: str) -> HttpResponseBase:
    """The 提醒函 of one finding; NotFound where its rule writes none."""
    if kind not in KINDS or not finding.letter:
        raise NotFound
    return bytes_response(_print(letter(finding), kind), f"提醒函_{finding.unit}.{kind}", kind)


@lru_cache(maxsize=4)
def _print(document: Document, kind: str) -> bytes:
    return print_pdf(document).content if kind == "pdf" else print_docx(document)
