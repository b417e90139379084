"""What the API asks about boards, and what it answers."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated
from uuid import UUID

from pydantic import Field

from fuyuantong.boards.kinds import Size, Style, Tile, Window
from fuyuantong.boards.models import Board
from fuyuantong.boards.queries import Shown
from fuyuantong.boards.reading import told
from fuyuantong.common.api import Input, Output, Page, choice, line
from fuyuantong.indicators.schemas import IndicatorFigure, figure_out

Brief = Annotated[str, Field(max_length=40)]


class NewBoard(Input):
    name: Annotated[str, line(60)]
    like: UUID | None = None


class BoardTileIn(Input):
    """`style` number, trend, groups, matrix, calendar; `green` and `yellow` thresholds of the lamp."""

    title: Annotated[str, line(40)]
    style: Annotated[str, choice(Style.choices)] = Style.NUMBER.value
    indicator: Annotated[str, Field(max_length=80)] = ""
    window: Annotated[str, choice(Window.choices)] = Window.SO_FAR.value
    group: Brief = ""
    size: Annotated[str, choice(Size.choices)] = Size.SMALL.value
    green: Annotated[str, Field(max_length=12)] = ""
    yellow: Annotated[str, Field(max_length=12)] = ""


class BoardTiles(Input):
    name: Annotated[str, line(60)]
    tiles: Annotated[list[BoardTileIn], Field(max_length=24)]


class BoardExportQuery(Page):
    format: Annotated[str, choice(["xlsx", "csv", "docx"])] = "xlsx"


class BoardRow(Output):
    id: UUID
    code: str
    name: str
    tiles: int
    version: int


class BoardTileOut(Output):
    title: str
    style: str
    indicator: str
    window: str
    period: str
    group: str
    size: str
    green: str
    yellow: str
    light: str
    rule: str
    figure: IndicatorFigure | None


class BoardFull(Output):
    id: UUID
    code: str
    name: str
    version: int
    changed_at: datetime
    tiles: list[BoardTileOut]


def tiles_in(body: BoardTiles) -> list[Tile]:
    return [
        Tile(
            key=one.title, style=Style(one.style), indicator=one.indicator, window=Window(one.window),
            group=one.group, size=Size(one.size), green=one.green, yellow=one.yellow,
        )
        for one in body.tiles
    ]  # fmt: skip


def row_out(one: Board) -> BoardRow:
    return BoardRow(id=one.pk, code=one.code, name=one.name, tiles=len(told(one.tiles)), version=one.version)


def full_out(one: Board, found: list[Shown]) -> BoardFull:
    return BoardFull(
        id=one.pk,
        code=one.code,
        name=one.name,
        version=one.version,
        changed_at=one.changed_at,
        tiles=[_tile_out(each) for each in found],
    )


def _tile_out(each: Shown) -> BoardTileOut:
    tile, light = each.tile, each.light
    return BoardTileOut(
        title=tile.key,
        style=str(tile.style),
        indicator=tile.indicator,
        window=str(tile.window),
        period=each.span.text,
        group=tile.group,
        size=str(tile.size),
        green=tile.green,
        yellow=tile.yellow,
        light=light.colour if light else "",
        rule=light.rule if light else "",
        figure=figure_out(each.figure) if each.figure else None,
    )
