"""What may not be ranked and what may not be a target: words as data (`library/guardrails/figures.yaml`)."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from fuyuantong import library
from fuyuantong.common.yaml_text import read_yaml
from fuyuantong.indicators.kinds import Indicator

RULES = Path(next(iter(library.__path__))) / "guardrails" / "figures.yaml"
RANKING, TARGET = "排名", "目标"


@dataclass(frozen=True, slots=True)
class Rule:
    """One line of the table."""

    code: str
    words: tuple[str, ...]
    forbids: frozenset[str]
    reason: str
    advice: str
    basis: str


@cache
def rules() -> tuple[Rule, ...]:
    """The delivered table."""
    return tuple(
        Rule(row["代码"], tuple(row["词"]), frozenset(row["禁"]), row["理由"], row["建议"], row["依据"])
        for row in read_yaml(RULES.read_text("utf-8"))
    )


def forbidden(indicator: Indicator, what: str) -> Iterator[Rule]:
    """The rules that forbid to rank by this indicator (`RANKING`) or to set it a target (`TARGET`)."""
    text = f"{indicator.name} {indicator.rule} {indicator.family}"
    return (rule for rule in rules() if what in rule.forbids and any(word in text for word in rule.words))
