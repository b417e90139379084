"""From 议题申请 to 销号 through the API, with outcomes and days written by hand."""

from __future__ import annotations

from typing import Any

import pytest

from fuyuantong.audit.models import Entry
from fuyuantong.matters.models import Matter, Obligation
from meetings.conftest import Cast, convened, decided, enter, good, held, issued, meeting, topic

RESOLVED: dict[str, Any] = {
    "text": "会议原则同意住建局提出的对接流程。",
    "resolutions": [{"text": "建立征收补偿争议会商机制", "due_on": "2026-06-30"}],
}


def _resolved(cast: Cast) -> dict[str, Any]:
    told = dict(RESOLVED["resolutions"][0])
    told |= {"leads": [str(cast.city.housing.pk)], "partners": [str(cast.city.finance.pk)]}
    return RESOLVED | {"resolutions": [told]}


@pytest.mark.inventory("M03", "M05")
@pytest.mark.inventory("M03", proof="page")
def test_what_a_meeting_decides_is_owed_checked_off_and_returned_to_its_file(cast: Cast, march: Any) -> None:
    one = topic(cast)
    key = meeting(cast, one)
    convened(cast, key)
    march.move_to("2026-03-10T09:30:00+08:00")
    held(cast, key)
    decided(cast, key, **_resolved(cast))
    march.move_to("2026-03-12T09:30:00+08:00")
    issued(cast, key)

    full = cast.office.get(f"/meetings/{key}").json()
    assert full["state"] == "issued"
    assert "由市住建局牵头，市财政局配合，2026年6月30日前完成" in full["minutes"]
    matter = Matter.objects.get(pk=full["items"][0]["resolutions"][0]["matter"])
    assert (matter.mechanism, matter.stage, matter.number) == (
        "meeting-resolution",
        "推进中",
        "临府院纪〔2026〕1号",
    )
    owed = {o.owner.short_name: o for o in Obligation.objects.filter(matter=matter)}
    assert set(owed) == {"市住建局", "市财政局"}
    due = {o.owner.short_name: o.clocks.get(main=True).due_on.isoformat() for o in owed.values()}
    assert due == {"市住建局": "2026-06-30", "市财政局": "2026-06-30"}
    assert cast.housing.get(f"/topics/{one}").json()["state"] == "decided"
    assert [row["stage"] for row in cast.housing.get("/meeting-decisions").json()["items"]] == ["推进中"]


def test_a_decision_comes_back_to_the_file_that_the_topic_came_from(cast: Cast, march: Any) -> None:
    make_matter = {
        "mechanism": "meeting-resolution", "linkage": cast.city.linkage.code, "title": "原有事项",
        "units": {"牵头单位": [str(cast.city.housing.pk)]},
        "values": {"会议名称": "上次会议", "议定事项": "研究征收争议"},
    }  # fmt: skip
    origin = good(cast.office.send("/matters", make_matter), 201)
    sent_out = good(
        cast.office.send(f"/matters/{origin['id']}/acts", {"act": "下达", "values": {}}, version=1)
    )
    assert sent_out["made"]
    key = meeting(cast, topic(cast, matter=origin["id"]))
    convened(cast, key)
    march.move_to("2026-03-10T09:30:00+08:00")
    held(cast, key)
    decided(cast, key, **_resolved(cast))
    march.move_to("2026-03-12T09:30:00+08:00")
    issued(cast, key)
    line = Entry.objects.get(stream=f"matter:{origin['id']}", kind="matter.meeting_decided")
    assert line.data["meeting"] == key
    page = enter(cast.city.housing_clerk).get(f"/matters/{origin['id']}/").content.decode()
    assert "会议原则同意住建局提出的对接流程" in page
    made = cast.office.get(f"/meetings/{key}").json()["items"][0]["resolutions"][0]["matter"]
    assert Matter.objects.get(pk=origin["id"]).links.get().other_id.hex == made.replace("-", "")
