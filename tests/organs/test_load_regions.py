"""The shipped list of regions: whole, with parents, and loading it twice changes nothing."""

from __future__ import annotations

import csv

import pytest

from fuyuantong.common.actors import SYSTEM
from fuyuantong.common.uow import unit_of_work
from fuyuantong.organs import actions
from fuyuantong.organs.actions.places import LIBRARY
from fuyuantong.organs.models import Region


def rows():
    with (LIBRARY / "gb2260.csv").open(encoding="utf-8") as handle:
        return list(csv.DictReader(handle))


def test_every_code_is_six_digits_once_and_under_150_kb():
    codes = [row["code"] for row in rows()]
    assert all(len(code) == 6 and code.isdigit() for code in codes)
    assert len(codes) == len(set(codes)) > 3000
    assert (LIBRARY / "gb2260.csv").stat().st_size <= 150_000


def test_every_region_below_a_province_has_its_province():
    codes = {row["code"] for row in rows()}
    assert [code for code in codes if code[:2] + "0000" not in codes] == []


@pytest.mark.django_db
def test_loading_builds_the_tree_and_a_second_time_adds_nothing():
    with unit_of_work(SYSTEM) as uow:
        first = actions.load_regions(uow)
    with unit_of_work(SYSTEM) as uow:
        assert actions.load_regions(uow) == 0
    assert first == len(rows())
    county = Region.objects.get(pk="130102")
    assert (county.level, county.parent_id, county.parent.parent_id) == ("county", "130100", "130000")


@pytest.mark.django_db
def test_districts_of_a_municipality_belong_to_it():
    with unit_of_work(SYSTEM) as uow:
        actions.load_regions(uow)
    assert Region.objects.get(pk="110105").parent_id in ("110000", "110100")


@pytest.mark.django_db
def test_the_fictional_city_loads_by_itself():
    with unit_of_work(SYSTEM) as uow:
        assert actions.load_regions(uow, LIBRARY / "demo" / "linjiang.csv") == 7
    assert Region.objects.get(pk="990121").parent_id == "990100"
