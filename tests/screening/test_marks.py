"""What rows and records are told to meet in: never less than they do, and hardly more."""

from __future__ import annotations

from typing import Any

import duckdb
import numpy as np

from fuyuantong.screening.bulk.arrow import batches
from fuyuantong.screening.bulk.listed import Listed
from fuyuantong.screening.bulk.listed import _part as part_of
from fuyuantong.screening.bulk.native import marks
from fuyuantong.screening.bulk.native.digits import nine_of
from fuyuantong.screening.bulk.native.shape import PERSON, SPELLED, TOLD

MANY = 50_000


def entries(first: int, **columns: Any) -> np.ndarray[Any, np.dtype[Any]]:
    """Persons with numbers of their own and nothing else, but for `columns`."""
    made = np.zeros(MANY, SPELLED)
    made["flags"], made["head"], made["tail"] = PERSON | TOLD, -1, -1
    made["key"] = np.arange(first, first + MANY) * 7919 + 11010519491231002
    for name, column in columns.items():
        made[name] = column
    return made


def kept(rows: Any, records: Any) -> int:
    listed, room = marks.no_marks(MANY), np.empty(MANY, SPELLED)
    marks.add_list(records, listed)
    return int(marks.keep_rows(rows, listed, room))


def test_rows_whose_number_is_listed_are_kept_and_hardly_others() -> None:
    assert kept(entries(0), entries(0)) == MANY
    assert kept(entries(MANY), entries(0)) < MANY / 100


def test_rows_that_share_name_and_number_end_with_a_record_without_a_key_are_kept() -> None:
    names = np.arange(1, MANY + 1, dtype=np.uint64) * np.uint64(2654435761)
    hidden = entries(0, key=0, name=names, tail=2)
    assert kept(entries(0, name=names, tail=2), hidden) == MANY
    assert kept(entries(0, name=names, tail=3), hidden) < MANY / 100
    assert kept(entries(0, name=names + np.uint64(1), tail=2), hidden) < MANY / 100


def test_a_row_without_a_key_brings_no_record_for_having_none_either() -> None:
    listed = Listed(marks.no_marks(MANY), [part_of(entries(0, key=0, name=np.uint64(1), tail=2))])
    row = entries(0, key=0, name=np.uint64(2), tail=2)[:1]
    assert len(listed.met_by([row])) == 0
    row["name"] = 1
    assert len(listed.met_by([row])) == MANY


def test_a_number_that_is_listed_as_a_persons_and_as_a_companys_is_met_once() -> None:
    """So that its row is not answered twice."""
    (batch,) = batches(duckdb.connect(), "SELECT '911101051949123104' AS id_no")
    numbers = batch.texts(0).copy()
    code = -int(nine_of(numbers.text, 8)) - 1
    for keys in ([91110105194912310], [code], [91110105194912310, code]):
        listed, out = marks.no_marks(MANY), np.full(2, -1)
        made = np.zeros(len(keys), SPELLED)
        made["key"] = keys
        marks.add_list(made, listed)
        assert marks.keys_met(numbers, 1, listed, out) == 1
        assert out.tolist() == [0, -1]
