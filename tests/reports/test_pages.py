"""Through the pages, without a script: opening, writing, signing, issuing, reading, assigning; cases are masked."""

from __future__ import annotations

import re
from typing import Any

import pytest
from tests import make

from fuyuantong.common.actors import SYSTEM
from fuyuantong.common.refusals import Refusal
from fuyuantong.common.yaml_text import read_yaml
from fuyuantong.indicators.shelf import indicator_files
from fuyuantong.reports.actions import opening
from fuyuantong.reports.actions.publishing import load_products
from fuyuantong.reports.models import Finding, Issue
from fuyuantong.reports.shelf import product_files
from indicators.conftest import shelve
from reports.conftest import CODE

PRODUCTS = [read_yaml(path.read_text("utf-8")) for path in product_files()]


def version(issue: Issue) -> dict[str, str]:
    issue.refresh_from_db()
    return {"version": str(issue.version)}


@pytest.mark.inventory("L09", proof="page")
def test_an_issue_is_written_signed_issued_and_read_through_its_page(quarter: make.City, enter: Any) -> None:
    city = quarter
    make.mechanism("assigned-item")
    office, housing = enter(city.office), enter(city.housing_clerk)
    assert "行政机关负责人出庭应诉情况通报（季度）" in office.get("/reports/products/").content.decode()
    opened = office.post(
        f"/reports/products/{CODE}/open/", {"linkage": city.linkage.code, "period": "2026Q1"}, follow=True
    )
    issue = Issue.objects.get()
    page = opened.content.decode()
    for words in (
        "【62.50%｜按案件出庭率】",
        "/indicators/appearance-rate-by-case/?period=2026Q1",
        "打印预览",
        "数据截至",
    ):
        assert words in page, words
    again = office.post(f"/reports/products/{CODE}/open/", {"linkage": city.linkage.code, "period": "2026Q1"})
    assert again.status_code == 409 and "已经开出" in again.content.decode()
    # what is written into the text is refused at its field, and what was typed stays
    fields = dict(re.findall(r'<textarea name="(text-[\w-]+)"[^>]*>\s*([^<]*)</textarea>', page))
    name = next(iter(fields))
    answer = office.post(
        f"/reports/{issue.pk}/edit/", {**fields, name: fields[name] + "另有35件。", **version(issue)}
    )
    told = answer.content.decode()
    assert answer.status_code == 422 and "“35”不是指标给出的数" in told and "另有35件。" in told
    saved = office.post(
        f"/reports/{issue.pk}/edit/", {**fields, name: fields[name] + "总体平稳。", **version(issue)}
    )
    assert saved.status_code == 302
    for step, more in (
        ("submit", {}),
        ("sign", {"signed_by": "顾某", "signed_on": "2026-04-03"}),
        ("issue", {"number": "临府院通〔2026〕1号"}),
    ):
        sent = office.post(f"/reports/{issue.pk}/{step}/", {**more, **version(issue)})
        assert sent.status_code == 302, (step, sent.content.decode()[-2000:])
    assert "总体平稳" in housing.get(f"/reports/{issue.pk}/").content.decode()
    assert housing.post(f"/reports/{issue.pk}/read/", {}, follow=True).status_code == 200
    assert "1 / 5" in office.get("/reports/").content.decode()
    finding = Finding.objects.get()
    raised = office.post(f"/reports/findings/{finding.pk}/raise/", {"version": "1"}, follow=True)
    assert "已登记交办件" in raised.content.decode()
    assert housing.get("/reports/products/new/").status_code == 403


def test_every_delivered_product_opens_over_empty_registers(city: make.City) -> None:
    """No figure is missing, nothing divides by nothing; test_products.py says them over real rows."""
    told = [read_yaml(path.read_text("utf-8")) for path in indicator_files()]
    legs = [leg for one in told for key in ("分子", "分母") for leg in one.get(key, {}).values()]
    books = {
        one["数据"] for one in [*told, *legs] if isinstance(one, dict) and one.get("数据", "台").isascii()
    }
    shelve(sorted(books), [path.stem for path in indicator_files()])
    make.do(SYSTEM, load_products)
    assert make.do(SYSTEM, load_products) == []
    places = {"府院": city.linkage.code}
    for kind, words in (("procuratorate", "府检"), ("special", "专项")):
        place = make.linkage(city.justice, f"linjiang-{kind}", kind=kind)
        place.members.set(city.linkage.members.all())
        places[words] = place.code
    with pytest.raises(Refusal, match="不适用于"):
        asked = {"code": "case-information-bulletin", "linkage": city.linkage.code, "period": "2026Q1"}
        make.do(city.office, opening.open_issue, **asked)
    periods = {"每季度": "2026Q1", "每半年": "2025H2", "每年": "2025"}
    for product in PRODUCTS:
        first = product["联动"] if isinstance(product["联动"], str) else product["联动"][0]
        asked = {"code": product["代码"], "linkage": places[first], "period": periods[product["周期"]]}
        row = make.do(SYSTEM, opening.open_issue, **asked)
        assert all(one["shown"] for one in row.cut.body["figures"].values())
