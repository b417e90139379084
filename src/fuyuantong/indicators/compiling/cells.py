"""What of a row an indicator may speak of: each name with its SQL and its type."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import Enum, auto

from fuyuantong.common.now import today
from fuyuantong.definitions.kinds import FieldType
from fuyuantong.registers.kinds import Register, RegisterKind


class Kind(Enum):
    TEXT = auto()
    NUMBER = auto()
    DATE = auto()
    FLAG = auto()
    MANY = auto()
    """Several texts: can be counted by and asked whether filled, not compared."""


@dataclass(frozen=True, slots=True)
class Cell:
    """`sql` gives the value or NULL. `unit`: names (or `key`: ids) of units. `masked` must stay out."""

    sql: str
    kind: Kind
    unit: bool = False
    key: bool = False
    masked: bool = False
    free: bool = False
    """Written freely by people: shown in a breakdown only to those who see the rows."""


@dataclass(frozen=True, slots=True)
class Source:
    """Rows of one table under the name `r`. `base` says which count at all; `owner` and `region` are columns.

    `weighted` relations (images of changes) have the same columns and a weight.
    """

    code: str
    table: str
    base: str
    cells: Mapping[str, Cell]
    day: str
    owner: str = "r.owner_id"
    region: str = "r.region"
    joins: str = ""
    own_days: Mapping[str, str] = field(default_factory=dict)
    """Dates that have a typed column of their own, which an index serves."""
    images: str = ""
    """The table of images of changed rows, where every change leaves some: a rollup can be kept."""
    image_joins: str = ""
    """What stands for `joins` over images, which bring it along."""
    name: str = ""
    """What people call it; `called` is its code where it has no other name."""
    marked: str = ""
    """The date that decides what depends on the day on which it is asked: before that day, or not."""

    @property
    def counted(self) -> str:
        """Which rows count in figures: of registers those that no rule keeps out."""
        return f"{self.base} AND NOT r.barred" if self.is_register else self.base

    @property
    def called(self) -> str:
        return self.name or self.code

    @property
    def is_register(self) -> bool:
        return self.table == "registers_row"


_NUMBERS = frozenset({FieldType.NUMBER, FieldType.MONEY, FieldType.PERCENT})
_UNIT = "r.owner_id::text"
OWNER = "所属单位"
"""The unit that a row belongs to, by id."""


TODAY = "今日"
"""In the conditions of rules: the day on which registers are held against each other."""
MARK = "/*today*/"
"""Stands in the SQL of a cell for the day on which it is asked; `dated` puts the day in."""


def dated(sql: str, on: str = "") -> str:
    """The statement as of a day (a date, or an infinite one); as of today by the product's clock."""
    return sql.replace(MARK, f"{quoted(on or today().isoformat())}::date") if MARK in sql else sql


def with_today(cells: Mapping[str, Cell], day: date) -> Mapping[str, Cell]:
    return {**cells, TODAY: Cell(quoted(day.isoformat()), Kind.DATE)}


def quoted(text: str) -> str:
    """A literal. Doubling is all that standard strings need; the driver's sign is doubled too."""
    if "\0" in text:
        raise ValueError("NUL")
    return "'" + text.replace("'", "''").replace("%", "%%") + "'"


def register_source(register: Register) -> Source:
    """The rows in force of a register; sealed ones are left out, and activities count once held."""
    code = quoted(register.code)
    base = f"r.book_id = {code} AND r.state = 'current' AND NOT r.sealed"
    if register.kind is RegisterKind.ACTIVITY:
        base += " AND r.progress IN ('held', 'reviewed')"
    cells = {OWNER: Cell(_UNIT, Kind.TEXT, unit=True, key=True)}
    for column in register.columns:
        name = quoted(column.key)
        text = f"(r.cells->>{name})"
        unit = column.type is FieldType.UNIT
        if column.many or column.type is FieldType.CHOICES:
            free = not unit and column.type is not FieldType.CHOICES
            cells[column.key] = Cell(f"(r.cells->{name})", Kind.MANY, unit, masked=column.masked, free=free)
        elif column.type in _NUMBERS:
            cells[column.key] = Cell(f"{text}::numeric", Kind.NUMBER)
        elif column.type is FieldType.FLAG:
            cells[column.key] = Cell(f"{text}::boolean", Kind.FLAG)
        elif column.type is FieldType.DATE:
            cells[column.key] = Cell(text, Kind.DATE)
        else:
            free = not unit and column.type is not FieldType.CHOICE
            cells[column.key] = Cell(text, Kind.TEXT, unit=unit, masked=column.masked, free=free)
    return Source(
        code=register.code,
        table="registers_row",
        base=base,
        cells=cells,
        day=register.day,
        own_days={register.day: "r.counted_on"} if register.day else {},
        images="indicators_image",
        name=register.name,
    )
