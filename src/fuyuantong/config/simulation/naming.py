"""Cases, papers and names that a scenario gives are played many times, so every matter gets its own."""

from __future__ import annotations

import re
from typing import Any

from fuyuantong.definitions.kinds import FieldType, Mechanism
from fuyuantong.registers.models import Book
from fuyuantong.registers.queries.library import register_of

_YEAR = re.compile(r"(?<=[（(〔\[])(\d{4})(?=[）)〕\]])")
_COURT = re.compile(r"(?<=[）)])临(\d{2})(\d{2})?(?=\D)")
"""Courts of the scenarios (临01, 临0102): registers take only the codes of the rules on case numbers."""
_SERIAL = re.compile(r"(\d+)(?=号)")
MOST = 999_999
"""The greatest serial of a paper."""


def keyed_fields(mechanism: Mechanism) -> frozenset[str]:
    """Fields of the mechanism whose value may occur once in a register that its acts write."""
    found: set[str] = set()
    for row in mechanism.registers:
        if Book.objects.filter(code=row.register).exists():
            unique = {column for keys in register_of(row.register).keys for column in keys}
            found |= {field for column, field in row.columns if column in unique}
    return frozenset(found)


def own(mechanism: Mechanism, keyed: frozenset[str], key: str, value: Any, number: int, years: int) -> Any:
    """The value as this matter has it: years moved along, serials and unique names its own.

    `number` is the matter's in the simulation; serials that differ by their last digit go on differing.
    """
    field = next((field for field in mechanism.fields if field.key == key), None)
    if field is None:
        return value
    if isinstance(value, list | tuple):
        return [own(mechanism, keyed, key, one, number, years) for one in value]
    if not isinstance(value, str):
        return value
    if field.type is FieldType.CASE_NO:
        return renumbered(_COURT.sub(_court, value), number, years)
    if field.type is FieldType.DOC_NO:
        return renumbered(value, number, years)
    plain = field.type in {FieldType.TEXT, FieldType.LONG_TEXT}
    return f"{value}（模拟{number}）" if plain and key in keyed else value


def renumbered(text: str, number: int, years: int) -> str:
    """（2026）临01执60号 → （2027）临01执1230号 for the matter 123 a year later."""
    moved = _YEAR.sub(lambda found: str(int(found[1]) + years), text)
    return _SERIAL.sub(lambda found: _serial(number, int(found[1])), moved)


def _court(found: re.Match[str]) -> str:
    """A court that there is not: no region bears 99 (临01 → 新99, 临0102 → 新9902)."""
    return f"新99{found[2] or ''}"


def _serial(number: int, was: int) -> str:
    told = number * 10 + was % 10
    return str(told if told <= MOST else number)
