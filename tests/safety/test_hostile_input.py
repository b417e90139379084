"""Words that want to be markup, formulas, headers or addresses stay words; every answer carries its headers."""

from __future__ import annotations

import io
import logging
import zipfile
from collections import defaultdict
from dataclasses import dataclass

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from tests import make
from tests.matters.conftest import Handed, at

from api.once import new_city
from fuyuantong.matters.actions import life, replying
from fuyuantong.matters.models import Comment, Matter, Obligation, Urge
from fuyuantong.organs.models import Unit
from safety.routes import filled, routes
from safety.scene import Scene, enter

pytestmark = [pytest.mark.django_db, pytest.mark.long]
MARKUP = '"><script>alert(7)</script>{{7*7}}<img src=x onerror=a>'


@pytest.fixture(autouse=True)
def media(tmp_path, settings):
    settings.MEDIA_ROOT = tmp_path


@dataclass
class Page:
    """What an address answered to the office."""

    name: str
    status: int
    headers: dict[str, str]
    text: str


def crawl() -> list[Page]:
    """Every page as the office sees it, with markup in every text of the scene."""
    scene = Scene(new_city())
    office = enter(scene.city.office)
    office.post(f"/matters/{scene.matter.pk}/comments/", {"text": MARKUP})
    file = SimpleUploadedFile('a"><script>b.txt', b"abc")
    office.post(f"/matters/{scene.matter.pk}/files/", {"file": file, "label": MARKUP})
    assert Comment.objects.filter(text=MARKUP).exists()
    Matter.objects.update(title=MARKUP, number=MARKUP[:80], source=MARKUP, fields={"任务内容": MARKUP})
    Obligation.objects.update(title=MARKUP, content=MARKUP, targets=[{"目标": MARKUP}], ordinal=MARKUP[:40])
    Unit.objects.filter(pk=scene.city.housing.pk).update(name=MARKUP, short_name=MARKUP[:40])
    found = []
    for name, pattern, _view in routes():
        if not pattern.startswith("api/"):
            answer = office.get(filled(pattern, scene.values, name))
            html = not answer.streaming and "html" in answer.get("Content-Type", "")
            text = answer.content.decode() if html else ""
            found.append(Page(name, answer.status_code, dict(answer.items()), text))
    return found


@pytest.fixture(scope="module")
def pages(asked_once) -> list[Page]:
    return asked_once(crawl)


def test_markup_in_any_text_is_shown_as_text(pages: list[Page]) -> None:
    for page in pages:
        assert "<script>alert(7)" not in page.text, page.name
        assert "<img src=x" not in page.text, page.name
    assert sum("&lt;script&gt;alert(7)" in page.text for page in pages) >= 5


def test_formulas_leave_the_house_as_text(city: make.City, handed: Handed) -> None:
    Obligation.objects.update(title='=HYPERLINK("http://x.example";1)', ordinal="@SUM(1)")
    Matter.objects.update(source="+1|cmd", number="-2+3")
    columns = "&".join(f"cols={key}" for key in ("ordinal", "number", "title", "source"))
    answer = enter(city.office).get(f"/ledger/export/xlsx/?{columns}")
    with zipfile.ZipFile(io.BytesIO(answer.getvalue())) as book:
        sheet = book.read("xl/worksheets/sheet1.xml").decode()
    assert "<f>" not in sheet
    assert "<f " not in sheet


NASTY = [
    "\x00",
    "a\x00b",
    "\u2028",
    "\u202e反",
    "𠮷" * 50,
    "😀" * 500,
    "x" * 10_001,
    "%00",
    "\r\nSet-Cookie: a=b",
]


@pytest.mark.parametrize("text", NASTY, ids=range(len(NASTY)))
def test_no_text_breaks_a_form_or_a_search(city: make.City, handed: Handed, text: str) -> None:
    office, owner = enter(city.office), enter(city.housing_clerk)
    answers = [
        office.post(f"/matters/{handed.matter.pk}/comments/", {"text": text}),
        office.post("/obligations/batch/urge/", {"ids": [str(handed.lead.pk)], "text": text}),
        office.post("/obligations/batch/withdraw/", {"ids": [str(handed.part.pk)], "text": text}),
        owner.post(f"/obligations/{handed.lead.pk}/sign/", {"idempotency_key": text}),
        owner.post(f"/obligations/{handed.lead.pk}/report/", {"text": text}),
        owner.post("/views/", {"name": text, "query": text}),
        office.post(f"/matters/{handed.matter.pk}/acts/增派/", {"party_配合单位": text}),
        office.post("/plans/", {"title": text}),
        office.post("/act-as/", {"post": text, "next": text}),
        owner.post(f"/matters/{handed.matter.pk}/follow/", {"on": text}),
        *(office.get(path, {key: text}) for path, keys in PARAMETERS.items() for key in keys),
    ]
    assert [(a.status_code, n) for n, a in enumerate(answers) if a.status_code >= 500] == []
    assert not any("a=b" in a.get("Set-Cookie", "") for a in answers)


PARAMETERS = {
    "/ledger/": ("words", "unit", "after", "before", "order", "cols", "states", "due_from"),
    "/search/": ("q", "words"),
    "/calendar/": ("month",),
    "/dashboard/": ("linkage", "month", "region", "area"),
    "/": ("list", "after", "before"),
    "/notices/": ("show", "after"),
    "/plans/": ("year", "after"),
    "/organs/": ("q", "words", "region", "kind"),
    "/mechanisms/": ("q", "words"),
    "/ledger/envelopes/": ("after", "before"),
    "/sign-in/": ("next",),
}


@pytest.mark.parametrize(
    "number", ["1" + "0" * 30, "-1", "x", "00000000-0000-0000-0000-00000000000g", "%2e%2e%2f"]
)
def test_an_odd_number_in_an_address_is_nothing(city: make.City, handed: Handed, number: str) -> None:
    office = enter(city.office)
    for name, pattern, _view in routes():
        if pattern.startswith("api/") or "<" not in pattern:
            continue
        path = filled(pattern, defaultdict(lambda: number), name)
        for method in ("get", "post"):
            status = getattr(office, method)(path).status_code
            assert status < 500, (name, method, path)


@pytest.mark.parametrize(
    "target", ["/\\evil.example", "/\t/evil.example", "\\\\evil.example", "//evil.example", "javascript:a"]
)
def test_no_form_leads_off_this_host(city: make.City, handed: Handed, target: str) -> None:
    """Browsers read `/\\host` and `/<tab>/host` as another host."""
    owner = enter(city.housing_clerk)
    body = {"ids": [str(handed.lead.pk)], "next": target}
    for path in ("/obligations/batch/sign/", "/preferences/", "/act-as/"):
        place = owner.post(path, body | {"post": str(city.housing_clerk.post), "lang": "en"}).get(
            "Location", "/"
        )
        assert place.startswith("/"), (path, place)
        assert place[1:2] not in {"/", "\\", "\t"}, (path, place)


HEADERS = {"X-Frame-Options": "DENY", "X-Content-Type-Options": "nosniff"}


def test_every_answer_carries_its_headers(pages: list[Page]) -> None:
    bare = []
    for page in pages:
        policy = page.headers.get("Content-Security-Policy", "")
        told = page.headers.get("X-Content-Type-Options") == "nosniff" and (
            "frame-ancestors 'none'" in policy or policy.endswith("; sandbox")
        )
        if not told or "unsafe-inline" in policy or "Referrer-Policy" not in page.headers:
            bare.append((page.name, page.status, policy[:80]))
        kept = "no-store" in page.headers.get("Cache-Control", "")
        if page.status == 200 and not kept and page.name != "healthz":
            bare.append((page.name, "cache", page.headers.get("Cache-Control", "")))
    assert len(pages) > 100
    assert bare == []


def test_what_people_write_is_in_no_log(
    city: make.City, handed: Handed, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    phone, number = "13912345678", "11010519491231002X"
    words = f"联系人王某某 {phone} {number}"
    office, owner = enter(city.office), enter(city.housing_clerk)
    make.do(city.housing_clerk, life.sign, handed.lead.pk, now=at("2026-03-03"))
    make.do(city.housing_clerk, replying.report, handed.lead.pk, text=words, now=at("2026-03-04"))
    for client in (office, owner):
        client.post(f"/matters/{handed.matter.pk}/comments/", {"text": words})
        client.post(f"/obligations/{handed.lead.pk}/accept/", {"remark": words})
        client.post("/obligations/batch/urge/", {"ids": [str(handed.lead.pk)], "text": words})
        client.get(f"/matters/{handed.matter.pk}/")
        client.post(f"/matters/{handed.matter.pk}/acts/增派/", {"f_任务内容": words})
    said = "\n".join(
        record.getMessage() + str(record.args) for record in caplog.records if "fuyuantong" in record.name
    )
    assert phone not in said
    assert number not in said
    assert "王某某" not in said
    assert Urge.objects.exists()


def test_a_file_name_cannot_add_a_header(city: make.City, handed: Handed) -> None:
    office = enter(city.office)
    file = SimpleUploadedFile("a\r\nX-Evil: 1\u202e.txt", b"abc")
    office.post(f"/matters/{handed.matter.pk}/files/", {"file": file, "label": "x"})
    from fuyuantong.documents.models import Attachment

    for made in Attachment.objects.all():
        answer = office.get(f"/matters/{handed.matter.pk}/files/{made.pk}/")
        assert "X-Evil" not in answer.headers
        assert answer.status_code == 200
        assert "attachment" in answer["Content-Disposition"]


def test_without_a_trail_nothing_is_done_and_the_page_says_so(
    city: make.City, handed: Handed, monkeypatch: pytest.MonkeyPatch
) -> None:
    from django.db import OperationalError

    from fuyuantong.common import uow

    def broken(_uow: object, _notes: object) -> None:
        raise OperationalError("no space left on device")

    monkeypatch.setattr(uow, "_flush", [broken])
    answer = enter(city.housing_clerk).post(f"/obligations/{handed.lead.pk}/sign/", {})
    assert (answer.status_code, Obligation.objects.get(pk=handed.lead.pk).state) == (503, "pending")
    assert "未保存任何数据" in answer.content.decode()
    assert "no space left" not in answer.content.decode()
