"""会议类型 in the browser: the course is drawn, a copy is edited, faults are named at their lines, a version published."""

from __future__ import annotations

import re

import pytest
from tests import make

from fuyuantong.definitions.flow import edges
from fuyuantong.meetings.flow import course_of, stages_of
from fuyuantong.meetings.kinds import PLANNED_STATES, MeetingState
from fuyuantong.meetings.models import KindVersion
from fuyuantong.meetings.reading import examined
from fuyuantong.meetings.shelf import kind_files
from meetings.conftest import enter

TEXTS = [path.read_text("utf-8") for path in kind_files()]


@pytest.mark.parametrize("text", TEXTS, ids=[examined(text).code for text in TEXTS])
def test_every_kind_is_drawn_from_its_beginning_to_its_file(text: str) -> None:
    kind = examined(text)
    moves = {(edge.source, edge.target) for edge in edges(course_of(kind))}
    way = stages_of(kind)
    assert set(zip(way, way[1:], strict=False)) <= moves, "each stage leads to the next"
    cancelled = {source for source, target in moves if target == MeetingState.CANCELLED}
    assert cancelled == (PLANNED_STATES | {MeetingState.NOTIFIED}) & set(way)
    words = " ".join(word for edge in edges(course_of(kind)) for word in edge.labels)
    assert ("请示" in words) == kind.consent
    assert ("交办" in words) == bool(kind.mechanism)


@pytest.mark.django_db
def test_a_copy_is_edited_with_its_faults_at_their_lines_and_published(city: make.City) -> None:
    office = enter(city.office)
    page = office.get("/meeting-kinds/topic-conference/").content.decode()
    assert 'class="flow-drawing"' in page
    assert "/meeting-kinds/new/?copy=topic-conference" in page
    shown = office.get("/meeting-kinds/new/?copy=topic-conference")
    text = shown.context["form"]["source"].value()
    assert re.search(r"^代码: topic-conference-own$", text, re.MULTILINE)
    assert re.search(r"^版本: 1$", text, re.MULTILINE)

    broken = text.replace("类别: ", "类型: ", 1)
    line = next(n for n, one in enumerate(broken.splitlines(), 1) if one.startswith("类型: "))
    faults = office.post("/meeting-kinds/new/", {"source": broken, "act": "publish"})
    assert line in [row.line for row in faults.context["review"].problems]
    assert f"第 {line} 行" in faults.content.decode()
    assert not KindVersion.objects.filter(code="topic-conference-own").exists()

    checked = office.post("/meeting-kinds/new/", {"source": text, "act": "check"})
    assert checked.context["review"].sound
    assert 'class="flow-drawing"' in checked.content.decode()
    assert not KindVersion.objects.filter(code="topic-conference-own").exists()

    made = office.post("/meeting-kinds/new/", {"source": text, "act": "publish"})
    assert made["Location"] == "/meeting-kinds/topic-conference-own/"
    second = office.get("/meeting-kinds/topic-conference-own/edit/").context["form"]["source"].value()
    assert re.search(r"^版本: 2$", second, re.MULTILINE)
    again = office.post(
        "/meeting-kinds/topic-conference-own/edit/", {"source": text + "\n# 改", "act": "publish"}
    )
    assert again.status_code == 409, "the same version with another text"
    assert "发布后不可更改" in again.content.decode()
    assert office.get("/meeting-kinds/topic-conference-own/1/").status_code == 200
    assert office.get("/meeting-kinds/topic-conference-own/7/").status_code == 404

    clerk = enter(city.housing_clerk)
    assert clerk.get("/meeting-kinds/new/").status_code == 403
    assert clerk.post("/meeting-kinds/new/", {"source": second, "act": "publish"}).status_code == 403
    assert "meeting-kinds/new" not in clerk.get("/meeting-kinds/").content.decode()
    assert KindVersion.objects.filter(code="topic-conference-own").count() == 1
