"""The pages of a matter, through the browser's eyes: what is offered, what happens, what is refused."""

from __future__ import annotations

import re

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from tests import make
from tests.matters.conftest import Handed, hand_out

from fuyuantong.matters.models import Comment, Matter, Obligation, Petition

pytestmark = pytest.mark.django_db


def path_of(row: Obligation, verb: str) -> str:
    return f"/obligations/{row.pk}/{verb}/"


def fresh(row: Obligation) -> Obligation:
    return Obligation.objects.get(pk=row.pk)


def test_the_owner_is_offered_signing_and_the_office_is_not(city: make.City, handed: Handed, enter) -> None:
    page = f"/matters/{handed.matter.pk}/"
    own = enter(city.housing_clerk).get(page).content.decode()
    assert path_of(handed.lead, "sign") in own
    assert "期限怎么算的" in own
    office = enter(city.office).get(page).content.decode()
    assert path_of(handed.lead, "sign") not in office
    assert path_of(handed.lead, "urge") in office
    assert path_of(handed.lead, "withdraw") in office


def test_a_stranger_gets_the_same_answer_as_for_a_missing_matter(
    city: make.City, handed: Handed, enter
) -> None:
    client = enter(city.market_clerk)
    hidden = client.get(f"/matters/{handed.matter.pk}/")
    missing = client.get("/matters/00000000-0000-7000-8000-000000000000/")
    assert hidden.status_code == missing.status_code == 404
    assert re.sub(rb"[0-9a-f]{32}", b"", hidden.content) == re.sub(rb"[0-9a-f]{32}", b"", missing.content)


@pytest.mark.inventory("P02", "P05", proof="page")
def test_the_whole_way_by_forms(city: make.City, handed: Handed, enter) -> None:
    clerk, chief, office = enter(city.housing_clerk), enter(city.housing_chief), enter(city.office)
    assert clerk.post(path_of(handed.lead, "sign"), {}).status_code == 302
    file = SimpleUploadedFile("佐证.txt", "已印发".encode())
    answer = clerk.post(path_of(handed.lead, "submit"), {"text": "已办结", "file": file})
    assert answer.status_code == 302, answer.content.decode()[:2000]
    assert chief.post(path_of(handed.lead, "approve"), {"remark": "同意"}).status_code == 302
    assert office.post(path_of(handed.lead, "accept"), {}).status_code == 302
    assert office.post(path_of(handed.lead, "write_off"), {}).status_code == 302
    assert fresh(handed.lead).state == "written_off"
    shown = office.get(f"/matters/{handed.matter.pk}/").content.decode()
    for words in ("下达任务", "签收", "反馈办理结果", "审签通过", "核验通过", "销号", "佐证.txt"):
        assert words in shown


def test_a_file_is_given_only_to_those_who_see_the_matter(city: make.City, handed: Handed, enter) -> None:
    clerk = enter(city.housing_clerk)
    clerk.post(
        f"/matters/{handed.matter.pk}/files/", {"file": SimpleUploadedFile("方案.txt", b"plan"), "label": ""}
    )
    link = re.search(
        rf"/matters/{handed.matter.pk}/files/[0-9a-f-]+/",
        clerk.get(f"/matters/{handed.matter.pk}/").content.decode(),
    )
    assert link
    assert b"".join(clerk.get(link[0]).streaming_content) == b"plan"
    assert enter(city.market_clerk).get(link[0]).status_code == 404


def test_pressing_twice_is_one_act(city: make.City, handed: Handed, enter) -> None:
    client = enter(city.housing_clerk)
    for _ in range(2):
        answer = client.post(
            f"/matters/{handed.matter.pk}/comments/", {"text": "请协调", "idempotency_key": "key-00000001"}
        )
        assert answer.status_code == 302
    assert Comment.objects.count() == 1


def test_a_refusal_keeps_what_was_typed(city: make.City, handed: Handed, enter) -> None:
    client = enter(city.housing_clerk)
    client.post(path_of(handed.lead, "sign"), {})
    answer = client.post(
        f"/obligations/{handed.lead.pk}/ask/extension/", {"reason": "材料复杂", "wanted_due": "2026-01-01"}
    )
    assert answer.status_code == 422
    page = answer.content.decode()
    assert "应晚于现在的期限" in page
    assert "材料复杂" in page
    assert not Petition.objects.exists()


def test_asking_for_more_time_and_getting_it(city: make.City, handed: Handed, enter) -> None:
    clerk, office = enter(city.housing_clerk), enter(city.office)
    clerk.post(path_of(handed.lead, "sign"), {})
    assert (
        clerk.post(
            f"/obligations/{handed.lead.pk}/ask/extension/",
            {"reason": "材料复杂", "wanted_due": "2027-03-31"},
        ).status_code
        == 302
    )
    asked = Petition.objects.get()
    assert f"/petitions/{asked.pk}/decide/" in office.get(f"/matters/{handed.matter.pk}/").content.decode()
    assert office.post(f"/petitions/{asked.pk}/decide/", {"granted": "1", "remark": ""}).status_code == 302
    assert str(fresh(handed.lead).due_on) == "2027-03-31"
    assert "延期" in office.get(f"/matters/{handed.matter.pk}/").content.decode()


def test_a_court_is_never_ordered_about(city: make.City, enter) -> None:
    """To a court the office writes 商请 and 函询, not 退改, 催办, 撤回 with commands (practice: guard-rails)."""
    matter, sent = hand_out(city, leads=[city.court.pk])
    lead = next(row for row in sent if row.duty == "lead")
    enter(city.judge).post(path_of(lead, "sign"), {})
    page = enter(city.office).get(f"/matters/{matter.pk}/").content.decode()
    acts = re.findall(
        r'<a class="button[^"]*" href="/obligations/' + str(lead.pk) + r'/[a-z_]+/">([^<]+)</a>', page
    )
    assert "函询" in acts
    assert not {"催办", "督办", "退改", "退回", "终止交办"} & set(acts)


def test_batch_signing_returns_to_the_list(city: make.City, handed: Handed, enter) -> None:
    answer = enter(city.housing_clerk).post(
        "/obligations/batch/sign/", {"ids": [str(handed.lead.pk)], "next": "/ledger/?lamp=soon"}
    )
    assert (answer.status_code, answer["Location"]) == (302, "/ledger/?lamp=soon")
    assert fresh(handed.lead).state == "working"


@pytest.mark.parametrize("target", ["//evil.example", "https://evil.example", "javascript:alert(1)"])
def test_a_batch_never_leads_off_this_host(city: make.City, handed: Handed, enter, target: str) -> None:
    answer = enter(city.housing_clerk).post(
        "/obligations/batch/sign/", {"ids": [str(handed.lead.pk)], "next": target}
    )
    assert answer["Location"].startswith("/")
    assert not answer["Location"].startswith("//")


def test_registering_a_matter_obliges_nobody(city: make.City, enter) -> None:
    office = enter(city.office)
    assert "assigned-item" in office.get("/matters/new/").content.decode()
    answer = office.post(
        "/matters/new/assigned-item/",
        {
            "title": "核实某项目投诉",
            "linkage": city.linkage.code,
            "scope": "parties",
            "publicity": "internal",
        },
    )
    assert answer.status_code == 302, answer.content.decode()[:3000]
    matter = Matter.objects.get()
    assert matter.stage == "登记"
    assert not matter.obligations.exists()
    page = office.get(answer["Location"]).content.decode()
    assert "提请审核" in page


def test_an_act_of_the_definition_by_its_form(city: make.City, enter) -> None:
    office = enter(city.office)
    office.post(
        "/matters/new/assigned-item/",
        {"title": "核实投诉", "linkage": city.linkage.code, "scope": "parties", "publicity": "internal"},
    )
    matter = Matter.objects.get()
    first = f"/matters/{matter.pk}/acts/提请审核/"
    assert office.get(first).status_code == 200
    assert office.post(first, {"f:类别": "督办件"}).status_code == 422
    assert office.post(first, {"f:类别": "督办件", "f:办理要求": "限期答复"}).status_code == 302
    hand = f"/matters/{matter.pk}/acts/交办/"
    refused = office.post(hand, {"p:承办单位": [str(city.housing.pk)]})
    assert refused.status_code == 422
    assert "督办件须写明" in refused.content.decode()
    done = office.post(hand, {"p:承办单位": [str(city.housing.pk)], "f:督办依据": "市政府督查室 2026年第3号"})
    assert done.status_code == 302, done.content.decode()[:3000]
    assert Obligation.objects.get().owner == city.housing


@pytest.mark.parametrize("who", ["watcher", "auditor", "market_clerk"])
def test_who_may_not_act_gets_no_forms(city: make.City, handed: Handed, enter, who: str) -> None:
    client = enter(getattr(city, who))
    for path in (
        path_of(handed.lead, "urge"),
        f"/matters/{handed.matter.pk}/void/",
        f"/matters/{handed.matter.pk}/acts/终止交办/",
    ):
        answer = client.post(path, {"reason": "x", "remark": "x", "f:终止理由": "x"})
        assert answer.status_code in {403, 404, 422}
    assert fresh(handed.lead).state == "pending"
    assert Matter.objects.get().state == "open"


def test_no_lamp_on_a_court(city: make.City, enter) -> None:
    """A court's overdue date is a plain date: no 超期, no red (practice: guard-rails)."""
    from datetime import date

    matter, _ = hand_out(city, leads=[city.court.pk], partners=[city.finance.pk], due=date(2026, 3, 31))
    page = enter(city.office).get(f"/matters/{matter.pk}/").content.decode()
    court, partner = page.split('class="obligation is-part"', 1)
    assert "期限日已过" in court
    assert "超期" not in court[court.index('class="obligation"') :]
    assert "超期" in partner


def test_a_letter_offers_objection_and_no_return(city: make.City, enter) -> None:
    from tests.matters.test_dates import served_letter

    row = served_letter(city)
    client = enter(city.housing_clerk)
    client.post(path_of(row, "sign"), {})
    page = client.get(f"/matters/{row.matter_id}/").content.decode()
    assert "提出异议或说明" in page
    assert "申请退办" not in page
    assert "申请改派" not in page
    assert page.index("问题：程序") < page.index("建议：规范"), "cells in the definition's order"


def test_personal_fields_are_masked_and_read_only_for_a_purpose(
    city: make.City, handed: Handed, enter
) -> None:
    from fuyuantong.audit.models import Entry

    Matter.objects.filter(pk=handed.matter.pk).update(fields={"专班专人": "欧阳某"})
    client = enter(city.housing_clerk)
    page = client.get(f"/matters/{handed.matter.pk}/").content.decode()
    assert "欧阳某" not in page
    path = f"/matters/{handed.matter.pk}/personal/"
    assert "欧阳某" not in client.post(path, {"purpose": " "}).content.decode()
    shown = client.post(path, {"purpose": "联系专班"})
    assert "欧阳某" in shown.content.decode()
    assert "no-store" in shown["Cache-Control"]
    entry = Entry.objects.get(kind="matter.personal_read")
    assert (entry.purpose, entry.data["fields"]) == ("联系专班", ["专班专人"])
    assert enter(city.watcher).post(path, {"purpose": "看看"}).status_code == 403


def test_the_office_reads_envelopes_and_no_titles(city: make.City, enter) -> None:
    from tests.matters.test_dates import served_letter

    served_letter(city)
    page = enter(city.office).get("/ledger/envelopes/").content.decode()
    assert "司法建议" in page
    assert str(city.housing) in page
    assert "送达程序" not in page
    assert str(city.housing) not in enter(city.market_clerk).get("/ledger/envelopes/").content.decode()
