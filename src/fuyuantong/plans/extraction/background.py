"""What an item tells of the state of things before it says what is to be done.

    item  := (background | duty)*
    background := 基本情况: … up to the next line | whatever precedes 整改措施: or 整改目标:

Figures and dates in it were found, not promised.
"""

from __future__ import annotations

import re

from fuyuantong.plans.extraction.flow import Flow

_STATE = re.compile(r"(?:情况|现状|问题(?:表现|描述)?) ?[:\]]")
_WHICH = re.compile(r"\s*\[?(?:基本|现实|目前|有关|存在的?|主要|突出|反馈|具体|问题)?")
_FAR = 12
_MENDS = re.compile(r"(?:^|(?<=[\n。;]))\s?\[?整改(?:措施|目标|任务|要求|举措)\s?[:\]]")

Stretch = tuple[Flow, int, int]


def duties(stretches: list[Stretch]) -> list[Stretch]:
    """The stretches of an item's running text without its background."""
    first = 0
    for n, (flow, i, j) in enumerate(stretches):
        if flow.text.find("整改", i, j) >= 0:
            m = _MENDS.search(flow.text, i, j)
            if m:
                stretches = [*stretches[:n], (flow, m.end(), j), *stretches[n + 1 :]]
                first = n
                break
    return [s for stretch in stretches[first:] for s in _told(*stretch)]


def _told(flow: Flow, i: int, j: int) -> list[Stretch]:
    """A stretch without the lines that a label of the state of things begins."""
    if not _STATE.search(flow.text, i, j):
        return [(flow, i, j)]
    parts: list[Stretch] = []
    p = i
    for m in _STATE.finditer(flow.text, i, j):
        start = max(i, *(flow.text.rfind(c, max(i, m.start() - _FAR), m.start()) + 1 for c in "\n。;"))
        if start >= p and _WHICH.fullmatch(flow.text, start, m.start()):
            parts.append((flow, p, start))
            end = flow.text.find("\n", m.end(), j)
            p = end if end >= 0 else j
    return [part for part in [*parts, (flow, p, j)] if part[1] < part[2]]
