"""Targets that nobody may be set without a second look: which items carry one, and why.

The words are data (`library/guardrails/targets.yaml`): "fewer cases" is never a target set on a court or on
filing, and rates of reversal never rank judges. A hit is a question to a person, not a verdict.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from fuyuantong import library
from fuyuantong.common.yaml_text import read_yaml

RULES = Path(next(iter(library.__path__))) / "guardrails" / "targets.yaml"
NEAR = 24
"""How many characters may stand between what is measured and which way it is to go."""
AROUND = 4
"""How far before and behind a hit an exception still counts (不得以｜压降案件｜积压)."""
COURT = "court"
COURT_WORD = "法院"
"""What a court is called to the rules, whatever the paper or the directory calls it."""
_SENTENCE = re.compile(r"[。；;！？!?\n]+")


@dataclass(frozen=True, slots=True)
class Rule:
    """One line of the table; empty `units`, `ways` or `people` ask for nothing."""

    code: str
    reason: str
    advice: str
    basis: str
    measures: tuple[str, ...]
    units: tuple[str, ...] = ()
    ways: tuple[str, ...] = ()
    people: tuple[str, ...] = ()
    exceptions: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Caution:
    """A passage of an item that a person must correct or answer for."""

    code: str
    text: str
    reason: str
    advice: str
    basis: str


@cache
def rules() -> tuple[Rule, ...]:
    """The delivered table."""
    names = {"指标": "measures", "单位": "units", "方向": "ways", "对象": "people", "例外": "exceptions"}
    return tuple(
        Rule(
            code=row["代码"],
            reason=row["理由"],
            advice=row["建议"],
            basis=row["依据"],
            **{attr: tuple(row.get(name, ())) for name, attr in names.items()},
        )
        for row in read_yaml(RULES.read_text("utf-8"))
    )


def cautions(texts: Sequence[str], owners: Sequence[str]) -> list[Caution]:
    """What is to be asked about an item with these texts, led by or in charge of units of these names."""
    found: dict[tuple[str, str], Caution] = {}
    for rule in rules():
        if rule.units and not any(word in name for name in owners for word in rule.units):
            continue
        for sentence in _sentences(texts):
            if hit := _hit(rule, sentence):
                found[rule.code, hit] = Caution(rule.code, hit, rule.reason, rule.advice, rule.basis)
    return list(found.values())


def _sentences(texts: Sequence[str]) -> Iterator[str]:
    for text in texts:
        yield from filter(None, (part.strip() for part in _SENTENCE.split(text)))


def _hit(rule: Rule, sentence: str) -> str:
    """The passage of a sentence that the rule means, or nothing."""
    if rule.people and not any(word in sentence for word in rule.people):
        return ""
    for start, end in _places(sentence, rule.measures):
        if not rule.ways:
            return sentence[:200]
        for first, last in _places(sentence, rule.ways):
            near = max(first - end, start - last) <= NEAR
            passage = sentence[max(min(start, first) - AROUND, 0) : max(end, last) + AROUND]
            if near and not any(word in passage for word in rule.exceptions):
                return sentence[min(start, first) : max(end, last)]
    return ""


def _places(sentence: str, words: Sequence[str]) -> list[tuple[int, int]]:
    return [match.span() for word in words for match in re.finditer(re.escape(word), sentence)]
