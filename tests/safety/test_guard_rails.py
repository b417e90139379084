"""The ten guard-rails (practice.md §4), one test for each: it fails when the line that holds it is taken out."""

from __future__ import annotations

import io
import re
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from tests import make
from tests.matters.conftest import Handed, at, hand_out

from fuyuantong import library
from fuyuantong.common.refusals import Forbidden, Refusal
from fuyuantong.definitions.kinds import Sight
from fuyuantong.definitions.reading import read
from fuyuantong.documents.actions import receive_upload
from fuyuantong.documents.official import Document, Layout, Paragraph, print_docx, print_pdf
from fuyuantong.documents.tables import TableColumn, TableSheet, book_docx, to_xlsx
from fuyuantong.matters.actions import signing, talking
from fuyuantong.matters.actions.opening import Opening, open_matter
from fuyuantong.matters.actions.urging import urge_many
from fuyuantong.matters.doors import words_for
from fuyuantong.matters.models import Comment, Draft, Matter, Obligation, Urge
from fuyuantong.matters.queries.ledger import Filters, Lamp, lamp_of, ledger
from fuyuantong.matters.ticking import tick
from fuyuantong.notices.models import Notice
from fuyuantong.organs.models import Unit
from fuyuantong.plans.guarding import cautions
from fuyuantong.workbench.queries import board

pytestmark = pytest.mark.django_db
LIBRARY = Path(next(iter(library.__path__)))
LATE = date(2026, 8, 1)


def _definition(code: str) -> Any:
    return read((LIBRARY / "mechanisms" / f"{code}.yaml").read_text("utf-8"))


@pytest.fixture
def court_owes(city: make.City) -> Obligation:
    """An overdue item that a court leads."""
    _matter, sent = hand_out(city, leads=[city.court.pk])
    return next(row for row in sent if row.duty == "lead")


def test_1_nobody_commands_or_scores_a_court(city: make.City, court_owes: Obligation) -> None:
    row = Obligation.objects.select_related("owner").get(pk=court_owes.pk)
    assert lamp_of(row, LATE) == Lamp.NONE
    assert not ledger(city.office, Filters(lamp=Lamp.OVERDUE), LATE).filter(owner=city.court).exists()
    found = board(city.office, LATE, LATE.replace(day=1))
    assert next(line for line in found.lines if line.name == "市中院").gentle
    assert not found.lamps[Lamp.OVERDUE] - sum(
        line.lamps[Lamp.OVERDUE] for line in found.lines if not line.gentle
    )
    make.do(city.office, urge_many, [row.pk])
    assert Urge.objects.get(obligation=row).kind == "inquiry"
    said = "".join(Notice.objects.filter(unit=city.court).values_list("title", flat=True))
    said += words_for("send_back", row) + words_for("urge", row)
    assert not [word for word in ("督办", "催办", "交办", "退回", "退改") if word in said], said


def test_2_the_office_sees_no_pre_consultation_and_of_letters_the_envelope(city: make.City) -> None:
    """Definitions say what the office may know (`办公室可知`)."""
    opening = Opening(
        mechanism="judicial-recommendation", linkage=city.linkage.code, title="建议",
        units={"发出单位": [city.court.pk], "被建议单位": [city.housing.pk]},
    )  # fmt: skip
    letter: Any = make.do(city.judge, open_matter, opening)
    assert not Matter.objects.visible_to(city.office).filter(pk=letter.pk).exists()
    assert Matter.objects.envelopes_for(city.office).filter(pk=letter.pk).exists()
    text = (LIBRARY / "mechanisms" / "judicial-recommendation.yaml").read_text("utf-8")
    make.mechanism(
        "", text.replace("办公室可知: 信封", "办公室可知: 不可知").replace("\n版本: ", "\n版本: 9", 1)
    )
    hidden: Any = make.do(city.judge, open_matter, opening)
    assert not Matter.objects.visible_to(city.office).filter(pk=hidden.pk).exists()
    assert not Matter.objects.envelopes_for(city.office).filter(pk=hidden.pk).exists()
    for code in ("economic-dispute-crime-consultation", "crime-transfer", "public-interest-clue"):
        assert _definition(code).office_sees != Sight.FULL, code


def test_3_supervision_and_bulletins_are_drafted_and_only_a_leader_signs(
    city: make.City, handed: Handed
) -> None:
    day = at("2026-03-03")
    while day < at("2026-08-01"):
        tick(day)
        day += timedelta(days=10)
    drafts = Draft.objects.filter(obligation=handed.lead)
    assert drafts, "the system drafts"
    assert set(drafts.values_list("state", flat=True)) <= {"drafting", "ready"}
    assert all(draft.approval for draft in drafts)
    sent = Notice.objects.filter(unit=city.housing).values_list("title", flat=True)
    assert not [title for title in sent if ("督办" in title or "通报" in title) and "待拟稿签发" not in title]
    Draft.objects.filter(pk=drafts[0].pk).update(state="ready")
    with pytest.raises(Forbidden):
        make.do(city.office, signing.sign, drafts[0].pk)


def test_4_made_up_data_says_so_on_screen_print_and_files(city: make.City, settings: Any) -> None:
    from docx import Document as Word
    from openpyxl import load_workbook

    sheet = TableSheet("台账", [TableColumn("任务")], [["一"]])
    plain = Document(layout=Layout.LETTER, title="函", issuers=("临江市司法局",), body=(Paragraph("正文"),))

    def words(content: bytes) -> str:
        word = Word(io.BytesIO(content))
        heads = [part.text for one in word.sections for part in one.header.paragraphs]
        return "".join(heads) + word.sections[0].header._element.xml

    for demo in (False, True):
        settings.DEMO = demo
        page = load_workbook(io.BytesIO(to_xlsx(sheet))).active
        cells = "".join(str(cell.value) for row in page.iter_rows() for cell in row)
        assert ("模拟数据" in cells) == demo
        assert (page.oddHeader.center.text == "模拟数据") == demo
        assert ("模拟数据" in words(book_docx("汇总", [], [sheet]))) == demo
        assert ("模拟数据" in words(print_docx(plain))) == demo
    stamped, bare = print_pdf(plain), print_pdf(replace(plain, watermark=("模拟数据",)))
    assert len(stamped.content) == len(bare.content), "the same page, whoever put the word there"
    top = Path(library.__path__[0]).parent / "common"
    assert 'shell.demo %}<span class="demo-tag"' in (top / "templates/components/shell_top.html").read_text(
        "utf-8"
    )
    assert ".demo-mark { display: block" in (top / "static/common/print.css").read_text("utf-8")


def _word(text: str, head: str = "") -> bytes:
    from docx import Document as Word

    word = Word()
    for line in text.split("\n"):
        word.add_paragraph(line)
    if head:
        word.sections[0].header.paragraphs[0].text = head
    out = io.BytesIO()
    word.save(out)
    return out.getvalue()


def test_5_classified_files_are_refused_wherever_the_mark_stands(
    city: make.City, tmp_path: Path, settings: Any
) -> None:
    settings.MEDIA_ROOT = tmp_path
    long = "\n".join(["正文" * 40] * 40)
    pdf = print_pdf(
        Document(
            layout=Layout.LETTER, title="函", issuers=("局",), body=(Paragraph("机密★三年"), Paragraph(long))
        )
    ).content
    cases = {
        "首页.docx": _word("机密★三年\n正文"), "页眉.docx": _word("正文", head="秘密★1年"),
        "后页.docx": _word(f"{long}\n附件\n绝密★长期"), "版式.pdf": pdf,
    }  # fmt: skip
    for name, content in cases.items():
        with pytest.raises(Refusal) as refused:
            make.do(city.office, receive_upload, SimpleUploadedFile(name, content))
        assert refused.value.code == "E-FILE-SECRET", name
    fine = _word(f"{long}\n加强商业秘密司法保护\n国家秘密", head="内部资料")
    assert make.do(city.office, receive_upload, SimpleUploadedFile("工作.docx", fine))


def test_6_no_target_of_fewer_cases_no_mediation_without_consent_no_ranking(city: make.City) -> None:
    assert cautions(["全市法院民事收案数下降10%"], ["市中级人民法院"])
    for code, consent in (("entrusted-mediation", "当事人同意"), ("chamber-mediation", "书面同意")):
        told = _definition(code)
        entrust = next(act for act in told.acts if consent in act.requires)
        assert entrust.sends, "no mediation begins without it"
        assert told.clocks, "it has an end"
        assert any(act.key == "转立案" for act in told.acts)
    small, big = make.unit("临江市乙基层法院", kind="court"), make.unit("临江市甲基层法院", kind="court")
    for _ in range(2):
        hand_out(city, leads=[big.pk])
    hand_out(city, leads=[small.pk])
    order = [line.name for line in board(city.office, LATE, LATE.replace(day=1)).lines]
    told = [str(unit) for unit in Unit.objects.in_protocol_order() if str(unit) in order]
    assert order == told, "in protocol order, never by how much"


def test_7_remarks_on_cases_warn_are_recorded_and_limited_to_coordination(
    city: make.City, handed: Handed, enter: Any
) -> None:
    with pytest.raises(Refusal) as refused:
        make.do(city.office, talking.comment, handed.matter.pk, text="建议法院应当判决驳回原告诉请")
    assert refused.value.code == "E-DELIBERATION"
    assert not Comment.objects.exists()
    make.do(city.office, talking.comment, handed.matter.pk, text="请双方继续协调化解")
    assert Comment.objects.get().person == city.office.person
    type(handed.matter).objects.filter(pk=handed.matter.pk).update(number="（2026）临01行初1号")
    page = enter(city.office).get(f"/matters/{handed.matter.pk}/").content.decode()
    assert "三个规定" in page
    owned = _definition("leader-owned-case")
    assert next(act for act in owned.acts if act.key == "提请包案").condition


def test_8_a_notice_before_enforcement_asks_no_permission_and_delays_nothing() -> None:
    told = _definition("public-body-enforcement-notice")
    measure = next(act for act in told.acts if act.key == "采取措施")
    notice = next(act for act in told.acts if act.key == "事前通报")
    assert notice.target in measure.sources, "no answer need be waited for"
    assert measure.by == notice.by
    assert "同意" not in "".join(field.key for field in told.fields)


def test_9_what_a_court_says_of_a_draft_is_advice_and_its_judges_are_recorded() -> None:
    for code, judges in (("legal-consultation", "参与法官"), ("judge-consultation", "指派法官")):
        told = _definition(code)
        names = {field.key for field in told.fields}
        assert {"咨询意见", judges} <= names
        needed = {name for act in told.acts for name in act.requires}
        needed |= {name for task in told.tasks for name in task.reply_requires}
        needed |= (
            {name for act in told.acts for name in act.accepts} if code == "judge-consultation" else set()
        )
        assert {"咨询意见"} <= needed
        assert not [act.key for act in told.acts if re.search("审批|批准|核准", act.key)]


def test_10_no_inquiry_asks_who_called_whom_or_was_where() -> None:
    from fuyuantong.definitions.checking import check

    text = (LIBRARY / "mechanisms" / "enforcement-locate-control.yaml").read_text("utf-8")
    assert not [problem for problem in check(read(text)) if problem.code == "E-DEF-INTERCEPT"]
    broken = text.replace("\n字段:\n", "\n字段:\n  手机定位: 文本\n", 1)
    assert [problem.code for problem in check(read(broken)) if problem.code == "E-DEF-INTERCEPT"]


def test_documents_of_the_past_are_never_red(city: make.City, handed: Handed) -> None:
    """历史 (practice §2.10): entered after the fact, past its day, in no overdue figure, shown apart."""
    Obligation.objects.filter(pk=handed.lead.pk).update(backfilled=True)
    row = Obligation.objects.select_related("owner").get(pk=handed.lead.pk)
    assert lamp_of(row, LATE) == Lamp.HISTORY
    assert row not in Obligation.objects.all().overdue(LATE)
