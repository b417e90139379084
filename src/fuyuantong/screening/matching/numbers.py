"""Numbers as files hold them: full, old, cut, masked, damaged, or junk.

A number is a key only when it is complete, its check character holds (GB 11643, GB 32100, GB 11714) and
it is no junk
like `0` or `不详`: junk never equals junk. Only the calendar and the check can refuse a number, never the
table of regions:
codes of long ago are legitimate.
"""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache
from operator import mul
from typing import NamedTuple

#: Shapes of a number. FULL is a key; OLD (15 digits) has no check character but names one person; CODE is
#: the
#: organisation code alone; OTHER is a passport or the like, without a check; PARTIAL has hidden or
#: missing places.
FULL, OLD, CREDIT, CODE, OTHER, PARTIAL, DAMAGED, NONE = (
    "full", "old", "credit", "code", "other", "partial", "damaged", "none",
)  # fmt: skip
PERSON_KEYS, ORGANISATION_KEYS = frozenset({FULL, OLD}), frozenset({CREDIT, CODE})
KEYS = PERSON_KEYS | ORGANISATION_KEYS

_DROPPED = re.compile(r"[\s\u200b-\u200f\u2060\ufeff\u00ad\-‐‑‒–—―−_./\\'\"`·:：,，]+")
_STARS = re.compile(r"[*●•×?＊#]")
_RUN_OF_X = re.compile(r"X{3,}")
_JUNK = re.compile(r"(.)\1*|0*1?23456789?0?(?:123456789?0?)*|(?:123)+|(?:110)+")
WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
_CHECKS = "10X98765432"
_ZEROS = ord("0") * sum(WEIGHTS)
CREDIT_DIGITS = {c: i for i, c in enumerate("0123456789ABCDEFGHJKLMNPQRTUWXY")}
CREDIT_WEIGHTS = tuple(pow(3, i, 31) for i in range(17))
CODE_DIGITS = {c: i for i, c in enumerate("0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ")}
CODE_WEIGHTS = (3, 7, 9, 10, 5, 8, 4, 2)
_DAYS = (31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31)
_RESIDENT = re.compile(r"[0-9]{17}[0-9X]")
_CREDIT_SHAPE = re.compile(r"[0-9A-HJ-NP-RTUW-Y]{18}")
_CODE_SHAPE = re.compile(r"[0-9A-Z]{8}[0-9X]")
_OTHER = re.compile(r"(?=.*[0-9]{6})[A-Z]{1,3}[0-9A-Z()]{6,12}")
_SLIP_LENGTHS = range(16, 20)
_LEAST_SEEN = 4


class Number(NamedTuple):
    """A number read from a file. `text` is its one spelling: 18 digits, a credit code, nine characters,
    or the places that
    are seen with `*` for each hidden one. `birth` is YYYYMMDD, with `*` for hidden places, or empty."""

    shape: str
    text: str
    birth: str = ""

    @property
    def key(self) -> str:
        """What equal numbers share: 18 digits of a person, the nine characters of the organisation; else
        empty."""
        if self.shape in PERSON_KEYS:
            return self.text
        return self.body if self.shape in ORGANISATION_KEYS else ""

    @property
    def body(self) -> str:
        """The organisation code, also inside a credit code; empty for others."""
        if self.shape == CREDIT:
            return self.text[8:17]
        return self.text if self.shape == CODE else ""

    @property
    def year(self) -> str:
        return self.birth[:4] if "*" not in self.birth[:4] else ""


NOTHING = Number(NONE, "")


@lru_cache(maxsize=65536)
def read_number(raw: str | None) -> Number:
    """Read what stands in the column of the number. Never refuses."""
    if not raw:
        return NOTHING
    if len(raw) == 18 and _is_resident(raw):  # noqa: PLR2004 - most are, and need nothing else
        return Number(FULL, raw, raw[6:14])
    text = raw if raw.isascii() and raw.isalnum() and raw.isupper() else folded(raw)
    if "XXX" in text and not _a_code(text):
        text = _RUN_OF_X.sub(lambda run: "*" * len(run[0]), text)
    if len(text) < _LEAST_SEEN or _JUNK.fullmatch(text) or not any(c.isdigit() for c in text):
        return NOTHING
    if "*" in text:
        return _partial(text)
    return _whole(text)


def _is_resident(raw: str) -> bool:
    """Whether eighteen characters are a person's number as it should be; junk is never one: no run of figures
    has a year of 1900-2099 where the birth stands."""
    digits = raw[:17].isdigit() and raw.isascii()
    return digits and calendar_day(raw[6:14]) and check_of(raw) == raw[17]


def folded(raw: str) -> str:
    """Half-width, upper case, without blanks, dashes and invisible characters; every hidden place is
    `*`."""
    text = _DROPPED.sub("", unicodedata.normalize("NFKC", raw)).upper()
    return _STARS.sub("*", text)


def _a_code(text: str) -> bool:
    """Whether the X in it are its own: a credit code or an organisation code whose check holds."""
    credit = bool(_CREDIT_SHAPE.fullmatch(text)) and credit_holds(text)
    return credit or (bool(_CODE_SHAPE.fullmatch(text)) and code_holds(text))


def _whole(text: str) -> Number:
    readers = {18: _eighteen, 15: _fifteen, 17: _seventeen, 9: _nine}
    found = readers[len(text)](text) if len(text) in readers and text.isascii() else None
    if found is not None:
        return found
    if _OTHER.fullmatch(text):
        return Number(OTHER, text)
    return Number(DAMAGED, text) if len(text) in _SLIP_LENGTHS and text.isascii() else NOTHING


def _fifteen(text: str) -> Number | None:
    if not text.isdigit():
        return None
    longer = f"{text[:6]}19{text[6:]}"
    old = calendar_day(longer[6:14])
    return Number(OLD, longer + check_of(longer), longer[6:14]) if old else Number(DAMAGED, text)


def _seventeen(text: str) -> Number | None:
    cut = text.isdigit() and calendar_day(text[6:14])
    return Number(PARTIAL, text + "*", text[6:14]) if cut else None


def _nine(text: str) -> Number | None:
    if not _CODE_SHAPE.fullmatch(text):
        return None
    if code_holds(text):
        return Number(CODE, text)
    # A letter and eight digits is a passport; an organisation code with such a head would hold.
    return Number(OTHER if _OTHER.fullmatch(text) and text[1:].isdigit() else DAMAGED, text)


def _eighteen(text: str) -> Number:
    if _RESIDENT.fullmatch(text):
        birth = text[6:14]
        if calendar_day(birth) and check_of(text) == text[17]:
            return Number(FULL, text, birth)
        # Digits alone with a birth day inside are a person's; one in 31 of them would also pass for a
        # credit code.
        if credit_holds(text) and (text[0] == "9" or not calendar_day(birth)):
            return Number(CREDIT, text)
        return Number(DAMAGED, text, birth if calendar_day(birth) else "")
    if _CREDIT_SHAPE.fullmatch(text) and credit_holds(text):
        return Number(CREDIT, text)
    return Number(DAMAGED, text) if text.isascii() else NOTHING


def _partial(text: str) -> Number:
    if len(text) == 15 and text[:6].isdigit():  # noqa: PLR2004
        text = f"{text[:6]}19{text[6:]}*"
    elif len(text) < 18:  # noqa: PLR2004
        # The number of stars is often wrong: what stands before and behind them counts.
        head, _, rest = text.partition("*")
        tail = rest.lstrip("*")
        if "*" in tail or not head:
            return NOTHING
        text = head + "*" * (18 - len(head) - len(tail)) + tail
    if len(text) != 18 or sum(c != "*" for c in text) < _LEAST_SEEN:  # noqa: PLR2004
        return NOTHING
    digits = text.isascii() and all(c.isdigit() or c == "*" for c in text[:17])
    birth = text[6:14] if digits and not text.startswith(("91", "92", "93")) else ""
    return Number(PARTIAL, text, birth if birth != "********" else "")


@lru_cache(maxsize=65536)
def calendar_day(digits: str) -> bool:
    """Whether eight digits are a day of the years 1900–2099."""
    year, month, day = int(digits[:4]), int(digits[4:6]), int(digits[6:8])
    if not (1900 <= year < 2100 and 1 <= month <= 12 and 1 <= day <= _DAYS[month - 1]):  # noqa: PLR2004
        return False
    return not (month == 2 and day == 29) or (year % 4 == 0 and (year % 100 != 0 or year % 400 == 0))  # noqa: PLR2004


def check_of(digits: str) -> str:
    """The check character of the first seventeen digits (GB 11643)."""
    return _CHECKS[(sum(map(mul, WEIGHTS, digits.encode())) - _ZEROS) % 11]


def credit_holds(text: str) -> bool:
    """Whether the check character of a credit code holds (GB 32100)."""
    try:
        total = sum(w * CREDIT_DIGITS[c] for w, c in zip(CREDIT_WEIGHTS, text, strict=False))
        return (31 - total % 31) % 31 == CREDIT_DIGITS[text[17]]
    except KeyError:
        return False


def code_holds(text: str) -> bool:
    """Whether the check character of an organisation code holds (GB 11714)."""
    total = 11 - sum(w * CODE_DIGITS[c] for w, c in zip(CODE_WEIGHTS, text, strict=False)) % 11
    return {10: "X", 11: "0"}.get(total, str(total)) == text[8]


def one_slip(a: str, b: str) -> bool:
    """Whether the two are equal up to one place wrong, missing, too many, or two neighbours swapped."""
    if abs(len(a) - len(b)) > 1:
        return False
    if a == b:
        return True
    start = next((i for i, (x, y) in enumerate(zip(a, b, strict=False)) if x != y), min(len(a), len(b)))
    if len(a) != len(b):
        longer, shorter = (a, b) if len(a) > len(b) else (b, a)
        return longer[start + 1 :] == shorter[start:]
    swapped = a[start : start + 2] == b[start : start + 2][::-1]
    return a[start + 1 :] == b[start + 1 :] or (swapped and a[start + 2 :] == b[start + 2 :])


def seen_alike(a: str, b: str) -> int:
    """Of two numbers with hidden places: how many places both show and agree on; -1 when one differs."""
    if len(a) != len(b):
        return -1
    alike = 0
    for x, y in zip(a, b, strict=True):
        if "*" in (x, y):
            continue
        if x != y:
            return -1
        alike += 1
    return alike
