"""An office's own .docx: places in double braces are filled from an explicit list of words, nothing else.

No expressions, no loops, no objects: `{{标题}}` is replaced by the words of the title. `{{正文}}` stands
alone in a paragraph, which is repeated for every paragraph of the text in its own format.
"""

from __future__ import annotations

import io
import re
from collections.abc import Iterator, Mapping, Sequence
from copy import deepcopy
from typing import Any

import docx

from fuyuantong.documents.official.kinds import Block, Document, Grid, Items, Paragraph, Table, said_day
from fuyuantong.documents.tables import words

BODY = "正文"
KEYS = (
    "发文机关", "文号", "签发人", "紧急程度", "标题", "主送", BODY, "附件", "署名", "成文日期", "附注",
    "抄送", "印发机关", "印发日期",
)  # fmt: skip
"""All that a letterhead may name."""
_PLACE = re.compile(r"\{\{\s*([^{}]{1,20}?)\s*\}\}")


def keys_in(text: str) -> list[str]:
    """The places a text names, in order, each once."""
    return list(dict.fromkeys(_PLACE.findall(text)))


def words_of(document: Document) -> dict[str, str]:
    """What the places are filled with."""
    named = [annex.title for annex in document.annexes if annex.listed]
    numbered = [f"{n}.{title}" for n, title in enumerate(named, 1)] if len(named) > 1 else named
    return {
        "发文机关": document.head,
        "文号": document.number,
        "签发人": "　".join(document.signers),
        "紧急程度": document.urgency.value,
        "标题": document.title.replace("\n", ""),
        "主送": "、".join(document.addressees),
        "附件": "；".join(numbered),
        "署名": "、".join(document.issuers),
        "成文日期": said_day(document.issued_on),
        "附注": document.note,
        "抄送": "，".join(document.copies),
        "印发机关": document.printer,
        "印发日期": said_day(document.printed_on),
    }


def lines_of(blocks: Sequence[Block]) -> list[str]:
    """The text in plain lines; a form's boxes as 名称：内容, a table row by row."""
    made: list[str] = []
    for block in blocks:
        if isinstance(block, Paragraph):
            made.append(block.lead + block.text)
        elif isinstance(block, Items):
            made += [f"{n}.{row}" if block.numbered else row for n, row in enumerate(block.rows, 1)]
        elif isinstance(block, Table):
            made += ["　".join(block.head), *("　".join(row) for row in block.rows)]
        elif isinstance(block, Grid):
            made += _boxes(block)
    return made


def _boxes(grid: Grid) -> Iterator[str]:
    for row in grid.rows:
        label = ""
        for cell in row:
            if cell.label:
                label = cell.text
            else:
                yield f"{label}：{cell.text or cell.foot}"


def fill(content: bytes, document: Document) -> bytes:
    """The letterhead with the document's words in its places."""
    word: Any = docx.Document(io.BytesIO(content))
    told, lines = words_of(document), lines_of(document.body)
    for paragraph in list(_paragraphs(word)):
        if BODY in keys_in(paragraph.text):
            _repeat(paragraph, lines)
        elif "{{" in paragraph.text:
            _replace(paragraph, told)
    out = io.BytesIO()
    word.save(out)
    return out.getvalue()


def _paragraphs(word: Any) -> Iterator[Any]:
    """Of the body, its tables, and all headers and footers."""
    yield from word.paragraphs
    for table in word.tables:
        for row in table.rows:
            for cell in row.cells:
                yield from cell.paragraphs
    for section in word.sections:
        for part in (section.header, section.footer, section.first_page_header, section.first_page_footer):
            yield from part.paragraphs


def _replace(paragraph: Any, told: Mapping[str, str]) -> None:
    """Word may have cut a place into several runs: the first takes the whole text in its own format."""
    text = _PLACE.sub(lambda found: words(told.get(found[1], found[0])), paragraph.text)
    first, *others = paragraph.runs
    first.text = text
    for run in others:
        run.text = ""


def _repeat(paragraph: Any, lines: Sequence[str]) -> None:
    for line in lines or [""]:
        copy = deepcopy(paragraph._element)  # noqa: SLF001 - no public way to copy a paragraph
        paragraph._element.addprevious(copy)  # noqa: SLF001
        made = type(paragraph)(copy, paragraph._parent)  # noqa: SLF001
        _replace(made, {BODY: line})
    paragraph._element.getparent().remove(paragraph._element)  # noqa: SLF001
