"""Papers of a meeting as official documents, seats in order, and a whole volume with its directory."""

from __future__ import annotations

import io
import zipfile
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from docx import Document as Docx
from hypothesis import given
from hypothesis import strategies as st
from pypdfium2 import PdfDocument

from fuyuantong.audit.models import Entry
from fuyuantong.meetings.printing.sheets import in_seats
from meetings.conftest import Cast, convened, decided, enter, held, issued, meeting, sent, topic


def text_of(content: bytes) -> str:
    found = PdfDocument(content)
    return "".join(page.get_textpage().get_text_range() for page in found)


def done(cast: Cast, march: Any) -> tuple[str, str]:
    one = topic(cast)
    key = meeting(cast, one)
    convened(cast, key)
    march.move_to("2026-03-10T09:30:00+08:00")
    held(cast, key)
    leads = [{"text": "建立会商机制", "leads": [str(cast.city.housing.pk)], "due_on": "2026-06-30"}]
    decided(cast, key, text="同意对接流程。", resolutions=leads)
    march.move_to("2026-03-12T09:30:00+08:00")
    issued(cast, key)
    sent(
        cast.office,
        f"/meetings/{key}/remarks",
        {"leader": "江市长", "remarked_on": "2026-03-12", "text": "请抓好落实。"},
    )
    return one, key


def test_every_paper_of_a_meeting_prints_with_its_facts(cast: Cast, march: Any) -> None:
    one, key = done(cast, march)
    wanted = {
        "request": ("关于召开", "妥否，请批示"),
        "notice": (
            "定于2026年3月10日9时在市政府三楼会议室召开",
            "出席：",
            "市财政局",
            "市中院",
            "（三）因故",
            "回执",
        ),
        "agenda": ("房屋征收补偿争议化解",),
        "sign-sheet": ("来人", "副局长"),
        "seating": ("顾副市长", "来人"),
        "minutes": ("临府院纪〔2026〕1号", "2026年6月30日前完成", "出席"),
        "submission": ("江市长", "请抓好落实"),
    }
    for paper, facts in wanted.items():
        answer = cast.office.get(f"/meetings/{key}/prints/{paper}")
        assert answer.status_code == 200, (paper, answer.content.decode())
        said = text_of(answer.content).replace("\r", "").replace("\n", "")
        assert [fact for fact in facts if fact not in said] == [], (paper, said[:500])
    form = Docx(io.BytesIO(cast.housing.get(f"/topics/{one}/form", format="docx").content))
    cells = {cell.text for table in form.tables for row in table.rows for cell in row.cells}
    assert "近期争议增多，需要统一做法。" in str(cells)


def test_a_unit_invited_prints_the_notice_and_not_the_request(cast: Cast, march: Any) -> None:
    key = meeting(cast, topic(cast))
    convened(cast, key)
    assert cast.finance.get(f"/meetings/{key}/prints/notice").status_code == 200
    assert cast.finance.get(f"/meetings/{key}/prints/request").status_code == 404
    assert cast.finance.get(f"/meetings/{key}/prints/minutes").status_code == 404
    assert cast.market.get(f"/meetings/{key}/prints/notice").status_code == 404


def test_a_volume_holds_every_paper_in_the_order_of_its_directory(cast: Cast, march: Any) -> None:
    _one, key = done(cast, march)
    office = enter(cast.city.office)
    file = SimpleUploadedFile("签到表扫描.txt", "签到（虚构）".encode())
    assert office.post(f"/meetings/{key}/papers/", {"file": file, "label": "签到表扫描件"}).status_code == 302
    packed = office.get(f"/meetings/{key}/volume.zip")
    with zipfile.ZipFile(io.BytesIO(packed.content)) as found:
        names = [name.split("/")[1] for name in found.namelist()]
        listed = Docx(io.BytesIO(found.read(found.namelist()[0])))
    assert names[0] == "00 卷内目录.docx"
    assert [name[:2] for name in names] == [f"{n:02d}" for n in range(len(names))]
    rows = [row.cells[1].text for table in listed.tables for row in table.rows][1:]
    assert len(rows) == len(names) - 1
    assert rows[-1] == "会议材料：签到表扫描件"
    whole = office.get(f"/meetings/{key}/volume.pdf").content
    assert len(PdfDocument(whole)) >= len(names) - 1
    assert Entry.objects.filter(kind="meeting.exported").count() == 2
    assert enter(cast.city.finance_clerk).get(f"/meetings/{key}/volume.zip").status_code == 403
    year = office.get("/meetings/volumes/2026.zip")
    assert len(zipfile.ZipFile(io.BytesIO(year.content)).namelist()) == len(names)


def test_name_plates_show_every_person_once(cast: Cast, march: Any) -> None:
    _one, key = done(cast, march)
    page = enter(cast.city.office).get(f"/meetings/{key}/plates/").content.decode()
    assert page.count('class="plate"') == page.count('<p class="face">')
    assert '<p class="face">顾副市长</p>' in page


@pytest.mark.parametrize(
    ("people", "seats"), [("A", "A"), ("ABC", "CAB"), ("ABCDE", "ECABD"), ("ABCD", "CABD")]
)
def test_the_first_sits_in_the_middle_and_the_second_at_the_left_hand(people: str, seats: str) -> None:
    assert "".join(in_seats(list(people))) == seats


@given(st.lists(st.integers(), unique=True, max_size=30))
def test_everybody_has_exactly_one_seat_and_rank_falls_to_both_sides(people: list[int]) -> None:
    found = in_seats([str(one) for one in people])
    assert sorted(found) == sorted(str(one) for one in people)
    if people:
        middle = found.index(str(people[0]))
        rank = [[str(one) for one in people].index(name) for name in found]
        assert rank[middle:] == sorted(rank[middle:])
        assert rank[: middle + 1] == sorted(rank[: middle + 1], reverse=True)
