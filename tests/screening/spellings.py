"""Rows read as whole files are, held against what the counter's functions say of each; and rows at random, as files have them."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Sequence
from functools import partial
from random import Random
from typing import Any, NamedTuple
from unittest.mock import patch

import duckdb
import numpy as np

from fuyuantong.screening.bulk import spelling
from fuyuantong.screening.bulk.native.shape import BLANK, OLD, PERSON, TOLD
from fuyuantong.screening.bulk.spelling import LIST, ROWS, Kind, name_hash_of
from fuyuantong.screening.matching import names, numbers
from fuyuantong.screening.matching.judging import Subject, subject

#: The entries of a file as they are read, nothing done with them.
every = partial(spelling.spelled, then=np.asarray)

#: A birth that the machine takes without asking whether there is such a day: a candidate more, which `judge` refuses.
_UNASKED = re.compile("[0-9]{4}(-[0-9]{2}-[0-9]{2})?")


class Row(NamedTuple):
    """A row as both kinds of files have it: `birth` is a date as text, or a record's year."""

    kind: str | None
    name: str | None
    number: str | None
    birth: str | int | None = None
    province: str | None = None


class Read(NamedTuple):
    """The entries of each row, and kind, name and number of those rows that `matching` had to read."""

    entries: list[list[Any]]
    left: list[tuple[Any, ...]]


def read(rows: Sequence[Row], kind: Kind = ROWS, *, whole: bool = False) -> Read:
    """What is spelled of the rows of one file."""
    columns = {
        "kind": _texts(row.kind for row in rows),
        "name": _texts(row.name for row in rows),
        "id_no": _texts(row.number for row in rows),
        "birth": _texts(None if row.birth is None else str(row.birth) for row in rows),
        "province": _texts(row.province for row in rows),
    }
    birth = "birth::VARCHAR AS birth" if kind is ROWS else "birth::SMALLINT AS birth_year"
    con = duckdb.connect()
    con.register("given", {"file_row_number": np.arange(len(rows)), **columns})
    con.execute(f"""CREATE TABLE source AS SELECT file_row_number, kind::VARCHAR AS kind, name::VARCHAR AS name,
        id_no::VARCHAR AS id_no, {birth}, province::VARCHAR AS province FROM given""")
    found: list[list[Any]] = [[] for _ in rows]
    left: list[tuple[Any, ...]] = []

    def asked(*texts: Any, **more: Any) -> Subject:
        left.append(texts)
        return subject(*texts, **more)

    with patch.object(spelling, "subject", asked):
        for part in every(con, "source", kind, whole=whole):
            for entry in part:
                found[entry["no"]].append(entry)
    con.close()
    return Read(found, left)


def _texts(texts: Any) -> Any:
    return np.array([*texts, None], dtype=object)[:-1]


def differing(rows: Sequence[Row], kind: Kind = ROWS, *, but_left: bool = False) -> list[Any]:
    """The rows of which a whole file says something else than the counter: none, as it should be. With `but_left` those are
    passed by that `matching` read in any case."""
    alike = _Alike()
    odd = []
    found = read(rows, kind)
    passed = set(found.left) if but_left else set()
    for row, entries in zip(rows, found.entries, strict=True):
        if row[:3] in passed:
            continue
        side = said_of(row, kind)
        faults = sorted({fault for entry in entries for fault in _faults(row, side, entry, kind, alike)})
        flags = PERSON if side.kind == "P" else 0
        keys = Counter(name_hash_of(key, flags) for key in side.names) or Counter([0])
        if Counter(int(entry["name"]) for entry in entries) != keys:
            faults.append("name")
        if faults:
            odd.append((row, faults, side))
    return odd


def said_of(row: Row, kind: Kind) -> Subject:
    """What the counter reads."""
    if kind is LIST:
        return subject(row.kind, row.name, row.number, year=row.birth, province=row.province)
    return subject(row.kind, row.name, row.number, birth=row.birth, province=row.province)  # type: ignore[arg-type]


class _Alike:
    """Texts that stand as numbers: equal ones as the same number, others as others."""

    def __init__(self) -> None:
        self._met: dict[tuple[str, Any], Any] = {}

    def __call__(self, what: str, text: str, number: int) -> bool:
        there = self._met.setdefault((what, text), number) == number
        return there and self._met.setdefault((what, number), text) == text


def _faults(row: Row, side: Subject, entry: Any, kind: Kind, alike: _Alike) -> list[str]:
    number = side.number
    person = side.kind == "P"
    flags = (
        PERSON * person
        | OLD * (number.shape == numbers.OLD)
        | BLANK * (number.shape in {numbers.NONE, numbers.PARTIAL})
        | TOLD * (number.shape != numbers.NONE)
    )
    right = {"flags": entry["flags"] == flags, "place": _place(side, int(entry["place"]), alike)}
    if number.shape in numbers.PERSON_KEYS:
        right["key"] = entry["key"] == int(number.key[:17])
    elif number.key:
        key, whole = int(entry["key"]), int(entry["whole"])
        right["key"] = key < 0 and alike("key", number.key, key) and alike("whole", number.text, whole)
    else:
        right["key"] = entry["key"] == 0
    for word, end in (("head", number.text[:6]), ("tail", number.text[-4:])):
        seen = person and end and "*" not in end
        right[word] = alike(word, end, int(entry[word])) if seen else entry[word] < 0
    if person and not (kind is ROWS and not side.birth and _UNASKED.fullmatch(str(row.birth))):
        right["born"], right["year"] = (
            entry["born"] == int(side.birth or 0),
            entry["year"] == int(side.year or 0),
        )
    return [word for word, is_right in right.items() if not is_right]


def _place(side: Subject, place: int, alike: _Alike) -> bool:
    return alike("place", side.province, place) if side.province else place == 0


def resident(draw: Random) -> str:
    """A person's number, mostly of a likely day."""
    day = f"{draw.choice((1899, 1900, 1949, 1983, 2000, 2004, 2099, 2100))}{draw.randint(0, 13):02}{draw.randint(0, 32):02}"
    if draw.random() < 0.8:
        day = f"{draw.randint(1900, 2026)}{draw.randint(1, 12):02}{draw.randint(1, 28):02}"
    body = f"{draw.choice(('110105', '150521', '011105', '990101', '910105'))}{day}{draw.randint(0, 999):03}"
    return body + numbers.check_of(body)


def organisation(draw: Random) -> str:
    """An organisation code."""
    figures = "0123456789" if draw.random() < 0.4 else "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ"
    body = "".join(draw.choices(figures, k=8))
    return next(body + last for last in "0123456789X" if numbers.code_holds(body + last))


def credit(draw: Random) -> str:
    """A credit code."""
    figures = "0123456789" if draw.random() < 0.3 else "".join(numbers.CREDIT_DIGITS)
    body = draw.choice(("91", "92", "93", "52", "11", "Y1")) + "".join(draw.choices(figures, k=15))
    return next(
        (body + last for last in numbers.CREDIT_DIGITS if numbers.credit_holds(body + last)), body + "0"
    )


def _places(draw: Random, text: str) -> tuple[int, int]:
    first = draw.randint(0, len(text))
    return first, draw.randint(first, len(text))


def _hidden(draw: Random, text: str) -> str:
    first, last = draw.choice(((6, 14), (10, 14), (6, 12), (4, 14), _places(draw, text)))
    many = draw.choice((last - first, last - first, 4, 3, 1))
    return text[:first] + draw.choice("***●●•×X?＊#x") * many + text[last:]


def _slipped(draw: Random, text: str) -> str:
    first, last = _places(draw, text)
    return text[:first] + draw.choice("0123456789XAIOZ(") + text[min(last, first + 1) :]


def _swapped(draw: Random, text: str) -> str:
    first, _ = _places(draw, text)
    return text[:first] + text[first : first + 2][::-1] + text[first + 2 :]


def _cut(draw: Random, text: str) -> str:
    first, last = _places(draw, text)
    return draw.choice(
        (text[:-1], text[1:], text[:first], text[first:], text[:first] + text[last:], text[:17])
    )


_BLANKS = " \t\n\u3000\u00a0\u200b\u2060\ufeff\u00ad-‐–—―−_./\\'\"`·:：,，"
_STRANGE = "①½ﾞ\u0301\u3099🙂𠮷甄无号Ⅷªｶé²٣\x00\x01\x1f\x7f锟\ufffd×÷Ａａ＊〇（）()+#~"


def _sprinkled(draw: Random, text: str, what: str) -> str:
    for _ in range(draw.randint(1, 3)):
        first, _ = _places(draw, text)
        text = text[:first] + draw.choice(what) + text[first:]
    return text


def _wide(draw: Random, text: str) -> str:
    first, last = draw.choice(((0, len(text)), _places(draw, text)))
    return "".join(
        chr(ord(c) + 0xFEE0) if first <= i < last and "!" <= c <= "~" else c for i, c in enumerate(text)
    )


_CHANGES: tuple[Callable[[Random, str], str], ...] = (
    _hidden, _hidden, _slipped, _swapped, _cut, _wide,
    lambda draw, text: _sprinkled(draw, text, _BLANKS),
    lambda draw, text: _sprinkled(draw, text, _STRANGE),
    lambda _, text: text.lower(),
    lambda draw, text: draw.choice(("0", "1", "00", "ID", "E", " ")) + text,
    lambda draw, text: text + draw.choice(("", "X", "x", "*", "0", "（甄有信）")),
)  # fmt: skip
_RUNS = (
    "123456789",
    "1234567890",
    "0123456789",
    "23456789",
    "123",
    "110",
    "0",
    "1",
    "X",
    "x",
    "9",
    "无",
    "*",
    "×",
    "-",
)


def number(draw: Random) -> str | None:
    """What may stand in the column of the number."""
    kind = draw.random()
    if kind < 0.12:
        return draw.choice(_RUNS) * draw.randint(0, 19) + draw.choice(("", "", "0", "1", "X"))
    if kind < 0.2:
        passport = "".join(draw.choices("EGHKPAC", k=draw.randint(0, 4))) + "".join(
            draw.choices("0123456789()A", (6,) * 10 + (1,) * 3, k=draw.randint(4, 13))
        )
        return draw.choice((passport, passport.lower(), None))
    text = draw.choice((resident, resident, resident, credit, organisation))(draw)
    if len(text) == 18 and draw.random() < 0.2:
        text = text[:6] + text[8:17]
    for _ in range(draw.choice((0, 1, 1, 1, 2, 3))):
        text = draw.choice(_CHANGES)(draw, text)
    return text


_HAN = "甄郑阿依登塔拉甫新有信友守诺临江市青禾农机材料白水石业店"
_PARTS: tuple[Sequence[str], ...] = (
    _HAN, _HAN, _HAN, "·•．.・‧∙⋅●-—_/*，。、’ \u3000\t", "()（）[]【】〔〕〈〉《》<>｛｝{}＜＞",
    ("（原名", "（曾用名：", "(又名", "（别名為", "（原", "（ 曾用名:", "[曾用名", "（男）", "（已故）", "（負責人）", "（法人", "（1）", "（Ａ）"),
    ("有限公司", "有限责任公司", "股份", "集团", "公司", "责任", "有限公", "有限责任公", "合作社", "专业", "农民", "有限責任公司"),
    [word for form in names.FORMS for word in form], names.CUT_FORMS, sorted(names.NO_NAME), "ABCxyzＡｚ１2", _STRANGE,
    "\ufffd锟斤拷烫屯Ã", "㐀䶮龑龥龦鿿﨑豈\ue000髙〇々㈱℃",
)  # fmt: skip


def name(draw: Random) -> str | None:
    """What may stand in the column of the name."""
    if draw.random() < 0.03:
        return draw.choice((None, "", "  ", "\u3000", "\x00", "()"))
    variants = [chr(code) for code in names.variants() if code < 0x10000]
    parts = [*_PARTS, variants] if draw.random() < 0.3 else [_HAN, draw.choice((_HAN, variants, *_PARTS))]
    many = draw.choice((1, 2, 3, 4, 6, 8, 8, 20, 50))
    return "".join(draw.choice(draw.choice(parts)) for _ in range(many))


_PROVINCES = (
    "11",
    "11",
    "15",
    "1",
    "110000",
    " 11",
    "11 ",
    "北京市",
    "北",
    "\u300011",
    "\x1f11",
    "",
    " ",
    None,
)


def row(draw: Random, kind: Kind = ROWS) -> Row:
    """A row of a file: its number and its name at random."""
    births = ("1949-12-31", "1949年12月31日", "19491231", "1983-9-5", "1949-02-30", "", None)
    years = (1949, 1983, 85, 0, None)
    return Row(
        draw.choice("PO") if draw.random() < 0.95 else draw.choice((None, "", "X", "p", "PO")),
        name(draw), number(draw), draw.choice(births if kind is ROWS else years),
        draw.choice(_PROVINCES),
    )  # fmt: skip
