"""How long a volume is kept, as proposed: a table with its source (`library/retention.yaml`)."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from pathlib import Path

from fuyuantong import library
from fuyuantong.archives.kinds import Retention, Source
from fuyuantong.common.yaml_text import read_yaml

RULES = Path(next(iter(library.__path__))) / "retention.yaml"
_SOURCES = {"计划": Source.PLAN, "会议": Source.MEETING, "事项": Source.MATTER}
_TERMS = {"永久": Retention.PERMANENT, "30年": Retention.LONG, "10年": Retention.SHORT}


@dataclass(frozen=True, slots=True)
class Rule:
    """One line: what it fits (`only` empty: everything of the source), the term, in which words."""

    source: Source
    retention: Retention
    words: str
    only: frozenset[str]


@dataclass(frozen=True, slots=True)
class Rules:
    """The table; `checked` says whether it has been compared with the text of its source."""

    basis: str
    checked: bool
    rows: tuple[Rule, ...]


@cache
def rules() -> Rules:
    """The delivered table."""
    told = read_yaml(RULES.read_text("utf-8"))
    rows = tuple(
        Rule(_SOURCES[row["类别"]], _TERMS[row["期限"]], row["条目"], frozenset(row.get("限于", ())))
        for row in told["规则"]
    )
    return Rules(told["依据"], told["已核对"], rows)


def proposed(source: str, trait: str) -> Rule:
    """The first rule that fits; `trait` is the mechanism's code, or the nature of the meeting."""
    return next(
        rule for rule in rules().rows if rule.source == source and (not rule.only or trait in rule.only)
    )
