"""One cell, one row: reading what people write into what is stored, or a sentence about what is wrong.

Numbers keep their value and lose their dress (1,234.50万元 → 12345000), case numbers and identity numbers get
their standard spelling, units the name of the directory. Nothing is guessed.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal, InvalidOperation
from typing import Any

from fuyuantong.common.refusals import FieldError, Refusal
from fuyuantong.common.sealing import personal
from fuyuantong.definitions.expressions import Facts, holds
from fuyuantong.definitions.kinds import FieldType
from fuyuantong.definitions.values import WrongValue, clean_value, is_empty
from fuyuantong.documents.case_numbers import parse_case_number
from fuyuantong.organs.identifiers import credit_code, phone, resident_number
from fuyuantong.organs.queries import near_names, resolve_units
from fuyuantong.registers.kinds import Column, Progress, Register, RegisterKind

FROM, UNTIL = "有效期起", "有效期止"
_NUMBERS = frozenset({FieldType.NUMBER, FieldType.MONEY, FieldType.PERCENT})
_MANY = re.compile(r"[、；;\n]+")
_DATE = re.compile(r"(\d{4})\s*[-/.年]\s*(\d{1,2})\s*[-/.月]\s*(\d{1,2})\s*日?")
_DOC_NO = re.compile(
    r"(?P<who>[^\d\s〔\[（(【]{1,30})[〔\[［（(【](?P<year>\d{4})[〕\]］）)】]\s*第?(?P<n>\d{1,6})号"
)
_DOC_PLAIN = re.compile(r"[^\d\s]{1,40}第\d{1,6}号")
_MONEY = re.compile(r"([+-]?\d[\d,]*(?:\.\d+)?)\s*(元|万元|亿元|万|亿)?")
_TIMES = {"": 1, "元": 1, "万": 10_000, "万元": 10_000, "亿": 10**8, "亿元": 10**8}
_FIRST, _LAST = 1900, 2199
_CENTS = 2
_PROGRESS = (Progress.PLANNED, Progress.HELD, Progress.REVIEWED)


class Directory:
    """Names of units as one region writes them, each asked for once."""

    def __init__(self, region: str, day: date) -> None:
        self.region, self.day = region, day
        self._known: dict[str, str] = {}

    def read(self, names: Iterable[str]) -> None:
        """Look many names up at once."""
        fresh = {name for name in names if name not in self._known}
        for name, found in resolve_units(fresh, self.region, day=self.day).items() if fresh else ():
            self._known[name] = found.unit.name if found.unit else ""

    def name(self, text: str) -> str:
        self.read([text])
        if not self._known[text]:
            near = "、".join(unit.name for unit in near_names(text, day=self.day))
            hint = f"名称相近的有：{near}。" if near else "请先在机构名录中查找。"
            raise WrongValue("E-UNIT", f"机构名录中没有“{text[:40]}”。{hint}")
        return self._known[text]


@dataclass(slots=True)
class Cleaned:
    """A row as it may be stored; `errors` name the column in `pointer`."""

    cells: dict[str, Any]
    valid_from: date | None = None
    valid_until: date | None = None
    errors: list[FieldError] = field(default_factory=list)


def plain(value: Any) -> str:
    """Text without full-width digits and letters, and without blanks at its ends."""
    return unicodedata.normalize("NFKC", str(value)).strip()


def read_date(name: str, value: Any) -> date:
    """A date as people write it (2026-01-05, 2026/1/5, 2026年1月5日); a bare number is asked about."""
    if isinstance(value, datetime):
        value = value.date()
    if isinstance(value, date):
        found = value
    else:
        text = plain(value)
        if text.isdigit() or isinstance(value, int | float):
            raise WrongValue(
                "E-DATE-NUMBER", f"“{name}”是数字“{text[:20]}”，看不出是哪一天；请写成 2026-01-05。"
            )
        match = _DATE.fullmatch(text)
        if not match:
            raise WrongValue("E-DATE-FORMAT", f"“{name}”的日期“{text[:20]}”看不懂；请写成 2026-01-05。")
        try:
            found = date(*map(int, match.groups()))
        except ValueError as error:
            raise WrongValue("E-DATE-NONEXIST", f"“{name}”：没有 {text[:20]} 这一天。") from error
    if not _FIRST <= found.year <= _LAST:
        raise WrongValue("E-DATE-RANGE", f"“{name}”超出 {_FIRST} 至 {_LAST} 年。")
    return found


def _number(column: Column, value: Any) -> int | str:
    text = plain(value).replace("％", "%")
    if column.type is FieldType.PERCENT:
        text = text.removesuffix("%").strip()
    elif column.unit and text.endswith(column.unit) and column.type is FieldType.NUMBER:
        text = text.removesuffix(column.unit).strip()
    match = _MONEY.fullmatch(text)
    if not match or (match[2] and column.type is not FieldType.MONEY):
        raise WrongValue("E-NUM-UNIT", f"“{column.key}”应为数字，看不懂“{text[:30]}”。")
    try:
        amount = Decimal(match[1].replace(",", "")) * _TIMES[match[2] or ""]
    except InvalidOperation as error:
        raise WrongValue("E-NUM-UNIT", f"“{column.key}”应为数字。") from error
    shown = int(amount) if amount == amount.to_integral_value() else amount.normalize()
    if column.type is FieldType.MONEY and -int(Decimal(shown).as_tuple().exponent) > _CENTS:
        raise WrongValue("E-NUM-PRECISION", f"“{column.key}”最多两位小数。")
    cleaned = clean_value(column.field, shown)
    return cleaned if isinstance(cleaned, int) else format(Decimal(str(cleaned)), "f")


def _doc_no(column: Column, value: Any) -> str:
    text = "".join(str(value).split())
    if match := _DOC_NO.fullmatch(unicodedata.normalize("NFC", text)):
        return f"{match['who']}〔{match['year']}〕{int(match['n'])}号"
    if _DOC_PLAIN.fullmatch(text):
        return text
    raise WrongValue("E-DOC-NO", f"“{column.key}”的文号“{text[:40]}”有误，应如 临府发〔2026〕3号。")


def _undashed(text: str) -> str:
    """A mobile number as people group it, 139-1234 5678, without its dashes."""
    bare = re.sub(r"[-\s]", "", plain(text))
    return bare if re.fullmatch(r"1\d{10}", bare) else text


def _refused(read: Callable[[], str], name: str) -> str:
    try:
        return read()
    except Refusal as refusal:
        raise WrongValue(refusal.code, f"“{name}”：{refusal.message}{refusal.hint}") from refusal


def _one(column: Column, value: Any, directory: Directory) -> Any:  # noqa: PLR0911 - a line for each type
    text = str(value)
    match column.type:
        case FieldType.CASE_NO:
            return _refused(lambda: parse_case_number(text).normal, column.key)
        case FieldType.IDENT:
            return _refused(lambda: resident_number(text, today=directory.day).value, column.key)
        case FieldType.CREDIT_CODE:
            return _refused(lambda: credit_code(text).value, column.key)
        case FieldType.PHONE:
            return _refused(lambda: phone(_undashed(text)).value, column.key)
        case FieldType.DOC_NO:
            return _doc_no(column, value)
        case FieldType.UNIT:
            return directory.name(" ".join(text.split()))
        case FieldType.DATE:
            return read_date(column.key, value).isoformat()
        case FieldType.NUMBER | FieldType.MONEY | FieldType.PERCENT:
            return _number(column, value)
        case FieldType.CHOICE | FieldType.FLAG:
            return clean_value(column.field, value if isinstance(value, bool) else text.strip())
    return clean_value(column.field, text if not isinstance(value, str) else value)


def read_cell(column: Column, value: Any, directory: Directory) -> Any:
    """The JSON value to store; WrongValue with a sentence otherwise."""
    if column.type is FieldType.CHOICES or column.many:
        parts = value if isinstance(value, list | tuple) else _MANY.split(str(value))
        single = [part for part in parts if not is_empty(part)]
        if column.type is FieldType.CHOICES:
            return clean_value(column.field, [str(part).strip() for part in single])
        return [_one(column, part.strip() if isinstance(part, str) else part, directory) for part in single]
    return _one(column, value, directory)


def clean_row(
    register: Register,
    raw: Mapping[str, Any],
    directory: Directory,
    progress: str = "",
    kept: Cleaned | None = None,
) -> Cleaned:
    """Read a whole row. Unknown columns are errors; empty ones are left out; checks come last.

    `kept` is what the row holds already and `raw` does not speak of: it is not read again.
    """
    found = kept or Cleaned({})
    known = {column.key: column for column in register.columns}
    for key, value in raw.items():
        if is_empty(value):
            continue
        try:
            if register.validity and key in {FROM, UNTIL}:
                setattr(found, "valid_from" if key == FROM else "valid_until", read_date(key, value))
            elif key not in known:
                words = f"没有名为“{key[:40]}”的列。"
                found.errors.append(FieldError("E-FIELD-UNKNOWN", words, pointer=key))
            else:
                cell = read_cell(known[key], value, directory)
                found.cells[key] = personal(cell) if known[key].masked else cell
        except WrongValue as error:
            found.errors.append(FieldError(error.code, str(error), pointer=key))
    wrong = {error.pointer for error in found.errors}
    for column in register.columns:
        if (
            is_required(register, column, progress)
            and column.key not in found.cells
            and column.key not in wrong
        ):
            found.errors.append(FieldError("E-REQUIRED", f"请填写“{column.key}”。", pointer=column.key))
    if not found.errors:
        _check(register, found)
    return found


def is_required(register: Register, column: Column, progress: str) -> bool:
    """Whether the cell must be filled at this point of an activity (other registers: always or never)."""
    if register.kind is not RegisterKind.ACTIVITY or column.due_at is None:
        return column.required
    reached = _PROGRESS.index(Progress(progress or Progress.PLANNED))
    return _PROGRESS.index(column.due_at) <= reached


def _check(register: Register, found: Cleaned) -> None:
    if found.valid_from and found.valid_until and found.valid_until < found.valid_from:
        words = f"有效期止 {found.valid_until} 早于有效期起 {found.valid_from}。"
        found.errors.append(FieldError("E-RULE", words, pointer=UNTIL))
    facts = facts_of(register, found.cells)
    for check in register.checks:
        if not holds(check.condition, facts):
            named = [c.key for c in register.columns if c.key in check.condition]
            first = min(named, key=check.condition.index, default="")
            found.errors.append(
                FieldError("E-RULE", check.refusal or f"不符合“{check.key}”。", pointer=first)
            )


def facts_of(register: Register, cells: Mapping[str, Any]) -> Facts:
    """The cells for expressions; numbers as numbers."""
    numbers = {column.key for column in register.of_type(*_NUMBERS) if not column.many}
    return Facts({k: Decimal(str(v)) if k in numbers else v for k, v in cells.items()})


def words_of(column: Column, value: Any, *, covered: bool = True) -> str:
    """A stored cell as people read it; personal ones with their middle covered."""
    if value is None:
        return ""
    if isinstance(value, list):
        return "、".join(words_of(column, part, covered=covered) for part in value)
    if isinstance(value, bool):
        return "是" if value else "否"
    text = f"{Decimal(str(value)):,.2f}" if column.type is FieldType.MONEY else str(value)
    return cover(text) if covered and column.masked else text


def cover(text: str) -> str:
    """The first third and the last quarter of a personal value stay; a short one keeps one character."""
    head, tail = (len(text) // 3, len(text) // 4) if len(text) > len("12345678") else (1, 0)
    return text[:head] + "*" * (len(text) - head - tail) + (text[-tail:] if tail else "")


def names_in(register: Register, rows: Sequence[Mapping[str, Any]]) -> set[str]:
    """The names of units in raw rows, to be looked up at once."""
    units = list(register.of_type(FieldType.UNIT))
    found: set[str] = set()
    for row in rows:
        for column in units:
            value = row.get(column.key)
            parts = (
                value
                if isinstance(value, list | tuple)
                else _MANY.split(str(value or ""))
                if column.many
                else [value]
            )
            found |= {" ".join(str(part).split()) for part in parts if not is_empty(part)}
    return found
