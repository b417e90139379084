"""议定事项 tracked: hand-written days give hand-written figures, and each figure opens exactly its rows."""

from __future__ import annotations

from typing import Any

import pytest

from fuyuantong.matters.models import Obligation
from meetings.conftest import Cast, convened, decided, enter, held, issued, meeting, topic

TEXTS = ("建立会商机制", "出台工作指引", "共享征收信息", "完善司法建议反馈")
"""Two of the housing bureau, one of the finance bureau (all by 30 June), one of the court (by 31 March)."""


def _finished(matter: str, day: str, *, off: bool = False) -> None:
    """Its lead finished on a day (the way there is walked in test_decide and in tests/matters)."""
    state = "written_off" if off else "done"
    Obligation.objects.filter(matter=matter).update(
        state=state, finished_on=day, finished_at=f"{day}T10:00+08:00"
    )


@pytest.fixture
def tracked(cast: Cast, march: Any) -> dict[str, str]:
    """Four decisions of one meeting, by their text; looked at on 10 July 2026."""
    city = cast.city
    key = meeting(cast, topic(cast))
    convened(cast, key)
    march.move_to("2026-03-10T09:30:00+08:00")
    held(cast, key)
    leads = (city.housing, city.housing, city.finance, city.court)
    days = ("2026-06-30", "2026-06-30", "2026-06-30", "2026-03-31")
    told = [
        {"text": text, "due_on": day, "leads": [str(unit.pk)]}
        for text, day, unit in zip(TEXTS, days, leads, strict=True)
    ]
    decided(cast, key, text="会议议定四项。", resolutions=told)
    march.move_to("2026-03-12T09:30:00+08:00")
    issued(cast, key)
    rows = cast.office.get(f"/meetings/{key}").json()["items"][0]["resolutions"]
    made = {row["text"]: row["matter"] for row in rows}
    _finished(made["建立会商机制"], "2026-06-29", off=True)
    _finished(made["共享征收信息"], "2026-07-02")
    march.move_to("2026-07-10T09:00:00+08:00")
    return made


@pytest.mark.inventory("M05", proof="page")
@pytest.mark.inventory("M05", proof="figure")
@pytest.mark.inventory("M05", proof="drill")
def test_the_figures_are_those_written_by_hand_and_open_their_rows(
    cast: Cast, tracked: dict[str, str]
) -> None:
    told = cast.office.get("/meeting-decision-figures").json()
    assert (told["total"], told["finished"], told["open"]) == (4, 2, 2)
    assert told["standings"] == {"off": 1, "done": 1, "over": 1, "open": 1}
    assert (told["on_time"], told["dated"]) == (1, 2), "29 June is in time for 30 June, 2 July is not"
    lines = {line["unit"]["name"]: line for line in told["units"]}
    assert {
        name: (line["total"], line["finished"], line["open"], line["over"]) for name, line in lines.items()
    } == {
        "临江市中级人民法院": (1, 0, 1, None),
        "临江市财政局": (1, 1, 0, 0),
        "临江市住房和城乡建设局": (2, 1, 1, 1),
    }

    rows = {
        "": set(TEXTS), "over": {"出台工作指引"}, "open": {"完善司法建议反馈"},
        "unfinished": {"出台工作指引", "完善司法建议反馈"}, "finished": {"建立会商机制", "共享征收信息"},
        "off": {"建立会商机制"}, "on_time": {"建立会商机制"}, "late": {"共享征收信息"},
    }  # fmt: skip
    office = enter(cast.city.office)
    for standing, texts in rows.items():
        listed = cast.office.get(f"/meeting-decisions?standing={standing}").json()["items"]
        assert {row["text"] for row in listed} == texts, standing
        page = office.get(f"/meetings/decisions/?standing={standing}").context
        assert {one.done.resolution.text for one, _tone in page["rows"]} == texts, standing

    page = office.get("/meetings/decisions/?year=2026").context
    shown = {str(kpi.label): kpi for kpi in page["kpis"]}
    assert str(shown["按期办结"].value) == "1 / 2"
    counted = [
        (shown[name].href, shown[name].value)
        for name in ("议定事项", "办理中", "已过期限", "已办结", "已销号")
    ]
    for line, links in page["lines"]:
        counted += [
            (links["all"], line.total),
            (links["finished"], line.finished),
            (links["unfinished"], line.open),
        ]
        counted += [(links["over"], line.over)] if line.over is not None else []
    for href, n in counted:
        assert len(office.get(href).context["rows"]) == n, href
    assert office.get("/meetings/decisions/?year=2025").context["rows"] == []


def test_figures_count_only_what_the_viewer_sees(cast: Cast, tracked: dict[str, str]) -> None:
    assert cast.market.get("/meeting-decision-figures").json()["total"] == 0
    assert enter(cast.city.market_clerk).get("/meetings/decisions/?standing=over").context["rows"] == []
    assert cast.office.get("/meeting-decisions?standing=anything").status_code == 400
