"""The table of statutory terms as delivered: `library/terms/*.yaml`, read into frozen rows.

Chinese keys are mapped here and nowhere else. A wrong row is refused with E-LIBRARY, naming file and line.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from functools import cache
from pathlib import Path

from fuyuantong.clocks.located import Row, read_located
from fuyuantong.clocks.terms import Term, Unit, parse_term
from fuyuantong.common.refusals import Refusal

FOLDER = Path(__file__).resolve().parent.parent / "library" / "terms"
SOURCES_FILE = "sources.yaml"


class Direction(StrEnum):
    """Whether the term runs after its event or must lie before it (开庭前三日)."""

    AFTER = "after"
    BEFORE = "before"


class Bound(StrEnum):
    """Whether the act is due within the term, or the term must at least have passed (公告不少于30日)."""

    AT_MOST = "at-most"
    AT_LEAST = "at-least"


class Severity(StrEnum):
    """What missing the term means: the right is lost, the law is broken, an agreement is."""

    FORFEIT = "forfeit"
    STATUTORY = "statutory"
    AGREED = "agreed"


class Check(StrEnum):
    """How far the row has been checked against the text of its source."""

    FULL = "full"
    PARTLY = "partly"
    OPEN = "open"


_DIRECTIONS = {"后": Direction.AFTER, "前": Direction.BEFORE}
_BOUNDS = {"不超过": Bound.AT_MOST, "不少于": Bound.AT_LEAST}
_SEVERITIES = {"失权": Severity.FORFEIT, "法定": Severity.STATUTORY, "约定": Severity.AGREED}
_CHECKS = {"是": Check.FULL, "部分": Check.PARTLY, "否": Check.OPEN}
_YES_NO = {"是": True, "否": False}
_KEYS = {
    "代码", "机制", "起算", "主体", "事项", "时长", "方向", "界限", "顺延", "延长", "批准", "扣除",
    "依据", "条", "起", "止", "性质", "核实", "备注",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class TermSource:
    """A statute or rule that terms come from."""

    title: str
    number: str
    valid_from: date | None


@dataclass(frozen=True, slots=True)
class StatutoryTerm:
    """One term of law. `term` is None where the source leaves the length to the document, or sets none."""

    code: str
    category: str
    mechanism: str
    trigger_event: str
    actor: str
    action: str
    term: Term | None
    direction: Direction
    bound: Bound
    roll_last_day: bool
    max_extension: Term | None
    extension_approver: str
    excludes: tuple[str, ...]
    source_title: str
    source_no: str
    article: str
    valid_from: date | None
    valid_to: date | None
    severity: Severity
    check: Check
    note: str

    @property
    def verified(self) -> bool:
        return self.check is Check.FULL

    @property
    def n(self) -> int | None:
        return self.term.n if self.term else None

    @property
    def unit(self) -> Unit | None:
        return self.term.unit if self.term else None


def load_terms(folder: Path = FOLDER) -> tuple[StatutoryTerm, ...]:
    """Read all rows, in file order. Raises Refusal E-LIBRARY; codes are unique across files."""
    sources = _sources(read_located(folder / SOURCES_FILE, SOURCES_FILE))
    rows: dict[str, StatutoryTerm] = {}
    for path in sorted(folder.glob("*.yaml")):
        if path.name == SOURCES_FILE:
            continue
        file = read_located(path, path.name)
        file.check_keys({"类别", "期限"})
        for line, row in _rows(file, sources):
            if row.code in rows:
                raise line.wrong("代码", f"代码“{row.code}”重复")
            rows[row.code] = row
    return tuple(rows.values())


@cache
def library_terms() -> Mapping[str, StatutoryTerm]:
    """Return the delivered table by code, read once per process."""
    return {row.code: row for row in load_terms()}


def _sources(file: Row) -> dict[str, TermSource]:
    table = file.values.get("依据表")
    if not isinstance(table, Row):
        raise file.wrong("依据表", "“依据表”应为“简称: {名称, 文号, 起}”")
    sources = {}
    for name, row in table.values.items():
        if not isinstance(row, Row):
            raise table.wrong(name, f"“{name}”应为 {{名称, 文号, 起}}")
        row.check_keys({"名称", "文号", "起"})
        sources[name] = TermSource(row.text("名称"), row.text("文号"), row.optional_day("起"))
    return sources


def _rows(file: Row, sources: Mapping[str, TermSource]) -> Iterator[tuple[Row, StatutoryTerm]]:
    category = file.text("类别")
    for row in file.rows("期限"):
        row.check_keys(_KEYS)
        yield row, _row(row, category, sources)


def _row(row: Row, category: str, sources: Mapping[str, TermSource]) -> StatutoryTerm:
    source = row.choice("依据", sources)
    term = _term(row, "时长")
    note = row.text("备注", default="")
    if term is None and not note:
        raise row.wrong("备注", "没有时长的行须在“备注”说明原因")
    hours = term is not None and term.unit is Unit.HOUR
    return StatutoryTerm(
        code=row.text("代码"),
        category=category,
        mechanism=row.text("机制"),
        trigger_event=row.text("起算"),
        actor=row.text("主体"),
        action=row.text("事项"),
        term=term,
        direction=row.choice("方向", _DIRECTIONS, default="后"),
        bound=row.choice("界限", _BOUNDS, default="不超过"),
        roll_last_day=row.choice("顺延", _YES_NO, default="否" if hours else "是"),
        max_extension=_term(row, "延长"),
        extension_approver=row.text("批准", default=""),
        excludes=row.texts("扣除"),
        source_title=source.title,
        source_no=source.number,
        article=row.text("条"),
        valid_from=row.optional_day("起") or source.valid_from,
        valid_to=row.optional_day("止"),
        severity=row.choice("性质", _SEVERITIES, default="法定"),
        check=row.choice("核实", _CHECKS, default="是"),
        note=note,
    )


def _term(row: Row, key: str) -> Term | None:
    if key not in row.values:
        return None
    try:
        return parse_term(row.text(key))
    except Refusal as refusal:
        if refusal.code == "E-LIBRARY":
            raise
        raise row.wrong(key, str(refusal)) from refusal
