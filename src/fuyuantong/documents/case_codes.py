"""The code words of court case numbers, read once from `library/case_types.yaml` (法〔2015〕137号)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from fuyuantong.clocks.located import Row, read_located

FILE = Path(__file__).resolve().parent.parent / "library" / "case_types.yaml"


@dataclass(frozen=True, slots=True)
class CaseCodes:
    """`types` maps 类型代字 to 大类; `provinces` 高院代字 to the first two digits of the region code."""

    supreme: str
    provinces: Mapping[str, str]
    special: tuple[str, ...]
    types: Mapping[str, str]
    random_serials: frozenset[str]

    @property
    def types_longest_first(self) -> tuple[str, ...]:
        return tuple(sorted(self.types, key=lambda code: (-len(code), code)))


@cache
def case_codes() -> CaseCodes:
    """Return the delivered code words. Raises Refusal E-LIBRARY with file and line."""
    file = read_located(FILE, FILE.name)
    provinces = file.values.get("高院代字")
    if not isinstance(provinces, Row):
        raise file.wrong("高院代字", "“高院代字”应为“代字: 区划前两位”")
    types: dict[str, str] = {}
    for row in file.rows("类型"):
        for code in row.text("代字").split():
            if code in types:
                raise row.wrong("代字", f"代字“{code}”重复")
            types[code] = row.text("大类")
    return CaseCodes(
        supreme=file.text("最高法院"),
        provinces={name: provinces.text(name, default="") for name in provinces.values},
        special=file.texts("专门审判代字"),
        types=types,
        random_serials=frozenset(file.texts("随机编号")),
    )
