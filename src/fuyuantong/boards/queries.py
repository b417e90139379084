"""Boards and what they show: every figure by the viewer's own rights, in few statements."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from fuyuantong.boards.kinds import COUNTED, Style, Tile, span_in
from fuyuantong.boards.lamps import Light, light_of
from fuyuantong.boards.models import Board
from fuyuantong.boards.reading import told
from fuyuantong.common.actors import Actor
from fuyuantong.common.refusals import Forbidden, NotFound
from fuyuantong.definitions.queries import profile_in_use
from fuyuantong.indicators import policy
from fuyuantong.indicators import queries as figures
from fuyuantong.indicators.figures import Figure, Point
from fuyuantong.indicators.memo import together
from fuyuantong.indicators.periods import Span, run_up

TREND = 8


@dataclass(frozen=True, slots=True)
class Shown:
    """A tile with what it shows. `figure` None: the viewer is shown nothing, or the tile is no figure."""

    tile: Tile
    span: Span
    figure: Figure | None = None
    points: tuple[Point, ...] = ()
    light: Light | None = None


def boards(viewer: Actor) -> Sequence[Board]:
    """All boards in use, the one of the profile in use first."""
    policy.check_look(viewer)
    profile = profile_in_use()
    code = profile.code if profile else ""
    found = list(Board.objects.filter(retired=False))
    return sorted(found, key=lambda one: (code not in one.profiles, not one.code, one.name))


def board(viewer: Actor, key: UUID) -> Board:
    """One board; NotFound for a retired one."""
    policy.check_look(viewer)
    found = Board.objects.filter(pk=key, retired=False).first()
    if found is None:
        raise NotFound
    return found


def shown(viewer: Actor, one: Board, today: date) -> list[Shown]:
    """Every tile with its figure; tiles of one period are asked for together."""
    tiles = told(one.tiles)
    spans = {tile: span_in(tile.window, today) for tile in tiles}
    plain: dict[tuple[Span, str], Figure] = {}
    with together():
        for span in dict.fromkeys(spans.values()):
            codes = [t.indicator for t in tiles if t.style in COUNTED and spans[t] == span and not t.group]
            for figure in figures.values(viewer, list(dict.fromkeys(codes)), span, drill=False):
                plain[span, figure.indicator.code] = figure
        return [_shown(viewer, tile, spans[tile], plain) for tile in tiles]


def _shown(viewer: Actor, tile: Tile, span: Span, plain: dict[tuple[Span, str], Figure]) -> Shown:
    if tile.style not in COUNTED:
        return Shown(tile, span)
    figure, points = plain.get((span, tile.indicator)), ()
    if tile.group:
        with suppress(NotFound, Forbidden):
            figure = figures.value(viewer, tile.indicator, span, by=[tile.group], drill=False)
    if figure is not None and tile.style is Style.TREND:
        points = tuple(figures.series(viewer, tile.indicator, run_up(span, TREND)))  # type: ignore[assignment]
    return Shown(tile, span, figure, points, light_of(tile, figure) if figure else None)
