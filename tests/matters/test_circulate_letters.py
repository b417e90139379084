"""A letter's way: checked in the house, co-signed by other units, signed, numbered, sealed, sent, filed, read."""

# ruff: noqa: F811 - fixtures of another file
from __future__ import annotations

import io
from datetime import date

import docx
import pytest
from docx.oxml.ns import qn
from tests import make
from tests.matters.conftest import at
from tests.matters.test_letters import draft_of, issued, president, ready  # noqa: F401 - the scene

from fuyuantong.common.refusals import Conflict, Forbidden, NotFound, Refusal
from fuyuantong.documents import actions as numbering
from fuyuantong.documents.models import PaperNumber
from fuyuantong.matters.actions import circulating, signing
from fuyuantong.matters.kinds import DraftState, StepState
from fuyuantong.matters.models import Addressee, DraftReading
from fuyuantong.matters.queries.letters import get_letter, verbs_of
from fuyuantong.notices.models import Notice

pytestmark = pytest.mark.django_db


@pytest.fixture
def reviewer(city):
    return make.actor(city.court, roles=("reviewer",))


@pytest.fixture
def draft(city, issued):
    row = draft_of(issued)
    Addressee.objects.create(draft=row, unit=city.housing)
    return row


@pytest.fixture
def beside(city):
    """A unit that has no part in the matter, and is asked to sign beside."""
    return make.actor(city.finance, roles=("leader",))


def round_of(city, draft, **more):
    return make.do(city.judge, circulating.circulate, draft.pk, now=at("2026-01-09"), **more)


def test_the_house_checks_first_then_the_units_sign_beside_then_it_waits_for_its_signature(
    city, draft, reviewer, beside
):
    asked = round_of(city, draft, units=[city.finance.pk])
    assert asked.state == DraftState.CHECKING
    assert verbs_of(reviewer, asked) == ["opine", "recall"]
    assert verbs_of(beside, asked) == [], "the house has not agreed yet"
    with pytest.raises(NotFound):
        get_letter(beside, draft.pk)
    with pytest.raises(NotFound):
        make.do(beside, circulating.opine, draft.pk)
    make.do(reviewer, circulating.opine, draft.pk, now=at("2026-01-09"))
    assert Notice.objects.filter(unit_id=city.finance.pk, url=f"/letters/{draft.pk}/").exists()
    done = make.do(beside, circulating.opine, draft.pk, opinion="无意见", now=at("2026-01-10"))
    assert done.state == DraftState.READY
    assert [step.state for step in draft.steps.order_by("pk")] == [StepState.AGREED, StepState.AGREED]


def test_an_objection_takes_it_back_to_its_writers_with_the_words(city, draft, reviewer, beside):
    round_of(city, draft, units=[city.finance.pk])
    with pytest.raises(Refusal):
        make.do(reviewer, circulating.opine, draft.pk, agree=False)
    back = make.do(reviewer, circulating.opine, draft.pk, agree=False, opinion="依据不足")
    assert (back.state, back.remark) == (DraftState.DRAFTING, "依据不足")
    assert set(draft.steps.values_list("state", flat=True)) == {StepState.OBJECTED, StepState.CLOSED}
    again = round_of(city, draft, check=False, units=[city.finance.pk])
    assert verbs_of(beside, again) == ["opine"]


def test_a_unit_asked_to_sign_beside_sees_the_letter_and_nobody_else_does(city, draft, beside, enter):
    with pytest.raises(NotFound):
        get_letter(beside, draft.pk)
    round_of(city, draft, check=False, units=[city.finance.pk])
    assert get_letter(beside, draft.pk) == draft
    page = enter(beside).get(f"/letters/{draft.pk}/").content.decode()
    assert f"/letters/{draft.pk}/opine/" in page
    assert f"/letters/{draft.pk}/edit/" not in page
    with pytest.raises(NotFound):
        get_letter(city.market_clerk, draft.pk)
    with pytest.raises(Forbidden):
        make.do(beside, signing.drop, draft.pk, reason="不该")


def test_the_writers_take_it_back_and_nobody_edits_what_is_being_checked(city, draft, reviewer):
    round_of(city, draft)
    with pytest.raises(Conflict):
        make.do(city.judge, signing.edit, draft.pk, title="改", text="改")
    assert make.do(city.judge, circulating.recall, draft.pk).state == DraftState.DRAFTING
    with pytest.raises(Forbidden):
        make.do(reviewer, circulating.opine, draft.pk)


def test_somebody_must_be_asked_and_a_clerk_does_not_check(city, draft):
    with pytest.raises(Refusal, match="请选择核稿"):
        round_of(city, draft, check=False)
    round_of(city, draft)
    with pytest.raises(Forbidden):
        make.do(city.judge, circulating.opine, draft.pk)


def rule(city):
    keeper = make.actor(city.court, roles=("leader",))
    make.do(keeper, numbering.set_rule, genre="司法建议书", prefix="临法建")
    return keeper


def test_the_number_is_given_by_the_signature_and_not_before(city, draft, president):
    rule(city)
    draft.number = ""
    draft.save()
    ready(city, draft, city.housing)
    assert not PaperNumber.objects.exists()
    signed = make.do(president, signing.sign, draft.pk, now=at("2026-01-09"))
    assert signed.number == "临法建〔2026〕1号"
    assert PaperNumber.objects.get().subject_id == draft.pk
    assert "number" not in verbs_of(city.judge, signed)
    with pytest.raises(Conflict, match="已由本系统编号"):
        make.do(city.judge, signing.register_number, draft.pk, number="临法建〔2026〕9号")


def test_a_number_from_outside_is_registered_in_the_same_book(city, draft, president):
    ready(city, draft, city.housing)
    make.do(president, signing.sign, draft.pk, number="临法建〔2026〕77号", now=at("2026-01-09"))
    row = PaperNumber.objects.get()
    assert (row.text, row.state, row.series) == ("临法建〔2026〕77号", "external", None)


def test_a_voided_number_shows_on_the_letter(city, draft, president, enter):
    keeper = rule(city)
    draft.number = ""
    draft.save()
    ready(city, draft, city.housing)
    make.do(president, signing.sign, draft.pk, now=at("2026-01-09"))
    make.do(keeper, numbering.void_number, PaperNumber.objects.get().pk, reason="发错单位")
    page = enter(city.judge).get(f"/letters/{draft.pk}/").content.decode()
    assert "临法建〔2026〕1号 已作废：发错单位" in page
    book = enter(keeper).get("/numbers/?year=2026").content.decode()
    assert "1 至 1 号，其中作废 1 个" in book
    assert "无缺号" in book


def signed_letter(city, draft, president):
    ready(city, draft, city.housing)
    return make.do(president, signing.sign, draft.pk, number="临法建〔2026〕1号", now=at("2026-01-09"))


def test_sealing_sending_and_filing_are_each_recorded_once_and_not_before_the_signature(
    city,
    draft,
    president,
):
    with pytest.raises(Conflict):
        make.do(city.judge, circulating.seal, draft.pk)
    signed_letter(city, draft, president)
    with pytest.raises(Refusal):
        make.do(city.judge, circulating.seal, draft.pk, on=date(2026, 1, 8), now=at("2026-01-10"))
    make.do(city.judge, circulating.seal, draft.pk, now=at("2026-01-09"))
    make.do(city.judge, circulating.dispatch, draft.pk, now=at("2026-01-09"))
    done = make.do(
        city.judge, circulating.file_away, draft.pk, file_number="2026-永久-1", now=at("2026-01-12")
    )
    assert (done.sealed_on, done.sent_on, done.filed_on) == (
        date(2026, 1, 9),
        date(2026, 1, 9),
        date(2026, 1, 12),
    )
    assert verbs_of(city.judge, done) == ["number"]
    with pytest.raises(Conflict, match="已登记用印"):
        make.do(city.judge, circulating.seal, draft.pk)


def test_who_opened_it_first_is_kept_once_and_shown_to_its_writers_only(
    city, draft, president, enter, issued
):
    from fuyuantong.matters.actions.opening import act

    signed_letter(city, draft, president)
    make.do(city.judge, act, issued.pk, "送达", data={
        "被建议单位": [str(city.housing.pk)], "上级主管部门": [str(city.finance.pk)],
    }, now=at("2026-01-12"))  # fmt: skip
    reader = enter(city.housing_clerk)
    assert reader.get(f"/letters/{draft.pk}/").status_code == 200
    reader.get(f"/letters/{draft.pk}/pdf/")
    row = DraftReading.objects.get()
    assert (row.unit_id, row.person) == (city.housing.pk, city.housing_clerk.person)
    assert row.name in enter(city.judge).get(f"/letters/{draft.pk}/").content.decode()
    assert "首次阅读" not in reader.get(f"/letters/{draft.pk}/").content.decode()


def test_every_change_of_the_words_is_a_version_and_two_are_compared(city, draft, enter):
    for text in ("第一稿", "第一稿", "第二稿"):
        make.do(city.judge, signing.edit, draft.pk, title=draft.title, text=text, to=[city.housing.pk])
    assert [one.text for one in draft.versions.order_by("ordinal")][1:] == ["第一稿", "第二稿"]
    judge = enter(city.judge)
    page = judge.get(f"/letters/{draft.pk}/versions/?from=2&to=3").content.decode()
    assert "第<del>一</del><ins>二</ins>稿" in page
    assert enter(city.prosecutor).get(f"/letters/{draft.pk}/versions/").status_code == 404
    word = docx.Document(io.BytesIO(judge.get(f"/letters/{draft.pk}/versions/docx/?from=2&to=3").content))
    gone = [t.text for t in word.element.iter(qn("w:delText"))]
    new = ["".join(t.text for t in ins.iter(qn("w:t"))) for ins in word.element.iter(qn("w:ins"))]
    assert (gone, new) == (["一"], ["二"])


def test_screen_and_files_are_marked_with_viewer_and_time_and_the_copy_for_the_seal_is_not(
    city,
    draft,
    enter,
    president,
):
    import pypdfium2

    signed_letter(city, draft, president)
    judge = enter(city.judge)
    mark = f"{city.judge.unit_name} {city.judge.name}"
    assert mark in judge.get(f"/letters/{draft.pk}/").content.decode()

    def text(path: str) -> str:
        pages = pypdfium2.PdfDocument(judge.get(path).content)
        return "".join(page.get_textpage().get_text_range() for page in pages)

    assert mark in text(f"/letters/{draft.pk}/pdf/")
    assert mark not in text(f"/letters/{draft.pk}/pdf/?clean=1")
    fonts = judge.get(f"/letters/{draft.pk}/fonts/").content.decode()
    assert "小标宋" in fonts


def test_the_pages_circulate_and_opine(city, draft, reviewer, enter):
    judge = enter(city.judge)
    told = {"check": "on", "units": [str(city.finance.pk)]}
    assert judge.post(f"/letters/{draft.pk}/circulate/", told).status_code == 302
    answer = enter(reviewer).post(f"/letters/{draft.pk}/opine/", {"agree": "0", "opinion": "补充依据"})
    assert answer.status_code == 302
    page = judge.get(f"/letters/{draft.pk}/").content.decode()
    assert "补充依据" in page
    assert "核稿会签" in page
