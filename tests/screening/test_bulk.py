"""Whole files: the same answers as for single rows, the quality that is promised, bad files refused."""

from __future__ import annotations

import json
import os
from collections import defaultdict
from datetime import date
from pathlib import Path
from typing import Any

import duckdb
import pytest
from tests.screening import people

from fuyuantong.common.refusals import Refusal
from fuyuantong.screening import screen_command
from fuyuantong.screening.bulk import files
from fuyuantong.screening.bulk.ready import file_for
from fuyuantong.screening.bulk.running import list_subject, row_subject, screen_files, source
from fuyuantong.screening.compiled.listed import ListFile
from fuyuantong.screening.compiled.live import Live, Since
from fuyuantong.screening.matching import lookup

DATA = (
    Path(os.environ.get("FYT_DATA") or Path(__file__).resolve().parents[3] / "shared" / "data") / "screening"
)
SAMPLE = 4000


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("screening")
    people.write(folder)
    screen_files(folder / "list.parquet", folder / "dept.parquet", folder / "out.parquet", chunk=7_000)
    return folder


@pytest.fixture(scope="module")
def shared(tmp_path_factory: pytest.TempPathFactory) -> Path:
    if not (DATA / "list.parquet").exists():
        pytest.skip(f"no data of the comparison at {DATA} (FYT_DATA names the folder)")
    folder = tmp_path_factory.mktemp("shared")
    for name in ("list", "dept", "truth", "list_truth", "hardneg"):
        (folder / f"{name}.parquet").symlink_to(DATA / f"{name}.parquet")
    screen_files(folder / "list.parquet", folder / "dept.parquet", folder / "out.parquet")
    return folder


def ask(folder: Path, sql: str) -> list[tuple[Any, ...]]:
    con = duckdb.connect()
    for name in ("list", "dept", "truth", "list_truth", "hardneg", "out"):
        con.execute(f"CREATE VIEW {name}_ AS FROM '{folder}/{name}.parquet'")
    con.execute("""CREATE VIEW judged AS SELECT o.*, t.evidence, t.row_id IS NOT NULL AS true_ FROM out_ o
        LEFT JOIN list_truth_ l USING (list_id) LEFT JOIN truth_ t ON t.row_id = o.row_id AND t.subject_id = l.subject_id""")
    return con.execute(sql).fetchall()


def quality(folder: Path, *decisions: str) -> tuple[float, float]:
    """Precision and recall of the rows with one of the decisions."""
    within = ", ".join(f"'{d}'" for d in decisions)
    ((said, right, all_),) = ask(
        folder,
        f"SELECT count(*), count(*) FILTER (true_), (SELECT count(DISTINCT row_id) FROM truth_) FROM judged WHERE decision IN ({within})",
    )
    return right / said, right / all_


def test_every_row_gets_one_line(made: Path) -> None:
    assert ask(made, "SELECT count(*), count(DISTINCT row_id) FROM out_") == ask(
        made, "SELECT count(*), count(*) FROM dept_"
    )


def online(folder: Path, sql: str) -> list[tuple[Any, Any, str, Any]]:
    """What single checks answer for the rows of a query: (row_id, decision, list_id, band)."""
    con = duckdb.connect()
    records = con.execute(f"""SELECT list_id, kind, name, id_no, birth_year, sex, province
        FROM {source(folder / "list.parquet")} ORDER BY file_row_number""").fetchall()
    told = [(list_id, list_subject(*columns)) for list_id, *columns in records]
    bearers = defaultdict(
        set
    )  # of each name: who is told by a number is one person, others are one a year and place
    for _, record in told:
        for name in record.names if record.kind == "P" else ():
            bearers[name].add(record.number.key[:17] or (record.year, record.province))
    kept = defaultdict(list)
    for list_id, plain in told:
        alone = any(len(bearers[name]) == 1 for name in plain.names)
        record = plain._replace(rare=plain.kind == "P" and not plain.number.key and alone)
        for key in lookup.record_keys(record):
            kept[lookup.hashed(key)].append((list_id, record))
    answers = []
    for row_id, *columns in con.execute(sql).fetchall():
        row = row_subject(*columns)
        found = {
            which: record
            for key in lookup.row_keys(row)
            for which, record in kept.get(lookup.hashed(key), ())
        }
        hits = lookup.strongest(row, sorted(found.items()))
        first = hits[0] if hits else None
        answers.append(
            (row_id, first[1].decision, first[0], first[1].band) if first else (row_id, "pass", None, None)
        )
    return sorted(answers)


def by_file(folder: Path, target: Path, sql: str) -> list[tuple[Any, Any, str, Any]]:
    """The same from the compiled file of the list."""
    listed = ListFile(people.compiled(folder, target))
    assert listed.check()
    rows = duckdb.connect().execute(sql).fetchall()
    found = Live(listed, Since(), 1).find([row_subject(*row[1:]) for row in rows], date(2026, 3, 20))
    return sorted(
        (row[0], hits[0][1].decision, hits[0][0].int - 1, hits[0][1].band)
        if hits
        else (row[0], "pass", None, None)
        for row, hits in zip(rows, found, strict=True)
    )


@pytest.mark.parametrize("which", ["made", "shared"])
def test_single_checks_and_the_whole_file_answer_the_same(
    which: str, request: pytest.FixtureRequest, tmp_path: Path
) -> None:
    folder = request.getfixturevalue(which)
    rows = f"""SELECT row_id, kind, name, id_no, birth::VARCHAR, sex, province FROM '{folder}/dept.parquet'
               WHERE row_id IN (SELECT row_id FROM '{folder}/out.parquet' WHERE decision <> 'pass')
                  OR hash(row_id) % 40 = 0 ORDER BY hash(row_id) LIMIT {SAMPLE}"""
    answers = online(folder, rows)
    assert by_file(folder, tmp_path / "a.list", rows) == answers
    ids = ", ".join(str(answer[0]) for answer in answers)
    assert answers == sorted(
        ask(folder, f"SELECT row_id, decision, list_id, band FROM out_ WHERE row_id IN ({ids})")
    )
    assert {answer[1] for answer in answers} == {"block", "review", "pass"}


def test_blocks_are_right_and_complete_on_the_open_set(shared: Path) -> None:
    precision, _ = quality(shared, "block")
    assert precision >= 0.9999
    ((recall,),) = ask(
        shared,
        """SELECT avg((decision = 'block')::INT) FROM truth_ t JOIN judged j USING (row_id) WHERE t.evidence IN ('exact', 'normal')""",
    )
    assert recall >= 0.99


def test_blocks_and_reviews_together_on_the_open_set(shared: Path) -> None:
    """Precision there is bounded by rows made to be told by nothing: same name, birth date, sex and province, no number."""
    precision, recall = quality(shared, "block", "review")
    assert precision >= 0.994
    assert recall >= 0.935
    assert 2 * precision * recall / (precision + recall) >= 0.965
    ((share,),) = ask(shared, "SELECT avg((decision = 'review')::INT) FROM out_")
    assert share <= 0.003


def test_namesakes_are_never_blocked(shared: Path) -> None:
    assert ask(
        shared,
        "SELECT count(*) FROM judged JOIN hardneg_ USING (row_id) WHERE decision = 'block' AND NOT true_",
    ) == [(0,)]


def test_the_command_says_in_json_what_it_did(made: Path, capsys: pytest.CaptureFixture[str]) -> None:
    words = [
        "--list",
        f"{made}/list.parquet",
        "--input",
        f"{made}/dept.parquet",
        "--output",
        f"{made}/again.parquet",
    ]
    assert screen_command.main([*words, "--json", "--hits-only"]) == 0
    said = json.loads(capsys.readouterr().out)
    assert (said["rows"], said["records"]) == (ask(made, "SELECT count(*) FROM dept_")[0][0], 6000)
    assert sum(said["decisions"].values()) == said["rows"]
    kept = ask(made, f"SELECT count(*), any_value(typeof(row_id)) FROM '{made}/again.parquet'")
    assert kept == [(said["decisions"]["block"] + said["decisions"]["review"], "BIGINT")]
    assert screen_command.main(["--list", "x"]) == 2


def test_a_list_that_is_kept_ready_answers_the_same_until_it_changes(made: Path, tmp_path: Path) -> None:
    words = ["--list", f"{made}/list.parquet", "--input", f"{made}/dept.parquet", "--output", f"{tmp_path}/out.parquet",
             "--ready", str(tmp_path), "--json"]  # fmt: skip
    same = f"FROM '{made}/out.parquet' EXCEPT FROM '{tmp_path}/out.parquet'"
    for _ in range(2):
        assert screen_command.main(words) == 0
        assert ask(made, same) == []
    assert screen_command.main([*words, "--numbers-only"]) == 0
    met, missed = (
        "decision <> 'pass'",
        "SELECT count(*) FROM out_ o JOIN list_ USING (list_id) JOIN dept_ d USING (row_id)",
    )
    assert ask(made, f"(FROM '{tmp_path}/out.parquet' WHERE {met}) EXCEPT FROM out_") == []
    missed += " WHERE d.id_no = list_.id_no AND band = 'number' AND row_id NOT IN (SELECT row_id FROM"
    assert ask(made, f"{missed} '{tmp_path}/out.parquet' WHERE {met})") == [(0,)]
    (kept,) = tmp_path.glob("*.ready")
    assert kept.stat().st_mode & 0o077 == 0
    kept.write_bytes(b"torn")
    assert screen_command.main(words) == 0
    assert ask(made, same) == []
    duckdb.connect().execute(
        f"COPY (FROM '{made}/list.parquet' WHERE list_id % 2 = 0) TO '{tmp_path}/half.parquet'"
    )
    assert file_for(tmp_path, tmp_path / "half.parquet") != kept


def test_a_list_is_read_again_for_its_name_whenever_it_was_written(tmp_path: Path) -> None:
    listed = tmp_path / "list.parquet"
    listed.write_bytes(b"one")
    first = file_for(tmp_path, listed)
    listed.write_bytes(b"two")  # at once, perhaps within a tick of the clock: nothing was remembered
    second = file_for(tmp_path, listed)
    os.utime(listed, (1, 1))
    assert file_for(tmp_path, listed) == second
    (note,) = tmp_path.glob("*.digest")
    note.write_text("remembered")
    assert file_for(tmp_path, listed) not in {first, second}  # the note is what counts now
    listed.write_bytes(b"one")
    assert file_for(tmp_path, listed) == first


@pytest.mark.parametrize(
    ("change", "code", "words"),
    [
        (
            "SELECT * REPLACE (CASE list_id WHEN 7 THEN 3 ELSE list_id END AS list_id)",
            "E-LIST-ROWS",
            "编号 3 与第 4 行重复",
        ),
        (
            "SELECT * REPLACE (CASE list_id WHEN 7 THEN NULL ELSE list_id END AS list_id)",
            "E-LIST-ROWS",
            "第 8 行：编号",
        ),
        (
            "SELECT * REPLACE (CASE list_id WHEN 7 THEN '寮犱笁锟斤拷' ELSE name END AS name)",
            "E-LIST-ROWS",
            "第 8 行：文字编码混乱",
        ),
        (
            "SELECT * REPLACE (CASE list_id WHEN 7 THEN 'Q' ELSE kind END AS kind)",
            "E-LIST-ROWS",
            "第 8 行：类别",
        ),
        (
            "SELECT * REPLACE (CASE list_id WHEN 7 THEN ' ' ELSE name END AS name)",
            "E-LIST-ROWS",
            "第 8 行：名称",
        ),
        (
            "SELECT * REPLACE (CASE list_id WHEN 7 THEN 85 ELSE birth_year END AS birth_year)",
            "E-LIST-ROWS",
            "第 8 行：出生年",
        ),
        ("SELECT * EXCLUDE (id_no)", "E-LIST-COLUMNS", "缺少列 id_no"),
        ("SELECT * REPLACE ([name] AS name)", "E-LIST-COLUMNS", "列 name 的类型不对"),
    ],
)
def test_a_bad_list_is_refused_whole_with_row_and_reason(
    made: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str], change: str, code: str, words: str
) -> None:
    bad = tmp_path / "bad.parquet"
    rows = f"(SELECT * FROM '{made}/list.parquet' ORDER BY list_id)"
    duckdb.connect().execute(f"COPY ({change} FROM {rows}) TO '{bad}' (FORMAT parquet)")
    with pytest.raises(Refusal) as refused:
        files.refuse_bad_list(bad)
    assert refused.value.code == code
    assert words in refused.value.message
    output = tmp_path / "out.parquet"
    asked = ["--list", str(bad), "--input", f"{made}/dept.parquet", "--output", str(output)]
    assert screen_command.main(asked) == 1
    assert capsys.readouterr().err.startswith(f"{code}: {refused.value}")
    assert not output.exists()


def test_a_garbled_row_is_refused_whatever_it_is_compared_with(
    made: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    bad = tmp_path / "bad.parquet"
    change = "SELECT * REPLACE (CASE row_id WHEN 7 THEN '寮犱笁锟斤拷' ELSE name END AS name)"
    duckdb.connect().execute(f"COPY ({change} FROM '{made}/dept.parquet') TO '{bad}' (FORMAT parquet)")
    asked = ["--list", f"{made}/list.parquet", "--input", str(bad), "--output", f"{tmp_path}/out.parquet"]
    assert screen_command.main(asked) == 1
    assert "文字编码混乱" in capsys.readouterr().err


def test_a_torn_file_leaves_the_former_output_alone(
    made: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    torn = tmp_path / "torn.parquet"
    torn.write_bytes((made / "list.parquet").read_bytes()[:5000])
    output = tmp_path / "out.parquet"
    output.write_text("former")
    words = ["--list", str(torn), "--input", f"{made}/dept.parquet", "--output", str(output)]
    assert screen_command.main(words) == 1
    assert "E-LIST-FILE" in capsys.readouterr().err
    assert output.read_text() == "former"


@pytest.mark.parametrize(
    ("content", "code", "line"),
    [
        ("row_id,kind,name\n1,P,甄有信\n2,P\n".encode(), "E-LIST-ROWS", 3),
        ("row_id,kind,name\n1,P,甄有信\n".encode() + "2,P,郑守诺\n".encode("gb18030"), "E-LIST-ENCODING", 3),
        (b"", "E-LIST-FILE", None),
    ],
)
def test_a_csv_of_mixed_encodings_or_broken_lines_is_refused_with_its_line(
    tmp_path: Path, content: bytes, code: str, line: int | None
) -> None:
    (tmp_path / "rows.csv").write_bytes(content)
    with pytest.raises(Refusal) as refused:
        files.from_csv(tmp_path / "rows.csv", tmp_path / "rows.parquet")
    assert refused.value.code == code
    assert [error.row or error.line for error in refused.value.errors] == ([line] if line else [])


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030"])
def test_a_csv_of_one_encoding_is_read(tmp_path: Path, encoding: str) -> None:
    text = "row_id,kind,name,id_no,birth,sex,province\n1,P,甄有信,11010519491231002X,,女,11\n"
    (tmp_path / "rows.csv").write_bytes(text.encode(encoding))
    files.from_csv(tmp_path / "rows.csv", tmp_path / "rows.parquet")
    files.refuse_bad_rows(tmp_path / "rows.parquet")
    assert duckdb.connect().execute(f"SELECT name, id_no FROM '{tmp_path}/rows.parquet'").fetchall() == [
        ("甄有信", "11010519491231002X")
    ]
