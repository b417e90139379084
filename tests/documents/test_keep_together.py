"""What a page must not tear: the signature from the last words, a slip to tear off, a form that fits."""

from __future__ import annotations

import io
from dataclasses import replace

import docx
import pypdfium2
import pytest
from tests.documents.papers import paper

from fuyuantong.documents.official import (
    Annex,
    Cell,
    Document,
    Grid,
    Layout,
    Paragraph,
    Tear,
    print_docx,
    print_pdf,
)

LAST = "以上意见，请认真研究落实。"
SLIP = Grid(
    (1, 2, 1, 2),
    tuple((Cell(f"名{n}", label=True), Cell(), Cell(f"称{n}", label=True), Cell()) for n in range(4)),
)


def pages(document: Document) -> list[str]:
    read = pypdfium2.PdfDocument(print_pdf(document).content)
    return [read[n].get_textpage().get_text_range() for n in range(len(read))]


@pytest.mark.parametrize("annexes", [(), (Annex("实施细则"),)], ids=["plain", "with an annex"])
def test_no_page_holds_a_signature_without_words_of_the_text(annexes: tuple[Annex, ...]) -> None:
    second = 0
    for count in range(4, 13):
        body = (*(Paragraph(f"第{n}段。") for n in range(count)), Paragraph(LAST))
        document = replace(paper(Layout.FILE, body=body, signed=True), annexes=annexes, copies=(), printer="")
        page = next(text for text in pages(document) if "2026年" in text.replace("\r\n", "")[-40:])
        assert LAST in page, count
        second += page is not pages(document)[0]
    assert second, "in some of them the signature falls on the second page"


def test_a_slip_is_torn_off_whole() -> None:
    for count in range(6, 13):
        body = (*(Paragraph(f"第{n}段。") for n in range(count)), Tear(), Paragraph("收到日期："), SLIP)
        document = replace(paper(Layout.LETTER, body=body, signed=False), copies=(), printer="")
        holding = [text for text in pages(document) if any(f"称{n}" in text for n in range(4))]
        assert len(holding) == 1, count
        assert "收到日期" in holding[0]
        assert "回执" in holding[0]
    word = docx.Document(io.BytesIO(print_docx(document)))
    (table,) = word.tables
    kept = [all(p.paragraph_format.keep_with_next for p in row.cells[0].paragraphs) for row in table.rows]
    assert kept == [True, True, True, False]


def test_the_last_words_stay_with_the_signature_in_word_too() -> None:
    document = replace(
        paper(Layout.FILE, body=(Paragraph("一段。"), Paragraph(LAST)), signed=True), annexes=()
    )
    kept = {
        p.text: p.paragraph_format.keep_with_next
        for p in docx.Document(io.BytesIO(print_docx(document))).paragraphs
    }
    assert kept[LAST]
    assert not kept["一段。"]
