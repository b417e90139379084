"""Forms of opening and acting: file fields, as which party one begins, and no matter that nobody can lead on."""

from __future__ import annotations

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from tests import make
from tests.api.calling import V1, Caller

from fuyuantong.common.refusals import Refusal
from fuyuantong.documents.models import Attachment
from fuyuantong.matters.actions.opening import Opening, act, open_matter
from fuyuantong.matters.models import Matter, Party

pytestmark = pytest.mark.django_db
CODE = "administrative-dispute-resolution"
ASKED = {"化解阶段": "诉前", "当事人": [{"姓名或名称": "某公司"}], "争议事项": "不服处罚"}


@pytest.fixture
def dispute(city: make.City, tmp_path, settings) -> Matter:
    settings.MEDIA_ROOT = tmp_path
    make.mechanism(CODE)
    opening = Opening(CODE, city.linkage.code, "某公司一案的实质性化解", units={"化解中心": [city.court.pk]})
    return make.do(city.judge, open_matter, opening)


def paper(name: str = "书面同意") -> SimpleUploadedFile:
    return SimpleUploadedFile(f"{name}.txt", f"{name}（虚构）".encode())


def test_a_file_is_uploaded_in_the_form_of_the_act_and_the_field_keeps_its_id(city, dispute, enter) -> None:
    judge = enter(city.judge)
    page = judge.get(f"/matters/{dispute.pk}/acts/移送/").content.decode()
    assert 'type="file" name="f:书面同意"' in page
    form = {"f:化解阶段": "诉前", "f:当事人": "某公司", "f:争议事项": "不服处罚", "f:书面同意": paper()}
    answer = judge.post(f"/matters/{dispute.pk}/acts/移送/", form)
    assert answer.status_code == 302, answer.content.decode()
    dispute.refresh_from_db()
    held = Attachment.objects.get(subject_type="matter", subject_id=dispute.pk)
    value = dispute.fields["书面同意"]
    assert value in (str(held.pk), [str(held.pk)])
    assert held.label == "书面同意"
    page = judge.get(f"/matters/{dispute.pk}/").content.decode()
    assert "书面同意.txt" in page
    assert judge.get(f"/matters/{dispute.pk}/files/{held.pk}/").status_code == 200


def test_the_api_takes_the_id_of_a_file_of_the_matter_and_no_other(city, dispute) -> None:
    judge = Caller(make.token(city.judge))
    path = f"/matters/{dispute.pk}/acts"
    version = judge.get(f"/matters/{dispute.pk}").json()["version"]
    for wrong in ("同意书", "01a20000-0000-7000-8000-000000000001"):
        body = {"act": "移送", "values": {**ASKED, "书面同意": wrong}}
        answer = judge.send(path, body, version=version)
        assert answer.status_code == 422, answer.content.decode()
        assert "不属于本事项的文件" in answer.json()["detail"]
    sent = judge.client.post(
        f"{V1}/matters/{dispute.pk}/files",
        {"file": paper(), "label": "书面同意"},
        headers={**judge.headers, "Idempotency-Key": "file-of-the-dispute"},
    )
    version = judge.get(f"/matters/{dispute.pk}").json()["version"]
    body = {"act": "移送", "values": {**ASKED, "书面同意": sent.json()["id"]}}
    answer = judge.send(path, body, version=version)
    assert answer.status_code == 200, answer.content.decode()


def test_a_file_of_another_matter_is_refused(city, dispute, enter) -> None:
    other = make.do(
        city.judge, open_matter,
        Opening(CODE, city.linkage.code, "另一案", units={"化解中心": [city.court.pk]}),
    )  # fmt: skip
    enter(city.judge).post(f"/matters/{other.pk}/files/", {"file": paper(), "label": ""})
    foreign = Attachment.objects.get(subject_id=other.pk)
    with pytest.raises(Refusal, match="不属于本事项的文件"):
        make.do(city.judge, act, dispute.pk, "移送", data={**ASKED, "书面同意": str(foreign.pk)})


def opening_form(city: make.City, **more: object) -> dict[str, object]:
    return {
        "title": "一案",
        "linkage": city.linkage.code,
        "scope": "parties",
        "publicity": "internal",
        **more,
    }


def test_a_court_is_asked_as_which_party_it_begins_and_the_first_starter_is_the_default(
    city, dispute, enter
) -> None:
    judge = enter(city.judge)
    page = judge.get(f"/matters/new/{CODE}/").content.decode()
    assert "本单位作为" in page
    assert page.index('<option value="化解中心" selected>') < page.index('<option value="移送单位">')
    judge.post(f"/matters/new/{CODE}/", opening_form(city, as_party="化解中心"))
    made = Matter.objects.get(title="一案")
    own = Party.objects.filter(matter=made, unit=city.court)
    assert list(own.values_list("key", flat=True)) == ["化解中心"]


def test_an_agency_that_may_begin_as_one_party_only_is_not_asked(city, dispute, enter) -> None:
    page = enter(city.market_clerk).get(f"/matters/new/{CODE}/").content.decode()
    assert "本单位作为" not in page


def test_a_file_may_come_with_the_opening(city, dispute, enter) -> None:
    form = opening_form(city, as_party="化解中心", **{"f:书面同意": paper()})
    answer = enter(city.judge).post(f"/matters/new/{CODE}/", form)
    assert answer.status_code == 302, answer.content.decode()
    made = Matter.objects.get(title="一案")
    held = Attachment.objects.get(subject_id=made.pk)
    assert str(held.pk) in str(made.fields["书面同意"])


def test_nobody_leads_a_matter_to_where_no_party_can_go_on(city, dispute, enter) -> None:
    """An agency hands a dispute over; without a 化解中心 nobody could 交办 it."""
    opening = Opening(CODE, city.linkage.code, "无人办理", units={"移送单位": [city.market.pk]})
    made = make.do(city.market_clerk, open_matter, opening)
    data = {**ASKED, "化解阶段": "诉中", "审理程序": "普通程序"}
    with pytest.raises(Refusal, match="由化解中心办理，但本事项还没有确定化解中心"):
        make.do(city.market_clerk, act, made.pk, "移送", data=data)
    made.refresh_from_db()
    assert made.stage == "登记"
    page = enter(city.market_clerk).get(f"/matters/{made.pk}/acts/移送/").content.decode()
    assert 'name="p:化解中心"' in page, "the form asks for it"
    make.do(city.market_clerk, act, made.pk, "移送", data={**data, "化解中心": str(city.court.pk)})
    assert Party.objects.filter(matter=made, key="化解中心", unit=city.court).exists()
