"""What is wrong with a definition: one line of a report, in the words of its author."""

from __future__ import annotations

from dataclasses import dataclass

from fuyuantong.common.refusals import FieldError, Refusal


@dataclass(frozen=True, slots=True, order=True)
class Problem:
    """`line` is 1-based, 0 for the whole file; `code` is stable; `sentence` and `hint` are for people."""

    file: str
    line: int
    code: str
    sentence: str
    hint: str = ""

    def __str__(self) -> str:
        place = f"{self.file}:{self.line}" if self.line else self.file
        return f"{place} {self.code} {self.sentence}{self.hint}"


class DefinitionRefused(Refusal):
    """The definition cannot be read, checked or rehearsed; carries all problems found, in order of lines."""

    def __init__(self, problems: list[Problem]) -> None:
        self.problems = tuple(sorted(problems))
        first = self.problems[0]
        errors = [
            FieldError(p.code, p.sentence, pointer="source", hint=p.hint, line=p.line) for p in self.problems
        ]
        super().__init__(
            "E-DEFINITION",
            f"定义有 {len(self.problems)} 处问题，第 {first.line} 行：{first.sentence}",
            hint="请按所列行号修改后再检查。",
            errors=errors,
        )
