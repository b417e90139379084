"""Charts: Vega-Lite specifications rendered to SVG on the server, for pages and for documents.

A page gets colours as CSS variables (`palette="css"`), so that one drawing follows light, dark and print;
documents get plain colours. Every mark may carry a link (drill-down). The figure is a group with a name,
and the same numbers stand below it as a table to unfold. Drawings are cached by content.
"""

from __future__ import annotations

import json
import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any, Literal

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

Palette = Literal["css", "plain"]
FONT = "Noto Sans SC"
_PLAIN = {
    "ok": "#2e9e5e", "done": "#2e9e5e", "run": "#3b82c4", "soon": "#e3a02b", "over": "#d3393f", "wait": "#93a0b4",
    "paused": "#8b74cf", "late": "#c9962f", "ink": "#182335", "ink-2": "#4b596e", "grid": "#dfe5ee",
    "surface": "#ffffff", "area": "#3b82c4",
}  # fmt: skip
_CSS = {
    "ok": "--c-ok", "done": "--c-ok", "run": "--c-run", "soon": "--c-soon", "over": "--c-over", "wait": "--c-idle",
    "paused": "--violet-ink", "late": "--gold", "ink": "--c-ink", "ink-2": "--c-ink-2", "grid": "--c-grid",
    "surface": "--c-surface", "area": "--c-area",
}  # fmt: skip
_RISKY = re.compile(r"<script|\son\w+\s*=|javascript:|<foreignObject|\sstyle=", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Point:
    """One number: what it is of (`group`), which series it belongs to, and where its rows are (`href`)."""

    group: str
    series: str
    value: float
    href: str = ""


@dataclass(frozen=True, slots=True)
class Series:
    """One series: its name and its tone (see `parts.TONES`)."""

    name: str
    tone: str = "run"


def _colour(name: str, palette: Palette) -> str:
    return f"var({_CSS.get(name, '--c-run')})" if palette == "css" else _PLAIN.get(name, _PLAIN["run"])


def _config(palette: Palette) -> dict[str, Any]:
    ink, soft, grid = (_colour(name, palette) for name in ("ink", "ink-2", "grid"))
    return {
        "font": FONT,
        "background": None,
        "view": {"stroke": None},
        "axis": {
            "labelColor": soft, "labelFontSize": 12, "titleColor": soft, "titleFontWeight": "normal",
            "gridColor": grid, "domainColor": grid, "tickColor": grid, "labelLimit": 140,
        },
        "legend": {
            "labelColor": ink, "labelFontSize": 12, "symbolType": "square", "symbolSize": 110, "symbolStrokeWidth": 0,
            "orient": "top", "title": None, "columnPadding": 14,
        },
        "text": {"color": ink, "fontSize": 12, "font": FONT},
    }  # fmt: skip


def _scale(series: Sequence[Series], palette: Palette) -> dict[str, Any]:
    return {"domain": [s.name for s in series], "range": [_colour(s.tone, palette) for s in series]}


def _values(points: Sequence[Point], series: Sequence[Series]) -> list[dict[str, Any]]:
    order = {s.name: i for i, s in enumerate(series)}
    return [
        {"g": p.group, "s": p.series, "v": p.value, "o": order.get(p.series, 0), "href": p.href or None,
         "tip": f"{p.group} {p.series} {p.value:g}"}
        for p in points
    ]  # fmt: skip


def _groups(points: Sequence[Point]) -> list[str]:
    return list(dict.fromkeys(p.group for p in points))


@lru_cache(maxsize=1)
def _fonts_ready() -> bool:
    import pylopdf_fonts_zh_cn
    import vl_convert

    vl_convert.register_font_directory(str(Path(pylopdf_fonts_zh_cn.__file__).parent))
    return True


@lru_cache(maxsize=512)
def _draw(specification: str) -> str:
    """Render a specification (canonical JSON) to SVG text; the text is the key of the cache."""
    import vl_convert

    _fonts_ready()
    return _clean(str(vl_convert.vegalite_to_svg(specification)))


def _clean(svg: str) -> str:
    """Leave only what a page may carry: links kept, Vega's inner roles dropped, our own name set outside."""
    svg = re.sub(r'\s(?:role|aria-roledescription|aria-hidden|aria-label)="[^"]*"', "", svg)
    svg = re.sub(r'\s(?:xmlns:xlink="[^"]*"|xlink:href="[^"]*"|target="[^"]*")', "", svg)
    svg = re.sub(r'^<svg [^>]*?width="([\d.]+)" height="([\d.]+)"[^>]*>', r'<svg viewBox="0 0 \1 \2" data-w="\1">', svg)
    if _RISKY.search(svg):
        raise ValueError("the renderer returned an SVG with active content")
    return svg


def _render(specification: dict[str, Any], palette: Palette) -> str:
    whole = {"$schema": "https://vega.github.io/schema/vega-lite/v5.json", "config": _config(palette)} | specification
    return _draw(json.dumps(whole, ensure_ascii=False, sort_keys=True))


def _figure(svg: str, label: str, points: Sequence[Point], series: Sequence[Series]) -> SafeString:
    found = {(p.group, p.series): p for p in points}
    head = format_html_join("", '<th scope="col" class="right">{}</th>', ((s.name,) for s in series))
    rows = []
    for group in _groups(points):
        cells = [
            format_html('<td class="right">{}</td>', f"{found[group, s.name].value:g}" if (group, s.name) in found else "—")
            for s in series
        ]
        rows.append(format_html('<tr><th scope="row">{}</th>{}</tr>', group, mark_safe("".join(cells))))  # noqa: S308
    named = svg.replace("<svg ", str(format_html('<svg role="group" aria-label="{}" ', label)), 1)
    return format_html(
        '<figure class="chart">{}<details class="no-print"><summary>{}</summary><table class="table dense">'
        '<caption class="sr">{}</caption><thead><tr><th scope="col">{}</th>{}</tr></thead><tbody>{}</tbody></table></details></figure>',
        mark_safe(named),  # noqa: S308 - drawn by our own specification and checked by _clean
        _("数据表"), label, _("项目"), head, mark_safe("".join(rows)),  # noqa: S308
    )  # fmt: skip


def stacked_bar(
    label: str, points: Sequence[Point], series: Sequence[Series], *, width: int = 400, height: int = 200,
    palette: Palette = "css",
) -> SafeString:  # fmt: skip
    """Stacked columns, one per group, with the sum above each."""
    base = {"field": "g", "type": "nominal", "sort": _groups(points), "title": None,
            "axis": {"labelAngle": 0, "ticks": False, "labelPadding": 8}}  # fmt: skip
    bars = {
        "mark": {"type": "bar", "size": 28, "stroke": _colour("surface", palette), "strokeWidth": 1, "cursor": "pointer"},
        "encoding": {
            "x": base,
            "y": {"field": "v", "type": "quantitative", "stack": True, "title": None,
                  "axis": {"tickCount": 4, "domain": False, "ticks": False, "labelPadding": 6}},
            "color": {"field": "s", "type": "nominal", "scale": _scale(series, palette), "legend": {}},
            "order": {"field": "o", "type": "quantitative"}, "href": {"field": "href"},
        },
    }  # fmt: skip
    sums = {
        "mark": {"type": "text", "dy": -8, "fontWeight": "bold"},
        "encoding": {
            "x": base, "y": {"aggregate": "sum", "field": "v", "type": "quantitative", "title": None},
            "text": {"aggregate": "sum", "field": "v", "type": "quantitative"},
        },
    }  # fmt: skip
    spec = {"width": width, "height": height, "data": {"values": _values(points, series)}, "layer": [bars, sums]}
    return _figure(_render(spec, palette), label, points, series)


def line(
    label: str, points: Sequence[Point], series: Sequence[Series], *, width: int = 330, height: int = 200,
    palette: Palette = "css",
) -> SafeString:  # fmt: skip
    """Lines over time with points as links; the first series stands on a faint area."""
    x = {"field": "g", "type": "ordinal", "sort": _groups(points), "title": None,
         "axis": {"labelAngle": 0, "ticks": False, "labelPadding": 8, "grid": False}, "scale": {"padding": 0.4}}  # fmt: skip
    y = {"field": "v", "type": "quantitative", "title": None, "stack": None,
         "axis": {"tickCount": 4, "domain": False, "ticks": False, "labelPadding": 6}}  # fmt: skip
    colour = {"field": "s", "type": "nominal", "scale": _scale(series, palette), "legend": {"symbolType": "stroke",
              "symbolStrokeWidth": 2.5, "symbolSize": 200}}  # fmt: skip
    first = series[0].name if series else ""
    area = {
        "transform": [{"filter": {"field": "s", "equal": first}}],
        "mark": {"type": "area", "color": _colour("area", palette), "opacity": 0.12}, "encoding": {"x": x, "y": y},
    }  # fmt: skip
    lines = {"mark": {"type": "line", "strokeWidth": 2.2}, "encoding": {"x": x, "y": y, "color": colour}}
    dots = {
        "mark": {"type": "point", "size": 46, "fill": _colour("surface", palette), "strokeWidth": 2, "opacity": 1},
        "encoding": {"x": x, "y": y, "color": colour, "href": {"field": "href"}},
    }
    spec = {"width": width, "height": height, "data": {"values": _values(points, series)}, "layer": [area, lines, dots]}
    return _figure(_render(spec, palette), label, points, series)


def donut(
    label: str, points: Sequence[Point], series: Sequence[Series], *, caption: str = "", size: int = 200,
    palette: Palette = "css",
) -> SafeString:  # fmt: skip
    """A ring of shares with the sum in the middle; the legend names each share with its number and percent."""
    total = sum(p.value for p in points)
    names = {p.series: f"{p.series} {p.value:g}（{p.value / total:.0%}）" if total else f"{p.series} 0" for p in points}
    values = [v | {"s": names[str(v["s"])]} for v in _values(points, series)]
    shown = [Series(names[s.name], s.tone) for s in series if s.name in names]
    ring = {
        "mark": {"type": "arc", "innerRadius": size * 0.33, "outerRadius": size * 0.5, "padAngle": 0.015,
                 "stroke": _colour("surface", palette), "strokeWidth": 1},
        "encoding": {
            "theta": {"field": "v", "type": "quantitative", "stack": True}, "order": {"field": "o"},
            "color": {"field": "s", "type": "nominal", "scale": _scale(shown, palette),
                      "legend": {"orient": "bottom", "columns": 2, "symbolSize": 90, "offset": 14, "labelLimit": 220}},
            "href": {"field": "href"},
        },
    }  # fmt: skip
    middle = [
        {"data": {"values": [{}]}, "mark": {"type": "text", "text": f"{total:g}", "fontSize": 26, "fontWeight": "bold", "dy": -6}},
        {"data": {"values": [{}]}, "mark": {"type": "text", "text": caption, "fontSize": 12, "dy": 17,
                                          "color": _colour("ink-2", palette)}},
    ]  # fmt: skip
    spec = {"width": size, "height": size, "data": {"values": values}, "layer": [ring, *middle]}
    return _figure(_render(spec, palette), label, points, series)


def ranking(
    label: str, points: Sequence[Point], *, tone: str = "run", width: int = 330, palette: Palette = "css"
) -> SafeString:
    """Horizontal bars in the order given (never re-sorted: organs stand in protocol order), numbers at their ends."""
    series = [Series(points[0].series if points else _("数量"), tone)]
    y = {"field": "g", "type": "nominal", "sort": _groups(points), "title": None,
         "axis": {"ticks": False, "domain": False, "labelPadding": 8, "labelLimit": 180}}  # fmt: skip
    x = {"field": "v", "type": "quantitative", "title": None, "axis": None}
    bars = {"mark": {"type": "bar", "size": 14, "cornerRadiusEnd": 3, "color": _colour(tone, palette)},
            "encoding": {"y": y, "x": x, "href": {"field": "href"}}}  # fmt: skip
    ends = {"mark": {"type": "text", "align": "left", "dx": 5},
            "encoding": {"y": y, "x": x, "text": {"field": "v", "type": "quantitative"}}}  # fmt: skip
    spec = {"width": width, "height": {"step": 26}, "data": {"values": _values(points, series)}, "layer": [bars, ends]}
    return _figure(_render(spec, palette), label, points, series)
