"""The pages of meetings, each opened by those concerned; the chain walked through forms alone."""

from __future__ import annotations

import re
from typing import Any

import pytest

from fuyuantong.meetings.models import Meeting, Topic
from meetings.conftest import Cast, answered, convened, enter, meeting, sent, topic


def press(client: Any, path: str, **data: Any) -> Any:
    answer = client.post(path, data)
    assert answer.status_code in {302, 303}, re.sub(r"<[^>]+>|\s+", " ", answer.content.decode())[-3000:]
    return answer


@pytest.mark.parametrize("path", ["/meetings/", "/topics/", "/meeting-kinds/", "/meeting-kinds/topic-conference/", "/meetings/decisions/"])  # fmt: skip
def test_the_lists_open_for_every_unit(cast: Cast, path: str) -> None:
    for actor in (cast.city.office, cast.city.housing_clerk, cast.city.judge, cast.city.watcher):
        assert enter(actor).get(path).status_code == 200


def test_the_whole_chain_goes_through_forms_alone(cast: Cast, march: Any) -> None:
    housing, office = enter(cast.city.housing_clerk), enter(cast.city.office)
    assert housing.get("/topics/new/").status_code == 200
    where = f"topic-conference|{cast.city.linkage.code}"
    press(
        housing, "/topics/new/", where=where, title="物业纠纷多发小区治理", background="三个小区投诉集中。",
        asks="请明确牵头单位。", attending="市财政局、市中院", signed_by="周局长", then="submit",
    )  # fmt: skip
    row = Topic.objects.get()
    assert (row.state, row.attending.count()) == ("submitted", 2)
    assert "物业纠纷多发小区治理" in office.get(f"/topics/{row.pk}/").content.decode()
    press(
        office,
        f"/topics/{row.pk}/screen/",
        **{"screen-text": "建议提请研究。", "screen-version": row.version},
    )
    assert office.get("/meetings/new/").status_code == 200
    press(
        office,
        "/meetings/new/",
        where=where,
        starts_at="2026-03-10T09:00",
        place="三楼会议室",
        chair="顾副市长",
    )
    made = Meeting.objects.get()
    page = f"/meetings/{made.pk}/"

    def go(step: str, **data: Any) -> None:
        assert office.get(page).status_code == 200
        version = Meeting.objects.get().version
        press(
            office,
            f"{page}{step}/",
            **{f"{step}-version": version, **{f"{step}-{k}": v for k, v in data.items()}},
        )

    go("place", topics=[str(row.pk)])
    go("invite", units="市市场监管局", invited_as="member", rank_wanted="分管负责人")
    go("ask", text="请审定")
    go("consent", seat="召集人", decided_by="顾副市长", decided_on="2026-03-02")
    go("notify", text="")
    market = enter(cast.city.market_clerk)
    invitation = made.invitations.get(unit=cast.city.market)
    assert "填报回执" in market.get(page).content.decode()
    reply = f"{page}invitations/{invitation.pk}/"
    assert market.get(reply).status_code == 200
    press(
        market,
        reply,
        answer="coming",
        **{"name-0": "吴越", "rank-0": "副局长", "version": invitation.version},
    )
    march.move_to("2026-03-10T10:00:00+08:00")
    housing, office = enter(cast.city.housing_clerk), enter(cast.city.office)  # sessions end overnight
    office.get(f"{page}attendance/")
    person = invitation.attendees.get()
    other = made.invitations.get(unit=cast.city.court)
    press(
        office, f"{page}attendance/",
        **{"came": [str(person.pk)], f"name-{other.pk}": ["许法官", ""], f"rank-{other.pk}": ["庭长", ""], f"instead-{other.pk}": ["", ""]},
    )  # fmt: skip
    go("hold", held_on="2026-03-10")
    item = made.items.get()
    decide = f"{page}items/{item.pk}/"
    assert office.get(decide).status_code == 200
    press(
        office, decide, outcome="amended", text="同意治理方案", version=item.version,
        **{"what-0": "开展物业纠纷专项治理", "leads-0": "市住建局、市中院", "partners-0": "市财政局", "due-0": "2026-09-30"},
    )  # fmt: skip
    assert (
        "市住建局、市中院牵头，市财政局配合，2026年9月30日前完成"
        in office.get(f"{page}minutes/").content.decode()
    )
    go("submit", text="")
    go("sign", signed_by="顾副市长", signed_on="2026-03-10")
    go("issue", number="临府院纪〔2026〕2号", issued_on="2026-03-10")
    assert "推进中" in housing.get("/meetings/decisions/").content.decode()
    go("remark", leader="江市长", remarked_on="2026-03-10", text="请住建局抓好落实。")
    go("archive", volume="2026-永久-12")
    shown = office.get(page).content.decode()
    assert "请住建局抓好落实" in shown
    assert "已归档" in shown


def test_a_refused_step_keeps_what_was_typed(cast: Cast) -> None:
    key = meeting(cast, topic(cast))
    office = enter(cast.city.office)
    version = Meeting.objects.get().version
    answer = office.post(
        f"/meetings/{key}/invite/",
        {"invite-version": version, "invite-units": "市住建局、神秘局", "invite-invited_as": "member"},
    )
    page = answer.content.decode()
    assert answer.status_code == 400
    assert "没有名为“神秘局”的单位" in page
    assert "市住建局、神秘局" in page


def test_a_case_may_not_be_decided_by_a_meeting(cast: Cast) -> None:
    answer = cast.housing.send(
        "/topics",
        {"kind": "topic-conference", "linkage": cast.city.linkage.code, "title": "某案协调",
         "background": "合议庭评议意见尚未形成。", "asks": "请法院依法改判。", "submit": False},
    )  # fmt: skip
    assert answer.status_code == 422
    assert answer.json()["code"] == "E-DELIBERATION"
    assert answer.json()["errors"][0]["pointer"] == "background"


def test_the_notice_is_seen_by_the_invited_and_by_nobody_before_it(cast: Cast) -> None:
    key = meeting(cast, topic(cast))
    sent(cast.office, f"/meetings/{key}/invitations", {"units": [str(cast.city.finance.pk)]})
    assert cast.finance.get(f"/meetings/{key}").status_code == 404
    convened(cast, key)
    assert cast.finance.get(f"/meetings/{key}").json()["invitations"][0]["unit"]["short_name"] == "市财政局"
    assert cast.market.get(f"/meetings/{key}").status_code == 404
    answered(cast, key)
