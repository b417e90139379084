"""The flow of a mechanism as SVG and as Mermaid text, without any tool.

The SVG carries colours as attributes (so that it stands alone) and classes (so that a page's theme rules):
`flow-stage`, `is-now`, `is-done`, `is-end`, `flow-edge`, `flow-back`, `flow-label`.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from xml.sax.saxutils import escape, quoteattr

from fuyuantong.definitions.flow import GAP_X, HEIGHT, MARGIN, WIDTH, Box, Edge, boxes, edges
from fuyuantong.definitions.kinds import Mechanism

_LINE, _TEXT, _PAPER, _ACCENT = "#5b6573", "#1f2733", "#ffffff", "#1b5fa8"
_LABEL_MAX, _BESIDE_MAX, _WORDS_MAX, _LINE_MAX = 12, 8, 7, 9


def draw_svg(m: Mechanism, present: str = "", passed: Collection[str] = ()) -> str:
    """Return an SVG drawing; `present` is the stage to highlight, `passed` those already left."""
    places = {box.key: box for box in boxes(m)}
    lanes: list[int] = []
    base = max(box.y for box in places.values()) + HEIGHT
    arrows = [_arrow(edge, places, lanes, base) for edge in edges(m)]
    width = max(box.x for box in places.values()) + WIDTH + MARGIN
    height = base + MARGIN + (len(lanes) * 26 + 14 if lanes else 0)
    number = f"flow-{m.code}"
    head = (
        f'<svg xmlns="http://www.w3.org/2000/svg" class="flow-drawing" viewBox="0 0 {width} {height}"'
        f' width="{width}" height="{height}" role="img" aria-labelledby="{number}-t {number}-d"'
        ' font-family="sans-serif" font-size="14">'
    )
    marker = (
        f'<defs><marker id="{number}-a" viewBox="0 0 8 8" refX="7" refY="4" markerWidth="7"'
        ' markerHeight="7" orient="auto-start-reverse">'
        f'<path class="flow-head" d="M0 0 8 4 0 8Z" fill="{_LINE}"/></marker></defs>'
    )
    return "\n".join(
        [
            head,
            f'<title id="{number}-t">{escape(m.name)}的流程</title>',
            f'<desc id="{number}-d">{escape(describe(m, present))}</desc>',
            marker,
            *(arrow.replace("#ARROW", f"#{number}-a") for arrow in arrows),
            *(_box(box, present, passed) for box in places.values()),
            "</svg>",
        ]
    )


def describe(m: Mechanism, present: str = "") -> str:
    """The drawing in words, for those who do not see it."""
    moves = "；".join(
        f"{m.stage(e.source).words}经{'、'.join(e.labels)}到{m.stage(e.target).words}" for e in edges(m)
    )
    now = f"现处于{m.stage(present).words}。" if present else ""
    ends = "、".join(stage.words for stage in m.stages if stage.terminal)
    return f"{now}自{m.start.words}起：{moves}。终点：{ends}。"


def _box(box: Box, present: str, passed: Collection[str]) -> str:
    now, done = box.key == present, box.key in passed
    classes = ["flow-stage", *(["is-end"] if box.terminal else []), *(["is-start"] if box.start else [])]
    classes += ["is-now"] if now else ["is-done"] if done else []
    fill, ink, stroke = (_ACCENT, _PAPER, _ACCENT) if now else (_PAPER, _TEXT, _LINE)
    radius = HEIGHT // 2 if box.terminal or box.start else 8
    inner = (
        f'<rect class="flow-inner" x="{box.x + 4}" y="{box.y + 4}" width="{WIDTH - 8}" height="{HEIGHT - 8}"'
        f' rx="{radius - 4}" fill="none" stroke="{stroke if not now else _PAPER}"/>'
        if box.terminal
        else ""
    )
    mark = "● " if now else "✓ " if done else ""
    words = mark + box.words
    size = "" if len(words) <= _WORDS_MAX else ' font-size="11"'
    half = len(words) if len(words) <= _LINE_MAX else (len(words) + 1) // 2
    lines = [words[:half], words[half:]] if words[half:] else [words]
    x, y = box.x + WIDTH // 2, box.y + HEIGHT // 2 + (5 if len(lines) == 1 else -3)
    return (
        f'<g class="{" ".join(classes)}"{" aria-current=" + quoteattr("step") if now else ""}>'
        f'<rect x="{box.x}" y="{box.y}" width="{WIDTH}" height="{HEIGHT}" rx="{radius}" fill="{fill}"'
        f' stroke="{stroke}" stroke-width="{2 if now else 1}"/>{inner}'
        f'<text text-anchor="middle" fill="{ink}"{size}>'
        + "".join(f'<tspan x="{x}" y="{y + 14 * n}">{escape(line)}</tspan>' for n, line in enumerate(lines))
        + "</text></g>"
    )


def _arrow(edge: Edge, places: dict[str, Box], lanes: list[int], base: int) -> str:
    one, two = places[edge.source], places[edge.target]
    if two.x - one.x == WIDTH + GAP_X:
        path, x, y = _straight(one, two)
        words, under = _beside(edge.labels)
    else:
        words, under = _short("、".join(edge.labels), _LABEL_MAX), ""
        lanes.append(1)
        columns = [box.x for box in places.values()]
        crowded = frozenset(x for x in columns if columns.count(x) > 1)
        path, x, y = _below(one, two, base + 26 * len(lanes), crowded)
    back = " flow-back" if two.x <= one.x else ""
    dash = ' stroke-dasharray="5 3"' if edge.joins else ""
    title = escape(f"{one.words} → {two.words}：{'、'.join(edge.labels)}")
    return (
        f'<g class="flow-edge{back}{" is-join" if edge.joins else ""}"><title>{title}</title>'
        f'<path d="{path}" fill="none" stroke="{_LINE}"{dash} marker-end="url(#ARROW)"/>'
        f"{_label(words, x, y)}{_label(under, x, y + 22) if under else ''}</g>"
    )


def _beside(labels: Sequence[str]) -> tuple[str, str]:
    """What stands over and under an arrow to the next column: there is little room between the boxes."""
    first, *others = labels
    under = f"等 {len(labels)} 项" if others[1:] else "".join(others)
    return _short(first, _BESIDE_MAX), _short(under, _BESIDE_MAX)


def _short(words: str, most: int) -> str:
    return words if len(words) <= most else words[: most - 1] + "…"


def _label(words: str, x: int, y: int) -> str:
    return (
        f'<text class="flow-label" x="{x}" y="{y}" text-anchor="middle" font-size="12" fill="{_TEXT}"'
        f' stroke="{_PAPER}" stroke-width="4" paint-order="stroke">{escape(words)}</text>'
    )


def _straight(one: Box, two: Box) -> tuple[str, int, int]:
    """To the next column: a gentle curve from side to side."""
    x1, y1 = one.x + WIDTH, one.y + HEIGHT // 2
    x2, y2 = two.x, two.y + HEIGHT // 2
    middle = (x1 + x2) // 2
    return f"M{x1} {y1}C{middle} {y1} {middle} {y2} {x2} {y2}", middle, (y1 + y2) // 2 - 6


def _below(one: Box, two: Box, lane: int, crowded: frozenset[int]) -> tuple[str, int, int]:
    """Over several columns, back, or within one: down to a lane of its own under the boxes and up again.

    Where other boxes stand in the target's column (`crowded` x) the arrow rises in the gutter before it.
    """
    shift = 14 if two.x > one.x else -14
    x1, y1 = one.x + WIDTH // 2 + shift, one.y + HEIGHT
    beside = two.x in crowded
    x2 = two.x - 22 - (lane // 26 % 4) * 5 if beside else two.x + WIDTH // 2 - shift
    step = 8 if x2 > x1 else -8
    y2 = two.y + HEIGHT // 2 + 10
    end = f"V{y2 + 6}Q{x2} {y2} {x2 + 6} {y2}H{two.x}" if beside else f"V{two.y + HEIGHT + 2}"
    path = (
        f"M{x1} {y1}V{lane - 8}Q{x1} {lane} {x1 + step} {lane}H{x2 - step}Q{x2} {lane} {x2} {lane - 8}{end}"
    )
    return path, (x1 + x2) // 2, lane - 5


def draw_mermaid(m: Mechanism) -> str:
    """Return the flow as Mermaid text (for documents and other tools)."""
    ids = {stage.key: f"s{stage.order}" for stage in m.stages}
    lines = ["flowchart LR"]
    for stage in m.stages:
        words = stage.words.replace('"', "'")
        lines.append(
            f'  {ids[stage.key]}(["{words}"])' if stage.terminal else f'  {ids[stage.key]}["{words}"]'
        )
    for edge in edges(m):
        words = "、".join(edge.labels).replace('"', "'")
        arrow = "-.->" if edge.joins else "-->"
        lines.append(f'  {ids[edge.source]} {arrow}|"{words}"| {ids[edge.target]}')
    return "\n".join(lines)
