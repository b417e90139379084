"""The shape of what comes in: strict types, closed lists, limits on every text and list; nothing unknown.

Every refusal names the field and carries a stable code (E-TYPE, E-REQUIRED, E-TEXT-LENGTH, E-DATE-…).
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime
from typing import Annotated, Any, ClassVar
from uuid import UUID

from annotated_types import GroupedMetadata
from ninja import Query as Query
from pydantic import (
    AfterValidator,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    StringConstraints,
    WithJsonSchema,
)
from pydantic_core import PydanticCustomError

FIRST_YEAR, LAST_YEAR = 1900, 2199
PAGE_MOST = 200
IDS_MOST = 200
_DATE = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", re.ASCII)
_UUID = re.compile(r"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}", re.IGNORECASE)
_MOMENT = re.compile(
    r"[0-9]{4}-[0-9]{2}-[0-9]{2}T(?:[01][0-9]|2[0-3]):[0-5][0-9](?::[0-5][0-9](?:\.[0-9]{1,6})?)?"
    r"(Z|[+-](?:0[0-9]|1[0-4]):[0-5][0-9])?",
    re.ASCII,
)


class Input(BaseModel):
    """A body: an object with exactly these fields, each of exactly this type.

    `READONLY` are names that clients see in answers and may expect to set: they get a sentence of their own.
    """

    model_config = ConfigDict(extra="forbid", strict=True)
    READONLY: ClassVar[frozenset[str]] = frozenset()


class Nothing(Input):
    """A body without fields."""


def fault(code: str, message: str, hint: str = "") -> PydanticCustomError:
    """An error of a field whose code and words are ours (read back in `faults`)."""
    return PydanticCustomError("fyt", "{message}", {"code": code, "message": message, "hint": hint})


def read_day(value: Any) -> date:
    """`YYYY-MM-DD` and nothing else (reliability §9 E, T01–T04)."""
    if not isinstance(value, str):
        raise fault("E-TYPE", "应为日期文字。", "请写成 2026-03-01 的样子。")
    if not _DATE.fullmatch(value):
        raise fault("E-DATE-FORMAT", f"日期“{value[:40]}”的写法不对。", "请写成 2026-03-01 的样子。")
    if not FIRST_YEAR <= int(value[:4]) <= LAST_YEAR:
        raise fault("E-DATE-RANGE", f"日期“{value}”超出范围。", f"只接受 {FIRST_YEAR} 至 {LAST_YEAR} 年。")
    try:
        return date.fromisoformat(value)
    except ValueError:
        raise fault("E-DATE-NONEXIST", f"日期“{value}”不存在。", "请核对月份和日数。") from None


def read_moment(value: Any) -> datetime:
    """A date with time and zone (RFC 3339)."""
    if not isinstance(value, str):
        raise fault("E-TYPE", "应为时刻文字。", "请写成 2026-03-01T09:30:00+08:00 的样子。")
    match = _MOMENT.fullmatch(value)
    if match is None:
        raise fault(
            "E-DATE-FORMAT", f"时刻“{value[:40]}”的写法不对。", "请写成 2026-03-01T09:30:00+08:00 的样子。"
        )
    read_day(value[:10])
    if match[1] is None:
        raise fault("E-DATE-ZONE", f"时刻“{value}”没有写明时区。", "请在末尾加上时区，例如 +08:00。")
    return datetime.fromisoformat(value)


def read_key(value: Any) -> UUID:
    if not isinstance(value, str) or not _UUID.fullmatch(value):
        raise fault("E-TYPE", "应为编号（UUID）。", "请使用系统给出的编号。")
    return UUID(value)


def said(text: str) -> str:
    """Refuse a text of nothing but spaces."""
    if not text.strip():
        raise fault("E-REQUIRED", "不能为空。", "请填写内容。")
    return text


def _whole(value: Any) -> Any:
    """Numbers of the address come as text; those of a body must be numbers."""
    if isinstance(value, str) and re.fullmatch(r"-?[0-9]{1,15}", value, re.ASCII):
        return int(value)
    raise fault("E-TYPE", "应为整数。")


def _limit(value: Any) -> int:
    text = str(value)
    if re.fullmatch(r"[0-9]{1,4}", text, re.ASCII) and 1 <= int(text) <= PAGE_MOST:
        return int(text)
    raise fault("E-PAGE", "每页条数不对。", f"请填写 1 至 {PAGE_MOST}。")


_TEXT_SCHEMA = {"type": "string", "minLength": 1, "pattern": r"\S"}
Day = Annotated[date, BeforeValidator(read_day), WithJsonSchema({"type": "string", "format": "date"})]
Moment = Annotated[
    datetime, BeforeValidator(read_moment), WithJsonSchema({"type": "string", "format": "date-time"})
]
Key = Annotated[UUID, BeforeValidator(read_key), WithJsonSchema({"type": "string", "format": "uuid"})]
Year = Annotated[int, Field(ge=1990, le=2100)]
Number = Annotated[int, BeforeValidator(_whole), WithJsonSchema({"type": "integer"})]
Limit = Annotated[
    int,
    BeforeValidator(_limit),
    WithJsonSchema({"type": "integer", "minimum": 1, "maximum": PAGE_MOST, "default": 50}),
]


@dataclass(frozen=True, slots=True)
class Rules(GroupedMetadata):
    """Several rules of one annotation, to be written as `Annotated[str, line(300)]`."""

    rules: tuple[Any, ...]

    def __iter__(self) -> Iterator[Any]:
        return iter(self.rules)


def line(most: int) -> Rules:
    """A text that must say something, of at most so many characters."""
    schema = {**_TEXT_SCHEMA, "maxLength": most}
    return Rules((StringConstraints(max_length=most), AfterValidator(said), WithJsonSchema(schema)))


def keys(most: int = IDS_MOST) -> Any:
    """Ids, at least one: `Annotated[list[Key], keys()]`."""
    return Field(min_length=1, max_length=most)


Short = Annotated[str, StringConstraints(max_length=300)]
Long = Annotated[str, StringConstraints(max_length=10_000)]
Words = Annotated[str, StringConstraints(max_length=4000)]
Text = Annotated[str, line(4000)]


def choice(values: Iterable[tuple[str, Any]] | Iterable[str], *, empty: bool = False) -> Rules:
    """One of a closed list, given as Django's choices or as plain values; `empty` lets it say nothing."""
    known = [str(v if isinstance(v, str) else v[0]) for v in values]
    if empty:
        known.append("")

    def check(value: str) -> str:
        if value not in known:
            shown = "、".join(v for v in known if v)
            raise fault("E-CHOICE", f"没有“{value[:40]}”这个选项。", f"可用：{shown[:300]}。")
        return value

    return Rules((AfterValidator(check), WithJsonSchema({"type": "string", "enum": known})))


class Page(BaseModel):
    """The parameters of every list: `after` is the `next` of the page before."""

    limit: Limit = 50
    after: Annotated[str, StringConstraints(max_length=1000)] = ""
