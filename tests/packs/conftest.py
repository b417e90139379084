"""The cast, a bureau without an account, three tasks handed out to it, and the pack that carries them."""

from __future__ import annotations

import io
from collections.abc import Iterator
from datetime import date, datetime
from typing import Any

import openpyxl
import pytest
import time_machine
from django.core.files.uploadedfile import SimpleUploadedFile
from tests import make

from fuyuantong.common.now import SHANGHAI
from fuyuantong.matters.actions.opening import Opening, act, open_matter
from fuyuantong.matters.actions.recording import record_for
from fuyuantong.matters.models import Obligation
from fuyuantong.packs import actions
from fuyuantong.packs.models import Pack, Return

TODAY = "2026-03-20T10:00:00+08:00"
TITLES = ("制定对接流程", "开展同堂培训", "清理历史案件")


def at(day: str, hour: int = 10) -> datetime:
    return datetime.fromisoformat(day).replace(hour=hour, tzinfo=SHANGHAI)


@pytest.fixture(autouse=True)
def today() -> Iterator[None]:
    with time_machine.travel(TODAY, tick=False):
        yield


@pytest.fixture
def city(db: None, tmp_path, settings) -> make.City:
    settings.MEDIA_ROOT = tmp_path
    make.mechanism("annual-plan-item")
    made = make.City()
    made.housing.has_accounts = False
    made.housing.save()
    return made


def hand_out(city: make.City, title: str, lead: Any, due: str = "2026-06-30") -> Obligation:
    opening = Opening(
        mechanism="annual-plan-item", linkage=city.linkage.code, title=title, units={"牵头单位": [lead.pk]}
    )
    matter = make.do(city.office, open_matter, opening, now=at("2026-03-02"))
    data = {"年度": 2026, "任务内容": f"{title}并印发", "时限类型": "确定日期", "完成时限": due}
    _, sent = make.do(city.office, act, matter.pk, "下达", data=data, collector=lead.pk, now=at("2026-03-02"))
    return next(row for row in sent if row.duty == "lead")


@pytest.fixture
def tasks(city: make.City) -> dict[str, Obligation]:
    """The first is signed for and has one report; the others wait to be signed for."""
    made = {title: hand_out(city, title, city.housing) for title in TITLES}
    first = made[TITLES[0]].pk
    scan = SimpleUploadedFile("签收单.txt", "已签收".encode())
    with time_machine.travel(at("2026-03-05"), tick=False):
        make.do(city.office, record_for, first, "sign", {}, why="书面", original=scan)
        make.do(city.office, record_for, first, "report", {"text": "已完成调研"}, why="电话")
    return made


def packed(city: make.City, *units: Any, title: str = "一季度填报") -> list[Pack]:
    return make.do(
        city.office, actions.make_packs, linkage=city.linkage.code,
        units=[unit.pk for unit in units or (city.housing,)], title=title, due_on=date(2026, 3, 31),
    )  # fmt: skip


@pytest.fixture
def pack(city: make.City, tasks: dict[str, Obligation]) -> Pack:
    return packed(city)[0]


class Table:
    """A pack's Excel as somebody edits it: cells by task and head, rows and columns as one likes."""

    def __init__(self, city: make.City, pack: Pack) -> None:
        _pack, content = make.do(city.office, actions.take_file, pack.pk, "xlsx")
        self.book = openpyxl.load_workbook(io.BytesIO(content))
        self.page = self.book.active
        self.head = next(r for r in range(1, 12) if any(c.value == "任务编号" for c in self.page[r]))
        self.columns = {cell.value: cell.column for cell in self.page[self.head]}
        self.page.protection.sheet = False

    def row(self, title: str) -> int:
        column = self.columns["任务事项"]
        return next(r for r in range(self.head + 1, 60) if self.page.cell(r, column).value == title)

    def put(self, title: str, **values: Any) -> None:
        for head, value in values.items():
            self.page.cell(self.row(title), self.columns[head]).value = value

    def cell(self, title: str, head: str) -> Any:
        return self.page.cell(self.row(title), self.columns[head])

    def file(self, name: str = "返回.xlsx") -> SimpleUploadedFile:
        out = io.BytesIO()
        self.book.save(out)
        return SimpleUploadedFile(name, out.getvalue())


@pytest.fixture
def table(city: make.City, pack: Pack) -> Table:
    return Table(city, pack)


def bring(city: make.City, pack: Pack, table: Table | SimpleUploadedFile, **more: Any) -> Return:
    file = table.file() if hasattr(table, "put") else table
    given = {"why": "该单位没有账号", "received_on": date(2026, 3, 6)} | more
    return make.do(city.office, actions.start_return, pack.pk, file, **given)


def lines(found: Return) -> dict[str, dict[str, Any]]:
    """The preview's lines by the task's title (or the text that stood there)."""
    ordered = sorted(
        found.lines, key=lambda line: line["kind"] == "refused"
    )  # a stranger may bear a title too
    return {line["title"]: line for line in ordered}


def said(found: Return) -> dict[str, str]:
    return {line["title"]: line["kind"] for line in found.lines}
