"""单位对应: a name is mapped once and remembered; groups are expanded; unknown units are entered."""

from __future__ import annotations

import make
from fuyuantong.organs.models import Unit, UnitGroup
from fuyuantong.plans.models import PlanParty, UnitChoice
from plans.conftest import PAPER, adopted, imported, item_of, press, settle

UNKNOWN = "|市神秘事务局"


def open_names(client, paper) -> str:
    page = client.get(f"/imports/{paper.pk}/names/").content.decode()
    return page.partition("已经对应的")[0]


def test_an_elided_prefix_is_put_back(office):
    paper = imported(office)
    page = office.get(f"/imports/{paper.pk}/names/").content.decode()
    assert "市司法局" in page
    assert "原文为“司法局”" in page
    assert "市神秘事务局" in open_names(office, paper)


def test_a_name_is_mapped_once_and_remembered_for_the_next_paper(office, city):
    paper = imported(office)
    assert settle(office, paper, (UNKNOWN, "unit", {"unit": str(city.market.pk)})).status_code == 303
    assert "市神秘事务局" not in open_names(office, paper)
    later = imported(office, PAPER.replace("3号", "8号"))
    assert "市神秘事务局" not in open_names(office, later)


def test_an_unknown_unit_is_entered_in_the_directory(office):
    paper = imported(office)
    body = {"name": "临江市神秘事务局", "kind": "government"}
    assert settle(office, paper, (UNKNOWN, "create", body)).status_code == 303
    unit = Unit.objects.get(name="临江市神秘事务局")
    adopted(office, paper)
    assert PlanParty.objects.filter(unit=unit, raw="市神秘事务局").exists()


def test_all_unknown_units_can_be_entered_at_once(office):
    paper = imported(office)
    assert office.post(f"/imports/{paper.pk}/names/", {"all": "create"}).status_code == 303
    assert Unit.objects.filter(name="临江市神秘事务局").exists()


def test_two_spellings_of_one_new_unit_make_one_unit(office):
    text = PAPER.replace("市神秘事务局", "市神秘事务局、奇妙事务局").replace(
        "责任单位：市财政局", "责任单位：市奇妙事务局"
    )
    paper = imported(office, text)
    assert office.post(f"/imports/{paper.pk}/names/", {"all": "create"}).status_code == 303
    assert Unit.objects.filter(name="临江市奇妙事务局").count() == 1
    assert "个待处理" not in office.get(f"/imports/{paper.pk}/names/").content.decode()


def test_a_group_that_nobody_knows_is_expanded_and_remembered(office, city):
    paper = imported(office, PAPER.replace("市神秘事务局", "市直有关部门"))
    assert "市直有关部门" in open_names(office, paper)
    body = {"units": [str(city.finance.pk), str(city.housing.pk)]}
    assert settle(office, paper, ("|市直有关部门", "group", body)).status_code == 303
    group = UnitGroup.objects.get(name="市直有关部门")
    assert set(group.members.all()) == {city.finance, city.housing}
    adopted(office, paper)
    rows = PlanParty.objects.filter(raw="市直有关部门")
    assert {row.unit for row in rows} == {city.finance, city.housing}


def test_a_group_without_members_is_refused(office):
    paper = imported(office, PAPER.replace("市神秘事务局", "市直有关部门"))
    answer = settle(office, paper, ("|市直有关部门", "group", {}))
    assert answer.status_code == 422
    assert not UnitGroup.objects.exists()


def test_open_names_keep_the_paper_out_of_a_plan(office):
    paper = imported(office)
    ids = [str(i.pk) for i in paper.items.all()]
    office.post(f"/imports/{paper.pk}/confirm/", {"ids": ids})
    paper.refresh_from_db()
    body = {"title": paper.title, "year": 2026, "version": paper.version}
    answer = office.post(f"/imports/{paper.pk}/adopt/", body)
    assert answer.status_code == 409
    assert "市神秘事务局" in answer.content.decode()
    paper.refresh_from_db()
    assert paper.state == "ready"


def test_a_unit_has_one_part_in_an_item_its_strongest(office):
    paper = imported(office)
    item = item_of(paper, "1")
    item.names.append({"role": "partner", "raw": "市中级人民法院", "prefix": ""})
    item.save()
    adopted(office, paper)
    rows = PlanParty.objects.filter(item=item).select_related("unit")
    assert [(r.role, str(r.unit), r.collects) for r in rows] == [
        ("lead", "市中院", True),
        ("lead", "市司法局", False),
        ("responsible", "市财政局", False),
    ]


def test_the_chosen_collector_collects(office):
    paper = imported(office)
    item = item_of(paper, "1")
    press(office, item, "collector", collector="司法局")
    adopted(office, paper)
    assert str(PlanParty.objects.get(item=item, collects=True).unit) == "市司法局"


def test_names_of_another_posts_paper_do_not_exist(office, city, enter):
    paper = imported(office)
    stranger = enter(make.actor(city.justice, roles=("office",), serves=city.linkage))
    assert settle(stranger, paper, (UNKNOWN, "nobody", {})).status_code == 404
    assert not UnitChoice.objects.exists()


def test_a_retired_unit_cannot_be_chosen(office, city):
    Unit.objects.filter(pk=city.market.pk).update(valid_until="2025-01-01")
    paper = imported(office)
    assert settle(office, paper, (UNKNOWN, "unit", {"unit": str(city.market.pk)})).status_code == 422
