"""What whole files keep for the next time: a list as it was read, and the machine code."""

from __future__ import annotations

import fcntl
import os
import subprocess
import sys
from pathlib import Path
from unittest.mock import patch

import duckdb
import numpy as np
import pytest
from tests.screening.test_spelling import CODE, PERSON

from fuyuantong.screening.bulk import ahead, native, ready, running, spelling
from fuyuantong.screening.bulk.running import Summary, screen_files, write_list
from fuyuantong.screening.bulk.said import read_said, said_in
from fuyuantong.screening.bulk.spelling import LIST
from fuyuantong.screening.compiled.file import MappedFile, lay_down

LISTED = [
    (1, "P", "甄有信", PERSON, "女", 1949, "11"),
    (2, "O", "临江市青禾农机有限公司", CODE, None, None, "31"),
    (3, "P", "郑守诺", "110105****0915002X", "女", 1983, "11"),
]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    write_list(tmp_path / "list.parquet", LISTED)
    rows = f"SELECT list_id AS row_id, kind, name, id_no, NULL::VARCHAR AS birth, sex, province FROM '{tmp_path}/list.parquet'"
    duckdb.connect().execute(f"COPY ({rows}) TO '{tmp_path}/rows.parquet' (FORMAT parquet)")
    return tmp_path


def compare(folder: Path) -> tuple[Summary, bool]:
    """What a comparison finds, and whether it read the list anew."""
    kept = ready.file_for(folder, folder / "list.parquet")
    with patch.object(running, "read_list", wraps=running.read_list) as read:
        found = screen_files(
            folder / "list.parquet", folder / "rows.parquet", folder / "out.parquet", ready=kept
        )
    return found, read.called


def test_a_list_is_read_once_and_answers_the_same(folder: Path) -> None:
    first, second = compare(folder), compare(folder)
    assert [first[1], second[1]] == [True, False]
    assert first[0].bands == second[0].bands == {"number": 2, "partial": 1}


@pytest.mark.parametrize("damage", ["empty", "head", "half", "other", "garbage"])
def test_a_torn_one_is_made_again(folder: Path, damage: str) -> None:
    compare(folder)
    (kept,) = folder.glob("*.ready")
    whole = kept.read_bytes()
    kept.write_bytes({
        "empty": b"", "head": whole[:40], "half": whole[: len(whole) // 2], "other": b"PAR1" + whole[4:],
        "garbage": whole[:16] + b"\xff" * 200 + whole[216:],
    }[damage])  # fmt: skip
    found, anew = compare(folder)
    assert anew
    assert found.bands == {"number": 2, "partial": 1}
    assert not compare(folder)[1]
    assert kept.stat().st_size == len(whole)


def test_a_torn_one_is_taken_away(folder: Path) -> None:
    compare(folder)
    (kept,) = folder.glob("*.ready")
    kept.write_bytes(kept.read_bytes()[:-100])
    assert ready.use(kept) is None
    assert not kept.exists()
    assert ready.use(kept) is None


def test_another_list_is_read_anew_and_both_stay(folder: Path) -> None:
    compare(folder)
    write_list(folder / "list.parquet", LISTED[1:])
    found, anew = compare(folder)
    assert anew
    assert found.bands["number"] == 1
    assert len(list(folder.glob("*.ready"))) == 2


def test_what_other_sources_read_is_read_anew(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    compare(folder)
    monkeypatch.setattr(ready, "made_of", lambda: "0" * 16)
    assert compare(folder)[1]
    assert len(list(folder.glob("*.ready"))) == 2
    monkeypatch.undo()
    assert not compare(folder)[1]


def test_it_is_kept_as_closely_as_a_list(folder: Path) -> None:
    compare(folder)
    (kept,) = folder.glob("*.ready")
    assert kept.stat().st_mode & 0o077 == 0
    assert not list(folder.glob(".*.part"))


def test_it_holds_the_entries_and_what_they_meet_in(folder: Path) -> None:
    compare(folder)
    (kept,) = folder.glob("*.ready")
    again = ready.use(kept)
    assert again is not None
    (part,) = again.parts
    entries = part.entries
    assert sorted(entries["no"].tolist()) == [0, 1, 2]
    assert part.keys.tolist() == entries["key"][part.order].tolist() == sorted(entries["key"])
    assert part.few["no"].tolist() == entries["no"][part.few_at].tolist() == [2]
    assert entries["name"][np.argsort(entries["no"])].tolist() == [
        spelling.name_hash_of(row[2], row[1] == "P") for row in LISTED
    ]


def test_what_records_say_is_taken_out_of_it(tmp_path: Path) -> None:
    """Several parts, ids that are texts, nothing in some columns; read by a connection that need not keep the order."""
    listed = tmp_path / "list.parquet"
    con = running.connect("2GB", tmp_path)
    con.execute(f"""COPY (SELECT 'L' || i AS list_id, 'P' AS kind, '甄' || chr(20000 + i::INT % 5000) AS name,
            CASE WHEN i % 3 = 0 THEN i::VARCHAR END AS id_no, '女' AS sex, CASE WHEN i % 2 = 0 THEN 1949.0 END AS birth_year,
            NULL::VARCHAR AS province FROM range(300000) t(i)) TO '{listed}' (FORMAT parquet, ROW_GROUP_SIZE 2048)""")
    said = read_said(con, running.source(listed))
    begins, columns = said.laid_down()
    assert len(begins) > 1
    lay_down(tmp_path / "said", {}, columns)
    again = said_in(MappedFile(tmp_path / "said"), begins)
    records = np.array([0, 1, 2, *begins[1:], *(begin - 1 for begin in begins[1:]), 299_999])
    records.sort()
    for column, made in {"list_id": "list_id", **LIST.texts}.items():
        sql = f"SELECT coalesce({made}::VARCHAR, '') FROM {running.source(listed)} WHERE file_row_number IN $asked ORDER BY file_row_number"
        should = [text for (text,) in con.execute(sql, {"asked": records.tolist()}).fetchall()]
        assert again.texts(column, records).tolist() == should, column
    assert again.texts("name", records[:0]).tolist() == []


def test_a_kept_list_gives_the_decisions_that_its_file_gives(tmp_path: Path) -> None:
    """Ids that are texts; pairs that are judged, and pairs that need not be."""
    write_list(tmp_path / "numbers.parquet", LISTED)
    for kind in ("UUID", "VARCHAR", "BIGINT"):
        make = f"SELECT * REPLACE ({'md5(list_id::VARCHAR)::UUID' if kind == 'UUID' else f'list_id::{kind}'} AS list_id)"
        duckdb.connect().execute(
            f"COPY ({make} FROM '{tmp_path}/numbers.parquet') TO '{tmp_path}/list.parquet'"
        )
        duckdb.connect().execute(f"""COPY (SELECT row_number() OVER () AS row_id, kind, coalesce(x, name) AS name, id_no,
            NULL::VARCHAR AS birth, sex, province FROM '{tmp_path}/numbers.parquet', (VALUES (NULL), ('顾明远')) t(x))
            TO '{tmp_path}/rows.parquet'""")
        compare(tmp_path)
        said = [duckdb.connect().execute(f"FROM '{tmp_path}/out.parquet' ORDER BY row_id").fetchall()]
        assert not compare(tmp_path)[1]
        said.append(duckdb.connect().execute(f"FROM '{tmp_path}/out.parquet' ORDER BY row_id").fetchall())
        assert said[0] == said[1]
        assert {line[3] for line in said[0]} == {"number", "number-name-differs", "partial", None}


def test_the_digest_of_the_sources_tells_of_each_of_them() -> None:
    """Or old machine code would read by old rules."""
    here = Path(native.__file__).parent
    before = native.made_of()
    assert len(before) == 16
    read: list[Path] = []
    real = Path.read_bytes
    with patch.object(Path, "read_bytes", lambda path: read.append(path) or real(path)):
        assert native.made_of.__wrapped__() == before
    assert {here / "digits.py", here / "words.py", here.parent / "spelling.py"} <= set(read)
    assert {"names.py", "numbers.py", "judging.py"} <= {path.name for path in read}


def kept_with(monkeypatch: pytest.MonkeyPatch, users: Path, *, closed: tuple[str, ...]) -> str:
    """The folder of the machine code, where folders with such words in their names cannot be written."""
    real, asks = Path.mkdir, os.access
    told = lambda path: any(word in str(path) for word in closed)  # noqa: E731

    def mkdir(path: Path, *args: object, **more: object) -> None:
        if told(path):
            raise PermissionError(path)
        real(path, *args, **more)  # type: ignore[arg-type]

    monkeypatch.setenv("XDG_CACHE_HOME", str(users))
    monkeypatch.setattr(Path, "mkdir", mkdir)
    monkeypatch.setattr(os, "access", lambda path, mode: not told(path) and asks(path, mode))
    return native.kept.__wrapped__()


def test_machine_code_lies_beside_its_sources(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    kept = kept_with(monkeypatch, tmp_path / "users", closed=())
    assert Path(kept).parent == Path(native.__file__).parent / "__pycache__"
    assert Path(kept).name == f"native-{native.made_of()}"


def test_where_the_sources_are_closed_it_lies_with_the_user(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    kept = kept_with(monkeypatch, tmp_path / "users", closed=("__pycache__",))
    assert Path(kept) == tmp_path / "users" / "fuyuantong" / f"native-{native.made_of()}"
    assert Path(kept).is_dir()


def test_where_nothing_can_be_written_none_is_kept(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    assert kept_with(monkeypatch, tmp_path / "users", closed=("__pycache__", "users")) == ""


def test_the_machine_code_is_made_ahead_once_and_by_one(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(native, "kept", lambda: str(tmp_path))
    with patch.object(ahead, "compare_few") as made:
        with (tmp_path / "ahead").open("a") as another:
            fcntl.flock(another, fcntl.LOCK_EX)
            ahead.main()
        assert made.call_count == 0  # another is at it
        made.side_effect = OSError
        with pytest.raises(OSError):
            ahead.main()
        made.side_effect = None
        for _ in range(2):
            ahead.main()
        assert made.call_count == 2  # one broke off
        monkeypatch.setattr(native, "kept", lambda: "")
        ahead.main()
        assert made.call_count == 2  # nothing can be kept


@pytest.mark.slow
def test_what_is_made_ahead_is_all_that_a_comparison_needs(folder: Path) -> None:
    """In processes of their own, with a folder of their own."""
    environment = os.environ | {"XDG_CACHE_HOME": str(folder)}
    closed = """
import os, pathlib, runpy, sys
made = pathlib.Path.mkdir
def mkdir(path, *args, **more):
    if "__pycache__" in str(path):
        raise PermissionError(path)
    made(path, *args, **more)
pathlib.Path.mkdir = mkdir
sys.argv = sys.argv[1:]
runpy.run_module(sys.argv[0], run_name="__main__", alter_sys=True)
"""
    kept = folder / "fuyuantong"
    run = [sys.executable, "-c", closed]
    subprocess.run([*run, "fuyuantong.screening.bulk.ahead"], check=True, env=environment, timeout=300)
    before = {path.name for path in kept.rglob("*.nb?")}
    assert before
    words = ["--list", "list.parquet", "--input", "rows.parquet", "--output", "out.parquet", "--ready", "."]
    for more in ([], ["--numbers-only"], []):
        asked = [*run, "fuyuantong.config.cli", "screen", *words, *more]
        subprocess.run(asked, check=True, env=environment, cwd=folder, timeout=300, capture_output=True)
    assert {path.name for path in kept.rglob("*.nb?")} == before


def test_a_function_that_is_not_kept_runs_all_the_same() -> None:
    """In a process of its own: there nothing was compiled before."""
    script = """
import os
os.access = lambda *_: False
from fuyuantong.screening.bulk import native
assert native.kept() == ""
assert native.compiled(lambda a: a + 1)(1) == 2
from fuyuantong.screening.bulk.native.texts import character
"""
    asked = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=False, timeout=120,
                           env=os.environ | {"HOME": "/nonexistent", "XDG_CACHE_HOME": ""})  # fmt: skip
    assert asked.returncode == 0, asked.stderr
