"""Terms that statutes fix (`clocks.library`), against which a definition's clocks are compared.

A clock is compared when its 依据 names source and article. Terms that lie before an event (开庭前三日) or are
least lengths are not deadlines and stay out.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Mapping
from functools import cache

from fuyuantong.clocks.library import Bound, Check, Direction, StatutoryTerm, library_terms
from fuyuantong.definitions.kinds import Basis

_ARTICLE = re.compile(r"(.*?)\s*第\s*([0-9]+)\s*条.*")
_Key = tuple[str, str]


def _key(number: str, article: str) -> _Key:
    digits = re.sub(r"\D", "", article.partition("条")[0])
    return re.sub(r"（.*?）|[\s《》〔〕\[\]]", "", number), digits


@cache
def _rows() -> Mapping[_Key, tuple[StatutoryTerm, ...]]:
    rows: dict[_Key, tuple[StatutoryTerm, ...]] = defaultdict(tuple)
    for row in library_terms().values():
        for name in {row.source_no, row.source_title}:
            rows[_key(name, row.article)] += (row,)
    return dict(rows)


def rows_of(basis: Basis) -> tuple[StatutoryTerm, ...]:
    """The rows of the library that rest on this article; empty when the basis names none."""
    number, article = basis.number or basis.title, basis.article
    if not article and (match := _ARTICLE.fullmatch(basis.title)):
        number, article = match[1], match[2]
    return _rows().get(_key(number, article), ()) if article else ()


def fixed_terms(basis: Basis) -> tuple[StatutoryTerm, ...]:
    """The rows whose term is a deadline after an event."""
    return tuple(
        row
        for row in rows_of(basis)
        if row.term and row.direction is Direction.AFTER and row.bound is Bound.AT_MOST
    )


def is_unchecked(basis: Basis) -> bool:
    """Whether the library knows the article but nobody has checked it against the text in force."""
    rows = rows_of(basis)
    return bool(rows) and all(row.check is not Check.FULL for row in rows)
