"""Numbers in SQL: whether the check characters hold (as `matching.numbers` reckons them), and how numbers are hashed."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

from fuyuantong.screening.matching import numbers

_CREDIT_LETTERS = "0123456789ABCDEFGHJKLMNPQRTUWXY"
WHOLE = "[0-9]{17}[0-9X]"
_CREDIT = "9[0-9A-HJ-NP-RTUW-Y]{17}"
_CODE = "[0-9A-Z]{8}[0-9X]"
#: Nine characters that are an organisation code by chance only (`numbers.read_number`).
_NO_CODES = "0*1?23456789?0?(?:123456789?0?)*|(?:123)+|(?:110)+|[^0-9]+"


def _weighed(weights: Sequence[int], modulus: int, columns: Sequence[tuple[str, int]]) -> str:
    """The digits of the columns (with so many places each), each by its weight, added up; some multiples of the modulus
    off. A digit is its number cut once less ten times the number cut once more: one division for each."""
    terms, at = [], 0
    for column, places in columns:
        last, *others = weights[at : at + places][::-1]
        terms.append(f"{column}{f' % {modulus}' if 10**places * modulus > _MOST else ''} * {last}")
        for place, (before, weight) in enumerate(pairwise((last, *others)), start=1):
            if many := (weight - 10 * before) % modulus:
                terms.append(f"{column} // {10**place} * {many}")
        at += places
    return " + ".join(terms)


_MOST = 2**31  # what an INT of the engine holds
_AREA, _BORN, _TURN = ("area", 6), ("born", 8), ("turn", 3)
#: What the check character of seventeen digits stands for (X is 10); the birth's share (`share`) is in the table of days.
CHECK = f"(12 - ({_weighed(numbers.WEIGHTS[:6], 11, [_AREA])} + share + {_weighed(numbers.WEIGHTS[14:], 11, [_TURN])}) % 11) % 11"
THIRDS = """(whole // 100000000000)::INT AS area, (whole // 1000 % 100000000)::INT AS born, (whole % 1000)::INT AS turn"""
#: The place of a birth in the table of days; 0 where it can be none.
SPOT = """CASE WHEN born // 10000 BETWEEN 1900 AND 2099 AND born % 10000 < 1232
    THEN (born // 10000 - 1900) * 1232 + born % 10000 ELSE 0 END AS spot"""
#: All places, and of the days of the years 1900-2099 their share of the check character. A dense table of small keys is
#: joined as fast as an array is read.
DAYS = f"""
  SELECT spot, born, CASE WHEN month BETWEEN 1 AND 12 AND day BETWEEN 1 AND 30 + (month + month // 8) % 2 AND
      (month <> 2 OR day <= 28 OR (day = 29 AND year % 4 = 0 AND (year % 100 <> 0 OR year % 400 = 0)))
      THEN ({_weighed(numbers.WEIGHTS[6:14], 11, [_BORN])}) % 11 END AS share
  FROM (SELECT *, year * 10000 + month * 100 + day AS born
        FROM (SELECT range::INT AS spot, 1900 + spot // 1232 AS year, spot % 1232 // 100 AS month, spot % 1232 % 100 AS day
              FROM range(200 * 1232)))"""
#: The days of most people alive, by the eight digits less `SINCE`: near enough together for the engine to read them as
#: an array. Other days are found with the odd rows.
SINCE, UNTIL = 19250000, 20290000
USUAL_DAYS = f"""
  SELECT range::INT AS day, share FROM range({UNTIL - SINCE + 1}) LEFT JOIN days ON born = {SINCE} + range"""


def _credit_holds(text: str) -> str:
    """`numbers.credit_holds`, in SQL."""
    place = f"(strpos('{_CREDIT_LETTERS}', substr({text}, {{n}}, 1)) - 1)"
    total = " + ".join(f"{place.format(n=n)} * {pow(3, n - 1, 31)}" for n in range(1, 18))
    return f"((31 - ({total}) % 31) % 31 = {place.format(n=18)})"


def organisation(text: str) -> str:
    """Whether a text is a credit code that holds."""
    return f"starts_with({text}, '9') AND regexp_full_match({text}, '{_CREDIT}') AND {text} <> '999999999999999999' AND {_credit_holds(text)}"


#: The same of a code whose first sixteen places are digits (`whole` with a zero behind them); the other two are looked at.
_PLACE = f"(strpos('{_CREDIT_LETTERS}', substr(id_no, {{n}}, 1)) - 1)"
PLAIN_ORGANISATION = f"""area >= 900000 AND whole <> 99999999999999990 AND
    (31 - ({_weighed([pow(3, n, 31) for n in range(17)], 31, [_AREA, _BORN, _TURN])} + {_PLACE.format(n=17)} * {pow(3, 16, 31)}) % 31) % 31 = {_PLACE.format(n=18)}"""


def hashed(text: str) -> str:
    """The key of an organisation: below zero, where no person's is."""
    return f"-(hash({text}) >> 1)::BIGINT - 1"


def code_holds(text: str) -> str:
    """`numbers.code_holds`, in SQL, and no junk."""
    letters = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ"
    total = " + ".join(
        f"(strpos('{letters}', substr({text}, {n}, 1)) - 1) * {w}"
        for n, w in enumerate(numbers.CODE_WEIGHTS, start=1)
    )
    return f"""strlen({text}) = 9 AND regexp_full_match({text}, '{_CODE}') AND replace({text}, substr({text}, 1, 1), '') <> '' AND
        substr('0X987654321', ({total}) % 11 + 1, 1) = substr({text}, 9, 1) AND NOT regexp_full_match({text}, '{_NO_CODES}')"""
