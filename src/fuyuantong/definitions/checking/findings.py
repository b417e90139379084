"""The problems found so far, and the sets of names that the checks compare with."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Protocol

from fuyuantong.definitions.kinds import Mechanism
from fuyuantong.definitions.problems import Problem


class _Named(Protocol):
    @property
    def key(self) -> str: ...


@dataclass(slots=True)
class Findings:
    mechanism: Mechanism
    file: str
    unread: frozenset[str] = frozenset()
    problems: list[Problem] = field(default_factory=list)

    def add(self, line: int, code: str, sentence: str, hint: str = "") -> None:
        self.problems.append(Problem(self.file, line, code, sentence, hint))

    def names(self, kind: str) -> tuple[str, ...]:
        """All keys of a kind (阶段, 参与方 …), in the order written."""
        m = self.mechanism
        parts: dict[str, Sequence[_Named]] = {
            "阶段": m.stages,
            "参与方": m.parties,
            "字段": m.fields,
            "任务": m.tasks,
            "期限": m.clocks,
            "动作": m.acts,
            "文书": m.letters,
        }
        return tuple(part.key for part in parts[kind])

    def known(self, kind: str, name: str | None, line: int, where: str) -> bool:
        """Report a name that the definition does not have; a near name is offered."""
        if name is None or name in self.names(kind) or name in self.unread:
            return True
        self.add(line, "E-DEF-UNKNOWN", f"{where}提到的{kind}“{name}”不存在。", self._have(kind))
        return False

    def _have(self, kind: str) -> str:
        names = self.names(kind)
        return f"已有：{'、'.join(names)}。" if names else f"定义里还没有写{kind}。"
