"""Short forms in conditions: `适用: 综合治理类` means that the one field with that option has that value."""

from __future__ import annotations

from dataclasses import replace

from fuyuantong.definitions.kinds import Clock, Cycle, FieldType, Mechanism
from fuyuantong.definitions.problems import Problem


def with_full_conditions(mechanism: Mechanism, file: str) -> tuple[Mechanism, list[Problem]]:
    """Write the short forms out; a word that is an option of several fields is a problem."""
    problems: list[Problem] = []
    clocks = tuple(replace(c, applies=_full(mechanism, c, file, problems)) for c in mechanism.clocks)
    cycles = tuple(replace(c, applies=_full(mechanism, c, file, problems)) for c in mechanism.cycles)
    return replace(mechanism, clocks=clocks, cycles=cycles), problems


def _full(mechanism: Mechanism, part: Clock | Cycle, file: str, problems: list[Problem]) -> str:
    word = part.applies
    if not word.isidentifier() or word in {field.key for field in mechanism.fields}:
        return word
    owners = [field for field in mechanism.fields if word in field.options]
    if len(owners) == 1:
        key = owners[0].key
        return f"'{word}' in {key}" if owners[0].type is FieldType.CHOICES else f"{key} == '{word}'"
    names = "、".join(field.key for field in owners)
    says = f"是几个字段的选项：{names}" if owners else "不是任何字段的选项"
    sentence = f"“{part.key}”的适用“{word}”{says}。"
    problems.append(
        Problem(file, part.line, "E-DEF-APPLIES", sentence, "请写成条件，例如 建议类型 == '综合治理类'。")
    )
    return ""
