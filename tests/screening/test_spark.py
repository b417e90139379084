"""On Spark as in DuckDB: the same answer for every row."""

from __future__ import annotations

import importlib.util
from pathlib import Path

import duckdb
import pytest
from tests.screening import people

from fuyuantong.common.refusals import Refusal
from fuyuantong.screening.bulk.running import screen_files
from fuyuantong.screening.bulk.spark import screen_on_spark

SPARK = importlib.util.find_spec("pyspark") is not None


@pytest.mark.skipif(not SPARK, reason="pyspark is not installed (the extra fuyuantong[spark])")
def test_spark_and_duckdb_answer_the_same(tmp_path: Path) -> None:
    people.write(tmp_path, listed=600, rows=2_000, hits=300, hard=200)
    listed, rows = tmp_path / "list.parquet", tmp_path / "dept.parquet"
    here = screen_files(listed, rows, tmp_path / "here.parquet")
    there = screen_on_spark(listed, rows, tmp_path / "there.parquet")
    assert (there.decisions, there.bands) == (here.decisions, here.bands)
    assert there.pairs >= sum(
        there.decisions[word] for word in ("block", "review")
    )  # each engine brings pairs its own way
    sql = "SELECT row_id, decision, list_id, band, reasons, others FROM '{}' ORDER BY row_id"
    told = [duckdb.sql(sql.format(tmp_path / f"{name}.parquet")).fetchall() for name in ("here", "there")]
    assert len(told[0]) == there.rows
    assert [(*row[:4], row[4] or [], row[5] or []) for row in told[0]] == [
        (*row[:4], row[4] or [], row[5] or []) for row in told[1]
    ]


@pytest.mark.skipif(SPARK, reason="pyspark is installed")
def test_without_spark_it_is_refused_with_what_to_install(tmp_path: Path) -> None:
    with pytest.raises(Refusal) as refused:
        screen_on_spark(tmp_path, tmp_path, tmp_path / "out.parquet")
    assert refused.value.code == "E-SPARK"
    assert "fuyuantong[spark]" in refused.value.hint
