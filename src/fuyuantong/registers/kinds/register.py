"""A register as its file says it: plain frozen values with the line of each part."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from fuyuantong.definitions.kinds import Basis, Every, Field, FieldType
from fuyuantong.organs.kinds import LinkageKind
from fuyuantong.registers.kinds.words import AddressTo, Entry, Occasion, Progress, RegisterKind, Sight

PERSONAL_TYPES = frozenset({FieldType.IDENT, FieldType.PHONE})
"""Types that are personal data whether or not the file says so."""


@dataclass(frozen=True, slots=True)
class Column:
    """One column. `due_at` is the progress of an activity from which a required cell must be filled."""

    key: str
    type: FieldType
    required: bool = False
    unique: bool = False
    many: bool = False
    options: tuple[str, ...] = ()
    personal: bool = False
    unit: str = ""
    due_at: Progress | None = None
    note: str = ""
    line: int = 0

    @property
    def masked(self) -> bool:
        """Shown covered everywhere but on the page that asks for a purpose."""
        return self.personal or self.type in PERSONAL_TYPES

    @property
    def field(self) -> Field:
        """The same as a field of a definition: the types are those."""
        return Field(key=self.key, type=self.type, many=self.many, options=self.options, unit=self.unit)


@dataclass(frozen=True, slots=True)
class Tie:
    """A column whose value names rows of another register by that one's column `key` → `column`."""

    key: str
    register: str
    column: str
    note: str = ""
    line: int = 0


@dataclass(frozen=True, slots=True)
class Check:
    """A condition that every row must fulfil, in the expressions of definitions."""

    key: str
    condition: str
    refusal: str = ""
    line: int = 0


@dataclass(frozen=True, slots=True)
class Goal:
    """A target of a period: how many rows, or the sum of `total`, or how many different `different`.

    `least` None: it is counted and no number is set (the sources give none).
    """

    key: str
    every: Every = Every.YEAR
    least: int | None = None
    unit: str = "次"
    total: str = ""
    different: str = ""
    where: str = ""
    source: str = ""
    note: str = ""
    line: int = 0


@dataclass(frozen=True, slots=True)
class Draws:
    """拟文: when `condition` comes to hold for a row, a matter of `mechanism` is opened for the unit in the
    column `by`, with a draft of its `letter`, which that unit signs or drops with a reason.

    `about` is the column of the unit concerned, `to` who is addressed; `carries` maps fields of the matter to
    columns, `says` to texts in which `{列}` stands for a cell.
    """

    key: str
    condition: str
    mechanism: str
    letter: str
    by: str
    about: str = ""
    to: tuple[AddressTo, ...] = ()
    carries: tuple[tuple[str, str], ...] = ()
    says: tuple[tuple[str, str], ...] = ()
    basis: tuple[Basis, ...] = ()
    note: str = ""
    line: int = 0


@dataclass(frozen=True, slots=True)
class Passes:
    """转登: a row that is new, or changed in one of `changed`, becomes a new row of another `register`.

    `carries` maps that register's columns to columns of this one, `says` to texts in which `{列}` stands for
    a cell, `{今天}` for the day and `{编号}` for a number that no other row has.
    """

    key: str
    register: str
    when: Occasion
    changed: tuple[str, ...] = ()
    condition: str = ""
    carries: tuple[tuple[str, str], ...] = ()
    says: tuple[tuple[str, str], ...] = ()
    note: str = ""
    line: int = 0


@dataclass(frozen=True, slots=True)
class Lent:
    """供查: one question that other units may be granted: asked by all of the columns `by`, told `tells`.

    What `tells` does not name is never told (minimum disclosure).
    """

    key: str
    by: tuple[str, ...]
    tells: tuple[str, ...]
    basis: tuple[Basis, ...] = ()
    note: str = ""
    line: int = 0


@dataclass(frozen=True, slots=True)
class Register:
    code: str
    name: str
    version: int
    kind: RegisterKind
    keeper: str
    entry: tuple[Entry, ...]
    columns: tuple[Column, ...]
    sight: Sight = Sight.OFFICE
    linkage: LinkageKind = LinkageKind.COURT
    also: tuple[Entry, ...] = ()
    group: str = ""
    summary: str = ""
    rows: tuple[str, ...] = ()
    sources: tuple[str, ...] = ()
    basis: tuple[Basis, ...] = ()
    owner: str = ""
    title: tuple[str, ...] = ()
    day: str = ""
    sealing: tuple[str, ...] = ()
    unique: tuple[str, ...] = ()
    validity: bool = False
    ties: tuple[Tie, ...] = ()
    checks: tuple[Check, ...] = ()
    goals: tuple[Goal, ...] = ()
    draws: tuple[Draws, ...] = ()
    passes: tuple[Passes, ...] = ()
    revolving: bool = False
    lent: tuple[Lent, ...] = ()
    refresh: Every | None = None
    complete: int = 0

    def column(self, key: str) -> Column | None:
        return next((column for column in self.columns if column.key == key), None)

    def of_type(self, *types: FieldType) -> Iterator[Column]:
        return (column for column in self.columns if column.type in types)

    @property
    def keys(self) -> tuple[tuple[str, ...], ...]:
        """The sets of columns that may occur once among the rows in force; the first identifies a row."""
        sets = [self.unique] if self.unique else []
        return tuple(dict.fromkeys([*sets, *((c.key,) for c in self.columns if c.unique)]))

    def question(self, key: str) -> Lent | None:
        return next((lent for lent in self.lent if lent.key == key), None)

    @property
    def asked_by(self) -> tuple[str, ...]:
        """The columns that questions ask by."""
        return tuple(dict.fromkeys(key for lent in self.lent for key in lent.by))

    @property
    def title_columns(self) -> tuple[str, ...]:
        return self.title or tuple(c.key for c in self.columns if not c.masked)[:1]
