"""A term (时长): a number and a unit, as statutes and letters state it.

Two spellings are read: the code `60D`, `5W`, `24H`, `2M`, `1Y`, and Chinese words such as
`60 日`, `5 个工作日`, `24 小时`, `2 个月`, `1 年`. Bounds per unit are in `LIMITS`.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from enum import StrEnum

from fuyuantong.common.refusals import Refusal


class Unit(StrEnum):
    """Units of time; D counts natural days, W working days."""

    HOUR = "H"
    DAY = "D"
    WORKDAY = "W"
    MONTH = "M"
    YEAR = "Y"


# The longest term per unit: about a century for natural units (the longest limit in statute is twenty
# years), forty years of working days, ten years of hours.
LIMITS: dict[Unit, int] = {
    Unit.HOUR: 87_600,
    Unit.DAY: 36_500,
    Unit.WORKDAY: 10_000,
    Unit.MONTH: 1_200,
    Unit.YEAR: 100,
}

WORDS: dict[Unit, str] = {
    Unit.HOUR: "小时",
    Unit.DAY: "日",
    Unit.WORKDAY: "个工作日",
    Unit.MONTH: "个月",
    Unit.YEAR: "年",
}

_CODE = re.compile(r"([-−+]?)([0-9]{1,12})([HDWMY])")
_CHINESE = re.compile(r"([-−+]?)([0-9]{1,12})\s*(个?小时|个?工作日|日|天|个?月|年)")
_CHINESE_UNITS = {
    "小时": Unit.HOUR,
    "工作日": Unit.WORKDAY,
    "日": Unit.DAY,
    "天": Unit.DAY,
    "月": Unit.MONTH,
    "年": Unit.YEAR,
}


@dataclass(frozen=True, slots=True)
class Term:
    """`n` units of time, 1 ≤ n ≤ `LIMITS[unit]`; anything else is refused with E-TERM-RANGE."""

    n: int
    unit: Unit

    def __post_init__(self) -> None:
        if not 1 <= self.n <= LIMITS[self.unit]:
            words = WORDS[self.unit]
            raise Refusal(
                "E-TERM-RANGE",
                f"时长“{self.n} {words}”超出范围。",
                hint=f"请填写 1 至 {LIMITS[self.unit]:,} {words}之间的整数。",
            )

    @property
    def code(self) -> str:
        return f"{self.n}{self.unit.value}"

    @property
    def words(self) -> str:
        return f"{self.n} {WORDS[self.unit]}"

    def __str__(self) -> str:
        return self.code


def parse_term(text: str) -> Term:
    """Read a term from its code or its Chinese words.

    Raises Refusal E-TERM-FORMAT when it is neither, E-TERM-RANGE when the number is out of bounds.
    """
    if match := _CODE.fullmatch(text.strip()):
        unit = Unit(match[3])
    elif match := _CHINESE.fullmatch(unicodedata.normalize("NFKC", text).strip()):
        unit = _CHINESE_UNITS[match[3].removeprefix("个")]
    else:
        raise Refusal(
            "E-TERM-FORMAT",
            f"看不懂时长“{text[:40]}”。",
            hint="请写成 60D、5W、24H、2M、1Y，或“60 日”“5 个工作日”“24 小时”“2 个月”“1 年”。",
        )
    sign = -1 if match[1] in {"-", "−"} else 1
    return Term(sign * int(match[2]), unit)
