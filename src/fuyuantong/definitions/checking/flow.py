"""The flow: it begins, every stage can be reached and left, it ends, every task is sent and can be done."""

from __future__ import annotations

from fuyuantong.definitions.checking.findings import Findings
from fuyuantong.definitions.kinds import Act, FieldType, Joining, Mechanism, Stage, Task
from fuyuantong.definitions.vocabulary.words import OBLIGATION_WORDS


def check_flow(findings: Findings) -> None:
    m = findings.mechanism
    _check_start(findings)
    _check_ends(findings)
    reached = reachable(m)
    for stage in m.stages:
        if stage.key not in reached:
            findings.add(
                stage.line,
                "E-DEF-UNREACHABLE",
                f"阶段“{stage.key}”无法到达。",
                "请让某个动作“到”它，或让某个任务“汇合后”到它。",
            )
        elif not stage.terminal and not _way_out(m, stage):
            hint = "请写一个从它出发的动作，或标明 终点: 是。"
            findings.add(stage.line, "E-DEF-DEAD-END", f"阶段“{stage.key}”没有出路，又不是终点。", hint)
    for act in m.acts:
        _check_act(findings, act)
        _check_by_itself(findings, act)
    for task in m.tasks:
        _check_task(findings, task)


def sources_of(m: Mechanism, act: Act) -> tuple[str, ...]:
    """The stages in which the act may be done."""
    if act.sources:
        return act.sources
    return tuple(stage.key for stage in m.stages if act.reopens or not stage.terminal)


def reachable(m: Mechanism) -> set[str]:
    """Stages that acts and joins lead to from the start."""
    reached = {m.start.key}
    while True:
        before = len(reached)
        done = [act for act in m.acts if reached & set(sources_of(m, act))]
        reached |= {act.target for act in done if act.target}
        sent = _sent_by(m, done)
        reached |= {task.join.then for task in m.tasks if task.key in sent and task.join.then}
        if len(reached) == before:
            return reached


def _sent_by(m: Mechanism, acts: list[Act]) -> set[str]:
    sent = {key for act in acts for key in act.sends}
    return sent | {part for task in m.tasks if task.key in sent for part in task.parts}


def _way_out(m: Mechanism, stage: Stage) -> bool:
    by_act = any(act.target not in {None, stage.key} and stage.key in sources_of(m, act) for act in m.acts)
    return by_act or any(t.join.then and m.stage(t.join.then).order > stage.order for t in m.tasks)


def _check_start(findings: Findings) -> None:
    m = findings.mechanism
    starts = [stage for stage in m.stages if stage.start]
    if len(starts) > 1:
        findings.add(starts[1].line, "E-DEF-START", f"有 {len(starts)} 个起点，只能有一个。")
    if m.start.terminal:
        findings.add(m.start.line, "E-DEF-START", f"起点“{m.start.key}”不能同时是终点。")
    movers = {key for act in m.acts if m.start.key in sources_of(m, act) for key in act.by}
    if not movers and not any(party.may_start for party in m.parties):
        hint = "请给某个参与方写 可发起: 是，或写一个从起点出发的动作。"
        findings.add(m.start.line, "E-DEF-STARTER", "没有任何参与方可以发起。", hint)


def _check_ends(findings: Findings) -> None:
    m = findings.mechanism
    if not any(stage.terminal for stage in m.stages):
        line = m.stages[-1].line
        findings.add(
            line, "E-DEF-TERMINAL", "没有终点阶段，事项永远不会结束。", "请给最后的阶段写 终点: 是。"
        )


def _check_act(findings: Findings, act: Act) -> None:
    m = findings.mechanism
    if act.key in OBLIGATION_WORDS:
        findings.add(
            act.line,
            "E-DEF-RESERVED",
            f"“{act.key}”是承办任务通用的动作，定义里不能重写。",
            "各机制的任务都自带签收、反馈、核验等动作。",
        )
    if act.target in act.sources:
        findings.add(
            act.line,
            "E-DEF-LOOP",
            f"动作“{act.key}”从“{act.target}”又到“{act.target}”。",
            "不改变阶段的动作不写“到”。",
        )
    ends = [key for key in act.sources if m.stage(key).terminal]
    if ends and not act.reopens:
        hint = "确需重新启动的，请写 可重启: 是。"
        findings.add(act.line, "E-DEF-TERMINAL-EXIT", f"动作“{act.key}”从终点“{ends[0]}”出发。", hint)


def _check_by_itself(findings: Findings, act: Act) -> None:
    """An act that follows 销号 by itself is given words and nothing else."""
    texts = {FieldType.TEXT, FieldType.LONG_TEXT}
    types = {field.key: field.type for field in findings.mechanism.fields}
    wrong = [key for key in act.requires if key in types and types[key] not in texts]
    if act.after_write_off and wrong:
        findings.add(
            act.line, "E-DEF-BY-ITSELF", f"动作“{act.key}”在全部销号后自动办理，须填的“{wrong[0]}”不是文本。"
        )


def _check_task(findings: Findings, task: Task) -> None:
    m = findings.mechanism
    where = f"任务“{task.key}”"
    sent = _sent_by(m, list(m.acts)) | {cycle.task for cycle in m.cycles}
    if task.key not in sent:
        findings.add(
            task.line, "E-DEF-UNSENT", f"{where}没有任何动作、周期派出。", "请在某个动作写 派出任务。"
        )
    owner = m.party(task.owner)
    if task.verifier == task.owner:
        findings.add(task.line, "E-DEF-SELF-VERIFY", f"{where}由承办方“{task.owner}”自己核验。")
    if task.ends_by_reply and (task.verify_clock or task.write_off):
        what = "核验期限" if task.verify_clock else "销号"
        findings.add(
            task.line,
            "E-DEF-NO-VERIFIER",
            f"{where}写了核验: 无，反馈即办结，不能再写“{what}”。",
            f"请写明由谁核验，或删去“{what}”。",
        )
    if task.verifier and m.party(task.verifier).optional:
        hint = f"请去掉“{task.verifier}”的 可空，或换一个核验方。"
        findings.add(
            task.line, "E-DEF-VERIFIER", f"{where}的核验方“{task.verifier}”可以没有，任务将无法办结。", hint
        )
    if task.join.how is Joining.SOME and task.join.n > 1 and not owner.many:
        findings.add(
            task.line, "E-DEF-JOIN-COUNT", f"{where}要 {task.join.n} 个汇合，但“{task.owner}”只能有一个单位。"
        )
    if task.key in _nested(m, task):
        findings.add(task.line, "E-DEF-CYCLE", f"{where}的配合任务又绕回到它自己。")
    if task.waits_for_parts and not task.parts:
        findings.add(task.line, "E-DEF-PARTS", f"{where}写了“等待配合”，却没有配合任务。")
    _check_join(findings, task, where)


def _nested(m: Mechanism, task: Task) -> set[str]:
    found: set[str] = set()
    waiting = list(task.parts)
    while waiting:
        key = waiting.pop()
        if key not in found:
            found.add(key)
            waiting += m.task(key).parts
    return found


def _check_join(findings: Findings, task: Task, where: str) -> None:
    """A join only moves forward: its stage must come after the stage in which the task is sent."""
    m = findings.mechanism
    if task.join.then is None:
        return
    then = m.stage(task.join.then)
    for act in m.acts:
        if task.key not in _sent_by(m, [act]):
            continue
        stages = [act.target] if act.target else list(sources_of(m, act))
        if all(m.stage(key).order >= then.order for key in stages):
            findings.add(
                task.line,
                "E-DEF-JOIN-BACK",
                f"{where}由“{act.key}”派出后已在“{stages[0]}”，不能汇合到在前的“{then.key}”。",
                "阶段请按先后排列；汇合只向前。",
            )
