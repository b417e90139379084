"""Small files compared whole: what is met by numbers alone, what is refused, columns of any type."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import duckdb
import pytest

from fuyuantong.common.refusals import Refusal
from fuyuantong.screening import screen_command
from fuyuantong.screening.bulk import files
from fuyuantong.screening.bulk.running import write_list
from fuyuantong.screening.matching import numbers

PERSON = "11010519491231002X"


def files_of(
    folder: Path, records: list[tuple[Any, ...]], rows: list[tuple[Any, ...]], types: str = ""
) -> list[str]:
    """A list and a department's file of a few lines; what `fyt screen` is asked then."""
    write_list(folder / "list.parquet", records)
    con = duckdb.connect()
    con.execute(
        "CREATE TABLE r (row_id INT, kind TEXT, name TEXT, id_no TEXT, birth TEXT, sex TEXT, province TEXT)"
    )
    con.executemany("INSERT INTO r VALUES (?, ?, ?, ?, ?, ?, ?)", rows)
    con.execute(f"COPY (SELECT * {types} FROM r) TO '{folder}/dept.parquet' (FORMAT parquet)")
    names = {"list": "list", "input": "dept", "output": "out"}
    return [word for asked, file in names.items() for word in (f"--{asked}", f"{folder}/{file}.parquet")]


def told(folder: Path) -> list[tuple[Any, ...]]:
    sql = f"SELECT row_id, decision, band, list_id FROM '{folder}/out.parquet' ORDER BY 1"
    return duckdb.connect().execute(sql).fetchall()


def test_numbers_alone_meet_persons_and_the_code_inside_a_credit_code(tmp_path: Path) -> None:
    code = next(
        f"MA00000{n}{last}"
        for n in range(10)
        for last in "0123456789X"
        if numbers.code_holds(f"MA00000{n}{last}")
    )
    one, other = (
        next(b + c for c in numbers.CREDIT_DIGITS if numbers.credit_holds(b + c))
        for b in (f"91110000{code}", f"91310000{code}")
    )
    company, records = (
        "临江市青禾农机有限公司",
        [
            (7, "P", "甄有信", PERSON, "女", 1949, "11"),
            (8, "O", "临江市青禾农机有限公司", one, None, None, "11"),
        ],
    )
    rows = [
        (1, "P", "甄有信", PERSON), (2, "P", "甄有信", PERSON[:6] + PERSON[8:17]), (3, "P", "甄有信", PERSON[:10] + "****" + PERSON[14:]),
        (4, "P", "郑守诺", PERSON), (5, "O", company, one), (6, "O", company, other), (7, "O", company, code), (8, "O", company, code.lower()),
        (9, "O", company, None), (10, "O", company, f"{code[:8]}-{code[8]}"), (11, "P", "甄有信", "123456789012345678"), (12, None, None, one),
        (13, "P", company, code),
    ]  # fmt: skip
    words = files_of(tmp_path, records, [(*row, "1949-12-31", "女", "11") for row in rows])
    assert screen_command.main(words) == 0
    whole = told(tmp_path)
    assert screen_command.main([*words, "--numbers-only"]) == 0
    alone = told(tmp_path)
    met = {row[0] for row in alone if row[1] != "pass"}
    assert met >= {1, 4, 5, 6, 7, 12}
    assert met.isdisjoint({3, 9})
    assert [row for row in alone if row[0] in met] == [row for row in whole if row[0] in met]
    assert {row[0]: row[2] for row in alone if row[0] in {1, 4, 5, 6, 7}} == {
        1: "number", 4: "number-name-differs", 5: "number", 6: "number-body", 7: "number-body",
    }  # fmt: skip


def test_hidden_places_are_compared_and_garbled_text_is_refused_with_its_row(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    hidden = PERSON[:6] + "×" * 8 + PERSON[14:]
    records = [(7, "P", "甄有信", PERSON, "女", 1949, "11"), (8, "P", "郑守诺", hidden, "女", 1949, "11")]
    rows = [(1, "P", "甄有信", hidden, None, "女", "11"), (2, "P", "郑守诺", PERSON, None, "女", "11")]
    assert screen_command.main(files_of(tmp_path, records, rows)) == 0
    assert told(tmp_path) == [(1, "review", "partial", 7), (2, "review", "partial", 8)]
    for bad in ("ÕÅÈýÀî", "甄\ufffd信", "锟斤拷"):
        assert (
            screen_command.main(files_of(tmp_path, records, [*rows, (3, "P", bad, PERSON, None, "女", "11")]))
            == 1
        )
        assert "第 3 行：文字编码混乱" in capsys.readouterr().err
        assert (
            screen_command.main(
                files_of(tmp_path, [*records, (9, "P", "甄有信", bad, None, None, None)], rows)
            )
            == 1
        )
        assert "第 3 行：文字编码混乱" in capsys.readouterr().err


def test_a_record_with_blanks_alone_for_a_name_is_refused_with_its_row(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    for name in ("", " ", "\t", "\u3000 ", None):
        records = [(7, "P", "甄有信", PERSON, "女", 1949, "11"), (8, "P", name, PERSON, "女", 1949, "11")]
        assert (
            screen_command.main(files_of(tmp_path, records, [(1, "P", "甄有信", PERSON, None, None, None)]))
            == 1
        )
        assert "第 2 行：名称" in capsys.readouterr().err


@pytest.mark.parametrize(
    "types",
    [
        "birth::DATE AS birth",
        "province::INT AS province",
        "id_no::BIGINT AS id_no",
        "row_id::DOUBLE AS row_id",
    ],
)
def test_columns_of_another_type_are_compared_as_their_text(tmp_path: Path, types: str) -> None:
    old = PERSON[:6] + PERSON[8:17]
    records = [(7, "P", "甄有信", PERSON, "女", 1949, "11"), (8, "P", "郑守诺", None, "女", 1983, "11")]
    rows = [
        (1, "P", "甄有友", old, "1949-12-31", "女", "11"),
        (2, "P", "郑守诺", None, "1983-09-15", "女", "11"),
    ]
    assert screen_command.main(files_of(tmp_path, records, rows, f"REPLACE ({types})")) == 0
    assert [row[1:] for row in told(tmp_path)] == [("block", "number-old", 7), ("review", "name-rare", 8)]


@pytest.mark.parametrize("column", ["name", "province"])
def test_a_file_with_torn_text_is_refused_and_nothing_is_written(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], column: str
) -> None:
    row = {"name": "甄有信", "province": "11"} | {column: "TORN"}
    words = files_of(
        tmp_path,
        [(7, "P", "甄有信", PERSON, "女", 1949, "11")],
        [(1, "P", row["name"], PERSON, "", "女", row["province"])],
    )
    rows = tmp_path / "dept.parquet"
    con = duckdb.connect()
    con.execute(f"COPY (FROM '{rows}') TO '{rows}' (FORMAT parquet, COMPRESSION uncompressed)")
    rows.write_bytes(rows.read_bytes().replace(b"TORN", b"\xff\xfe\xfd\xfc"))
    assert screen_command.main(words) == 1
    assert capsys.readouterr().err.startswith("E-LIST-FILE: ")
    assert not (tmp_path / "out.parquet").exists()


@pytest.mark.parametrize(
    ("number", "refused"),
    [
        ("i", ""),
        ("-i", ""),
        ("i * 1000000000", ""),
        ("i % 150000", "编号 0 与第 1 行重复"),
        ("greatest(i, 1)", "第 2 行：编号 1 与第 1 行重复"),
        ("CASE WHEN i <> 5 THEN i + 1 END", "第 6 行：编号（row_id）为空"),
        ("i / 2", ""),
        ("'n' || i % 299999", "编号 n0 与第 1 行重复"),
    ],
)
def test_numbers_of_rows_differ_in_whatever_order_they_come(
    tmp_path: Path, number: str, refused: str
) -> None:
    """Several parts, each of which ascends; ids that are no whole numbers."""
    rows = tmp_path / "rows.parquet"
    duckdb.connect().execute(f"""COPY (SELECT {number} AS row_id, 'P' AS kind, '甄' AS name, '' AS id_no, '' AS birth, '' AS sex,
        '' AS province FROM range(300000) t(i)) TO '{rows}' (FORMAT parquet, ROW_GROUP_SIZE 10000)""")
    if not refused:
        files.refuse_bad_rows(rows, texts=False)
        return
    for texts in (False, True):
        with pytest.raises(Refusal, match=refused):
            files.refuse_bad_rows(rows, texts=texts)
