"""How a title is broken into lines: whole words, 梯形 or 菱形, never a word torn apart (7.3.1)."""

from __future__ import annotations

import re
from dataclasses import replace

from fuyuantong.documents.official.kinds import Cell, Grid

WIDE = 442
"""156 mm in points."""
FORM_COLUMNS = 6
"""A form of more columns is set in 12 pt, others in 14 pt."""
LINE = 19
"""Characters of 二号 (22 pt) in 156 mm, with one to spare."""
_ATOMS = re.compile(
    r"《[^》]{1,15}》|“[^”]{1,15}”|〔\d{4}〕|\d{4}年(?:第\d季度|[上下]半年|度)?|[0-9A-Za-z.%]+"
    r"|行政(?:机关|诉讼|审判|复议|执法)"
    r"|出庭应诉|司法建议书?|检察建议书?|知识产权|环境资源|风险提示|白皮书|通报|联动|任务|落实|督查|法治建设|绩效|考核"
    r"|关于|[的和与及、]|有关|情况|工作|建议书?|意见书?"
    r"|单位|领导|事项|研究|反馈|办公室|负责人|召集人|审批|.",
)
_NOT_FIRST = set("》”）〕、，。的和与及：")
_NOT_LAST = set("《“（〔")


def title_lines(title: str, most: int = LINE) -> tuple[str, ...]:
    """Break a title; line feeds that a person wrote are kept."""
    if "\n" in title:
        return tuple(line.strip() for line in title.splitlines() if line.strip())
    count = -(-len(title) // most)
    if count <= 1:
        return (title,)
    lines: list[str] = []
    rest = title
    for left in range(count, 1, -1):
        at = _cut(rest, -(-len(rest) // left), most)
        lines.append(rest[:at])
        rest = rest[at:]
    return (*lines, *([rest] if len(rest) <= most else title_lines(rest, most)))


def _cut(text: str, wish: int, most: int) -> int:
    """The best place near `wish`: between words, better after 的, 、 or a closing bracket."""
    places: dict[int, int] = {}
    at = 0
    for atom in _ATOMS.findall(text):
        at += len(atom)
        if at >= len(text) or text[at] in _NOT_FIRST or text[at - 1] in _NOT_LAST:
            continue
        places[at] = abs(at - wish) - (3 if atom[-1] in "的、》”和与及" else 0) + (0 if len(atom) > 1 else 1)
    fit = {place: cost for place, cost in places.items() if place <= most}
    return min(fit, key=lambda place: (fit[place], place)) if fit else min(most, len(text) - 1)


def even_labels(grid: Grid, row: tuple[Cell, ...]) -> tuple[Cell, ...]:
    """Names of boxes that do not fit on one line are broken evenly: 主要 / 负责人, never 主要负责 / 人."""
    made, at = [], 0
    size = 12 if len(grid.widths) > FORM_COLUMNS else 14
    for cell in row:
        part = sum(grid.widths[at : at + cell.span]) / sum(grid.widths)
        at += cell.span
        most = max(2, int((WIDE * part - 14) // size))
        fits = not cell.label or "\n" in cell.text or len(cell.text) <= most
        made.append(cell if fits else replace(cell, text="\n".join(title_lines(cell.text, most))))
    return tuple(made)
