"""Drawings for papers, and the same on a page: every number stands beside its mark. SVG, and PNG of it.

The page's own figures (`figures.py`) carry links; these do not.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from fuyuantong.common.charts.drawing import Palette, colour, render

_ROW, _LEAST = 24, 60
_STRIP = 460


@dataclass(frozen=True, slots=True)
class Mark:
    """One number: its name, its value (None: not drawn), and the words beside it."""

    name: str
    value: float | None
    words: str


def bars(marks: Sequence[Mark], *, width: int = _STRIP, palette: Palette = "plain") -> str:
    """Bars lying one below the other, in the order given."""
    return render(
        {
            "width": width - 190,
            "height": max(_LEAST, _ROW * len(marks)),
            "data": {"values": _values(marks)},
            "encoding": {
                "y": {"field": "g", "type": "nominal", "sort": None, "title": None,
                      "axis": {"ticks": False, "domain": False, "labelPadding": 6, "labelLimit": 150}},
                "x": {"field": "v", "type": "quantitative", "title": None, "scale": {"domainMin": 0},
                      "axis": None},
            },
            "layer": [
                {"mark": {"type": "bar", "size": 13, "color": colour("run", palette)}},
                {
                    "mark": {"type": "text", "align": "left", "dx": 5, "color": colour("ink", palette)},
                    "encoding": {"text": {"field": "t"}},
                },
            ],
        },
        palette,
    )  # fmt: skip


def trend(
    marks: Sequence[Mark], *, width: int = _STRIP, height: int = 170, palette: Palette = "plain"
) -> str:
    """One line over time, oldest first; a period without a number leaves a gap."""
    peak = max((mark.value or 0 for mark in marks), default=0)
    return render(
        {
            "width": width - 70,
            "height": height,
            "data": {"values": _values(marks)},
            "encoding": {
                "x": {"field": "g", "type": "nominal", "sort": None, "title": None,
                      "axis": {"labelAngle": 0, "ticks": False, "labelPadding": 8}},
                "y": {"field": "v", "type": "quantitative", "title": None,
                      "scale": {"domainMin": 0, "domainMax": peak * 1.15 or 1},
                      "axis": {"tickCount": 4, "domain": False, "ticks": False, "labelPadding": 6}},
            },
            "layer": [
                {"mark": {"type": "line", "color": colour("run", palette), "strokeWidth": 2,
                          "point": {"color": colour("run", palette), "size": 45}}},
                {
                    "mark": {"type": "text", "dy": -11, "color": colour("ink", palette), "fontSize": 11},
                    "encoding": {"text": {"field": "t"}},
                },
            ],
        },
        palette,
    )  # fmt: skip


def _values(marks: Sequence[Mark]) -> list[dict[str, Any]]:
    return [
        {"g": mark.name, "v": mark.value, "t": mark.words if mark.value is not None else ""} for mark in marks
    ]


@lru_cache(maxsize=128)
def to_png(svg: str, scale: float = 2.5) -> bytes:
    """The drawing as a picture for a word processor."""
    import vl_convert

    return bytes(vl_convert.svg_to_png(svg, scale=scale))
