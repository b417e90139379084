"""Tables as text: rows with tabs (or bars, or wide gaps) between cells, and one cell per line.

A table begins with its heads (序号, 任务, 牵头单位, 完成时间 …).  In the one-cell-per-line form cells
may be empty or broken over lines, so each row is fitted to the columns by what the lines look like.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field

from fuyuantong.plans.extraction import fitting
from fuyuantong.plans.extraction.labels import Role, head_role
from fuyuantong.plans.extraction.lines import Line
from fuyuantong.plans.extraction.model import Span
from fuyuantong.plans.extraction.temporal import is_time

_SPLIT = re.compile(r"\t|\||(?<=\S) {2,}(?=\S)")
_SECTION = re.compile(
    r"(?:[一二三四五六七八九十]{1,3}、|\([一二三四五六七八九十]{1,3}\)|第[一二三四五六七八九十]+[部章])\S"
)
_MAX_HEAD = 32
_MAX_COLUMNS = 12
_WORD = re.compile(r"[^ \t]+")
_ROW_LINES = 80
_RULE = re.compile(r"[-+=:| ]+$")
_STOP = re.compile(
    r"(?:附件|附[:1-9]|抄送|注:|备注:|填表|联系人|说明:)|(?:19|20)\d\d ?年 ?\d{1,2} ?月 ?\d{1,2} ?日$"
)


@dataclass(slots=True)
class Row:
    """A row: the offsets of its cells by role, its number as written, the section it stands in."""

    span: Span
    cells: dict[Role, list[Span]] = field(default_factory=dict)
    section: str = ""


@dataclass(frozen=True, slots=True)
class Table:
    """Lines first..last (exclusive) of the text and the rows read from them."""

    first: int
    last: int
    rows: tuple[Row, ...]


def _heads(cells: Sequence[str]) -> list[Role] | None:
    """The columns' roles if these cells are the heads of a table of tasks."""
    roles = [head_role(c) for c in cells]
    known = [r for r in roles if r]
    if len(known) < 2 or len(known) * 3 < len(roles) * 2 or not any(r in fitting.DUTY for r in known):
        return None
    if not any(r in ("task", "state", "target", "category", "number") for r in known):
        return None
    return _stated([r or "other" for r in roles])


def _stated(roles: list[Role]) -> list[Role]:
    """The roles; a column of problems is the task where no column says what is done about them."""
    done = "task" in roles or "target" in roles
    return roles if done else ["task" if r == "state" else r for r in roles]


class TableReader:
    """Finds the tables of one text."""

    def __init__(self, folded: str, lines: Sequence[Line]) -> None:
        self.folded, self.lines = folded, lines
        self.duty_at = 0
        self.heads: dict[str, Role | None] = {}
        self.looks: dict[str, fitting.Look] = {}
        self.barren = 0

    def read(self) -> list[Table]:
        """All tables in order."""
        tables: list[Table] = []
        n = 0
        while n < len(self.lines):
            table = self._delimited(n) or self._stacked(n) or self._spaced(n)
            if table is None:
                n += 1
            else:
                tables.append(table)
                n = max(table.last, n + 1)
        return tables

    def _text(self, n: int) -> str:
        return self.folded[self.lines[n].start : self.lines[n].end]

    # -- rows with separators ------------------------------------------------------------------

    def _cells(self, n: int) -> list[Span]:
        """The cells of a line; a leading tab means an empty first cell."""
        start, end = self.lines[n].start, self.lines[n].end
        while start > 0 and self.folded[start - 1] in "\t ":
            start -= 1
        while end < len(self.folded) and self.folded[end] == "\t":
            end += 1
        if "\t" not in self.folded[start:end]:
            start = self.lines[n].start
        sep = re.compile("\t") if "\t" in self.folded[start:end] else _SPLIT
        cells, p = [], start
        for m in sep.finditer(self.folded, start, end):
            cells.append((p, m.start()))
            p = m.end()
        cells.append((p, end))
        if self.folded[self.lines[n].start] == "|":
            cells = cells[1:-1] if self.folded[self.lines[n].end - 1] == "|" else cells[1:]
        return [_strip(self.folded, c) for c in cells]

    def _delimited(self, n: int) -> Table | None:
        if not _SPLIT.search(self._text(n)):
            return None
        roles = _heads([self.folded[a:b] for a, b in self._cells(n)])
        if roles is None:
            return None
        rows: list[Row] = []
        k, last, section = n + 1, n + 1, ""
        while k < len(self.lines) and k - last <= 2:
            text = self._text(k)
            cells = self._cells(k) if _SPLIT.search(text) else []
            filled = [c for c in cells if c[0] < c[1]]
            if len(filled) >= 2:
                heads = _heads([self.folded[a:b] for a, b in cells])
                if heads is not None and heads != roles:
                    break
                if heads is None and not _RULE.match(text):
                    self._row(rows, roles, cells, (self.lines[k].start, self.lines[k].end), section)
                last = k + 1
            elif _SECTION.match(text.strip("\t| ")) and len(text) < 40:
                section = text.strip("\t| ")
            elif _STOP.match(text):
                break
            k += 1
        return Table(n, last, tuple(rows))

    def _row(self, rows: list[Row], roles: list[Role], cells: list[Span], span: Span, section: str) -> None:
        row = Row(span, {}, section)
        for n, cell in enumerate(cells):
            role = roles[n] if n < len(roles) else "other"
            if cell[0] < cell[1]:
                row.cells.setdefault(role, []).append(cell)
        if rows and "number" in roles and not {"number", "task", "state"} & set(row.cells):
            for role, spans in row.cells.items():
                rows[-1].cells.setdefault(role, []).extend(spans)
            rows[-1].span = (rows[-1].span[0], span[1])
            return
        if "category" in roles and "category" not in row.cells and rows and "category" in rows[-1].cells:
            row.cells["category"] = rows[-1].cells["category"]
        rows.append(row)

    # -- one cell per line ---------------------------------------------------------------------

    def _stacked(self, n: int) -> Table | None:
        if n < self.barren or self._head(n) is None or self._next_duty(n) - n > _MAX_COLUMNS:
            return None
        roles: list[Role] = []
        k = n
        while k < len(self.lines) and len(roles) < _MAX_COLUMNS:
            role = self._head(k)
            if role is None or (role in roles and role in ("number", "lead", "deadline", "assist")):
                break
            roles.append(role)
            k += 1
        table = len(roles) >= 3 and any(r in fitting.DUTY for r in roles)
        table = table and bool({"task", "state", "target", "number"} & set(roles))
        if k < len(self.lines) and self._head(k) == "number":
            self.barren = k  # heads and then heads again: a table without rows
            return Table(n, k, ()) if table else None
        if not table:
            return None
        roles = _stated(roles)
        heads = [self._text(h) for h in range(n, k)]
        starts, repeated = self._starts(k, roles, heads)
        if not starts:
            return None
        rows: list[Row] = []
        section = ""
        last = k
        for m, start in enumerate(starts):
            end = starts[m + 1] if m + 1 < len(starts) else self._last_row(start, len(roles))
            body = [x for x in range(start, end) if x not in repeated]
            while len(body) > 2 and _SECTION.match(self._text(body[-1])) and len(self._text(body[-1])) < 40:
                body.pop()
            pieces = [(self.lines[x].start, self.lines[x].end) for x in body]
            gaps = [self.lines[x].gap for x in body]
            rows.append(self._fit(pieces, gaps, roles, section or self._section_before(start, k)))
            section = self._text(body[-1] + 1) if body[-1] + 1 < end else section
            last = end
        return Table(n, last, tuple(rows))

    def _section_before(self, start: int, k: int) -> str:
        return self._text(start - 1) if start > k and _SECTION.match(self._text(start - 1)) else ""

    def _starts(self, k: int, roles: list[Role], heads: list[str]) -> tuple[list[int], set[int]]:
        """Lines at which rows begin: by the number column, else by the number of columns; and the lines
        that repeat the heads on a new page."""
        starts: list[int] = []
        repeated: set[int] = set()
        if roles[0] == "number":
            want: int | None = None
            for n in range(k, len(self.lines)):
                if (not starts and n - k > 1) or n - (starts[-1] if starts else k - 1) > _ROW_LINES:
                    break
                if self._text(n) == heads[0] and heads == [
                    self._text(h) for h in range(n, min(n + len(heads), len(self.lines)))
                ]:
                    repeated.update(range(n, n + len(heads)))
                m = fitting.ORDINAL.match(self._text(n))
                if m:
                    value = m.group().rstrip(".、")
                    if want is None or not value.isdigit() or int(value) in (want, want - 1, 1):
                        starts.append(n)
                        want = int(value) + 1 if value.isdigit() else want
                elif self._closes(n, want) and starts and n - starts[-1] > len(roles):
                    break
            return starts, repeated
        n = k
        while n + len(roles) <= len(self.lines) and self._score(n, roles) > 0:
            starts.append(n)
            n += len(roles)
        return starts, repeated

    def _closes(self, n: int, want: int | None) -> bool:
        """Whether a line ends the table: a signature, a note; a date before the next number is a cell."""
        text = self._text(n)
        if not _STOP.match(text):
            return False
        after = self._text(n + 1).rstrip(".、") if n + 1 < len(self.lines) else ""
        return not (is_time(text) and after == str(want))

    def _next_duty(self, n: int) -> int:
        """The first line from n on that may head a column of units or times; `read` only goes forward."""
        self.duty_at = max(self.duty_at, n)
        while self.duty_at < len(self.lines) and self._head(self.duty_at) not in fitting.DUTY:
            self.duty_at += 1
        return self.duty_at

    def _head(self, n: int) -> Role | None:
        """The role of a line as a head; lines repeat, so each wording is looked at once."""
        line = self.lines[n]
        if line.end - line.start > _MAX_HEAD:
            return None
        text = self._text(n)
        if text not in self.heads:
            self.heads[text] = head_role(text)
        return self.heads[text]

    def _look(self, text: str) -> fitting.Look:
        if text not in self.looks:
            self.looks[text] = fitting.look(text)
        return self.looks[text]

    def _score(self, n: int, roles: list[Role]) -> float:
        return min(
            (
                fitting.fits(self._look(self._text(n + c)), role)
                for c, role in enumerate(roles)
                if role in fitting.DUTY
            ),
            default=0.0,
        )

    def _last_row(self, start: int, columns: int) -> int:
        end = start + 1
        while end < len(self.lines) and end - start < columns + 8:
            text = self._text(end)
            full = end - start >= columns
            if (_STOP.match(text) and (full or not is_time(text))) or (
                full and (len(text) > 30 or _SECTION.match(text))
            ):
                break
            end += 1
        return end

    # -- cells divided by single blanks (text taken from a printed page) -----------------------

    def _spaced(self, n: int) -> Table | None:
        cells = self._text(n).split()
        roles = _heads(cells) if len(cells) >= 4 else None
        if roles is None or roles[0] != "number":
            return None
        rows: list[Row] = []
        k, last = n + 1, n + 1
        while k < len(self.lines) and self._begins(k, len(rows) + 1):
            end = k + 1
            while end < len(self.lines) and end - k < 12 and not self._ends_row(end, len(rows) + 2):
                end += 1
            pieces = [
                (self.lines[x].start + m.start(), self.lines[x].start + m.end())
                for x in range(k, end)
                for m in _WORD.finditer(self._text(x))
            ]
            rows.append(self._fit(pieces[:60], [False] * len(pieces), roles, ""))
            k = last = end
        return Table(n, last, tuple(rows)) if rows else None

    def _begins(self, k: int, number: int) -> bool:
        first, _, rest = self._text(k).partition(" ")
        return first.rstrip(".、") == str(number) and bool(rest)

    def _ends_row(self, k: int, number: int) -> bool:
        text = self._text(k)
        return self._begins(k, number) or bool(_STOP.match(text) or _SECTION.match(text))

    def _fit(self, body: list[Span], gaps: list[bool], roles: list[Role], section: str) -> Row:
        """Pieces to columns, in order, by the best total fit; `gaps`: before which a blank line stands."""
        m, n = len(body), len(roles)
        empties = sum(gaps[1:]) * 2 < m
        ruled = n - 1 <= sum(gaps[1:]) + 1 <= n < m and n > 2
        texts = [self.folded[a:b] for a, b in body]
        best: list[list[float]] = [[float("-inf")] * n for _ in range(m)]
        back: list[list[int]] = [[-1] * n for _ in range(m)]
        for x in range(m):
            look = self._look(texts[x])
            fits = [fitting.fits(look, role) for role in roles]
            before = texts[x - 1]
            open_ = before[-1] in "、,和与及" or (
                len(before) < 40 and before[-1] not in "。;" and not fitting.whole(before)
            )
            for c, here in enumerate(fits):
                if x == 0:
                    best[x][c] = here - 0.6 * c
                    continue
                blank = empties and gaps[x]
                for d in range(c + 1):
                    gap = (
                        fitting.ruled_step(c - d, blank=gaps[x])
                        if ruled
                        else fitting.step(c - d, blank=blank, open_=open_, lead=roles[c] == "lead")
                    )
                    if best[x - 1][d] + here + gap > best[x][c]:
                        best[x][c], back[x][c] = best[x - 1][d] + here + gap, d
        c = max(range(n), key=lambda y: best[m - 1][y] - 0.6 * (n - 1 - y))
        cells: dict[Role, list[Span]] = {}
        for x in range(m - 1, -1, -1):
            cells.setdefault(roles[c], []).insert(0, body[x])
            c = back[x][c]
        return Row((body[0][0], body[-1][1]), cells, section)


def _strip(text: str, cell: Span) -> Span:
    a, b = cell
    while a < b and text[a] in ' \n"':
        a += 1
    while a < b and text[b - 1] in ' \n"':
        b -= 1
    return a, b
