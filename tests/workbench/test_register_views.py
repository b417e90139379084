"""已存视图 of a register's list: kept with its filters and columns, shown there only, one's own only."""

from __future__ import annotations

import pytest
from django.urls import reverse
from tests import make
from tests.api.calling import Caller

from fuyuantong.common.actors import SYSTEM
from fuyuantong.common.refusals import NotFound
from fuyuantong.organs.models import Person
from fuyuantong.registers.actions import publish
from fuyuantong.workbench.actions import save_view
from fuyuantong.workbench.models import SavedView

pytestmark = pytest.mark.django_db
ROWS = """\
台账: 试验台账
代码: trial-views
版本: 1
类别: 清单
责任单位: 各单位
录入: [各单位]
可知: 全部单位
列:
  名称: {类型: 文本, 必填: 是}
  结果: {类型: 选项, 选项: [维持, 撤销]}
"""


@pytest.fixture
def city(db: None) -> make.City:
    make.do(SYSTEM, publish, ROWS)
    return make.City()


@pytest.fixture
def client(city: make.City):
    from django.test import Client

    one = Client()
    person = Person.objects.get(pk=city.finance_clerk.person)
    one.force_login(person, backend="fuyuantong.organs.backends.Accounts")
    return one


def test_a_view_keeps_the_filters_and_columns_that_the_list_knows(city) -> None:
    query = "q=甲&c:结果=撤销&state=void&cols=名称&cols=不存在&nonsense=1&after=x"
    view = make.do(city.finance_clerk, save_view, "撤销的", query, "trial-views")
    assert (view.register, view.order) == ("trial-views", "")
    assert "nonsense" not in view.query
    assert "after" not in view.query
    assert "名称" in view.columns
    assert "不存在" not in view.columns


def test_the_same_name_may_stand_on_the_ledger_and_on_a_register(city) -> None:
    make.do(city.finance_clerk, save_view, "常看", "")
    make.do(city.finance_clerk, save_view, "常看", "", "trial-views")
    make.do(city.finance_clerk, save_view, "常看", "q=新", "trial-views")
    assert SavedView.objects.count() == 2


def test_a_register_that_does_not_exist_has_no_views(city) -> None:
    with pytest.raises(NotFound):
        make.do(city.finance_clerk, save_view, "常看", "", "no-such-register")


def test_the_list_saves_shows_and_removes_it_and_the_ledger_does_not_show_it(city, client) -> None:
    make.do(SYSTEM, publish, ROWS.replace("trial-views", "trial-other"))
    told = {"name": "撤销的", "query": "q=甲", "register": "trial-views", "key": "k-views-1"}
    saved = client.post(reverse("workbench:save_view"), told)
    assert saved["Location"].startswith("/registers/trial-views/")
    assert "撤销的" in client.get("/registers/trial-views/").content.decode()
    assert "撤销的" not in client.get("/registers/trial-other/").content.decode()
    assert "撤销的" not in client.get("/ledger/").content.decode()
    view = SavedView.objects.get()
    gone = client.post(reverse("workbench:remove_view", args=[view.pk]), {"key": "k-views-2"})
    assert gone["Location"] == "/registers/trial-views/"
    assert not SavedView.objects.exists()


def test_the_api_keeps_it_too(city) -> None:
    caller = Caller(person=Person.objects.get(pk=city.finance_clerk.person))
    made = caller.send("/views", {"name": "撤销的", "query": "q=甲", "register_code": "trial-views"})
    assert made.status_code == 201, made.content.decode()
    (shown,) = caller.get("/views").json()["items"]
    assert (shown["register_code"], shown["name"], shown["query"]) == ("trial-views", "撤销的", "q=%E7%94%B2")
    missing = caller.send("/views", {"name": "甲", "register_code": "no-such-register"})
    assert missing.status_code == 404
