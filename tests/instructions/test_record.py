"""A 批示 is recorded for a leader without an account, and becomes tasks in one act."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from pypdfium2 import PdfDocument
from tests import make

from documents import samples
from fuyuantong.audit.models import Entry
from fuyuantong.audit.streams import matter_stream
from fuyuantong.common.refusals import Conflict, Forbidden, NotFound, Refusal
from fuyuantong.instructions import actions, queries
from fuyuantong.instructions.kinds import NewItem, Progress
from fuyuantong.instructions.models import Instruction, Item, Submission
from fuyuantong.matters.actions import life, replying
from fuyuantong.matters.actions.opening import Opening, open_matter
from fuyuantong.matters.models import Matter, Obligation, Remark

pytestmark = pytest.mark.django_db
DAY = date(2026, 3, 20)


def submission(city: make.City, **more: Any) -> Submission:
    told = {
        "linkage": city.linkage.code,
        "title": "关于物业纠纷批量涉诉的情况报告",
        "proposal": "建议由市住建局牵头整改。",
    }
    row: Any = make.do(city.office, actions.submit, **(told | more))
    return row


def record(city: make.City, row: Submission, leader: Any, **more: Any) -> Instruction:
    told = {
        "leader": leader.pk,
        "given_on": date(2026, 3, 19),
        "words": "请住建局牵头，四月底前拿出整改方案。",
    }
    made: Any = make.do(city.office, actions.record, row.pk, **(told | more))
    return made


def items(city: make.City, **more: Any) -> list[NewItem]:
    first = NewItem("拿出物业纠纷整改方案", [city.housing.pk], [city.finance.pk], date(2026, 4, 30), **more)
    return [first, NewItem("核实维修资金账目", [city.finance.pk])]


def test_each_thing_asked_becomes_a_task_with_lead_parts_and_its_clock(city, mayor):
    made = record(city, submission(city), mayor, items=items(city))
    first, second = made.items.all()
    owed = {row.owner_id: row for row in Obligation.objects.filter(matter=first.matter)}
    assert owed[city.housing.pk].due_on == date(2026, 4, 30)
    assert owed[city.finance.pk].parent_id == owed[city.housing.pk].pk
    assert second.matter.fields["来件途径"] == "领导批示"
    assert made.by_name == city.office.name
    assert made.submission.state == "given"


def test_nothing_is_kept_when_one_of_the_things_cannot_be_handed_out(city, mayor):
    row = submission(city)
    bad = [*items(city), NewItem("请报告审判情况", [city.court.pk])]
    with pytest.raises(Refusal, match="对临江市中级人民法院不交办、不督办"):
        record(city, row, mayor, items=bad)
    assert not Instruction.objects.exists()
    assert not Matter.objects.exists()
    row.refresh_from_db()
    assert row.state == "submitted"


def test_supervised_items_name_the_leaders_words_as_their_basis_and_spare_central_units(city, mayor):
    made = record(city, submission(city), mayor, items=items(city, supervised=True))
    assert made.items.all()[0].matter.fields["督办依据"] == "常务副市长顾怀民2026年3月19日批示"
    tax = make.unit("国家税务总局临江市税务局", kind="central")
    with pytest.raises(Refusal, match="不督办"):
        record(city, submission(city), mayor, items=[NewItem("核实", [tax.pk], supervised=True)])


def test_the_words_come_back_to_the_timeline_of_the_matter_they_are_about(city, mayor):
    matter: Any = make.do(
        city.office, open_matter,
        Opening("annual-plan-item", city.linkage.code, "物业纠纷源头治理", {"牵头单位": [city.housing.pk]}),
    )  # fmt: skip
    made = record(city, submission(city, matter=matter.pk), mayor, items=items(city))
    line = Entry.objects.get(stream=matter_stream(matter.pk), kind="matter.instructed")
    assert line.data["occurred_on"] == "2026-03-19"
    assert "四月底前" in Remark.objects.get(pk=line.data["remark"]).text
    assert {row.other_id for row in matter.links.all()} == {item.matter_id for item in made.items.all()}


def test_a_pending_case_warns_and_the_declaration_is_recorded(city, mayor):
    row = submission(city, title="关于（2026）新2801行初15号案涉及物业问题的报告")
    with pytest.raises(Refusal, match="限于协调化解") as refused:
        record(city, row, mayor, items=items(city))
    assert refused.value.code == "E-PENDING-CASE"
    made = record(city, row, mayor, items=items(city), limited=True)
    assert made.limited
    assert Entry.objects.get(kind="instruction.recorded").data["limited"] is True


def test_words_on_how_a_case_is_to_be_decided_are_not_stored(city, mayor):
    with pytest.raises(Refusal) as refused:
        record(city, submission(city), mayor, words="要求法院尽快判决驳回", limited=True)
    assert refused.value.code == "E-DELIBERATION"


def test_progress_follows_the_tasks_and_every_figure_leads_to_its_papers(city, mayor):
    row = submission(city)
    made = record(city, row, mayor, items=items(city))
    [second] = Obligation.objects.filter(matter=made.items.all()[1].matter)
    make.do(city.finance_clerk, life.sign, second.pk)
    make.do(city.finance_clerk, replying.submit, second.pk, text="已核实")
    make.do(city.office, replying.accept, second.pk)
    for day, expected in ((DAY, "working"), (date(2026, 5, 9), "overdue")):
        [figure] = queries.figures(city.office, day, 2026)
        assert (figure.given, figure.items, figure.done, getattr(figure, expected)) == (1, 2, 1, 1)
        for name in ("done", expected):
            found = queries.submissions_of(city.office, queries.Filters(leader=mayor.pk, progress=name), day)
            assert [one.pk for one in found] == [row.pk]
    parts = [set(Item.objects.standing_at(one, DAY).values_list("pk", flat=True)) for one in Progress]
    assert sum(map(len, parts)) == len(set().union(*parts)) == 2


def test_others_do_not_know_of_it_and_a_unit_records_only_for_its_own_leaders(city, mayor):
    row = submission(city)
    assert not Submission.objects.visible_to(city.housing_clerk).exists()
    with pytest.raises(NotFound):
        make.do(city.housing_clerk, actions.record, row.pk, leader=mayor.pk, given_on=DAY, words="同意")
    own: Any = make.do(city.housing_clerk, actions.submit, linkage=city.linkage.code, title="本局情况报告")
    with pytest.raises(Forbidden, match="只登记本单位领导"):
        make.do(city.housing_clerk, actions.record, own.pk, leader=mayor.pk, given_on=DAY, words="同意")
    with pytest.raises(Forbidden):
        make.do(city.judge, actions.submit, linkage=city.linkage.code, title="审判情况报告")
    record(city, row, mayor)
    secretary = make.actor(mayor.unit)
    assert [one.pk for one in Submission.objects.visible_to(secretary)] == [row.pk]


def test_a_paper_that_nobody_needs_any_more_is_dropped_and_takes_no_words(city, mayor):
    row = submission(city)
    make.do(city.office, actions.drop, row.pk, reason="来文单位撤回")
    with pytest.raises(Conflict):
        record(city, row, mayor)


def test_a_photo_and_the_form_do_it_in_one_act_and_the_sheet_prints(city, mayor, enter):
    client = enter(city.office)
    photo = SimpleUploadedFile("批示.jpg", samples.jpeg(), "image/jpeg")
    sent = {
        "linkage": city.linkage.code, "title": "关于物业纠纷的报告", "leader": str(mayor.pk), "scans": photo,
        "given_on": "2026-03-19", "words": "请住建局牵头整改。", "text-0": "拿出整改方案", "leads-0": "市住建局",
        "due-0": "2026-04-30",
    }  # fmt: skip
    answer = client.post("/instructions/record/", sent)
    assert answer.status_code == 302, answer.content.decode()
    page = client.get(answer["Location"]).content.decode()
    for words in ("请住建局牵头整改。", "代为登记", "批示.jpg", "办理中", "2026-04-30"):
        assert words in page
    sheet = client.get(f"{answer['Location']}paper/pdf/")
    assert len(PdfDocument(sheet.content)) == 1
    assert client.get("/instructions/statistics/").content.decode().count("顾怀民") == 1
    refused = client.post("/instructions/record/", sent | {"leads-0": "", "scans": ""})
    assert refused.status_code == 422
    assert "拿出整改方案" in refused.content.decode()
