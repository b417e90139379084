"""`judge`: one row of a department against one record of a list.

BLOCK only on an equal valid number with a name that does not speak against it. REVIEW on strong evidence:
hidden or cut
number, one slip, the same number under another name, name with birth date, a full company name: people
decide. A different
valid number is a veto. A name alone is nothing.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache
from typing import NamedTuple

from fuyuantong.screening.matching import names, numbers
from fuyuantong.screening.matching.names import ABSENT, DIFFERENT, EQUAL, ORGANISATION, PERSON
from fuyuantong.screening.matching.numbers import DAMAGED, FULL, NONE, OTHER, PARTIAL, Number

BLOCK, REVIEW, PASS = "block", "review", "pass"
_DATE = re.compile(
    r"([0-9]{4})(?:[^0-9]{1,2})?([0-9]{1,2}(?=[^0-9])|[0-9]{2})(?:[^0-9]{1,2})?([0-9]{1,2})(?![0-9])"
)
_KINDS = frozenset({PERSON, ORGANISATION})
_ODD = frozenset("13579")
_SEXES = {"男": "男", "女": "女", "1": "男", "2": "女"}
_SEEN_ENOUGH, _SEEN_ENOUGH_OF_COMPANY, _LONG_NAME = 8, 6, 6


class Subject(NamedTuple):
    """One side of a comparison. `kind` P or O; `birth` YYYYMMDD or "" ; `year` YYYY or ""; `province` two
    digits or "";
    `rare`: no other subject of the list bears this name (sides of a list only)."""

    kind: str
    names: tuple[str, ...]
    number: Number
    birth: str = ""
    year: str = ""
    sex: str = ""
    province: str = ""
    rare: bool = False


@dataclass(frozen=True, slots=True)
class Reason:
    """One feature that spoke: `feature` (number, name, birth, province, sex), `rule` (its code), both
    values' agreement."""

    feature: str
    rule: str


@dataclass(frozen=True, slots=True)
class Judgement:
    """`band` names the evidence: number, number-body, number-old; partial, slip, other-number,
    number-name-differs,
    name-birth, name-rare, company-name; or, with PASS, number-differs, weak."""

    decision: str
    band: str
    reasons: tuple[Reason, ...] = ()

    @property
    def rank(self) -> int:
        """Order of strength: the smaller, the stronger."""
        return ORDER.index(self.band)


ORDER = (
    "number", "number-body", "number-old", "partial", "slip", "other-number", "number-name-differs",
    "name-birth",
    "name-rare", "company-name", "number-differs", "weak",
)  # fmt: skip
WEAK = Judgement(PASS, "weak")


def subject(
    kind: str | None,
    name: str | None,
    number: str | None,
    *,
    birth: str | None = None,
    year: str | int | None = None,
    sex: str | None = None,
    province: str | None = None,
    rare: bool = False,
    former: tuple[str, ...] = (),
) -> Subject:
    """Read one row or record. `birth` in any usual form; without a kind it is told from the number and
    the name."""
    read = numbers.read_number(number)
    if kind not in _KINDS:
        kind = _kind(name, read)
    if read.shape == FULL:  # most are: the number says it all
        born, where = read.birth, province.strip()[:2] if province else ""
        told = "男" if read.text[16] in _ODD else "女"
        return Subject(kind, _names(kind, name, former), read, born, born[:4], told, where, rare)
    own = read.birth if "*" not in read.birth else ""
    given = birth_digits(birth) if birth else ""
    year_of = read.year or given[:4] or (str(year) if year else "")
    where = province.strip()[:2] if province else ""
    mine = _names(kind, name, former)
    return Subject(kind, mine, read, own or given, year_of, _sex(sex, read), where, rare)


def _names(kind: str, name: str | None, former: tuple[str, ...]) -> tuple[str, ...]:
    if former or (name and ("(" in name or "（" in name)):
        others = (k for f in former if (k := names.name_key(kind, f)))
        return tuple(dict.fromkeys((*names.all_keys(kind, name), *others)))
    key = names.name_key(kind, name)
    return (key,) if key else ()


@lru_cache(maxsize=65536)
def birth_digits(text: str | None) -> str:
    """Eight digits of a birth date written in any usual form (1985-01-02, 1985年1月2日, 19850102); empty
    when it is none."""
    found = _DATE.match(text.strip()) if text else None
    if not found:
        return ""
    digits = f"{found[1]}{found[2]:0>2}{found[3]:0>2}"
    return digits if numbers.calendar_day(digits) else ""


def judge(row: Subject, record: Subject) -> Judgement:
    """Decide one pair. Symmetric but for `rare`, which only a record has."""
    if row.kind != record.kind:
        return WEAK
    named = names.agreement(row.kind, row.names, record.names)
    a, b = row.number, record.number
    if a.key and b.key:
        return _both_keys(a, b, named) if a.key == b.key else _against(a, b)
    if named != EQUAL:
        return WEAK
    found = _by_number(row.kind, a, b)
    if found is not None:
        return found
    return _by_person(row, record) if row.kind == PERSON else _by_company(row, record)


def _both_keys(a: Number, b: Number, named: str) -> Judgement:
    rule = {True: "equal", False: "same-organisation"}[a.text == b.text]
    band = "number" if a.text == b.text else "number-body"
    old = numbers.OLD in (a.shape, b.shape)
    reasons = (Reason("number", "equal-after-15-18" if old else rule), Reason("name", named))
    if named == DIFFERENT or (old and named == ABSENT):
        return Judgement(REVIEW, "number-name-differs", reasons)
    return Judgement(BLOCK, "number-old" if old else band, reasons)


def _against(a: Number, b: Number) -> Judgement:
    if (
        numbers.OLD in (a.shape, b.shape)
        and a.birth == b.birth
        and numbers.one_slip(a.text[:17], b.text[:17])
    ):
        return WEAK  # an old number has no check character, so it cannot speak against
    return Judgement(PASS, "number-differs", (Reason("number", "different-valid"),))


def _by_number(kind: str, a: Number, b: Number) -> Judgement | None:
    """What the numbers say when the names are equal and not both are keys; None when they say nothing."""
    if NONE in (a.shape, b.shape):
        return None
    same = (Reason("name", EQUAL),)
    if OTHER in (a.shape, b.shape):
        equal = a.shape == b.shape and a.text == b.text
        return (
            Judgement(REVIEW, "other-number", (Reason("number", "equal-unchecked"), *same)) if equal else None
        )
    if PARTIAL in (a.shape, b.shape):
        return _by_places(kind, a, b, same)
    if DAMAGED in (a.shape, b.shape) and _slipped(a, b):
        return Judgement(REVIEW, "slip", (Reason("number", "one-slip"), *same))
    return Judgement(PASS, "weak", (Reason("number", "differs"),))


def _by_places(kind: str, a: Number, b: Number, same: tuple[Reason, ...]) -> Judgement | None:
    seen = max(numbers.seen_alike(x, y) for x, y in _comparable(a, b))
    ends = kind == ORGANISATION or _an_end_agrees(a.text, b.text)
    if ends and seen >= (_SEEN_ENOUGH if kind == PERSON else _SEEN_ENOUGH_OF_COMPANY):
        return Judgement(REVIEW, "partial", (Reason("number", "seen-places-equal"), *same))
    return Judgement(PASS, "weak", (Reason("number", "seen-places-differ"),)) if seen < 0 else None


def _an_end_agrees(a: str, b: str) -> bool:
    """Whether the first six or the last four places are seen in both and equal: what candidates are
    looked up by."""
    return (a[:6] == b[:6] and "*" not in a[:6]) or (a[-4:] == b[-4:] and "*" not in a[-4:])


def _comparable(a: Number, b: Number) -> list[tuple[str, str]]:
    """The spellings of two numbers that may be laid upon each other: whole, and the organisation code
    inside."""
    pairs = [(a.text, b.text)]
    if len(a.text) != len(b.text):
        pairs.append((_inside(a), _inside(b)))
    return pairs


def _inside(number: Number) -> str:
    return number.text[8:17] if len(number.text) == 18 else number.text  # noqa: PLR2004


def _slipped(a: Number, b: Number) -> bool:
    if numbers.one_slip(a.text, b.text):
        return True
    mixed = bool({a.shape, b.shape} & {numbers.CODE, numbers.CREDIT})
    return mixed and len(a.text) != len(b.text) and numbers.one_slip(_inside(a), _inside(b))


def _by_person(row: Subject, record: Subject) -> Judgement:
    if row.sex and record.sex and row.sex != record.sex:
        return Judgement(PASS, "weak", (Reason("sex", "differs"),))
    if not row.province or row.province != record.province:
        return WEAK
    same = (Reason("name", EQUAL), Reason("province", EQUAL))
    if row.birth and record.birth:
        if row.birth == record.birth:
            return Judgement(REVIEW, "name-birth", (Reason("birth", EQUAL), *same))
        return Judgement(PASS, "weak", (Reason("birth", "differs"),))
    if record.rare and row.year and row.year == record.year:
        return Judgement(
            REVIEW, "name-rare", (Reason("birth", "equal-year"), Reason("name", "rare"), same[1])
        )
    return WEAK


def _by_company(row: Subject, record: Subject) -> Judgement:
    whole = len(row.names[0]) >= _LONG_NAME and len(record.names[0]) >= _LONG_NAME
    if whole and row.province and row.province == record.province:
        return Judgement(REVIEW, "company-name", (Reason("name", "equal-full"), Reason("province", EQUAL)))
    return WEAK


def _kind(name: str | None, number: Number) -> str:
    if number.shape in numbers.KEYS:
        return PERSON if number.shape in numbers.PERSON_KEYS else ORGANISATION
    return ORGANISATION if len(name or "") >= _LONG_NAME and "·" not in (name or "") else PERSON


def _sex(sex: str | None, number: Number) -> str:
    if number.shape in numbers.PERSON_KEYS:
        return "男" if int(number.text[16]) % 2 else "女"
    return _SEXES.get(sex.strip()[:1], "") if sex else ""
