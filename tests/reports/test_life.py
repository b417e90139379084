"""One issue from its data cut to the task that follows; who sees what; opening once; corrections."""

from __future__ import annotations

import io
from datetime import date

import docx
import pytest
from django.db import DatabaseError, transaction
from tests import make

from fuyuantong.common.actors import SYSTEM
from fuyuantong.common.refusals import Conflict, Forbidden, NotFound, Refusal
from fuyuantong.indicators.actions import freeze
from fuyuantong.indicators.periods import read_span
from fuyuantong.matters.models import Matter
from fuyuantong.registers.models import Row
from fuyuantong.reports.actions import deciding, editing, issuing, opening
from fuyuantong.reports.duties import open_reports
from fuyuantong.reports.models import Finding, Issue, Schedule
from fuyuantong.reports.protecting import opened, shown
from fuyuantong.reports.queries.issues import view_of
from fuyuantong.reports.serving import letter_response, paper_response
from reports.conftest import CODE, at

GOLDEN = (
    "2026年第1季度，临江市开庭且应由负责人出庭的行政诉讼案件24件，其中有负责人出庭15件，按案件计的出庭应诉率为62.50%，"
    "同比上升12.5个百分点，环比无可比数，未达到目标。"
)


@pytest.fixture
def city(city: make.City) -> make.City:
    make.mechanism("assigned-item")
    return city


def told(issue: Issue) -> list[str]:
    words = issue.cut.body["words"]
    return [shown(one.text, words) for one in issue.passages.all()]


@pytest.mark.inventory("L09", proof="issue")
def test_from_the_cut_to_the_task(
    quarter: make.City, issue: Issue, django_capture_on_commit_callbacks
) -> None:
    city, office = quarter, quarter.office
    chief = make.actor(city.justice, roles=("leader",))
    # cut and draft: the sentences say what the figures say, in the hand-made words
    assert (issue.title, issue.due_on) == (
        "关于2026年第1季度行政机关负责人出庭应诉情况的通报",
        date(2026, 4, 22),
    )
    assert told(issue)[0] == GOLDEN
    assert "按案件计的出庭应诉率未达到目标的单位：1个，为临江市住房和城乡建设局（25%）。" in told(issue)
    # nobody else knows of it yet
    for other in (city.housing_clerk, city.auditor, city.watcher, city.judge):
        with pytest.raises(NotFound):
            view_of(other, issue.pk)
    # editing: words are free, figures are not
    first = issue.passages.first()
    typed = opened(first.text, issue.cut.body["words"])
    with pytest.raises(Refusal, match="1 处与指标数不符") as refused:
        make.do(office, editing.edit, issue.pk, {first.pk: typed.replace("【62.50%", "【92.50%")})
    assert refused.value.errors[0].pointer == f"text-{first.pk}"
    make.do(office, editing.edit, issue.pk, {first.pk: f"总的看，{typed}"}, expected=1)
    with pytest.raises(Conflict):
        make.do(office, editing.edit, issue.pk, {first.pk: typed}, expected=1)
    # another cut: the text keeps its words, shows the new figures, and the differences are told
    with pytest.raises(Conflict, match="相同"):
        make.do(office, opening.recut, issue.pk)
    Row.objects.filter(cells__案号="（2026）新2899行初4号").update(counted_on=None)
    make.do(office, opening.recut, issue.pk)
    view = view_of(office, issue.pk)
    assert ("按案件出庭率", "62.50%", "65.22%") in view.differences
    assert told(issue)[0].startswith("总的看，2026年第1季度") and "65.22%" in told(issue)[0]
    # 送审, 审签, 发布
    make.do(office, deciding.submit, issue.pk)
    with pytest.raises(NotFound):
        make.do(city.housing_clerk, deciding.sign, issue.pk)
    with pytest.raises(Refusal, match="签发人"):
        make.do(office, deciding.sign, issue.pk)
    assert view_of(chief, issue.pk).may == {"sign", "return"}
    make.do(chief, deciding.sign, issue.pk)
    with django_capture_on_commit_callbacks(execute=True):
        make.do(office, issuing.issue, issue.pk)
    issue.refresh_from_db()
    assert (issue.state, issue.number, issue.signed_by) == ("issued", "2026年第1期", chief.name)
    make.do(SYSTEM, issuing.print_issue, issue.pk)
    issue.refresh_from_db()
    assert issue.pdf is not None and paper_response(issue, "pdf")["Content-Type"] == "application/pdf"
    # never changed again
    with pytest.raises(Conflict, match="已发布"):
        make.do(office, editing.edit, issue.pk, {first.pk: typed})
    with pytest.raises(DatabaseError), transaction.atomic():
        issue.passages.update(text="改")
    with pytest.raises(DatabaseError), transaction.atomic():
        issue.cuts.update(body={})
    # units read it, see their own finding and nobody else's, and no figure of the makers' desk
    seen = view_of(city.housing_clerk, issue.pk)
    assert [one.unit_id for one in seen.findings] == [city.housing.pk]
    assert (seen.may, seen.deliveries, seen.runs) == (frozenset(), (), False)
    assert view_of(city.market_clerk, issue.pk).findings == ()
    with pytest.raises(Conflict):
        make.do(city.watcher, issuing.read_issue, issue.pk)
    make.do(city.housing_clerk, issuing.read_issue, issue.pk)
    read = [one.unit_id for one in view_of(office, issue.pk).deliveries if one.read_at]
    assert read == [city.housing.pk]
    # the finding becomes a matter in 登记: nothing is sent out by itself
    finding = Finding.objects.get(issue=issue)
    assert finding.demand.startswith("临江市住房和城乡建设局2026年第1季度出庭应诉率为27.27%，请分析")
    with pytest.raises(Forbidden):
        make.do(city.housing_clerk, issuing.raise_finding, finding.pk)
    matter = make.do(office, issuing.raise_finding, finding.pk)
    assert (Matter.objects.get(pk=matter.pk).stage, matter.obligations.count()) == ("登记", 0)
    with pytest.raises(Conflict):
        make.do(office, issuing.raise_finding, finding.pk)
    # 更正: a paper of its own that refers to the first
    fixed = make.do(office, opening.correct, issue.pk, reason="补录一件")
    assert fixed.corrects_id == issue.pk and fixed.title.endswith("（更正）") and fixed.state == "draft"
    with pytest.raises(Conflict):
        make.do(office, opening.correct, issue.pk, reason="再补录")
    content = b"".join(paper_response(fixed, "docx"))
    words = "\n".join(one.text for one in docx.Document(io.BytesIO(content)).paragraphs)
    assert "本期更正2026年4月3日发布的同期材料，更正理由：补录一件" in words


def test_an_issue_opens_by_itself_once_when_its_period_has_ended(quarter: make.City) -> None:
    city = quarter
    with pytest.raises(Refusal, match="没有结束"):
        make.do(city.office, opening.open_issue, code=CODE, linkage=city.linkage.code, period="2026Q2")
    with pytest.raises(Refusal, match="不是这个产品的一期"):
        make.do(city.office, opening.open_issue, code=CODE, linkage=city.linkage.code, period="2026H1")
    with pytest.raises(Forbidden):
        make.do(city.judge, opening.start_schedule, code=CODE, linkage=city.linkage.code)
    make.do(city.office, opening.start_schedule, code=CODE, linkage=city.linkage.code)
    for _ in range(2):
        open_reports(at("2026-04-03"))
    assert list(Issue.objects.values_list("span", flat=True)) == ["2026Q1"]
    with pytest.raises(Conflict):
        make.do(city.office, opening.open_issue, code=CODE, linkage=city.linkage.code, period="2026Q1")
    # a signed period answers from its snapshot, whatever the register says later
    make.do(
        city.office,
        freeze,
        read_span("2026Q2"),
        ["appearance-rate-by-case"],
        signed_by="甲",
        now=at("2026-07-01"),
    )
    open_reports(at("2026-10-08"))  # the service was down over a whole quarter
    open_reports(at("2026-10-09"))
    assert list(Issue.objects.order_by("span").values_list("span", flat=True)) == [
        "2026Q1",
        "2026Q2",
        "2026Q3",
    ]
    signed = Issue.objects.get(span="2026Q2").cut.body["figures"]
    assert (signed["按案件出庭率"]["signed"], signed["出声率"]["signed"]) == (1, 0)
    assert Schedule.objects.get().opened_until == date(2026, 9, 30)


def test_a_letter_of_one_finding_names_its_unit(quarter: make.City, issue: Issue) -> None:
    finding = Finding(
        issue=issue, unit=quarter.housing, lag="x", letter="贵单位本期有败诉案件。", demand="请反馈。"
    )
    content = b"".join(letter_response(finding, "docx"))
    words = "\n".join(one.text for one in docx.Document(io.BytesIO(content)).paragraphs)
    assert "临江市住房和城乡建设局：" in words and "贵单位本期有败诉案件" in words
