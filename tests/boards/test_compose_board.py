"""A board is composed without code, shows what its viewer may see, judges by its rule, and goes on a wall."""

from __future__ import annotations

from datetime import date

import pytest
from tests import make

from fuyuantong.boards import actions, queries
from fuyuantong.boards.kinds import COUNTED, Size, Style, Tile, Window, span_in
from fuyuantong.boards.models import Board
from fuyuantong.boards.reading import delivered, told
from fuyuantong.common.now import today
from fuyuantong.common.refusals import Conflict, Forbidden, Refusal
from fuyuantong.definitions.shelf import read_text
from fuyuantong.indicators.reading import examined
from fuyuantong.indicators.shelf import indicator_files
from indicators.conftest import put, shelve
from indicators.test_use import browser

RATE = "loss-rate-by-judgments"


def case(number: int, lost: bool) -> dict[str, object]:
    day = today().replace(day=1)
    return {
        "案号": f"（2026）新2899行初{number}号", "审级": "一审", "立案日期": str(day), "结案日期": str(day),
        "结案方式": "判决", "裁判结论": "行政机关败诉" if lost else "行政机关胜诉",
        "被告机关": ["临江市住房和城乡建设局"], "审理法院": "临江市中级人民法院",
    }  # fmt: skip


@pytest.fixture
def city(db: None, tmp_path, settings) -> make.City:
    settings.MEDIA_ROOT = tmp_path
    city = make.City()
    shelve(["litigation-cases"], [RATE, "case-filing-growth"])
    put("litigation-cases", [case(n, n <= 4) for n in range(1, 21)], city.court)
    return city


@pytest.mark.django_db
def test_an_office_composes_a_board_and_everybody_reads_it_by_their_rights(city: make.City) -> None:
    first = make.do(city.office, actions.create, "总览")
    one = make.do(city.office, actions.create, "应诉一览", like=first.pk)
    with pytest.raises(Forbidden):
        make.do(city.housing_clerk, actions.create, "自己的")
    data = {
        "name": "应诉一览", "version": "1", "tile-TOTAL_FORMS": "5", "tile-INITIAL_FORMS": "0",
        "tile-0-key": "第二格", "tile-0-place": "20", "tile-0-style": "trend", "tile-0-indicator": RATE,
        "tile-1-key": "第一格", "tile-1-place": "10", "tile-1-style": "number", "tile-1-indicator": RATE,
        "tile-1-green": "10", "tile-1-yellow": "30",
        "tile-2-key": "各机关", "tile-2-style": "groups", "tile-2-indicator": RATE, "tile-2-group": "被告机关",
        "tile-3-key": "日历", "tile-3-style": "calendar", "tile-4-key": "", "tile-4-style": "number",
    }  # fmt: skip
    for n in range(5):
        data |= {f"tile-{n}-window": "so_far", f"tile-{n}-size": "medium"}
    client = browser(city.office)
    assert client.get(f"/boards/{one.pk}/compose/").status_code == 200
    refused = client.post(f"/boards/{one.pk}/compose/", data | {"tile-2-group": "星座"})
    assert refused.status_code == 422 and "这个指标的分组有：被告机关" in refused.content.decode()
    assert client.post(f"/boards/{one.pk}/compose/", data).status_code == 302
    tiles = told(Board.objects.get(pk=one.pk).tiles)
    assert [tile.key for tile in tiles] == ["第一格", "第二格", "各机关", "日历"]
    with pytest.raises(Conflict):
        make.do(city.office, actions.compose, one.pk, "改", tiles, expected=1)
    shown = queries.shown(city.office, Board.objects.get(pk=one.pk), today())
    assert (str(shown[0].figure.value), shown[0].light.colour) == (
        "20",
        "yellow",
    )  # at most 10 green, 30 yellow
    assert "不高于 10 为绿" in shown[0].light.rule
    assert [line.keys for line in shown[2].figure.lines] == [("临江市住房和城乡建设局",)]
    page = client.get(f"/boards/{one.pk}/").content.decode()
    assert page.index("第一格") < page.index("第二格") and "20%" in page and f"/indicators/{RATE}/?" in page
    sheet = client.get(f"/boards/{one.pk}/export.csv").content.decode("utf-8-sig")
    assert "各机关,行政机关败诉率" in sheet and "临江市住房和城乡建设局,4,20,20.00" in sheet
    with pytest.raises(Forbidden):
        queries.board(city.auditor, one.pk)
    make.do(city.office, actions.retire, one.pk)
    assert client.get(f"/boards/{one.pk}/").status_code == 404


@pytest.mark.django_db
def test_a_wall_is_dark_refreshes_itself_and_names_nobody(city: make.City) -> None:
    one = make.do(city.office, actions.create, "大厅")
    tiles = [Tile("败诉率", indicator=RATE, size=Size.LARGE), Tile("县区", Style.MATRIX)]
    make.do(city.office, actions.compose, one.pk, "大厅", tiles)
    page = browser(city.office).get(f"/boards/{one.pk}/?wall=1").content.decode()
    assert 'data-theme="dark"' in page and 'hx-trigger="every 120s"' in page
    assert '"X-Fyt-Background":"1"' in page  # looking at a wall keeps nobody signed in
    assert city.office.name not in page and 'class="side"' not in page
    assert city.office.name in browser(city.office).get(f"/boards/{one.pk}/").content.decode()


WRONG = [
    (Tile("甲", indicator="nowhere"), "请选择指标"),
    (Tile("甲", indicator=RATE, green="很高"), "应为数字"),
    (Tile("甲", indicator=RATE, yellow="5"), "有黄灯须有绿灯"),
    (Tile("甲", indicator="case-filing-growth", green="5"), "“甲”"),  # no direction, or never a target
]


@pytest.mark.django_db
def test_a_wrong_tile_is_named(city: make.City) -> None:
    for tile, words in WRONG:
        with pytest.raises(Refusal, match=words):
            actions.check([tile])


def test_delivered_boards_show_what_is_delivered() -> None:
    known = {one.code: one for one in (examined(read_text(path)) for path in indicator_files())}
    boards = list(delivered())
    assert {"general", "appearance", "procuratorate"} <= {one.code for one in boards}
    for tile in (tile for one in boards for tile in one.tiles if tile.style in COUNTED):
        assert not tile.group or known[tile.indicator].grouping(tile.group), tile


def test_a_window_is_counted_from_the_day() -> None:
    day = date(2026, 2, 10)
    found = {str(window): span_in(window, day).text for window in Window}
    assert found == {
        "so_far": "2026-01~2026-02", "last_year": "2025", "quarter": "2026Q1", "last_quarter": "2025Q4",
        "month": "2026-02", "last_month": "2026-01", "twelve": "2025-03~2026-02",
    }  # fmt: skip
    assert (Tile("甲").style, Tile("甲").size) == (Style.NUMBER, Size.SMALL)
