"""The columns of a list of rows: what each is called and what it says, on screen and in files."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from decimal import Decimal

from django.utils.translation import gettext as _

from fuyuantong.definitions.kinds import FieldType
from fuyuantong.documents.tables import Value
from fuyuantong.registers.cells import FROM, UNTIL, words_of
from fuyuantong.registers.grids import PROGRESS
from fuyuantong.registers.kinds import Column, Register, RegisterKind
from fuyuantong.registers.models import Row

USUAL = 6
"""How many of the register's own columns are shown before a person chooses."""
_WIDE = frozenset({FieldType.LONG_TEXT})


@dataclass(frozen=True, slots=True)
class ListColumn:
    key: str
    label: str
    say: Callable[[Row], Value]
    width: int = 2
    usual: bool = False
    number: bool = False


def all_columns(register: Register) -> list[ListColumn]:
    """The register's columns, then those that every row has."""
    own = [_own(column, place) for place, column in enumerate(register.columns)]
    more = []
    if register.kind is RegisterKind.ACTIVITY:
        more.append(ListColumn(PROGRESS, _("进度"), lambda row: str(row.get_progress_display()), usual=True))
    if register.validity:
        more.append(ListColumn(FROM, _("有效期起"), lambda row: row.valid_from, usual=True))
        more.append(ListColumn(UNTIL, _("有效期止"), lambda row: row.valid_until, usual=True))
    more.append(ListColumn("owner", _("所属单位"), lambda row: str(row.owner), usual=True))
    more.append(ListColumn("state", _("状态"), lambda row: str(row.get_state_display())))
    more.append(ListColumn("source", _("出处"), lambda row: row.source))
    more.append(ListColumn("changed_at", _("最近变动"), lambda row: row.changed_at))
    return own + more


def columns_of(register: Register, keys: Sequence[str] = ()) -> list[ListColumn]:
    """The columns chosen, in the list's order; the usual ones when none is."""
    found = all_columns(register)
    chosen = [column for column in found if column.key in set(keys)]
    return chosen or [column for column in found if column.usual]


def _own(column: Column, place: int) -> ListColumn:
    def say(row: Row) -> Value:
        value = row.cells.get(column.key)
        if value is None or column.masked or isinstance(value, list | bool):
            return words_of(column, value)
        if column.type in {FieldType.MONEY, FieldType.NUMBER, FieldType.PERCENT}:
            return Decimal(str(value))
        return str(value)

    number = column.type in {FieldType.MONEY, FieldType.NUMBER, FieldType.PERCENT}
    label = f"{column.key}（{column.unit}）" if column.unit else column.key
    width = 4 if column.type in _WIDE else 2
    return ListColumn(column.key, label, say, width, usual=place < USUAL, number=number)
