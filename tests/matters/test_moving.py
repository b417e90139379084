"""换用版本: a running matter goes over to another version, with a preview, refused where it would be lost."""

from __future__ import annotations

import hashlib
import json

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests import make
from tests.matters.conftest import Handed, at

from fuyuantong.audit.models import Entry
from fuyuantong.common.refusals import Conflict, Forbidden, NotFound, Refusal
from fuyuantong.definitions.models import DefinitionVersion
from fuyuantong.definitions.moving import What, obstacles, version_changes
from fuyuantong.definitions.reading import read
from fuyuantong.definitions.shelf import mechanism_file, mechanism_files, read_text
from fuyuantong.matters.actions import ending, moving, replying
from fuyuantong.matters.actions.life import sign
from fuyuantong.matters.actions.opening import act
from fuyuantong.matters.models import Clock, Cycle, Matter, Obligation
from fuyuantong.matters.queries.moving import move_preview

PLAN = read_text(mechanism_file("annual-plan-item"))
FIRST = read(PLAN).version


def next_version(*changes: tuple[str, str], n: int = 1) -> DefinitionVersion:
    """Publish the plan item's text with these replacements `n` versions on."""
    text = PLAN.replace(f"版本: {FIRST}", f"版本: {FIRST + n}", 1)
    for old, new in changes:
        assert old in text, old
        text = text.replace(old, new)
    told = read(text)
    now = at("2026-03-01")
    return DefinitionVersion.objects.create(
        code=told.code, version=told.version, name=told.name, archetype=told.archetype.value, body={}, source=text,
        digest=hashlib.sha256(text.encode()).hexdigest(), state="published", created_at=now, published_at=now,
    )  # fmt: skip


@given(st.sampled_from([path.stem for path in mechanism_files()]))
def test_a_mechanism_differs_from_itself_in_nothing_and_what_is_gone_one_way_is_new_the_other(code) -> None:
    one, other = read(read_text(mechanism_file(code))), read(PLAN)
    assert version_changes(one, one) == []
    forth = {(c.kind, c.key) for c in version_changes(one, other) if c.what is What.GONE}
    back = {(c.kind, c.key) for c in version_changes(other, one) if c.what is What.NEW}
    assert forth == back


def test_a_stage_that_is_gone_or_an_end_there_and_a_task_that_is_gone_stand_in_the_way() -> None:
    plan = read(PLAN)
    assert obstacles(plan, "推进中", {"牵头任务"}) == []
    assert "没有这个阶段" in obstacles(plan, "公示", set())[0]
    assert "是终点" in obstacles(plan, "已销号", set())[0]
    assert obstacles(plan, "推进中", {"会签"}) == ["任务“会签”尚未办结，该版本没有这项任务。"]


@pytest.mark.django_db
def test_tasks_keep_their_clocks_and_the_matter_goes_on_under_the_new_rules(
    city: make.City, handed: Handed
) -> None:
    next_version(("  报送方案:", "  报送实施方案:"), ("时长: 3 个工作日", "时长: 9 个工作日"))
    before = list(Clock.objects.order_by("pk").values())
    make.do(
        city.office,
        moving.move_to_version,
        handed.matter.pk,
        version=FIRST + 1,
        reason="按新办法办理",
        now=at("2026-03-05"),
    )
    matter = Matter.objects.get(pk=handed.matter.pk)
    assert (matter.definition.version, matter.stage, matter.version) == (
        FIRST + 1,
        "推进中",
        handed.matter.version + 1,
    )
    assert list(Clock.objects.order_by("pk").values()) == before
    entry = Entry.objects.get(kind="matter.moved")
    data = entry.data if isinstance(entry.data, dict) else json.loads(entry.data)
    assert (data["source"], data["target"]) == (FIRST, FIRST + 1)
    with pytest.raises(Refusal, match="报送方案"):
        make.do(city.housing_clerk, act, matter.pk, "报送方案", data={"工作方案": ["x"]})
    for row in (handed.part, handed.lead):
        clerk = city.finance_clerk if row is handed.part else city.housing_clerk
        make.do(clerk, sign, row.pk, now=at("2026-03-06"))
        make.do(
            clerk, replying.submit, row.pk, text="办好了", answers={"进展情况": "好"}, now=at("2026-03-09")
        )
    states = set(Obligation.objects.values_list("state", flat=True))
    assert states <= {"reviewing", "verifying"}


@pytest.mark.django_db
def test_going_over_is_refused_where_stage_or_open_task_would_be_lost(
    city: make.City, handed: Handed
) -> None:
    def move(version: int) -> None:
        make.do(city.office, moving.move_to_version, handed.matter.pk, version=FIRST + version, reason="换")

    next_version(("推进中", "落实中"))
    with pytest.raises(Refusal, match="没有这个阶段") as refused:
        move(1)
    assert refused.value.code == "E-MOVE"
    next_version(("  配合任务:\n", "  协同任务:\n"), ("[责任任务, 配合任务]", "[责任任务, 协同任务]"), n=2)
    with pytest.raises(Refusal, match="任务“配合任务”尚未办结"):
        move(2)
    with pytest.raises(NotFound):
        move(0)
    next_version(n=3).__class__.objects.filter(version=FIRST + 3).update(
        state="retired", retired_at=at("2026-03-02")
    )
    with pytest.raises(NotFound):
        move(3)
    assert Matter.objects.get(pk=handed.matter.pk).definition.version == FIRST


@pytest.mark.django_db
def test_only_definer_and_office_move_a_matter_and_none_that_has_ended(
    city: make.City, handed: Handed
) -> None:
    next_version()
    for actor in (city.housing_clerk, city.housing_chief):
        with pytest.raises(Forbidden, match="定义管理员或联席会议办公室"):
            make.do(actor, moving.move_to_version, handed.matter.pk, version=FIRST + 1, reason="换")
        with pytest.raises(Forbidden):
            move_preview(actor, handed.matter.pk, FIRST + 1)
    with pytest.raises(NotFound):
        make.do(city.judge, moving.move_to_version, handed.matter.pk, version=FIRST + 1, reason="换")
    make.do(city.office, ending.void_matter, handed.matter.pk, reason="重复")
    with pytest.raises(Conflict, match="已经结束"):
        make.do(city.office, moving.move_to_version, handed.matter.pk, version=FIRST + 1, reason="换")


@pytest.mark.django_db
def test_the_page_previews_and_the_recurring_duty_that_is_gone_ends(
    city: make.City, handed: Handed, enter
) -> None:
    cycle = Cycle.objects.create(
        matter=handed.matter, key="按月报送", task="报送进展", every="month", since_on=at("2026-03-02").date(),
        next_on=at("2026-04-01").date(),
    )  # fmt: skip
    next_version(
        ("  按月报送:", "  逐月报送:"), ("  任务内容: {", "  工作内容: {"), ("任务内容, ", "工作内容, ")
    )
    browser = enter(city.office)
    page = f"/matters/{handed.matter.pk}/version/"
    shown = browser.get(page).content.decode()
    for words in (f"由第 {FIRST} 版换到第 {FIRST + 1} 版", "按月报送", "任务内容", "牵头任务"):
        assert words in shown, words
    assert page in browser.get(f"/matters/{handed.matter.pk}/").content.decode()
    assert browser.post(page, {"reason": ""}).status_code == 422
    assert browser.post(page, {"reason": "按新版办理", "version": handed.matter.version}).status_code == 302
    assert Matter.objects.get(pk=handed.matter.pk).definition.version == FIRST + 1
    cycle.refresh_from_db()
    assert cycle.stopped_at is not None
    clerk = enter(city.housing_clerk)
    assert page not in clerk.get(f"/matters/{handed.matter.pk}/").content.decode()
    assert clerk.get(page).status_code == 403


@pytest.mark.django_db
def test_the_api_previews_and_moves(city: make.City, handed: Handed) -> None:
    from django.test import Client

    next_version(("推进中", "落实中"))
    next_version(n=2)
    head = {"HTTP_AUTHORIZATION": f"Bearer {make.token(city.office)}", "content_type": "application/json"}
    api, base = Client(), f"/api/v1/matters/{handed.matter.pk}"
    assert api.get(f"{base}/versions/{FIRST + 1}", **head).json()["obstacles"]
    assert api.get(f"{base}/versions/{FIRST + 2}", **head).json()["obstacles"] == []
    seen = {"HTTP_IF_MATCH": f'"{handed.matter.version}"'}
    refused = api.post(f"{base}/version", {"version": FIRST + 1, "reason": "换"}, **head, **seen)
    assert (refused.status_code, refused.json()["code"]) == (422, "E-MOVE")
    done = api.post(f"{base}/version", {"version": FIRST + 2, "reason": "换"}, **head, **seen)
    assert (done.status_code, done.json()["version"]) == (200, handed.matter.version + 1)
    stale = api.post(f"{base}/version", {"version": FIRST + 1, "reason": "换"}, **head, **seen)
    assert stale.json()["code"] == "E-VERSION"
