"""Charts for pages and documents: `stacked_bar`, `line`, `donut`, `ranking`."""

from __future__ import annotations

from fuyuantong.common.charts.drawing import Palette, Point, Series
from fuyuantong.common.charts.figures import donut, line, ranking, stacked_bar

__all__ = ["Palette", "Point", "Series", "donut", "line", "ranking", "stacked_bar"]
