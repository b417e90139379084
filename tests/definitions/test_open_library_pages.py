"""机制库 through its pages: list, one mechanism, differences, and the editor from mistake to version."""

from __future__ import annotations

import re

import pytest
from django.test import Client
from tests import make
from tests.definitions.base import BASE, broken, line_with

from fuyuantong.common.actors import Actor
from fuyuantong.definitions import actions
from fuyuantong.definitions.models import DefinitionVersion
from fuyuantong.organs.models import Person

pytestmark = pytest.mark.django_db


def signed_in(*roles: str) -> Client:
    actor = make.actor(roles=roles)
    client = Client()
    client.force_login(Person.objects.get(pk=actor.person))
    return client


@pytest.fixture(scope="module")
def office(kept) -> Actor:
    """A definer where the library is there already."""

    def made() -> Actor:
        make.do(make.actor(roles=("definer",)), actions.load_library)
        return make.actor(roles=("definer",))

    return kept(made)


@pytest.fixture
def definer(office: Actor, db: None) -> Client:
    client = Client()
    client.force_login(Person.objects.get(pk=office.person))
    return client


def text_of(answer) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", answer.content.decode()))


def test_the_list_shows_every_mechanism_once_and_finds_by_word_and_archetype(definer) -> None:
    answer = definer.get("/mechanisms/")
    assert answer.status_code == 200
    body = answer.content.decode()
    for name in ("年度工作要点任务", "交办件（督办件）", "司法建议", "行政争议实质性化解"):
        assert body.count(f">{name}</a>") == 1
    found = definer.get("/mechanisms/", {"q": "L18"}).content.decode()
    assert ">司法建议</a>" in found
    assert ">年度工作要点任务</a>" not in found
    plans = definer.get("/mechanisms/", {"archetype": "PLN"}).content.decode()
    assert ">年度工作要点任务</a>" in plans
    assert ">司法建议</a>" not in plans
    assert "没有符合条件的机制" in text_of(definer.get("/mechanisms/", {"q": "不存在的"}))


def test_the_list_is_narrowed_by_group_and_by_source_document(definer) -> None:
    litigation = definer.get("/mechanisms/", {"group": "行政诉讼与实质化解"}).content.decode()
    assert ">司法建议</a>" in litigation
    assert ">年度工作要点任务</a>" not in litigation
    fourth = definer.get("/mechanisms/", {"source": "S4", "group": "行政诉讼与实质化解"}).content.decode()
    assert ">司法建议</a>" in fourth
    assert "没有符合条件的机制" in text_of(definer.get("/mechanisms/", {"source": "S9"}))


def test_the_coverage_page_shows_every_row_of_the_inventory(definer) -> None:
    said = text_of(definer.get("/mechanisms/coverage/"))
    assert "来源文件列出 251 项" in said
    for words in ("G01", "X10", "行政诉讼与实质化解", "judicial-recommendation"):
        assert words in said


def test_the_page_of_a_mechanism_shows_flow_parties_clocks_basis_sources_and_scenarios(definer) -> None:
    answer = definer.get("/mechanisms/judicial-recommendation/")
    said = text_of(answer)
    assert answer.status_code == 200
    assert 'class="flow-drawing"' in answer.content.decode()
    for words in (
        "司法建议的流程", "被建议单位", "可多个", "60 日", "2 个月", "法释〔2018〕1号", "第149条", "已核实", "未核实",
        "S0 3", "拟跟进函", "异议成立，撤回", "全部反馈后到“已回复”", "办理“送达”之日", "第 3 版",
    ):  # fmt: skip
        assert words in said, words


def test_reading_needs_a_post_and_editing_needs_a_role(definer) -> None:
    assert Client().get("/mechanisms/").status_code == 302
    clerk = signed_in("clerk")
    page = clerk.get("/mechanisms/judicial-recommendation/")
    assert page.status_code == 200
    assert "/edit/" not in page.content.decode()
    assert clerk.get("/mechanisms/new/").status_code == 403
    assert clerk.get("/mechanisms/judicial-recommendation/edit/").status_code == 403
    assert clerk.post("/mechanisms/new/", {"source": BASE, "act": "publish"}).status_code == 403
    assert clerk.post("/mechanisms/judicial-recommendation/v3/retire/").status_code == 403
    assert not DefinitionVersion.objects.filter(code="trial").exists()


@pytest.mark.parametrize(
    "path",
    [
        "/mechanisms/none/",
        "/mechanisms/none/edit/",
        "/mechanisms/judicial-recommendation/v9/",
        "/mechanisms/judicial-recommendation/changes/?from=1&to=99999",
        "/mechanisms/judicial-recommendation/changes/?from=x",
        "/mechanisms/none/flow.svg",
        "/mechanisms/new/?copy=none",
    ],
)
def test_what_does_not_exist_is_not_found(definer, path) -> None:
    assert definer.get(path).status_code == 404


def test_a_mistake_is_shown_beside_its_line_and_nothing_is_saved(definer) -> None:
    text = broken(("到: 办理中", "到: 无此阶段"))
    for act in ("check", "publish"):
        answer = definer.post("/mechanisms/new/", {"source": text.replace("\n", "\r\n"), "act": act})
        said = text_of(answer)
        assert answer.status_code == (200 if act == "check" else 422)
        assert f"第 {line_with(text, '无此阶段')} 行" in said
        assert "阶段“无此阶段”不存在" in said
        assert "本次未保存任何数据" in said
        assert "到: 无此阶段" in answer.content.decode().split("<textarea")[1], "the typed text must be kept"
    assert not DefinitionVersion.objects.filter(code="trial").exists()


def test_check_draws_and_publishes_nothing_then_publish_makes_the_version(definer) -> None:
    checked = definer.post("/mechanisms/new/", {"source": BASE, "act": "check"})
    assert "可以发布" in text_of(checked)
    assert 'class="flow-drawing"' in checked.content.decode()
    assert not DefinitionVersion.objects.filter(code="trial").exists()
    published = definer.post(
        "/mechanisms/new/", {"source": BASE.replace("\n", "\r\n"), "act": "publish"}, follow=True
    )
    assert published.redirect_chain == [("/mechanisms/trial/v1/", 302)]
    assert "已发布“试验机制”第 1 版" in text_of(published)
    assert DefinitionVersion.objects.get(code="trial").source == BASE


def test_editing_begins_with_the_next_version_and_differences_are_shown(definer) -> None:
    definer.post("/mechanisms/new/", {"source": BASE, "act": "publish"})
    form = definer.get("/mechanisms/trial/edit/").content.decode()
    assert "版本: 2" in form
    text = broken(("版本: 1", "版本: 2"), ("时长: 2 个工作日", "时长: 3 个工作日"))
    definer.post("/mechanisms/trial/edit/", {"source": text, "act": "publish"})
    page = text_of(definer.get("/mechanisms/trial/"))
    assert "第 2 版" in page
    assert "与本版比较" in page
    diff = definer.get("/mechanisms/trial/changes/", {"from": 1, "to": 2}).content.decode()
    assert re.search(r'class="removed".*?时长: 2 个工作日', diff, re.DOTALL)
    assert re.search(r'class="added".*?时长: 3 个工作日', diff, re.DOTALL)
    again = definer.post(
        "/mechanisms/trial/edit/", {"source": BASE.replace("截止日: 日期", "截止日: 文本"), "act": "publish"}
    )
    assert again.status_code == 409
    assert "版本”改为 3" in text_of(again)


def test_an_empty_or_poisoned_text_is_answered_with_a_sentence(definer) -> None:
    empty = definer.post("/mechanisms/new/", {"source": "", "act": "check"})
    assert empty.status_code == 422
    assert "请填写定义" in text_of(empty)
    nul = definer.post("/mechanisms/new/", {"source": "机制: \x00", "act": "check"})
    assert nul.status_code == 422
    script = definer.post(
        "/mechanisms/new/", {"source": BASE.replace("试验机制", "'<script>x</script>'"), "act": "check"}
    )
    assert "<script>x" not in script.content.decode()


def test_retiring_from_the_page_asks_first_and_keeps_the_version_readable(definer) -> None:
    definer.post("/mechanisms/new/", {"source": BASE, "act": "publish"})
    assert definer.get("/mechanisms/trial/v1/retire/").status_code == 405
    answer = definer.post("/mechanisms/trial/v1/retire/", follow=True)
    assert "已停用" in text_of(answer)
    assert ">试验机制</a>" not in definer.get("/mechanisms/").content.decode()


def test_drawing_and_text_can_be_taken_away_as_files(definer) -> None:
    drawing = definer.get("/mechanisms/assigned-item/flow.svg")
    assert drawing["Content-Type"] == "image/svg+xml"
    assert drawing.content.startswith(b"<svg")
    text = definer.get("/mechanisms/assigned-item/source.yaml")
    assert text.content.decode().startswith("# 交办件")
    assert "assigned-item-v2.yaml" in text["Content-Disposition"]


def test_the_list_costs_the_same_number_of_queries_whatever_its_length(
    definer, django_assert_max_num_queries
) -> None:
    definer.get("/mechanisms/")
    with django_assert_max_num_queries(10):
        definer.get("/mechanisms/")
    with django_assert_max_num_queries(10):
        definer.get("/mechanisms/judicial-recommendation/")
