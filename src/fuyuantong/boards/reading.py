"""Delivered boards: the vocabulary of their files, reading them, and from tiles to stored data and back."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from enum import StrEnum
from pathlib import Path
from typing import Any

from fuyuantong.boards.kinds import Size, Style, Tile, Window
from fuyuantong.definitions.problems import DefinitionRefused
from fuyuantong.definitions.reading import read_root
from fuyuantong.definitions.shapes import Report
from fuyuantong.definitions.shelf import LIBRARY, read_text
from fuyuantong.definitions.vocabulary.sections import Key, Section
from fuyuantong.definitions.vocabulary.sections import Shape as S  # noqa: N817 - in every line below

BOARDS = LIBRARY / "boards"
STYLES: Mapping[str, Any] = {
    "数字": Style.NUMBER,
    "走势": Style.TREND,
    "分组": Style.GROUPS,
    "矩阵": Style.MATRIX,
    "日历": Style.CALENDAR,
}
WINDOWS: Mapping[str, Any] = {
    "今年以来": Window.SO_FAR,
    "上年": Window.LAST_YEAR,
    "本季度": Window.QUARTER,
    "上季度": Window.LAST_QUARTER,
    "本月": Window.MONTH,
    "上月": Window.LAST_MONTH,
    "近十二个月": Window.TWELVE,
}
SIZES: Mapping[str, StrEnum | Any] = {"小": Size.SMALL, "中": Size.MEDIUM, "大": Size.LARGE}


@dataclass(frozen=True, slots=True)
class Delivered:
    """A board of the library."""

    code: str
    name: str
    tiles: tuple[Tile, ...]
    profiles: tuple[str, ...] = ()


TILE = Section("格", Tile, {
    "样式": Key("style", S.WORD, "数字、走势、分组、矩阵、日历；缺省数字", words=STYLES),
    "指标": Key("indicator", S.CODE, "指标代码；矩阵、日历不写"),
    "期间": Key("window", S.WORD, "缺省今年以来", words=WINDOWS),
    "分组": Key("group", S.NAME, "样式为分组时，按指标的哪个分组"),
    "尺寸": Key("size", S.WORD, "小、中、大；缺省小", words=SIZES),
    "绿灯": Key("green", doc="到此为绿；不写按方案中的目标评灯"),
    "黄灯": Key("yellow", doc="到此为黄，其余为红"),
}, short="指标")  # fmt: skip
BOARD = Section("看板", Delivered, {
    "看板": Key("name", doc="名称", required=True),
    "代码": Key("code", S.CODE, "小写英文、数字和连字符", required=True),
    "方案": Key("profiles", S.TEXTS, "哪些地区方案首先显示它"),
    "格": Key("tiles", S.MAP, "标题: 内容，按次序", required=True, section="格"),
})  # fmt: skip


def delivered() -> Iterator[Delivered]:
    """The delivered boards, in order of their files; DefinitionRefused for a file that is wrong."""
    for path in sorted(BOARDS.glob("*.yaml")):
        yield read_board(path)


def read_board(path: Path) -> Delivered:
    report = Report(path.name, sections={section.title: section for section in (BOARD, TILE)})
    values = read_root(report, BOARD, read_text(path))
    if values is None or report.problems:
        raise DefinitionRefused(sorted(report.problems))
    return Delivered(**values)


def stored(tiles: Sequence[Tile]) -> list[dict[str, str]]:
    """As they stand in the table."""
    return [{k: str(v) for k, v in asdict(tile).items() if k != "line" and v} for tile in tiles]


def told(tiles: Sequence[Mapping[str, str]]) -> tuple[Tile, ...]:
    """As they are worked with."""
    return tuple(
        Tile(
            key=tile["key"],
            style=Style(tile.get("style", Style.NUMBER)),
            indicator=tile.get("indicator", ""),
            window=Window(tile.get("window", Window.SO_FAR)),
            group=tile.get("group", ""),
            size=Size(tile.get("size", Size.SMALL)),
            green=tile.get("green", ""),
            yellow=tile.get("yellow", ""),
        )
        for tile in tiles
    )
