"""The list as a file answers as the tables do, beside the day's changes; where it does not fit, the tables answer."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime

import pytest
from tests import make
from tests.screening.conftest import LIST, LISTED

from fuyuantong.audit.models import Entry
from fuyuantong.common.actors import SYSTEM
from fuyuantong.screening import actions
from fuyuantong.screening.actions import Question, asking
from fuyuantong.screening.compiled import live
from fuyuantong.screening.matching.judging import subject
from fuyuantong.screening.models import Hit, ListVersion, Record

RECORDS = [
    LISTED,
    replace(LISTED, name="郑守诺（曾用名：郑小诺）", number="", birth_year=1983, sex="男", case_no="2"),
    replace(LISTED, name="阿依登·塔拉甫", number="1501051983****0031", case_no="3", province="15"),
    replace(LISTED, name="甄有信", number="", birth_year=1949, case_no="4", expires_on=date(2026, 4, 1)),
    replace(LISTED, kind="O", name="临江市青禾农机有限责任公司", number="", case_no="5", province="31"),
    replace(
        LISTED,
        kind="O",
        name='临江市"青山",\n机械有限公司',
        number="9131011，5591693856B",
        case_no="8",
        province="31",
    ),
    replace(
        LISTED, name="甄新华", former=("甄旧华", "甄老华"), number="", birth_year=1950, case_no="9", sex="女"
    ),
    replace(
        LISTED,
        kind="O",
        name="临江市白水石料有限公司",
        number="91310115591693856A",
        case_no="6",
        province="31",
    ),
]
ASKED = [
    ("P", "甄有信", "11010519491231002X", "", "11"), ("P", "甄有信", "1101051949****002X", "", "11"),
    ("P", "甄有信", "", "1949-12-31", "11"), ("P", "郑小诺", "无", "1983-01-02", "11"), ("P", "郑守诺", "", "1983", "11"),
    ("P", "阿依登塔拉甫", "150105198309150031", "", "15"), ("O", "临江市青禾农机有限公司", "", "", "31"),
    ("O", '临江市"青山",机械有限公司', "", "", "31"), ("P", "甄老华", "", "1950", "11"), ("P", "甄新华", "-", "1950-05-05", "11"),
    ("O", "白水石料", "59169385-6", "", ""), ("", "路人甲", "110105194912310046", "", "11"),
]  # fmt: skip
ROWS = [
    subject(kind, name, number, birth=birth, province=province)
    for kind, name, number, birth, province in ASKED
]


@pytest.fixture
def listed(city: make.City) -> make.City:
    live._held.clear()
    live._lives.clear()
    make.do(city.judge, actions.publish, LIST, RECORDS)
    return city


def compiled(city: make.City) -> None:
    assert make.do(SYSTEM, actions.compile_list, LIST, always=True)


def found(city: make.City, **more: object) -> list[list[tuple[str, str, str]]]:
    """What the list answers at its newest version."""
    number = ListVersion.objects.filter(listing=LIST).count()
    hits = make.do(city.housing_clerk, asking.find_all, LIST, number, ROWS, **more)
    return [[(record.case_no, judged.decision, judged.band) for record, judged in row] for row in hits]  # type: ignore[attr-defined]


def by_tables(
    city: make.City, monkeypatch: pytest.MonkeyPatch, **more: object
) -> list[list[tuple[str, str, str]]]:
    with monkeypatch.context() as patch:
        patch.setattr(asking, "current", lambda *_: None)
        return found(city, **more)


def test_the_file_and_the_changes_since_answer_as_the_tables_do(listed, monkeypatch) -> None:
    compiled(listed)
    told = found(listed)
    assert told == by_tables(listed, monkeypatch)
    assert {band for row in told for *_, band in row} >= {"number", "partial", "company-name", "name-rare"}
    later = datetime.fromisoformat("2026-04-02T10:00:00+08:00")  # a record of the file is over
    assert found(listed, now=later) == by_tables(listed, monkeypatch, now=later)
    make.do(
        listed.judge,
        actions.withdraw,
        Record.objects.get(case_no="（2026）临01执1号").pk,
        "deleted",
        why="履行完毕",
    )
    make.do(listed.judge, actions.publish, LIST, [replace(RECORDS[1], case_no="7", name="郑守诺")])
    now = found(listed)
    assert now == by_tables(listed, monkeypatch) != told
    held = live.current(LIST, 3)
    assert held is not None
    assert (held.file.version, held.number) == (1, 3)
    compiled(listed)
    assert found(listed) == now
    held = live.current(LIST, 3)
    assert held is not None
    assert held.file.version == 3
    assert Entry.objects.filter(kind="screening.compiled").count() == 2


def test_few_changes_are_no_reason_for_a_new_file_and_old_ones_go(listed) -> None:
    for number in range(1, 5):
        compiled(listed)
        make.do(listed.judge, actions.publish, LIST, [replace(LISTED, case_no=f"新{number}")])
    assert make.do(SYSTEM, actions.compile_list, LIST) is None
    assert len(list(live.folder_of(LIST).glob("*.list"))) == 2


@pytest.mark.parametrize("how", ["missing", "torn", "another list", "too much", "ahead"])
def test_a_file_that_does_not_fit_is_no_pass_but_left_to_the_tables(listed, how, monkeypatch, item) -> None:
    compiled(listed)
    path = next(live.folder_of(LIST).glob("*.list"))
    if how == "missing":
        path.unlink()
    elif how == "torn":
        path.write_bytes(path.read_bytes()[:200])
    elif how == "another list":
        ListVersion.objects.update(digest="0" * 64)
    elif how == "too much":
        monkeypatch.setattr(live, "MOST_CHANGES", 0)
        make.do(listed.judge, actions.publish, LIST, [replace(LISTED, case_no="新")])
    number = 0 if how == "ahead" else ListVersion.objects.count()
    assert live.current(LIST, number) is None
    question = Question(reference="1", name="甄有信", number="11010519491231002X")
    (check,) = make.do(listed.housing_clerk, actions.ask, item.pk, [question])
    assert check.decision == "block"
    assert Hit.objects.filter(band="number").exists()
