"""Official documents (GB/T 9704-2012): one model, two printers.

`print_docx(document) -> bytes` and `print_pdf(document) -> Printed`.
"""

from __future__ import annotations

from fuyuantong.documents.official.kinds import (
    Annex,
    Attendance,
    Block,
    Break,
    Cell,
    Document,
    Face,
    Grid,
    Items,
    Layout,
    Paragraph,
    Picture,
    Printed,
    Table,
    Tear,
    Urgency,
    paragraphs,
    said_day,
)
from fuyuantong.documents.official.printing import print_pdf
from fuyuantong.documents.official.writing import print_docx

__all__ = [
    "Annex",
    "Attendance",
    "Block",
    "Break",
    "Cell",
    "Document",
    "Face",
    "Grid",
    "Items",
    "Layout",
    "Paragraph",
    "Picture",
    "Printed",
    "Table",
    "Tear",
    "Urgency",
    "paragraphs",
    "print_docx",
    "print_pdf",
    "said_day",
]
