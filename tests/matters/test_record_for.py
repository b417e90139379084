"""代签收 and 代录: for a unit without an account, by whom it owes to, with reason and original."""

from __future__ import annotations

from datetime import date

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from tests import make
from tests.matters.conftest import Handed, at

from fuyuantong.audit.models import Entry
from fuyuantong.common.refusals import Forbidden, NotFound, Refusal
from fuyuantong.documents.models import Attachment
from fuyuantong.matters.actions.filing import add_file_to_obligation
from fuyuantong.matters.actions.recording import ORIGINAL, record_for
from fuyuantong.matters.models import Feedback, Obligation, Remark
from fuyuantong.notices.models import Notice

pytestmark = pytest.mark.django_db
WHY = "该单位没有账号，书面签收"


def scan() -> SimpleUploadedFile:
    return SimpleUploadedFile("签收单.txt", "签收人：陈试".encode())


@pytest.fixture
def offline(city: make.City, handed: Handed, settings, tmp_path) -> Handed:
    settings.MEDIA_ROOT = tmp_path
    city.housing.has_accounts = False
    city.housing.save()
    return handed


def test_the_office_signs_reports_and_answers_for_a_unit_without_an_account(
    city: make.City, offline: Handed
) -> None:
    row, office = offline.lead, city.office
    paper = make.do(office, add_file_to_obligation, row.pk, scan(), now=at("2026-03-06"))[1]
    signed = {"why": WHY, "original": scan()}
    make.do(
        office, record_for, row.pk, "sign", {"occurred_on": date(2026, 3, 4)}, now=at("2026-03-06"), **signed
    )
    make.do(office, record_for, row.pk, "report", {"text": "已起草"}, why="电话报送", now=at("2026-03-20"))
    make.do(city.finance_clerk, _finish_part, offline.part.pk)
    reply = {"text": "已印发", "occurred_on": date(2026, 5, 6)}
    make.do(office, record_for, row.pk, "submit", reply, why=WHY, original=paper.pk, now=at("2026-05-08"))
    row = Obligation.objects.get(pk=row.pk)
    assert (row.state, row.signed_on) == ("verifying", date(2026, 3, 4)), (
        "no 审签 inside a unit without posts"
    )
    entries = Entry.objects.filter(object_id=row.pk, data__recorded=True).order_by("seq")
    assert [(e.kind, e.acting_for) for e in entries] == [
        ("obligation.sign", "代录：临江市住房和城乡建设局"),
        ("obligation.report", "代录：临江市住房和城乡建设局"),
        ("obligation.submit_unreviewed", "代录：临江市住房和城乡建设局"),
    ]
    assert [e.data.get("backfilled", False) for e in entries] == [True, False, True]
    assert list(Remark.objects.filter(obligation=row).order_by("at").values_list("text", flat=True)) == [
        WHY, "电话报送", WHY,
    ]  # fmt: skip
    said = Feedback.objects.filter(obligation=row).latest("at")
    assert said.by_unit_name == "临江市住房和城乡建设局"
    assert said.by_name.endswith("代录")
    kept = Attachment.objects.filter(subject_id=row.pk, label=ORIGINAL)
    assert kept.count() == 1
    assert not Notice.objects.filter(kind__contains="报送了进展").exists(), "who records is not told of it"


def _finish_part(uow, key) -> None:
    Obligation.objects.filter(pk=key).update(state="done")


def test_who_works_here_itself_is_recorded_for_by_nobody(city: make.City, handed: Handed) -> None:
    with pytest.raises(Forbidden, match="没有账号或在其他网络"):
        make.do(city.office, record_for, handed.lead.pk, "sign", {}, why=WHY, original=scan())


def test_only_the_office_and_the_creditor_record_for_a_unit(city: make.City, offline: Handed) -> None:
    with pytest.raises(NotFound):
        make.do(city.market_clerk, record_for, offline.lead.pk, "sign", {}, why=WHY, original=scan())
    with pytest.raises(Forbidden):
        make.do(city.finance_clerk, record_for, offline.lead.pk, "sign", {}, why=WHY, original=scan())


@pytest.mark.parametrize(("why", "original", "place"), [(" ", True, "why"), (WHY, False, "original")])
def test_the_reason_and_the_original_are_wanted(
    city: make.City, offline: Handed, why: str, original: bool, place: str
) -> None:
    with pytest.raises(Refusal) as refused:
        paper = scan() if original else None
        make.do(city.office, record_for, offline.lead.pk, "sign", {}, why=why, original=paper)
    assert (refused.value.code, refused.value.errors[0].pointer) == ("E-REQUIRED", place)
    assert Obligation.objects.get(pk=offline.lead.pk).state == "pending"


def test_the_original_must_hang_on_the_same_task(city: make.City, offline: Handed) -> None:
    other = make.do(city.office, add_file_to_obligation, offline.part.pk, scan())[1]
    with pytest.raises(NotFound):
        make.do(city.office, record_for, offline.lead.pk, "sign", {}, why=WHY, original=other.pk)


def test_the_page_offers_it_asks_for_the_paper_and_marks_the_timeline(
    city: make.City, offline: Handed, enter
) -> None:
    client, row = enter(city.office), offline.lead
    page = client.get(f"/matters/{row.matter_id}/").content.decode()
    assert f"/obligations/{row.pk}/record/sign/" in page
    path = f"/obligations/{row.pk}/record/sign/"
    refused = client.post(path, {"why": WHY})
    assert refused.status_code == 422
    assert "原件" in refused.content.decode()
    done = client.post(path, {"why": WHY, "original": scan()}, follow=True).content.decode()
    assert "签收（代录）" in done
    assert "（代录：临江市住房和城乡建设局）" in done
    assert WHY in done
    assert "签收单.txt" in done
    own = enter(city.housing_clerk).get(f"/matters/{row.matter_id}/").content.decode()
    assert "/record/" not in own
