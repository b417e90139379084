"""Made-up data says so on every paper and in every file (practice §4.4): one place for the word."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from django.conf import settings

if TYPE_CHECKING:
    from fuyuantong.documents.official.kinds import Document

SIMULATED = "模拟数据"


def mark() -> str:
    """The word while this installation demonstrates, else nothing."""
    return SIMULATED if settings.DEMO else ""


def stamped(document: Document) -> Document:
    """The document with the word among its watermarks, whoever composed it."""
    if not mark() or SIMULATED in document.watermark:
        return document
    return replace(document, watermark=(SIMULATED, *document.watermark))
