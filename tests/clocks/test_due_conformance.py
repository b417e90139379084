"""The published tables: every row must come out, through the function and through the command's shape."""

import json
from datetime import date
from pathlib import Path

import pytest

from fuyuantong.clocks.calendar_library import library_calendar
from fuyuantong.clocks.due import Extension, Pause, compute_due
from fuyuantong.clocks.moments import parse_start
from fuyuantong.clocks.terms import parse_term

TABLES = Path(__file__).parent.parent / "conformance" / "due"


def rows(name):
    lines = (TABLES / name).read_text(encoding="utf-8").splitlines()
    return [pytest.param(row, id=row["id"]) for row in map(json.loads, lines)]


def answer(row, **more):
    return compute_due(
        parse_start(row["from"]),
        parse_term(row["term"]),
        library_calendar(),
        roll=row.get("roll", True),
        **more,
    )


@pytest.mark.parametrize("row", rows("golden.jsonl"))
def test_golden_rows_come_out_with_their_nominal_end(row):
    due = answer(row)
    assert due.due.isoformat() == row["due"]
    assert due.provisional is row["provisional"]
    if row["nominal"]:
        assert due.nominal.isoformat() == row["nominal"]


@pytest.mark.parametrize("row", rows("vectors.jsonl"))
def test_vectors_come_out(row):
    due = answer(row)
    assert (due.due.isoformat(), due.provisional) == (row["due"], row["provisional"]), row["reason"]


@pytest.mark.parametrize("row", rows("hours.jsonl"))
def test_hours_run_from_the_stated_moment_and_never_move(row):
    due = answer(row)
    assert (due.due.isoformat(), due.provisional) == (row["due"], row["provisional"]), row["reason"]


@pytest.mark.parametrize("row", rows("moved.jsonl"))
def test_extensions_and_pauses_move_the_date(row):
    due = answer(
        row,
        extensions=[Extension(parse_term(text)) for text in row["extensions"]],
        pauses=[Pause(date.fromisoformat(a), date.fromisoformat(b)) for a, b in row["pauses"]],
    )
    assert due.due.isoformat() == row["due"], row["reason"]


def test_there_are_at_least_three_hundred_vectors_beside_the_golden_table():
    assert len(rows("vectors.jsonl")) + len(rows("hours.jsonl")) + len(rows("moved.jsonl")) >= 300
    assert len(rows("golden.jsonl")) == 11
