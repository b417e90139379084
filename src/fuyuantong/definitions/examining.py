"""The whole examination of a text: form, relations, scenarios; for editor, command line and publishing."""

from __future__ import annotations

from dataclasses import replace
from functools import lru_cache

from fuyuantong.definitions.checking import check
from fuyuantong.definitions.kinds import Mechanism
from fuyuantong.definitions.problems import DefinitionRefused, Problem
from fuyuantong.definitions.reading import read_parts
from fuyuantong.definitions.rehearsal import rehearse


def examine(text: str, file: str = "定义") -> tuple[Mechanism | None, list[Problem]]:
    """Return what could be read and all problems found; scenarios run only on a sound definition."""
    mechanism, problems = _examined(text)
    return mechanism, [replace(problem, file=file) for problem in problems]


@lru_cache(maxsize=1024)
def _examined(text: str) -> tuple[Mechanism | None, tuple[Problem, ...]]:
    """A text that was checked is published and rehearsed by the same answer."""
    file = ""
    mechanism, problems, unread = read_parts(text, file)
    if mechanism is None:
        return None, tuple(problems)
    # What a line already reported for its form says about other parts is only a consequence.
    named = {problem.line for problem in problems}
    related = {problem for problem in check(mechanism, file, unread) if problem.line not in named}
    problems = sorted({*problems, *related})
    return mechanism, tuple(problems or rehearse(mechanism, file))


def examined(text: str, file: str = "定义") -> Mechanism:
    """Return the mechanism of a text without any problem, or raise DefinitionRefused with all of them."""
    mechanism, problems = examine(text, file)
    if mechanism is None or problems:
        raise DefinitionRefused(problems)
    return mechanism
