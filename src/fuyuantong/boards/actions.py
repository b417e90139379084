"""Composing boards: the office of a linkage, without code; loading the delivered ones."""

from __future__ import annotations

from collections.abc import Sequence
from uuid import UUID

from django.utils.translation import gettext as _

from fuyuantong.audit.streams import day_stream
from fuyuantong.boards.kinds import COUNTED, Style, Tile
from fuyuantong.boards.lamps import threshold
from fuyuantong.boards.models import Board
from fuyuantong.boards.queries import board, shown
from fuyuantong.boards.reading import delivered, stored
from fuyuantong.common.refusals import Conflict, NotFound, Refusal
from fuyuantong.common.uow import Note, UnitOfWork
from fuyuantong.documents.tables import TableColumn, TableSheet, Value, time_note
from fuyuantong.indicators import policy
from fuyuantong.indicators import queries as figures
from fuyuantong.indicators.actions.exporting import write_sheet
from fuyuantong.indicators.figures import rounded
from fuyuantong.indicators.guarding import TARGET, forbidden

MOST_TILES = 24


def create(uow: UnitOfWork, name: str, *, like: UUID | None = None) -> Board:
    """A new board, empty or with the tiles of another."""
    policy.check_freeze(uow.actor)
    tiles = board(uow.actor, like).tiles if like else []
    made = Board.objects.create(
        name=_named(name), tiles=tiles, changed_at=uow.now, by_name=f"{uow.actor.unit_name} {uow.actor.name}"
    )
    _note(uow, "made", made)
    return made


def compose(
    uow: UnitOfWork, key: UUID, name: str, tiles: Sequence[Tile], *, expected: int | None = None
) -> Board:
    """Put these tiles in this order. E-BOARD with the tile that is wrong; E-VERSION
    when somebody was faster."""
    one = _take(uow, key, expected)
    check(tiles)
    one.name, one.tiles = _named(name), stored(tiles)
    _save(uow, one, "composed")
    return one


def retire(uow: UnitOfWork, key: UUID, *, expected: int | None = None) -> Board:
    """Take a board out of use."""
    one = _take(uow, key, expected)
    one.retired = True
    _save(uow, one, "retired")
    return one


def check(tiles: Sequence[Tile]) -> None:
    """Every tile shows something that is there and judges nothing that must not be judged."""
    if len(tiles) > MOST_TILES:
        raise Refusal("E-BOARD", _("一块看板最多 %d 格。") % MOST_TILES)
    for tile in tiles:
        if tile.style in COUNTED:
            _check_counted(tile)


def _check_counted(tile: Tile) -> None:
    where = _("“%s”：") % tile.key
    try:
        one = figures.told(figures.latest(tile.indicator))
    except NotFound as error:
        raise Refusal("E-BOARD", where + _("请选择指标。")) from error
    if tile.style is Style.GROUPS and one.grouping(tile.group) is None:
        known = "、".join(group.key for group in one.groupings)
        raise Refusal("E-BOARD", where + _("这个指标的分组有：%s。") % known)
    typed = [text for text in (tile.green, tile.yellow) if text.strip()]
    if any(threshold(text) is None for text in typed) or (tile.yellow.strip() and not tile.green.strip()):
        raise Refusal("E-BOARD", where + _("灯的界限应为数字，有黄灯须有绿灯。"))
    if typed and one.direction is None:
        raise Refusal("E-BOARD", where + _("这个指标没有方向（越高越好还是越低越好），不能设灯。"))
    for rule in forbidden(one, TARGET) if typed else ():
        raise Refusal("E-BOARD", where + rule.reason, hint=rule.advice)


def load_boards(uow: UnitOfWork) -> list[Board]:
    """Store every delivered board that is not there yet; what an office has composed stays as it is."""
    policy.check_load(uow.actor)
    known = set(Board.objects.exclude(code="").values_list("code", flat=True))
    fresh = []
    for told in delivered():
        if told.code not in known:
            check(told.tiles)
            made = Board.objects.create(
                code=told.code, name=told.name, profiles=list(told.profiles), tiles=stored(told.tiles),
                changed_at=uow.now,
            )  # fmt: skip
            _note(uow, "made", made)
            fresh.append(made)
    return fresh


def export(uow: UnitOfWork, key: UUID, kind: str) -> tuple[bytes, str]:
    """Return (file, name): every figure of the board, and the lines of those that are broken down."""
    one = board(uow.actor, key)
    rows: list[list[Value]] = []
    for found in shown(uow.actor, one, uow.today):
        figure = found.figure
        if figure is None:
            continue
        word = found.light.word if found.light else ""
        head: list[Value] = [found.tile.key, figure.indicator.name, found.span.label]
        rows.append([*head, "", figure.numerator, figure.denominator, rounded(figure.value), word])
        rows += [
            [*head, "、".join(line.names), line.numerator, line.denominator, rounded(line.value), ""]
            for line in figure.lines
        ]
    heads = [_("标题"), _("指标"), _("期间"), _("分组"), _("分子"), _("分母"), _("数值"), _("灯")]
    columns = [TableColumn(title, 3 if place < 4 else 2) for place, title in enumerate(heads)]  # noqa: PLR2004
    moment = time_note(uow.now, f"{uow.actor.unit_name} {uow.actor.name}")
    _note(uow, "exported", one, format=kind, count=len(rows))
    return write_sheet(TableSheet(one.name, columns, rows, [moment]), kind), f"{one.name}.{kind}"


def _named(name: str) -> str:
    if not name.strip():
        raise Refusal("E-REQUIRED", _("请填写看板的名称。"))
    return name.strip()[:60]


def _take(uow: UnitOfWork, key: UUID, expected: int | None) -> Board:
    policy.check_freeze(uow.actor)
    one = Board.objects.select_for_update().filter(pk=key, retired=False).first()
    if one is None:
        raise NotFound
    if expected is not None and expected != one.version:
        raise Conflict("E-VERSION", _("这块看板刚被别人改动。"), hint=_("请刷新后再改。"))
    return one


def _save(uow: UnitOfWork, one: Board, kind: str) -> None:
    one.version += 1
    one.changed_at, one.by_name = uow.now, f"{uow.actor.unit_name} {uow.actor.name}"
    one.save()
    _note(uow, kind, one)


def _note(uow: UnitOfWork, kind: str, one: Board, **data: object) -> None:
    uow.record(
        Note(
            stream=day_stream(uow.today),
            kind=f"board.{kind}",
            object_type="board",
            object_id=one.pk,
            region=uow.actor.region,
            data={"name": one.name, "version": one.version, **data},
        )
    )
