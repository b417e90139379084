"""From the lines of a file to paragraphs: which line breaks are soft.

A break is soft where the line was cut by a fixed width, inside an open bracket, after a separator, or
inside an unfinished annotation (责任单位：市司法局、市⏎中级人民法院); every other break ends a paragraph.
"""

from __future__ import annotations

import re
from array import array
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace

from fuyuantong.plans.extraction.flow import Flow
from fuyuantong.plans.extraction.labels import LABEL
from fuyuantong.plans.extraction.model import Span
from fuyuantong.plans.extraction.numbering import TOKEN
from fuyuantong.plans.extraction.temporal import is_time
from fuyuantong.plans.extraction.units import complete, is_unit

_LINE = re.compile(r"[^\n]+")
_STARTS = re.compile(r"附件|附:|抄送|主送|联系人|\(此件|\(联系|注:|备注:|[一二三四五六七八九十]是")
_GOES_ON = re.compile(
    r"(?:共同|分别)?(?:牵头|会同|配合|负责|参与|协助)(?!单位|部门)|按(?:照)?职责|等|[及和与、,;]"
)
_DATE_LINE = re.compile(
    r"(?:19|20)\d\d ?年 ?\d{1,2} ?月 ?\d{1,2} ?日$|二[〇零一二三四五六七八九]{3}年[^,。]{2,6}日$"
)
_VALUED = re.compile(r"[: \t\]—为是]")
_CLOSING = re.compile(r'"[ ]*(?=[\t\n]|$)')
_NARROW = re.compile(r"[0-9A-Za-z.% ]")
_MAX_JOIN = 4000
_MAX_BRACKET = 600
_PRINTED = 80


@dataclass(frozen=True, slots=True)
class Line:
    """A line without its outer blanks: text[start:end] as read; `gap` when a blank line precedes it."""

    start: int
    end: int
    indent: int
    gap: bool


_PAGE = re.compile(
    r"[-—–―·] ?\d{1,4} ?[-—–―·]|第? ?\d{1,4} ?页(?: ?[,/]? ?共? ?\d{1,4} ?页)?"
    r"|[Pp]age ?\d+|\d{1,4} ?/ ?\d{1,4} ?页?"
)
_RUNNING = range(6, 60)


def cut_lines(folded: str) -> list[Line]:
    """The lines of the folded text that hold anything but blanks and the furniture of pages.

    Furniture are page numbers (— 3 —, 第3页) and running heads: a line that stands beside a page number
    more than once.  A sentence that goes on over the page is not interrupted by it.
    """
    lines = _filled(folded)
    pages = [n for n, k in enumerate(lines) if k.end - k.start <= 24 and _page(folded, k)]
    if not pages:
        return lines
    beside = Counter(
        folded[lines[n].start : lines[n].end] for p in pages for n in (p - 1, p + 1) if 0 <= n < len(lines)
    )
    drop = set(pages)
    for p in pages:
        for n in (p - 1, p + 1):
            words = folded[lines[n].start : lines[n].end] if 0 <= n < len(lines) else ""
            if beside[words] > 1 and len(words) in _RUNNING and "\t" not in words:
                drop.add(n)
    kept: list[Line] = []
    for n, line in enumerate(lines):
        if n not in drop:
            kept.append(replace(line, gap=False) if n and n - 1 in drop else line)
    return kept


def _page(folded: str, line: Line) -> bool:
    return _PAGE.fullmatch(folded, line.start, line.end) is not None


class _Quoted:
    """Cells in quotation marks that hold line breaks, as copied from a worksheet."""

    def __init__(self, folded: str) -> None:
        self.folded = folded
        self.closes = -1 if '"' in folded and "\t" in folded else len(folded)

    def end(self, start: int, end: int) -> int:
        """Where the row ends that begins with the line start..end: behind its last open cell."""
        while self.closes < len(self.folded) and end - start < _MAX_JOIN:
            opened = max(self.folded.rfind('\t"', start, end) + 1, start)
            if self.folded[opened : opened + 1] != '"' or _closed(self.folded, opened, end):
                return end
            if self.closes < end:
                found = _CLOSING.search(self.folded, end)
                self.closes = found.start() if found else len(self.folded)
            if self.closes - start > _MAX_JOIN:
                return end
            stop = self.folded.find("\n", self.closes)
            end = stop if stop >= 0 else len(self.folded)
        return end


def _closed(folded: str, opened: int, end: int) -> bool:
    """Whether the quotation mark that opens a cell has its partner on the line."""
    return folded.count('"', opened, end) % 2 == 0


def _filled(folded: str) -> list[Line]:
    lines: list[Line] = []
    gap = False
    last = 0
    quoted = _Quoted(folded)
    for m in _LINE.finditer(folded):
        if m.start() < last:
            continue
        gap = gap or m.start() - last > 1
        last = quoted.end(m.start(), m.end())
        body = folded[m.start() : last]
        stripped = body.strip(" \t")
        if not stripped:
            gap = True
            continue
        indent = len(body) - len(body.lstrip(" \t"))
        start = m.start() + indent
        lines.append(Line(start, start + len(stripped), indent, gap))
        gap = False
    return lines


def _wrap_width(sizes: Sequence[float]) -> float:
    """The width at which a file with lines so long (sorted) was wrapped; 0 when they are paragraphs."""
    if len(sizes) < 8:
        return 0
    widest = sizes[int(len(sizes) * 0.97)] if len(sizes) > 40 else sizes[-1]
    if not 14 <= widest <= 64:
        return 0
    near = sum(1 for s in sizes if s >= widest - 3)
    return widest if near >= max(4, len(sizes) // 4) else 0


def _printed(folded: str, line: Line) -> float:
    """The width of a line in print, where figures, letters and blanks take half a place."""
    narrow = sum(1 for _ in _NARROW.finditer(folded, line.start, line.end))
    return line.end - line.start - (narrow - line.indent) / 2


def _opens(body: str) -> bool:
    """Whether a line begins a paragraph whatever stands before it."""
    return bool(TOKEN.match(body) or LABEL.match(body) or _STARTS.match(body))


def _labels(body: str) -> Iterable[re.Match[str]]:
    """The labels of a line; without a separator in it only the whole line can be one."""
    if _VALUED.search(body):
        return LABEL.finditer(body)
    whole = LABEL.match(body) if len(body) < 24 else None
    return (whole,) if whole else ()


class _Joiner:
    """Decides about each break with what the paragraph so far looks like."""

    def __init__(self, folded: str, lines: Sequence[Line]) -> None:
        self.folded = folded
        sizes: list[float] = sorted([n.end - n.start + n.indent for n in lines])
        self.width = _wrap_width(sizes)
        self.printed = 0.0
        if len(sizes) >= 8 and 14 <= sizes[int(len(sizes) * 0.8)] <= _PRINTED:
            # neither paragraphs nor scraps: their width in print may say more
            self.printed = _wrap_width(sorted([_printed(folded, n) for n in lines]))
        self.depth = 0
        self.labelled = ""
        self.length = 0

    def open(self, line: Line) -> None:
        """A new paragraph begins with this line."""
        self.depth, self.labelled, self.length = 0, "", 0
        self.take(line)

    def take(self, line: Line) -> None:
        """The line belongs to the paragraph."""
        body = self.folded[line.start : line.end]
        self.length += len(body)
        if self.depth or "(" in body or "《" in body:
            opened = body.count("(") + body.count("《") - body.count(")") - body.count("》")
            self.depth = max(0, self.depth + opened)
        value = None
        for m in _labels(body):
            if m["colon"] or (m.start() == 0 and m.end() == len(body) and not m["other"]):
                value = body[m.end() :]
        self.labelled = value if value is not None else (self.labelled + body if self.labelled else "")
        if value == "":
            self.labelled = " "

    def soft(self, line: Line, after: Line, beyond: Line | None) -> str | None:
        """What joins `after` to the paragraph: "" or a blank; None for a hard break."""
        body, next_body = self.folded[line.start : line.end], self.folded[after.start : after.end]
        last = body[-1]
        if self.length > _MAX_JOIN or "\t" in body or "\t" in next_body:
            return None
        if _opens(next_body) and not self._inside(last, next_body):
            return None
        if self.depth and not (after.gap and last == "。") and self.length < _MAX_BRACKET:
            return ""
        if not after.gap and last in "、,和与及" and not _DATE_LINE.match(next_body):
            return ""
        if not after.gap and self.labelled and last not in "。;":
            return self._annotation(next_body, beyond)
        return "" if self._cut(line, after, last) else None

    def _inside(self, last: str, next_body: str) -> bool:
        """Whether a label on the next line stands in the bracket that is open."""
        going = bool(self.depth) and self.length < _MAX_BRACKET and (last in ";,、" or ")" in next_body)
        return going and not (TOKEN.match(next_body) or _STARTS.match(next_body))

    def _cut(self, line: Line, after: Line, last: str) -> bool:
        """Whether the line was cut by the width of the file."""
        if not (self.width or self.printed) or after.gap or last in "。;!?:" or after.indent > line.indent:
            return False
        if self.width and line.end - line.start + line.indent >= self.width - 2:
            return True
        return bool(self.printed) and _printed(self.folded, line) >= self.printed - 2

    def _annotation(self, next_body: str, beyond: Line | None) -> str | None:
        """Whether the next line goes on with the value of the annotation."""
        value = self.labelled.strip()
        if not value:
            return " "
        if _GOES_ON.match(next_body):
            return ""
        start = max(value.rfind(c) for c in "、,; ") + 1
        if not complete(value, start, len(value)) and not is_time(value[start:]):
            return "" if len(next_body) < 80 else None
        pieces = re.split("[、,; ]", next_body.rstrip("。;"))
        if all(is_unit(p) for p in pieces if p) and not (
            beyond and _DATE_LINE.match(self.folded[beyond.start : beyond.end])
        ):
            return " "
        return None


def build_flow(
    text: str, folded: str, lines: Sequence[Line], masked: Sequence[Span], fixed: Callable[[int], bool]
) -> Flow:
    """The paragraphs of the text as one flow; `masked` runs are left out, lines for which
    `fixed(index)` holds (rows of tables) keep their breaks."""
    joiner = _Joiner(folded, lines)
    out: list[str] = []
    raw: list[str] = []
    at = array("Q")
    masks = list(masked)
    m = 0

    def emit(start: int, end: int) -> None:
        nonlocal m
        while m < len(masks) and masks[m][1] <= start:
            m += 1
        k, p = m, start
        while k < len(masks) and masks[k][0] < end:
            put(p, max(p, masks[k][0]))
            p = min(end, masks[k][1])
            k += 1
        put(p, end)

    def put(start: int, end: int) -> None:
        if end > start:
            out.append(folded[start:end])
            raw.append(text[start:end])
            at.extend(range(start, end))

    for n, line in enumerate(lines):
        if n == 0:
            joiner.open(line)
        else:
            hard = fixed(n) or fixed(n - 1)
            joint = (
                None
                if hard
                else joiner.soft(lines[n - 1], line, lines[n + 1] if n + 1 < len(lines) else None)
            )
            if joint is None:
                joiner.open(line)
                joint = "\n"
            else:
                joiner.take(line)
            if joint:
                out.append(joint)
                raw.append(joint)
                at.append(lines[n - 1].end if lines[n - 1].end < len(text) else len(text) - 1)
        emit(line.start, line.end)
    return Flow("".join(out), "".join(raw), at)
