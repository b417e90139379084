"""Values of fields: what may be stored for each type, always as JSON values.

Dates are kept as ISO strings; files, people and units as their keys; rows (条目) as objects of columns.
Numbers of cases and identity cards are checked by the rooms that know them; here only their shape.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import date, datetime
from decimal import Decimal, InvalidOperation
from typing import Any

from fuyuantong.common.refusals import FieldError
from fuyuantong.definitions.kinds import Field, FieldType

TEXT_LIMITS = {FieldType.TEXT: 500, FieldType.LONG_TEXT: 20_000}
DEFAULT_LIMIT = 200
ROWS_LIMIT = 500


class WrongValue(ValueError):
    """Carries the sentence for the user; turned into a FieldError by `clean_values`."""

    def __init__(self, code: str, sentence: str) -> None:
        super().__init__(sentence)
        self.code = code


def is_empty(value: Any) -> bool:
    """Nothing, blank text (full-width spaces too), or an empty list; `False` and 0 are answers."""
    if value is None:
        return True
    if isinstance(value, str):
        return not value.strip().strip("\u3000")
    return isinstance(value, list | tuple | dict) and not value


def _text(field: Field, value: Any) -> str:
    if not isinstance(value, str):
        raise WrongValue("E-TYPE", f"“{field.key}”应为文字。")
    limit = TEXT_LIMITS.get(field.type, DEFAULT_LIMIT)
    if len(value) > limit:
        raise WrongValue("E-TEXT-LENGTH", f"“{field.key}”最多 {limit:,} 字，现为 {len(value):,} 字。")
    return value.strip()


def _choice(field: Field, value: Any) -> str:
    if value not in field.options:
        raise WrongValue("E-CHOICE", f"“{field.key}”只能选：{'、'.join(field.options)}。")
    return str(value)


def _choices(field: Field, value: Any) -> list[str]:
    rows = value if isinstance(value, list | tuple) else [value]
    return [_choice(field, row) for row in rows]


def _date(field: Field, value: Any) -> str:
    if isinstance(value, datetime):
        raise WrongValue("E-DATE-FORMAT", f"“{field.key}”应为日期，不含时刻。")
    if isinstance(value, date):
        return value.isoformat()
    try:
        return (
            date.fromisoformat(str(value)).isoformat()
            if len(str(value)) == len("2026-01-01")
            else _no_date(field)
        )
    except ValueError:
        return _no_date(field)


def _no_date(field: Field) -> str:
    raise WrongValue("E-DATE-FORMAT", f"“{field.key}”应为存在的日期，写作 2026-01-05。")


def _moment(field: Field, value: Any) -> str:
    try:
        moment = value if isinstance(value, datetime) else datetime.fromisoformat(str(value))
    except ValueError:
        moment = None
    if moment is None or moment.tzinfo is None:
        raise WrongValue("E-DATE-ZONE", f"“{field.key}”应为带时区的时刻，写作 2026-01-05T09:30+08:00。")
    return moment.isoformat()


def _number(field: Field, value: Any) -> int | str:
    if isinstance(value, bool) or not isinstance(value, int | str | float | Decimal):
        raise WrongValue("E-TYPE", f"“{field.key}”应为数字。")
    try:
        number = Decimal(str(value))
    except InvalidOperation as error:
        raise WrongValue("E-NUM-UNIT", f"“{field.key}”应为数字，不带单位和逗号。") from error
    if not number.is_finite() or abs(number) >= Decimal(10) ** 15:
        raise WrongValue("E-NUM-RANGE", f"“{field.key}”超出范围。")
    if field.type in {FieldType.MONEY, FieldType.PERCENT} and number < 0:
        raise WrongValue("E-NUM-RANGE", f"“{field.key}”不能为负数。")
    return int(number) if number == number.to_integral_value() else str(number)


def _flag(field: Field, value: Any) -> bool:
    if value in {"是", "否"}:
        return bool(value == "是")
    if not isinstance(value, bool):
        raise WrongValue("E-TYPE", f"“{field.key}”只能是“是”或“否”。")
    return value


def _items(field: Field, value: Any) -> list[Any]:
    rows = value if isinstance(value, list | tuple) else [value]
    if len(rows) > ROWS_LIMIT:
        raise WrongValue("E-LIST-LENGTH", f"“{field.key}”最多 {ROWS_LIMIT} 条。")
    return [_row(field, row) for row in rows if not is_empty(row)]


def _row(field: Field, row: Any) -> Any:
    if not field.columns:
        return _text(Field(key=field.key, type=FieldType.LONG_TEXT), row)
    if isinstance(row, str):
        row = {field.columns[0].key: row}
    if not isinstance(row, Mapping):
        raise WrongValue("E-TYPE", f"“{field.key}”的每一条应按栏目填写。")
    values, errors = clean_values(field.columns, row)
    if errors:
        raise WrongValue(errors[0].code, f"“{field.key}”中，{errors[0].message}")
    return values


_CLEANERS: dict[FieldType, Callable[[Field, Any], Any]] = {
    FieldType.CHOICE: _choice,
    FieldType.CHOICES: _choices,
    FieldType.DATE: _date,
    FieldType.MOMENT: _moment,
    FieldType.NUMBER: _number,
    FieldType.MONEY: _number,
    FieldType.PERCENT: _number,
    FieldType.FLAG: _flag,
    FieldType.ITEMS: _items,
}


def clean_value(field: Field, value: Any) -> Any:
    """Return the JSON value to store, or raise WrongValue with a sentence."""
    cleaner: Callable[[Field, Any], Any] = _CLEANERS.get(field.type, _text)
    if field.many and field.type not in {FieldType.ITEMS, FieldType.CHOICES}:
        rows = value if isinstance(value, list | tuple) else [value]
        return [cleaner(field, row) for row in rows if not is_empty(row)]
    return cleaner(field, value)


def clean_values(
    fields: Sequence[Field], data: Mapping[str, Any]
) -> tuple[dict[str, Any], tuple[FieldError, ...]]:
    """Clean all values given for `fields`; unknown names are errors, empty ones are left out."""
    known = {field.key: field for field in fields}
    values: dict[str, Any] = {}
    errors: list[FieldError] = []
    for key, raw in data.items():
        if key not in known:
            errors.append(FieldError("E-FIELD-UNKNOWN", f"没有名为“{key}”的字段。", pointer=key))
        elif not is_empty(raw):
            try:
                values[key] = clean_value(known[key], raw)
            except WrongValue as error:
                errors.append(FieldError(error.code, str(error), pointer=key))
    return values, tuple(errors)
