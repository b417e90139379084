"""The whole way of a paper: import → review → draft → gate → handed out, all of it or nothing."""

from __future__ import annotations

import re
from datetime import date

import pytest

from fuyuantong.audit.models import Entry
from fuyuantong.matters.models import Clock, Cycle, Matter, Obligation
from fuyuantong.plans import queries
from fuyuantong.plans.models import Plan, PlanItem, PlanStep
from plans.conftest import PAPER, adopted, imported, item_of, press, printed, settle, step
from plans.test_import import SEEDS


def issued(client) -> Plan:
    plan = printed(client, adopted(client, imported(client)))
    answer = step(client, plan, "issue")
    assert answer.status_code == 303, answer.content.decode()[-4000:]
    plan.refresh_from_db()
    return plan


def owed(no: str) -> list[tuple[str, str, bool]]:
    matter = PlanItem.objects.get(no=no).matter
    rows = Obligation.objects.filter(matter=matter, series=None).select_related("owner")
    return sorted((o.duty, str(o.owner), o.collects) for o in rows)


@pytest.mark.inventory("P01", "P03", proof="page")
def test_a_paper_goes_all_the_way_to_obligations(office, city):
    plan = issued(office)
    assert plan.state == "issued"
    assert Matter.objects.count() == 5
    assert owed("1") == [
        ("lead", "市中院", True),
        ("lead", "市司法局", False),
        ("responsible", "市财政局", False),
    ]
    first = Matter.objects.get(plan_item=PlanItem.objects.get(no="1").pk)
    assert first.title == "建立诉前调解机制"
    assert first.linkage == city.linkage.code
    assert "第 1 项" in first.source
    assert {o.due_on for o in first.obligations.all()} == {date(2026, 9, 30)}
    assert {o.state for o in first.obligations.all()} == {"pending"}
    assert first.obligations.filter(duty="lead")[0].targets[0]["数值"] == 40
    assert [s.kind for s in PlanStep.objects.filter(plan=plan)] == ["submit", "approve", "print", "issue"]
    assert Entry.objects.filter(kind="plan.issue", object_id=plan.pk).count() == 1


def test_the_units_see_what_they_owe_and_the_plan_it_comes_from(office, city, enter):
    plan = issued(office)
    judge = enter(city.judge)
    page = judge.get(f"/plans/{plan.pk}/")
    assert page.status_code == 200
    assert f"/matters/{PlanItem.objects.get(no='1').matter}/" in page.content.decode()
    assert Obligation.objects.visible_to(city.judge).filter(owner=city.court).count() == 3


def test_a_recurring_deadline_becomes_a_recurring_obligation(office):
    issued(office)
    matter = PlanItem.objects.get(no="2").matter
    cycles = Cycle.objects.filter(matter=matter, obligation__isnull=False)
    assert [(c.every, c.obligation.duty) for c in cycles] == [("quarter", "lead")]
    assert not Obligation.objects.filter(matter=matter, duty="lead", due_on__isnull=False).exists()


def test_a_standing_duty_gets_its_review_date(office):
    issued(office)
    matter = PlanItem.objects.get(no="3").matter
    lead = Obligation.objects.get(matter=matter, duty="lead")
    assert Clock.objects.get(obligation=lead, main=True).due_on == date(2026, 12, 31)
    assert (lead.standing, lead.review_on) == (True, date(2026, 12, 31))


def test_a_group_name_obliges_each_of_its_members(office):
    issued(office)
    assert [(duty, owner) for duty, owner, _ in owed("3")] == [
        ("lead", "市司法局"),
        ("responsible", "江北区人民政府"),
        ("responsible", "青山县人民政府"),
    ]


def test_no_deadline_is_offered_as_the_end_of_the_year_with_quarterly_reports(office):
    issued(office)
    matter = Matter.objects.get(pk=PlanItem.objects.get(no="4").matter)
    assert matter.fields["报送频次"] == "每季度报送"
    assert Obligation.objects.filter(matter=matter, duty="lead").get().due_on == date(2026, 12, 31)
    assert Cycle.objects.filter(matter=matter, every="quarter").exists()


def test_a_name_that_is_nobody_owes_nothing(office):
    issued(office)
    assert owed("5") == [("lead", "市中院", True)]


def test_what_is_past_is_history_and_never_a_red_lamp(office):
    paper = PAPER.replace("2026年9月30日", "2021年4月30日").replace("2026年1月15日", "2021年1月15日")
    plan = printed(office, adopted(office, imported(office, paper)))
    page = office.get(f"/plans/{plan.pk}/").content.decode()
    assert "历史" in page
    assert step(office, plan, "issue").status_code == 303
    matter = Matter.objects.get(pk=PlanItem.objects.get(no="1").matter)
    assert (matter.backfilled, matter.occurred_on) == (True, date(2021, 1, 15))
    assert matter.obligations.exists()
    assert all(o.backfilled for o in matter.obligations.all())
    assert not Obligation.objects.overdue(date(2026, 2, 10)).filter(matter=matter).exists()


def test_an_error_in_the_middle_leaves_nothing(office, monkeypatch):
    plan = printed(office, adopted(office, imported(office)))
    from fuyuantong.plans.actions import issuing

    calls = []
    real = issuing.act

    def third_fails(*args, **keys):
        calls.append(1)
        if len(calls) == 3:
            raise RuntimeError
        return real(*args, **keys)

    monkeypatch.setattr(issuing, "act", third_fails)
    with pytest.raises(RuntimeError):
        step(office, plan, "issue")
    plan.refresh_from_db()
    assert plan.state == "printed"
    assert not Matter.objects.exists()
    assert not PlanItem.objects.filter(matter__isnull=False).exists()


def test_pressing_twice_hands_out_once(office):
    plan = printed(office, adopted(office, imported(office)))
    body = {"issue-version": plan.version, "idempotency_key": "the-same-key-1"}
    first = office.post(f"/plans/{plan.pk}/issue/", body)
    second = office.post(f"/plans/{plan.pk}/issue/", body)
    assert (first.status_code, second.status_code) == (303, 303)
    assert Matter.objects.count() == 5
    assert step(office, plan, "issue").status_code == 409


def test_import_alone_obliges_nobody(office):
    paper = imported(office)
    plan = adopted(office, paper)
    for name in ("print", "issue", "approve"):
        body = {"number": "临府〔2026〕1号", "issued_on": "2026-02-06"}
        body |= {"decided_by": "市长", "decided_on": "2026-02-06"}
        assert step(office, plan, name, **body).status_code == 409
    assert not Matter.objects.exists()


def test_twenty_five_items_for_ten_units_go_out_in_one_act(office, city):
    import make

    names = [f"市第{n}试验局" for n in "一二三四五六七八九十"]
    for name in names:
        make.unit(f"临江{name}", name)
    lines = [
        f"{n}.完成第{n}项工作。（牵头单位：{names[0]}；责任单位：{'、'.join(names[1:])}；完成时限：2026年{n % 9 + 3}月20日）"
        for n in range(1, 26)
    ]
    text = "2026年临江市府院联动任务清单\n\n一、任务\n" + "\n".join(lines) + "\n"
    plan = printed(office, adopted(office, imported(office, text)))
    answer = step(office, plan, "issue")
    assert answer.status_code == 303
    assert Obligation.objects.count() == 250


def settle_every_name(client, city, paper) -> None:
    """As an office without a directory would: enter every unit as suggested; vague groups owe nothing."""
    _paper, found = queries.names_of(city.office, paper.pk, date(2026, 2, 10))
    ways = [
        (one.value, "nobody" if one.named.state == "group-unknown" else "create", {})
        for one in found
        if not one.named.is_settled
    ]
    assert settle(client, paper, *ways).status_code == 303


@pytest.mark.skipif(not SEEDS.is_dir(), reason="真实文件目录 shared/seeds 不在本机，跳过")
@pytest.mark.parametrize(("start", "tasks"), [("000", 25), ("002", 31)])
def test_a_real_paper_goes_all_the_way(office, city, start, tasks):
    file = next(SEEDS.glob(f"{start}_*.txt"))
    paper = imported(office, file.read_bytes(), file.name)
    settle_every_name(office, city, paper)
    plan = printed(office, adopted(office, paper))
    assert step(office, plan, "issue").status_code == 303
    assert Matter.objects.count() == tasks
    assert not PlanItem.objects.filter(plan=plan, matter=None).exists()
    heads = Obligation.objects.filter(series=None)
    assert not heads.overdue(date(2026, 2, 10)).exclude(backfilled=True).exists()
    for matter in Matter.objects.all():
        assert matter.obligations.filter(duty="lead", collects=True).count() <= 1


def test_a_split_item_is_handed_out_as_its_parts(office):
    paper = imported(office)
    item = item_of(paper, "1")
    parts = {
        "part-TOTAL_FORMS": 2,
        "part-INITIAL_FORMS": 0,
        "part-0-title": "设立诉前调解室",
        "part-0-deadline_kind": "date",
        "part-0-due_on": "2026-04-30",
        "part-1-title": "按季通报调解率",
        "part-1-deadline_kind": "recurring",
        "part-1-every": "quarter",
    }
    assert press(office, item, "split", **parts).status_code == 303
    plan = printed(office, adopted(office, paper))
    assert step(office, plan, "issue").status_code == 303
    assert Matter.objects.count() == 6
    assert {m.title for m in Matter.objects.all()} >= {"设立诉前调解室", "按季通报调解率"}
    assert re.search("建立诉前调解机制", office.get(f"/plans/{plan.pk}/").content.decode())
