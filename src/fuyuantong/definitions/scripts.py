"""Reading 推演: the scenarios of a definition. A scenario is a list of steps and expectations:

    - [[2026-01-05, 送达, {被建议单位: [甲局, 乙局]}], [2026-02-02, 回复, 甲局], 仍处: 已送达]
    - 情形: 逾期
      步骤: [[2026-01-05, 送达, {…}], 期限: {回复期限: 2026-03-05}]

A step is [date, act, then a unit and/or a mapping of data]; everything that is a mapping is an expectation.
"""

from __future__ import annotations

from datetime import date
from typing import Any

from yaml.nodes import MappingNode, Node, SequenceNode

from fuyuantong.definitions.kinds import Expectation, ExpectationKind, Scenario, Step
from fuyuantong.definitions.nodes import line_of, pairs, plain, scalar_text
from fuyuantong.definitions.shapes import Report, unknown_key
from fuyuantong.definitions.vocabulary.sections import EXPECTATIONS, SCENARIO_NAME, SCENARIO_STEPS

_STEP_FORM = "每一步写作 [日期, 动作, 单位或 {字段: 值}]。"
_MIN_STEP, _MAX_STEP = 2, 4


def read_scenarios(report: Report, node: Node) -> tuple[Scenario, ...]:
    if not isinstance(node, SequenceNode):
        report.add(node, "E-DEF-SHAPE", "“推演”应逐条列出，每条以“- ”开头。")
        return ()
    scenarios = [_scenario(report, child, number) for number, child in enumerate(node.value, start=1)]
    return tuple(scenario for scenario in scenarios if scenario)


def _scenario(report: Report, node: Node, number: int) -> Scenario | None:
    name, steps_node = f"情形 {number}", node
    if isinstance(node, MappingNode):
        keys = {key: value for key, _, value in pairs(node)}
        for key, key_node, _ in pairs(node):
            if key not in {SCENARIO_NAME, SCENARIO_STEPS}:
                unknown_key(report, f"推演·{name}", key, key_node, [SCENARIO_NAME, SCENARIO_STEPS])
        name = scalar_text(keys[SCENARIO_NAME]) or name if SCENARIO_NAME in keys else name
        steps_node = keys.get(SCENARIO_STEPS, node)
    if not isinstance(steps_node, SequenceNode):
        report.add(node, "E-DEF-SHAPE", f"“推演·{name}”应写成步骤的列表。", _STEP_FORM)
        return None
    lines: list[Step | Expectation] = []
    for child in steps_node.value:
        lines += _line(report, name, child)
    return Scenario(name=name, steps=tuple(lines), line=line_of(node))


def _line(report: Report, name: str, node: Node) -> list[Step | Expectation]:
    if isinstance(node, MappingNode):
        return _expectations(report, name, node)
    if isinstance(node, SequenceNode):
        step = _step(report, name, node)
        return [step] if step else []
    report.add(node, "E-DEF-STEP", f"“推演·{name}”里有一步看不懂。", _STEP_FORM)
    return []


def _step(report: Report, name: str, node: SequenceNode) -> Step | None:
    values = [plain(child) for child in node.value]
    shaped = (
        _MIN_STEP <= len(values) <= _MAX_STEP and isinstance(values[0], date) and isinstance(values[1], str)
    )
    if not shaped:
        report.add(node, "E-DEF-STEP", f"“推演·{name}”里有一步看不懂。", _STEP_FORM)
        return None
    unit = next((value for value in values[2:] if isinstance(value, str)), "")
    data: dict[str, Any] = next((value for value in values[2:] if isinstance(value, dict)), {})
    return Step(on=values[0], act=values[1], unit=unit, data=tuple(data.items()), line=line_of(node))


def _expectations(report: Report, name: str, node: MappingNode) -> list[Step | Expectation]:
    found: list[Step | Expectation] = []
    for key, key_node, value in pairs(node):
        kind = EXPECTATIONS.get(key)
        if kind is None:
            unknown_key(report, f"推演·{name}", key, key_node, list(EXPECTATIONS))
        elif kind is ExpectationKind.REFUSED:
            step = _step(report, name, value) if isinstance(value, SequenceNode) else None
            if step is None:
                report.add(key_node, "E-DEF-STEP", f"“推演·{name}”的“被拒”后应写一步。", _STEP_FORM)
            else:
                found.append(Expectation(kind, step, line_of(key_node)))
        else:
            found.append(Expectation(kind, plain(value), line_of(key_node)))
    return found
