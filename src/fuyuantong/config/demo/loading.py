"""Loading the sample jurisdiction once; every row goes through the same actions as real work."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from pathlib import Path
from typing import Any

from fuyuantong.common.actors import SYSTEM
from fuyuantong.common.uow import UnitOfWork, unit_of_work
from fuyuantong.common.yaml_text import read_yaml
from fuyuantong.config.demo.desk import fill_desk
from fuyuantong.config.demo.enforcement import fill_enforcement
from fuyuantong.config.demo.figures import fill_figures
from fuyuantong.config.demo.meetings import hold_meetings
from fuyuantong.config.demo.registers import fill_registers
from fuyuantong.config.demo.reports import issue_reports
from fuyuantong.config.demo.screening import fill_lists
from fuyuantong.config.demo.sharing import fill_sharing
from fuyuantong.config.demo.story import tell_story
from fuyuantong.definitions.actions import load_profile
from fuyuantong.enforcement.models import Case
from fuyuantong.instructions.models import Submission
from fuyuantong.matters.models import Matter
from fuyuantong.meetings.models import Meeting
from fuyuantong.organs import actions as organs
from fuyuantong.organs.kinds import LinkageKind, UnitKind
from fuyuantong.organs.models import Linkage, Person, Region, Unit
from fuyuantong.registers.models import Grant, Row
from fuyuantong.reports.models import Issue
from fuyuantong.screening.models import ListVersion

DATA = Path(__file__).resolve().parents[2] / "library" / "demo" / "linjiang.yaml"
REGIONS = DATA.parents[1] / "regions" / "demo" / "linjiang.csv"
PROFILE = "linjiang-demo"
PASSWORD = "Linjiang-2026"  # noqa: S105 - printed at every start; demonstrations are bound to loopback
SINCE = date(2025, 1, 1)
_KINDS = {str(kind.label): kind.value for kind in UnitKind}
_LINKAGES = {str(kind.label): kind.value for kind in LinkageKind}


def load() -> Sequence[str]:
    """Build 临江市 if it is not there yet; return the lines that show the sample accounts."""
    data: dict[str, Any] = read_yaml(DATA.read_text("utf-8"))
    if not Linkage.objects.filter(code=data["联动机制"][0]["代码"]).exists():
        with unit_of_work(SYSTEM, purpose="演示：机构与人员") as uow:
            organs.load_regions(uow, REGIONS)
            units = _units(uow, data)
            _people(uow, data, units, _linkages(uow, data, units))
            load_profile(uow, PROFILE)
    if not Matter.objects.exists():
        tell_story(data)
    if not Meeting.objects.exists():
        hold_meetings()
    if not Row.objects.exists():
        fill_registers(data["台账行"])
        fill_figures()
    if not ListVersion.objects.exists():
        fill_lists()
    if not Case.objects.exists():
        fill_enforcement()
    if not Grant.objects.exists():
        fill_sharing()
    if not Submission.objects.exists():
        fill_desk(data["案头"], data["联动机制"][0]["代码"])
    if not Issue.objects.exists():
        issue_reports(data["联动机制"][0]["代码"])
    return _lines(data)


def _units(uow: UnitOfWork, data: dict[str, Any]) -> dict[str, Unit]:
    regions = Region.objects.in_bulk([data["地区"], *(row["地区"] for row in data["机构"] if "地区" in row)])
    units = {}
    for row in data["机构"]:
        unit = organs.create_unit(
            uow,
            name=row["全称"],
            short_name=row["简称"],
            kind=_KINDS[row["类别"]],
            region=regions[row.get("地区", data["地区"])],
            code=row["代码"],
            valid_from=SINCE,
            has_accounts=row.get("账号", True),
        )
        for alias in row.get("别名", ()):
            organs.add_alias(uow, unit.pk, alias, "seeded")
        units[row["代码"]] = unit
    home = regions[data["地区"]]
    for name, codes in data["机构组"].items():
        organs.create_group(uow, name=name, region=home, members=[units[code] for code in codes])
    return units


def _linkages(uow: UnitOfWork, data: dict[str, Any], units: dict[str, Unit]) -> dict[str, Linkage]:
    return {
        row["代码"]: organs.create_linkage(
            uow,
            code=row["代码"],
            name=row["名称"],
            kind=_LINKAGES[row["类别"]],
            office_unit=units[row["办公室"]],
            members=list(units.values()),
            supervisors=[units[code] for code in row.get("监督", ())],
        )
        for row in data["联动机制"]
    }


def _people(
    uow: UnitOfWork, data: dict[str, Any], units: dict[str, Unit], linkages: dict[str, Linkage]
) -> None:
    for row in data["账号"]:
        person, _ = organs.create_person(uow, username=row["登录名"], name=row["姓名"], password=PASSWORD)
        serves = linkages.get(row.get("服务", ""))
        post = organs.create_post(
            uow,
            unit=units[row["机构"]],
            title=row["岗位"],
            roles=row["角色"],
            serves=serves,
            valid_from=SINCE,
        )
        organs.start_tenure(uow, post=post, person=person, since=SINCE)


def _lines(data: dict[str, Any]) -> list[str]:
    known = set(Person.objects.values_list("username", flat=True))
    rows = [row for row in data["账号"] if row["登录名"] in known]
    head = ["", "演示城市：临江市（虚构，模拟数据）。示例账号，密码均为 " + PASSWORD, ""]
    return [*head, *(f"  {row['登录名']:<15}{row['姓名']}　{row['说明']}" for row in rows), ""]
