"""The four figures of the product: stacked columns, lines over time, a ring of shares, a ranking."""

from __future__ import annotations

from collections.abc import Sequence

from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from fuyuantong.common.charts.drawing import (
    Palette,
    Point,
    Series,
    colour,
    figure,
    groups,
    render,
    scale,
    values_of,
)


def stacked_bar(
    label: str,
    points: Sequence[Point],
    series: Sequence[Series],
    *,
    width: int = 400,
    height: int = 200,
    palette: Palette = "css",
) -> SafeString:
    """Stacked columns, one per group, with the sum above each."""
    base = {
        "field": "g",
        "type": "nominal",
        "sort": groups(points),
        "title": None,
        "axis": {"labelAngle": 0, "ticks": False, "labelPadding": 8},
    }
    bars = {
        "mark": {
            "type": "bar",
            "size": 28,
            "stroke": colour("surface", palette),
            "strokeWidth": 1,
            "cursor": "pointer",
        },
        "encoding": {
            "x": base,
            "y": {
                "field": "v",
                "type": "quantitative",
                "stack": True,
                "title": None,
                "axis": {"tickCount": 4, "domain": False, "ticks": False, "labelPadding": 6},
            },
            "color": {"field": "s", "type": "nominal", "scale": scale(series, palette), "legend": {}},
            "order": {"field": "o", "type": "quantitative"},
            "href": {"field": "href"},
            "description": {"field": "tip"},
        },
    }
    sums = {
        "mark": {"type": "text", "dy": -8, "fontWeight": "bold"},
        "encoding": {
            "x": base,
            "y": {"aggregate": "sum", "field": "v", "type": "quantitative", "title": None},
            "text": {"aggregate": "sum", "field": "v", "type": "quantitative"},
        },
    }
    spec = {
        "width": width,
        "height": height,
        "data": {"values": values_of(points, series)},
        "layer": [bars, sums],
    }
    return figure(render(spec, palette), label, points, series)


def line(
    label: str,
    points: Sequence[Point],
    series: Sequence[Series],
    *,
    width: int = 330,
    height: int = 200,
    palette: Palette = "css",
) -> SafeString:
    """Lines over time with points as links; the first series stands on a faint area."""
    x = {
        "field": "g",
        "type": "ordinal",
        "sort": groups(points),
        "title": None,
        "axis": {"labelAngle": 0, "ticks": False, "labelPadding": 8, "grid": False},
        "scale": {"padding": 0.4},
    }
    y = {
        "field": "v",
        "type": "quantitative",
        "title": None,
        "stack": None,
        "axis": {"tickCount": 3, "domain": False, "ticks": False, "labelPadding": 6},
    }
    by_series = {
        "field": "s",
        "type": "nominal",
        "scale": scale(series, palette),
        "legend": {"symbolType": "stroke", "symbolStrokeWidth": 2.5, "symbolSize": 200},
    }
    first = series[0].name if series else ""
    area = {
        "transform": [{"filter": {"field": "s", "equal": first}}],
        "mark": {"type": "area", "color": colour("area", palette), "opacity": 0.12},
        "encoding": {"x": x, "y": y},
    }
    lines = {"mark": {"type": "line", "strokeWidth": 2.2}, "encoding": {"x": x, "y": y, "color": by_series}}
    dots = {
        "mark": {
            "type": "point",
            "size": 46,
            "fill": colour("surface", palette),
            "strokeWidth": 2,
            "opacity": 1,
        },
        "encoding": {
            "x": x,
            "y": y,
            "color": by_series,
            "href": {"field": "href"},
            "description": {"field": "tip"},
        },
    }
    spec = {
        "width": width,
        "height": height,
        "data": {"values": values_of(points, series)},
        "layer": [area, lines, dots],
    }
    return figure(render(spec, palette), label, points, series)


def donut(
    label: str,
    points: Sequence[Point],
    series: Sequence[Series],
    *,
    caption: str = "",
    size: int = 200,
    palette: Palette = "css",
) -> SafeString:
    """A ring of shares with the sum in the middle; the legend gives each share's number and percent."""
    total = sum(p.value or 0 for p in points)
    names = {
        p.series: f"{p.series} {p.value or 0:g}（{(p.value or 0) / total:.0%}）" if total else f"{p.series} 0"
        for p in points
    }
    shares = [v | {"s": names[str(v["s"])]} for v in values_of(points, series)]
    shown = [Series(names[s.name], s.tone) for s in series if s.name in names]
    ring = {
        "mark": {
            "type": "arc",
            "innerRadius": size * 0.33,
            "outerRadius": size * 0.5,
            "padAngle": 0.015,
            "stroke": colour("surface", palette),
            "strokeWidth": 1,
        },
        "encoding": {
            "theta": {"field": "v", "type": "quantitative", "stack": True},
            "order": {"field": "o"},
            "color": {
                "field": "s",
                "type": "nominal",
                "scale": scale(shown, palette),
                "legend": {
                    "orient": "bottom",
                    "columns": 2,
                    "symbolSize": 90,
                    "offset": 14,
                    "rowPadding": 6,
                    "labelLimit": 220,
                },
            },
            "href": {"field": "href"},
            "description": {"field": "tip"},
        },
    }
    middle = [
        {
            "data": {"values": [{}]},
            "mark": {"type": "text", "text": f"{total:g}", "fontSize": 26, "fontWeight": "bold", "dy": -6},
        },
        {
            "data": {"values": [{}]},
            "mark": {
                "type": "text",
                "text": caption,
                "fontSize": 12,
                "dy": 17,
                "color": colour("ink-2", palette),
            },
        },
    ]
    spec = {"width": size, "height": size, "data": {"values": shares}, "layer": [ring, *middle]}
    return figure(render(spec, palette), label, points, series)


def ranking(
    label: str, points: Sequence[Point], *, tone: str = "run", width: int = 480, palette: Palette = "css"
) -> SafeString:
    """Horizontal bars in the order given (organs stand in protocol order, so nothing is re-sorted)."""
    series = [Series(points[0].series if points else _("数量"), tone)]
    y = {
        "field": "g",
        "type": "nominal",
        "sort": groups(points),
        "title": None,
        "axis": {"ticks": False, "domain": False, "labelPadding": 8, "labelLimit": 180},
    }
    x = {"field": "v", "type": "quantitative", "title": None, "axis": None}
    bars = {
        "mark": {"type": "bar", "size": 14, "cornerRadiusEnd": 3, "color": colour(tone, palette)},
        "encoding": {"y": y, "x": x, "href": {"field": "href"}, "description": {"field": "tip"}},
    }
    ends = {
        "mark": {"type": "text", "align": "left", "dx": 5},
        "encoding": {"y": y, "x": x, "text": {"field": "v", "type": "quantitative"}},
    }
    spec = {
        "width": width,
        "height": {"step": 26},
        "data": {"values": values_of(points, series)},
        "layer": [bars, ends],
    }
    return figure(render(spec, palette), label, points, series)
