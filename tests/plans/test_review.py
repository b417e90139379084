"""核对: each item is confirmed, changed, merged, split or set aside by a person; damage blocks."""

from __future__ import annotations

import pytest

from fuyuantong.plans.models import Damage, PlanItem
from plans.conftest import DAMAGED, PAPER, imported, item_of, press


def fields(item: PlanItem, **changes) -> dict:
    """What the edit form holds, with some fields changed."""
    item.refresh_from_db()
    shown = {
        "title": item.title,
        "text": item.text,
        "lead": "、".join(item.named("lead")),
        "responsible": "、".join(item.named("responsible")),
        "partner": "、".join(item.named("partner")),
        "collector": item.collector,
        "deadline_kind": item.deadline_kind,
        "due_on": item.due_on or "",
        "every": item.every,
        "review_on": item.review_on or "",
        "report_every": item.report_every,
    }
    return shown | changes


def state(item: PlanItem) -> str:
    item.refresh_from_db()
    return item.state


def test_both_sides_carry_the_same_mark(office):
    paper = imported(office)
    page = office.get(f"/imports/{paper.pk}/").content.decode()
    for item in PlanItem.objects.filter(source=paper):
        assert f'<mark data-span="i-{item.pk}"' in page
        assert f'data-span="i-{item.pk}" data-row' in page


def test_a_card_says_how_sure_and_why(office):
    paper = imported(office)
    page = office.get(f"/imports/{paper.pk}/").content.decode()
    assert "原文写明牵头单位" in page
    assert "原文没有时限，建议年底完成" in page
    assert "原文为“2026年6月”，按最后一日计" in page
    assert "原文为“司法局”" in page


def test_confirm(office):
    item = item_of(imported(office), "1")
    assert press(office, item, "confirm").status_code == 303
    assert state(item) == "confirmed"


def test_confirming_twice_is_told(office):
    item = item_of(imported(office), "1")
    press(office, item, "confirm")
    assert press(office, item, "confirm").status_code == 409


def test_the_sure_ones_are_confirmed_together_and_no_others(office):
    paper = imported(office)
    answer = office.post(f"/imports/{paper.pk}/confirm/", {"which": "sure"})
    assert answer.status_code == 303
    confirmed = PlanItem.objects.filter(source=paper, state="confirmed").values_list("no", flat=True)
    assert list(confirmed) == ["1", "2", "3"]  # 4 has no deadline of its own, 5 a month and an unknown unit


def test_an_edit_is_kept_and_confirmed_in_one_go(office):
    item = item_of(imported(office), "4")
    body = fields(
        item, title="出台破产费用保障办法", due_on="2026-08-31", lead="市财政局，市中院", collector="市中院"
    )
    assert press(office, item, "edit", then="confirm", **body).status_code == 303
    assert state(item) == "confirmed"
    assert (item.title, str(item.due_on), item.offered) == ("出台破产费用保障办法", "2026-08-31", False)
    assert item.named("lead") == ["市财政局", "市中院"]
    assert item.named("responsible") == ["市市场监管局"]
    assert item.collector == "市中院"


def test_an_edit_over_a_newer_version_keeps_what_was_typed(office):
    item = item_of(imported(office), "1")
    old = item.version
    press(office, item, "edit", **fields(item, title="别人改的名称"))
    body = fields(item, title="我改的名称") | {"version": old}
    answer = office.post(f"/imports/{item.source_id}/items/{item.pk}/edit/", body)
    words = answer.content.decode()
    assert answer.status_code == 409
    assert 'value="我改的名称"' in words
    assert "已被他人修改" in words
    assert "现在的内容：别人改的名称" in words
    assert state(item) == "todo"
    assert item.title == "别人改的名称"
    assert f'name="version" value="{item.version}"' in words  # saving again is on purpose


def test_a_stale_button_changes_nothing(office):
    item = item_of(imported(office), "1")
    old = item.version
    press(office, item, "edit", **fields(item, title="别人改的名称"))
    answer = office.post(f"/imports/{item.source_id}/items/{item.pk}/confirm/", {"version": old})
    assert answer.status_code == 409
    assert state(item) == "todo"


def test_an_item_without_units_cannot_be_confirmed(office):
    item = item_of(imported(office), "1")
    press(office, item, "edit", **fields(item, lead="", responsible=""))
    answer = press(office, item, "confirm")
    assert answer.status_code == 422
    assert "请填写承办单位" in answer.content.decode()


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"due_on": ""}, "请填写完成时限"),
        ({"deadline_kind": "recurring", "every": ""}, "请选择频次"),
        ({"deadline_kind": "standing", "review_on": ""}, "请填写复核日"),
        ({"title": " "}, "必填"),
        ({"due_on": "2026-02-30"}, "日期"),
    ],
)
def test_an_edit_that_leaves_out_what_is_needed_names_the_field(office, changes, words):
    item = item_of(imported(office), "1")
    answer = press(office, item, "edit", then="confirm", **fields(item, **changes))
    assert answer.status_code in (400, 422)
    assert words in answer.content.decode()
    assert state(item) == "todo"


def test_not_a_task_and_back(office):
    item = item_of(imported(office), "2")
    assert press(office, item, "not-a-task").status_code == 303
    assert state(item) == "not_a_task"
    assert press(office, item, "restore").status_code == 303
    assert state(item) == "todo"


def test_merging_brings_units_and_texts_together(office):
    paper = imported(office)
    one, two = item_of(paper, "1"), item_of(paper, "2")
    answer = office.post(f"/imports/{paper.pk}/merge/", {"ids": [str(two.pk), str(one.pk)]})
    assert answer.status_code == 303
    assert (state(one), state(two)) == ("todo", "merged")
    assert two.merged_into_id == one.pk
    assert one.named("lead") == ["市中院", "司法局", "市司法局"]
    assert one.named("partner") == ["市住建局"]
    assert "会商" in one.text
    assert str(one.due_on) == "2026-09-30"


def test_merging_one_item_is_refused(office):
    paper = imported(office)
    answer = office.post(f"/imports/{paper.pk}/merge/", {"ids": [str(item_of(paper, "1").pk)]}, follow=True)
    assert "至少勾选两项" in answer.content.decode()


def test_items_of_two_papers_are_never_merged(office):
    one = item_of(imported(office), "1")
    other = item_of(imported(office, PAPER.replace("3号", "4号")), "1")
    answer = office.post(f"/imports/{one.source_id}/merge/", {"ids": [str(one.pk), str(other.pk)]})
    assert answer.status_code == 404


TWO_DUTIES = """2026年府院联动任务清单

一、任务
1.建立通报制度。由市司法局于2026年4月30日前印发通报办法，每季度通报一次行政机关败诉情况。（牵头单位：市司法局；完成时限：2026年4月30日）
"""


def test_several_duties_are_offered_as_parts(office):
    item = item_of(imported(office, TWO_DUTIES), "1")
    page = office.get(f"/imports/{item.source_id}/items/{item.pk}/split/").content.decode()
    assert 'value="2026-04-30"' in page
    assert '<option value="quarter" selected>' in page


def test_a_split_item_gives_way_to_its_parts(office):
    paper = imported(office, TWO_DUTIES)
    item = item_of(paper, "1")
    parts = {
        "part-TOTAL_FORMS": 3,
        "part-INITIAL_FORMS": 2,
        "part-0-title": "印发通报办法",
        "part-0-deadline_kind": "date",
        "part-0-due_on": "2026-04-30",
        "part-1-title": "按季通报",
        "part-1-deadline_kind": "recurring",
        "part-1-every": "quarter",
        "part-2-title": "",
        "part-2-deadline_kind": "date",
    }
    assert press(office, item, "split", **parts).status_code == 303
    assert state(item) == "split"
    made = list(PlanItem.objects.filter(split_from=item).order_by("ordinal"))
    assert [(m.no, m.title, m.every) for m in made] == [
        ("1-1", "印发通报办法", ""),
        ("1-2", "按季通报", "quarter"),
    ]
    assert all(m.names == item.names and m.start == item.start for m in made)


def test_one_part_is_no_split_and_what_was_typed_stays(office):
    item = item_of(imported(office), "1")
    body = {
        "part-TOTAL_FORMS": 1,
        "part-INITIAL_FORMS": 0,
        "part-0-title": "只有一项",
        "part-0-deadline_kind": "date",
    }
    answer = press(office, item, "split", **body)
    assert answer.status_code == 422
    assert "只有一项" in answer.content.decode()
    assert state(item) == "todo"


def test_several_leads_have_one_collector(office):
    item = item_of(imported(office), "1")
    page = office.get(f"/imports/{item.source_id}/").content.decode()
    assert "默认列第一位者" in page
    assert press(office, item, "collector", collector="司法局").status_code == 303
    item.refresh_from_db()
    assert item.collector == "司法局"
    assert press(office, item, "collector", collector="市财政局").status_code == 422


def damage_of(item: PlanItem) -> Damage:
    return Damage.objects.get(item=item)


def correct(client, damage: Damage, **data):
    body = {"version": damage.version, "how": "correct"} | data
    return client.post(f"/imports/{damage.source_id}/damages/{damage.pk}/", body)


def test_damaged_text_blocks_until_it_is_corrected(office):
    item = item_of(imported(office, DAMAGED), "1")
    answer = press(office, item, "confirm")
    assert answer.status_code == 409
    assert "更正之前不能确认" in answer.content.decode()
    damage = damage_of(item)
    assert correct(office, damage, text=damage.text.replace("习", "习近平")).status_code == 303
    item.refresh_from_db()
    assert "习近平新时代中国特色社会主义思想" in item.text
    assert press(office, item, "confirm").status_code == 303


def test_a_correction_that_finds_no_place_is_refused(office):
    item = item_of(imported(office, DAMAGED), "1")
    press(office, item, "edit", **fields(item, text="已经全部重写的内容"))
    damage = damage_of(item)
    assert correct(office, damage, text="别的词").status_code == 422
    damage.refresh_from_db()
    assert damage.state == "open"


def test_damage_elsewhere_does_not_block(office):
    paper = imported(office, DAMAGED)
    assert press(office, item_of(paper, "2"), "confirm").status_code == 303


def test_a_false_alarm_is_kept_as_it_is(office):
    item = item_of(imported(office, DAMAGED), "1")
    before = item.text
    assert correct(office, damage_of(item), how="keep").status_code == 303
    item.refresh_from_db()
    assert item.text == before
    assert press(office, item, "confirm").status_code == 303


def test_the_same_words_are_no_correction(office):
    damage = damage_of(item_of(imported(office, DAMAGED), "1"))
    assert correct(office, damage, text=damage.text).status_code == 422


@pytest.mark.parametrize("verb", ["confirm", "edit", "not-a-task", "restore", "split", "collector"])
def test_another_post_cannot_touch_the_item(office, city, enter, verb):
    from make import actor

    item = item_of(imported(office), "1")
    for stranger in (city.judge, actor(city.justice, roles=("office",), serves=city.linkage)):
        answer = press(enter(stranger), item, verb, **fields(item))
        assert answer.status_code == 404
    assert state(item) == "todo"
