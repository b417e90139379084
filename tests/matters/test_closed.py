"""A matter that has come to its end takes no more words and files; 回头看 and 重新交办 remain."""

from __future__ import annotations

from datetime import date

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from tests import make
from tests.api.calling import Caller
from tests.matters.conftest import Handed, at

from fuyuantong.common.refusals import Conflict
from fuyuantong.matters.actions import ending, filing, handing, life, replying, talking
from fuyuantong.matters.actions.opening import act
from fuyuantong.matters.models import Comment, Matter

pytestmark = pytest.mark.django_db


@pytest.fixture
def closed(city: make.City, handed: Handed, tmp_path, settings) -> Handed:
    settings.MEDIA_ROOT = tmp_path
    make.do(city.housing_chief, life.sign, handed.lead.pk, now=at("2026-03-03"))
    make.do(city.housing_chief, replying.submit, handed.lead.pk, text="已印发", now=at("2026-04-01"))
    make.do(city.office, replying.accept, handed.lead.pk, now=at("2026-04-02"))
    make.do(city.office, act, handed.matter.pk, "对账销号", data={"销号意见": "同意"}, now=at("2026-04-03"))
    assert Matter.objects.get(pk=handed.matter.pk).state == "closed"
    return handed


def test_no_comment_and_no_file_is_added_and_the_refusal_says_what_to_do(
    city: make.City, closed: Handed
) -> None:
    upload = SimpleUploadedFile("补充.txt", "补充".encode())
    for work, args in (
        (talking.comment, {"text": "再补充一句"}),
        (filing.add_file, {"upload": upload}),
    ):
        with pytest.raises(Conflict, match="已结束，不能再") as refused:
            make.do(city.housing_clerk, work, closed.matter.pk, now=at("2026-05-06"), **args)
        assert "联席会议办公室办理“重新交办”" in refused.value.hint
    with pytest.raises(Conflict, match="不能再补充材料"):
        make.do(
            city.housing_clerk, filing.add_file_to_obligation, closed.lead.pk, upload, now=at("2026-05-06")
        )
    assert not Comment.objects.exists()


def test_looking_back_and_handing_out_again_remain_and_open_it_anew(city: make.City, closed: Handed) -> None:
    make.do(
        city.office, handing.look_back, closed.lead.pk, finding="未执行", sound=False, now=at("2026-05-06")
    )
    make.do(
        city.office,
        handing.again,
        closed.lead.pk,
        reason="重做",
        due_on=date(2026, 9, 1),
        now=at("2026-05-06"),
    )
    assert make.do(city.housing_clerk, talking.comment, closed.matter.pk, text="收到", now=at("2026-05-07"))


def test_a_voided_matter_points_to_a_new_one(city: make.City, handed: Handed) -> None:
    make.do(city.office, ending.void_matter, handed.matter.pk, reason="重复", now=at("2026-03-04"))
    with pytest.raises(Conflict, match="已作废，不能再留言") as refused:
        make.do(city.office, talking.comment, handed.matter.pk, text="问一句", now=at("2026-03-05"))
    assert "另行登记事项" in refused.value.hint


def test_page_and_api_refuse_too(city: make.City, closed: Handed, enter) -> None:
    client = enter(city.housing_clerk)
    page = client.get(f"/matters/{closed.matter.pk}/").content.decode()
    assert "事项已结束，不再留言和补充材料" in page
    assert f"/matters/{closed.matter.pk}/comments/" not in page
    assert client.post(f"/matters/{closed.matter.pk}/comments/", {"text": "补充"}).status_code == 409
    upload = {"file": SimpleUploadedFile("补.txt", b"x"), "label": ""}
    assert client.post(f"/matters/{closed.matter.pk}/files/", upload).status_code in {409, 422}
    answer = Caller(make.token(city.office)).send(f"/matters/{closed.matter.pk}/comments", {"text": "补充"})
    assert answer.status_code == 409
    assert not Comment.objects.exists()
