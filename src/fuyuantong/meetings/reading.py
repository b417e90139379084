"""From a YAML text to a kind of meeting: form and relations, all problems in one pass, each with its line."""

from __future__ import annotations

from collections.abc import Callable, Collection
from functools import lru_cache

from fuyuantong.definitions.problems import DefinitionRefused, Problem
from fuyuantong.definitions.reading import read_root
from fuyuantong.definitions.shapes import Report
from fuyuantong.meetings.kinds import Entering, Kind, Nature, Outcome, Sort
from fuyuantong.meetings.vocabulary import FACTS, KIND, SECTIONS

HUNDRED = 100
_DECIDES = frozenset({Sort.REGULAR, Sort.SPECIAL, Sort.WORKING})
_Say = Callable[[int, str, str], None]


def examine(
    text: str,
    file: str = "会议",
    *,
    mechanisms: Collection[str] | None = None,
    registers: Collection[str] | None = None,
) -> tuple[Kind | None, list[Problem]]:
    """Return what could be read and what is wrong with it. `mechanisms`, `registers`: codes that exist."""
    report = Report(file, sections=SECTIONS)
    values = read_root(report, KIND, text)
    if values is None:
        return None, sorted(report.problems)
    kind = Kind(**values)
    if not report.problems:
        _relations(kind, report.add, mechanisms, registers)
    return kind, sorted(report.problems)


def examined(
    text: str,
    file: str = "会议",
    *,
    mechanisms: Collection[str] | None = None,
    registers: Collection[str] | None = None,
) -> Kind:
    """Return the kind of a text without any problem, or raise DefinitionRefused with all of them."""
    kind, problems = examine(text, file, mechanisms=mechanisms, registers=registers)
    if kind is None or problems:
        raise DefinitionRefused(problems)
    return kind


@lru_cache(maxsize=256)
def known_kind(text: str) -> Kind:
    """The kind of a published text, read once for the process."""
    return examined(text)


def _relations(
    kind: Kind, say: _Say, mechanisms: Collection[str] | None, registers: Collection[str] | None
) -> None:
    _nature(kind, say)
    if kind.mechanism and mechanisms is not None and kind.mechanism not in mechanisms:
        say(1, "E-DEF-MECHANISM", f"交办机制“{kind.mechanism}”不存在。")
    for rule in kind.quorum:
        if (rule.percent is None) == (rule.units is None):
            say(rule.line, "E-DEF-QUORUM", f"“{rule.key}”须写“百分之”或“至少”之一。")
        elif rule.percent is not None and rule.percent > HUNDRED:
            say(rule.line, "E-DEF-QUORUM", f"“{rule.key}”超过百分之百。")
    for entry in kind.entering:
        _entering(entry, say, registers)


def _nature(kind: Kind, say: _Say) -> None:
    if kind.nature is Nature.DECISION and kind.sort not in _DECIDES:
        say(1, "E-DEF-KIND", "会商、听证、发布、研讨不作决定：性质不能写“议定”。")
    if kind.mechanism and kind.nature not in {Nature.DECISION, Nature.CONSULTATION}:
        say(1, "E-DEF-KIND", "只有议定和会商的事项可以交办。")
    if kind.sort is Sort.REGULAR and kind.every is None:
        say(1, "E-DEF-MISSING", "定期会议须写“频次”。")
    if kind.consent and not kind.conveners:
        say(1, "E-DEF-MISSING", "须请示的会议须写“召集”。")
    if Outcome.AGREED not in kind.outcomes:
        say(1, "E-DEF-MISSING", "“结果”须包括“同意”。")


def _entering(entry: Entering, say: _Say, registers: Collection[str] | None) -> None:
    if registers is not None and entry.register not in registers:
        say(entry.line, "E-DEF-REGISTER", f"“{entry.key}”的台账“{entry.register}”不存在。")
    for column, fact in entry.columns:
        if fact not in FACTS:
            words = f"“{column}”不能取“{fact}”，可以取：{'、'.join(FACTS)}。"
            say(entry.line, "E-DEF-UNKNOWN", words)
