"""Every delivered product over hand-written rows: its sentences say the hand-made figures, each figure opens its
rows, and the issue is written, signed, issued and read through its pages."""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import date
from html import unescape
from pathlib import Path
from typing import Any

import pytest
from django.test import Client
from tests import make
from tests.matters.conftest import hand_out

from fuyuantong.common.actors import SYSTEM, Actor
from fuyuantong.common.ids import new_id
from fuyuantong.common.refusals import Refusal
from fuyuantong.common.yaml_text import read_yaml
from fuyuantong.definitions.actions import load_profiles
from fuyuantong.definitions.models import Profile
from fuyuantong.documents.official import Paragraph, print_pdf
from fuyuantong.indicators.shelf import indicator_files
from fuyuantong.matters.models import Obligation
from fuyuantong.organs.models import Linkage
from fuyuantong.reports.actions import deciding, editing
from fuyuantong.reports.actions.publishing import load_products
from fuyuantong.reports.composing import compose
from fuyuantong.reports.models import Case, Issue
from fuyuantong.reports.shelf import product_files
from indicators.conftest import put, shelve

GOLDEN = read_yaml(
    (Path(__file__).resolve().parents[1] / "conformance" / "reports" / "year-2025.yaml").read_text("utf-8")
)
PRODUCTS = {told["代码"]: told for told in (read_yaml(p.read_text("utf-8")) for p in product_files())}
ROWS = sorted({row for told in PRODUCTS.values() for row in told["清单"]})
OWNERS = {"法院": "court", "司法局": "justice", "市场局": "market", "财政局": "finance", "住建局": "housing"}
CASE = {"title": "张某诉某局案", "text": "原告张三丰，住解放路12号，不服处罚。"}
Enter = Any


def test_every_product_has_hand_made_sentences() -> None:
    assert set(GOLDEN["应得"]) == set(PRODUCTS)


@pytest.fixture
def year(city: make.City) -> make.City:
    """The rows and tasks of the golden year; a second linkage with its office in the procuratorate."""
    told = [read_yaml(path.read_text("utf-8")) for path in indicator_files()]
    legs = [leg for one in told for key in ("分子", "分母") for leg in one.get(key, {}).values()]
    books = {
        one["数据"] for one in [*told, *legs] if isinstance(one, dict) and one.get("数据", "台").isascii()
    }
    shelve(sorted(books), [path.stem for path in indicator_files()])
    make.do(SYSTEM, load_profiles)
    Profile.objects.filter(code="linjiang-demo").update(in_use=True)
    for code, table in GOLDEN["台账"].items():
        drafts = [dict(zip(table["表头"], row, strict=True)) for row in table["行"]]
        put(code, drafts, getattr(city, OWNERS[table["归属"]]))
    _tasks(city)
    other = make.linkage(city.procuratorate, "linjiang-procuratorate", kind="procuratorate")
    other.members.set(city.linkage.members.all())
    make.do(SYSTEM, load_products)
    return city


def _tasks(city: make.City) -> None:
    make.mechanism("annual-plan-item")
    _matter, sent = hand_out(city)
    Obligation.objects.update(state="withdrawn")
    for owner, mechanism, due, done in GOLDEN["任务"]:
        row = Obligation.objects.get(pk=sent[0].pk)
        row.pk, row._state.adding = None, True
        row.id, row.owner, row.mechanism = new_id(), getattr(city, OWNERS[owner]), mechanism
        row.collects, row.duty, row.ledger_item = False, "responsible", False
        row.issued_on, row.due_on = date(2025, 10, 9), date.fromisoformat(due)
        row.finished_on = date.fromisoformat(done) if done else None
        row.state = "done" if done else "working"
        row.save()


def words_of(content: bytes) -> str:
    """What a page says, without its marks."""
    return re.sub(r"\s+", " ", unescape(re.sub(r"<[^>]+>", "", content.decode())))


class Desk:
    """An office at its pages."""

    def __init__(self, actor: Actor, client: Client, linkage: str) -> None:
        self.actor, self.client, self.linkage = actor, client, linkage

    def take(self, key: Any, step: str, **data: str) -> None:
        version = str(Issue.objects.get(pk=key).version)
        sent = self.client.post(f"/reports/{key}/{step}/", {"version": version, **data})
        assert sent.status_code == 302, (step, words_of(sent.content)[-1500:])

    def make(self, told: dict[str, Any]) -> Issue:
        """From the cut to 发布."""
        asked = {"linkage": self.linkage, "period": GOLDEN["期间"][told["周期"]]}
        sent = self.client.post(f"/reports/products/{told['代码']}/open/", asked)
        assert sent.status_code == 302, (told["代码"], words_of(sent.content)[-1500:])
        row = Issue.objects.get(code=told["代码"])
        if told.get("案例"):
            self._case(row)
        self._write(row)
        make.do(self.actor, deciding.submit, row.pk)
        make.do(self.actor, deciding.sign, row.pk, signed_by="甲")
        self.take(row.pk, "issue")
        return row

    def _write(self, row: Issue) -> None:
        """What the definition leaves to the drafter must be written before 送审."""
        left = [one for one in row.passages.all() if "由起草人" in one.text]
        if left:
            with pytest.raises(Refusal, match="待起草人填写"):
                make.do(self.actor, deciding.submit, row.pk)
            make.do(self.actor, editing.edit, row.pk, {one.pk: "结合实际已写明。" for one in left})

    def _case(self, row: Issue) -> None:
        early = self.client.post(f"/reports/{row.pk}/submit/", {"version": "1"})
        assert early.status_code == 422 and "先录入案例" in early.content.decode()
        self.take(row.pk, "cases", **CASE)
        case = Case.objects.get(issue=row)
        assert "张三丰" not in case.text and "解放路" not in case.text
        version = str(case.version)
        confirm = f"/reports/cases/{case.pk}/"
        bare = self.client.post(confirm, {"version": version, **CASE})
        assert bare.status_code == 422 and "未脱敏" in bare.content.decode()
        done = self.client.post(confirm, {"version": version, "title": CASE["title"], "text": case.text})
        assert done.status_code == 302 and Case.objects.get(pk=case.pk).source == ""


def _drills(client: Client, row: Issue, names: Iterable[str]) -> None:
    """Figures of the issue through their own pages: value, formula in words, as many rows as it says."""
    for name in names:
        one = row.cut.body["figures"][name]
        page = client.get(f"/indicators/{one['code']}/?period={one['span']}&by=")
        assert one["formula"] in words_of(page.content), name
        figure = page.context["figure"]
        assert one["shown"] == figure.shown.replace(",", ""), name
        rows = client.get(f"/indicators/{one['code']}/rows/?period={one['span']}&part=numerator")
        counting = figure.indicator.numerator.counting or figure.indicator.counting
        assert rows.status_code == 200, (name, words_of(rows.content)[-300:])
        assert counting != "rows" or rows.context["count"] == figure.numerator, name


@pytest.mark.inventory(*ROWS, proof="issue")
@pytest.mark.inventory(*ROWS, proof="page")
def test_every_product_says_the_hand_made_figures_and_is_issued_and_read_through_its_pages(
    year: make.City, enter: Enter
) -> None:
    other = Linkage.objects.get(code="linjiang-procuratorate")
    prosecutors: Actor = make.actor(year.procuratorate, roles=("office",), serves=other)
    desks = {
        "府院": Desk(year.office, enter(year.office), year.linkage.code),
        "府检": Desk(prosecutors, enter(prosecutors), "linjiang-procuratorate"),
    }
    reader, drilled = enter(year.housing_clerk), set[str]()
    for code, told in PRODUCTS.items():
        places = told["联动"] if isinstance(told["联动"], list) else [told["联动"]]
        desk = desks[places[0]]
        row = desk.make(told)
        page = words_of(reader.get(f"/reports/{row.pk}/").content)
        for sentence in GOLDEN["应得"][code]:
            near = page[max(0, page.find(sentence[:9])) :][:240]
            assert sentence in page, (code, sentence, near)
        fresh = [name for name, measure in list(told.get("指标", {}).items())[:1] if measure not in drilled]
        _drills(desk.client, row, fresh)
        drilled |= {told["指标"][name] for name in fresh}
        row.refresh_from_db()
        offices = {"府院": year.justice, "府检": year.procuratorate}
        owner = {"法院": year.court, "检察院": year.procuratorate}.get(told["由"], offices[places[0]])
        assert (row.state, row.owner) == ("issued", owner)
    paper = compose(Issue.objects.get(code="administrative-trial-white-paper"))
    assert print_pdf(paper).pages > 3
    notes = [
        block.text for block in paper.body if isinstance(block, Paragraph) and block.text.startswith("注：")
    ]
    assert "注：分母过小的指标：上诉率、全部结案败诉率" in "\n".join(notes) and any(
        "变动过大" in n for n in notes
    )
