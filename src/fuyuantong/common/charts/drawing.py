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
from lxml import etree

Palette = Literal["css", "plain"]
FONT = "Noto Sans SC"
_PLAIN = {
    "ok": "#2e9e5e",
    "done": "#2e9e5e",
    "run": "#3b82c4",
    "soon": "#e3a02b",
    "over": "#d3393f",
    "wait": "#93a0b4",
    "paused": "#8b74cf",
    "standing": "#26908f",
    "review": "#8a9a2b",
    "late": "#c9962f",
    "ink": "#182335",
    "ink-2": "#4b596e",
    "grid": "#dfe5ee",
    "surface": "#ffffff",
    "area": "#3b82c4",
}
_CSS = {
    "ok": "--c-ok",
    "done": "--c-ok",
    "run": "--c-run",
    "soon": "--c-soon",
    "over": "--c-over",
    "wait": "--c-idle",
    "paused": "--violet-ink",
    "standing": "--c-standing",
    "review": "--c-review",
    "late": "--gold",
    "ink": "--c-ink",
    "ink-2": "--c-ink-2",
    "grid": "--c-grid",
    "surface": "--c-surface",
    "area": "--c-area",
}
_HOST = "https://fyt.invalid"
_SVG = "{http://www.w3.org/2000/svg}"
_XLINK, _GROUP, _TITLE = "{http://www.w3.org/1999/xlink}href", _SVG + "g", _SVG + "title"
_SHAPES = {"svg", "g", "path", "rect", "line", "circle", "text", "tspan", "a", "defs", "clipPath"}
_ATTRIBUTES = {
    "viewBox",
    "d",
    "x",
    "y",
    "x1",
    "x2",
    "y1",
    "y2",
    "dx",
    "dy",
    "r",
    "cx",
    "cy",
    "width",
    "height",
    "transform",
    "fill",
    "stroke",
    "stroke-width",
    "stroke-miterlimit",
    "opacity",
    "fill-opacity",
    "stroke-opacity",
    "stroke-dasharray",
    "text-anchor",
    "font-family",
    "font-size",
    "font-weight",
    "clip-path",
    "id",
    "display",
    "cursor",
    "pointer-events",
}


@dataclass(frozen=True, slots=True)
class Point:
    """One number: what it is of (`group`), which series it belongs to, and where its rows are (`href`).

    None keeps the place of a group that has no number; only lines take it, and leave a gap.
    """

    group: str
    series: str
    value: float | None
    href: str = ""


@dataclass(frozen=True, slots=True)
class Series:
    """One series: its name and its tone (see `parts.TONES`)."""

    name: str
    tone: str = "run"


def colour(name: str, palette: Palette) -> str:
    return f"var({_CSS.get(name, '--c-run')})" if palette == "css" else _PLAIN.get(name, _PLAIN["run"])


def _config(palette: Palette) -> dict[str, Any]:
    ink, soft, grid = (colour(name, palette) for name in ("ink", "ink-2", "grid"))
    return {
        "font": FONT,
        "background": None,
        "view": {"stroke": None},
        "axis": {
            "labelColor": soft,
            "labelFontSize": 13,
            "titleColor": soft,
            "titleFontWeight": "normal",
            "gridColor": grid,
            "domainColor": grid,
            "tickColor": grid,
            "labelLimit": 140,
        },
        "legend": {
            "labelColor": ink,
            "labelFontSize": 13,
            "symbolType": "square",
            "symbolSize": 110,
            "symbolStrokeWidth": 0,
            "orient": "top",
            "title": None,
            "columnPadding": 14,
        },
        "text": {"color": ink, "fontSize": 12, "font": FONT},
    }


def scale(series: Sequence[Series], palette: Palette) -> dict[str, Any]:
    return {"domain": [s.name for s in series], "range": [colour(s.tone, palette) for s in series]}


def values_of(points: Sequence[Point], series: Sequence[Series]) -> list[dict[str, Any]]:
    order = {s.name: i for i, s in enumerate(series)}
    return [
        {
            "g": p.group,
            "s": p.series,
            "v": p.value,
            "o": order.get(p.series, 0),
            "href": _local(p.href),
            "tip": f"{p.group} {p.series} {_number(p.value)}",
        }
        for p in points
    ]


def _number(value: float | None) -> str:
    return "—" if value is None else f"{value:g}"


def groups(points: Sequence[Point]) -> list[str]:
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
    """Leave only what a page may carry: shapes, text, links inside this host; our name is set outside."""
    root = etree.fromstring(svg.encode(), etree.XMLParser(resolve_entities=False, no_network=True))
    width, height = root.get("width"), root.get("height")
    for element in list(root.iter()):
        name = etree.QName(element).localname
        if name not in _SHAPES:
            raise ValueError("the renderer returned an SVG with an element that a page may not carry")
        link = element.get(_XLINK, "")
        named = [child.get("aria-label", "") for child in element] if name == "a" else []
        for attribute in set(element.attrib) - _ATTRIBUTES:
            del element.attrib[attribute]
        if name == "a" and link.startswith(_HOST):
            element.set("href", link.removeprefix(_HOST))
            element.set("aria-label", "".join(named))
            etree.SubElement(element, _TITLE).text = "".join(named)
        elif name == "a":
            element.tag = _GROUP
    root.set("viewBox", f"0 0 {width} {height}")
    etree.cleanup_namespaces(root)
    return str(etree.tostring(root, encoding="unicode"))


def _local(address: str) -> str | None:
    """A link may lead only into this host; the made-up host keeps Vega from putting its own before it."""
    return _HOST + address if address.startswith(("?", "#")) or re.match(r"/(?![/\\\\])", address) else None


def render(specification: dict[str, Any], palette: Palette) -> str:
    whole = {
        "$schema": "https://vega.github.io/schema/vega-lite/v5.json",
        "config": _config(palette),
    } | specification
    return _draw(json.dumps(whole, ensure_ascii=False, sort_keys=True))


def figure(svg: str, label: str, points: Sequence[Point], series: Sequence[Series]) -> SafeString:
    found = {(p.group, p.series): p for p in points}
    head = format_html_join("", '<th scope="col" class="right">{}</th>', ((s.name,) for s in series))
    rows = []
    for group in groups(points):
        cells = [
            format_html(
                '<td class="right">{}</td>',
                _number(found[group, s.name].value) if (group, s.name) in found else "—",
            )
            for s in series
        ]
        rows.append(format_html('<tr><th scope="row">{}</th>{}</tr>', group, mark_safe("".join(cells))))  # noqa: S308
    named = str(format_html('<svg role="group" aria-label="{}" ', label)) + svg.removeprefix("<svg ")
    return format_html(
        '<figure class="chart">{}<details class="no-print"><summary>{}</summary>'
        '<div class="table-box" tabindex="0" role="region" aria-label="{}"><table class="table dense">'
        '<caption class="sr">{}</caption><thead><tr><th scope="col">{}</th>'
        "{}</tr></thead><tbody>{}</tbody></table></div></details></figure>",
        mark_safe(named),  # noqa: S308 - drawn by our own specification and checked by _clean
        _("数据表"),
        label,
        label,
        _("项目"),
        head,
        mark_safe("".join(rows)),  # noqa: S308
    )
