"""Where the boxes and arrows of a flow drawing go: stages in layers from left to right."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass

from fuyuantong.definitions.checking.flow import sources_of
from fuyuantong.definitions.kinds import Joining, Mechanism, Task

WIDTH, HEIGHT, GAP_X, GAP_Y, MARGIN = 118, 46, 100, 40, 20


@dataclass(frozen=True, slots=True)
class Edge:
    """From stage to stage; `labels` are the acts (and joins) that lead there."""

    source: str
    target: str
    labels: tuple[str, ...]
    joins: bool = False


@dataclass(frozen=True, slots=True)
class Box:
    key: str
    words: str
    x: int
    y: int
    terminal: bool
    start: bool


def edges(m: Mechanism) -> list[Edge]:
    """All moves between stages, one edge for each pair, in the order of the acts."""
    labels: dict[tuple[str, str], list[str]] = defaultdict(list)
    joined: set[tuple[str, str]] = set()
    for act in m.acts:
        for source in sources_of(m, act):
            if act.target and act.target != source:
                labels[source, act.target].append(act.key)
    for task in m.tasks:
        for source in _open_in(m, task):
            if task.join.then and m.stage(source).order < m.stage(task.join.then).order:
                labels[source, task.join.then].append(_join_words(task))
                joined.add((source, task.join.then))
    return [Edge(*pair, tuple(words), pair in joined) for pair, words in labels.items()]


def _open_in(m: Mechanism, task: Task) -> list[str]:
    """The stages in which a task is sent (a part with the task that carries it)."""
    carriers = {task.key} | {t.key for t in m.tasks if task.key in t.parts}
    found = [
        act.target or source for act in m.acts if carriers & set(act.sends) for source in sources_of(m, act)
    ]
    return list(dict.fromkeys(found))


def _join_words(task: Task) -> str:
    how = {Joining.ALL: "全部", Joining.ANY: "任一", Joining.SOME: f"{task.join.n} 个"}[task.join.how]
    return f"{task.key}（{how}）"


def boxes(m: Mechanism) -> list[Box]:
    """Every stage with its place; a stage stands right of all stages that lead to it."""
    layer = dict.fromkeys((stage.key for stage in m.stages), 0)
    forward = [e for e in edges(m) if m.stage(e.source).order < m.stage(e.target).order]
    for edge in sorted(forward, key=lambda e: m.stage(e.source).order):
        layer[edge.target] = max(layer[edge.target], layer[edge.source] + 1)
    columns: dict[int, list[str]] = defaultdict(list)
    for stage in m.stages:
        columns[layer[stage.key]].append(stage.key)
    tallest = max(len(keys) for keys in columns.values())
    placed = []
    for stage in m.stages:
        keys = columns[layer[stage.key]]
        offset = (tallest - len(keys)) * (HEIGHT + GAP_Y) // 2
        y = MARGIN + offset + keys.index(stage.key) * (HEIGHT + GAP_Y)
        x = MARGIN + layer[stage.key] * (WIDTH + GAP_X)
        placed.append(Box(stage.key, stage.words, x, y, stage.terminal, stage.key == m.start.key))
    return placed
