"""The comparison of whole files on Apache Spark (`fyt screen --engine spark`), for files that outgrow one machine.

Here nothing is read by machine code: every row and record goes through `matching.lookup` and `judge` themselves, on whatever
cores the cluster has; Spark joins the hashed keys. The answers are those of DuckDB and of the counter (a test).
"""

from __future__ import annotations

import os
import shutil
import sys
import tempfile
import time
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

from fuyuantong.common.refusals import Refusal
from fuyuantong.screening.bulk.running import Summary, list_subject, row_subject
from fuyuantong.screening.matching.judging import PASS, judge
from fuyuantong.screening.matching.lookup import hashed, record_keys, row_keys
from fuyuantong.screening.matching.names import PERSON

LIST = ("list_id", "kind", "name", "id_no", "birth_year", "sex", "province")
ROWS = ("row_id", "kind", "name", "id_no", "birth", "sex", "province")
_CANDIDATES = (
    """SELECT DISTINCT a.no AS row_no, b.no AS rec_no FROM row_keys a JOIN list_keys b ON a.key = b.key"""
)
#: As `running.RARE`: names that one subject alone bears, among those with a record without a valid number.
_RARE = """SELECT DISTINCT b.no FROM bearers b JOIN (SELECT name FROM bearers GROUP BY name
           HAVING count(DISTINCT who) = 1 AND max(keyless) = 1) r ON r.name = b.name WHERE b.keyless = 1"""


def screen_on_spark(listed: Path, rows: Path, output: Path, *, hits_only: bool = False) -> Summary:
    """As `running.screen_files`. E-SPARK where pyspark is not installed. `SPARK_HOME` and the usual settings choose the
    cluster; without any, the cores of this machine are used."""
    try:
        from pyspark.sql import SparkSession
    except ImportError as error:
        hint = "请安装 fuyuantong[spark]（另需 Java 17），或用默认的 --engine duckdb。"
        raise Refusal("E-SPARK", "这台机器没有安装 Spark 引擎。", hint=hint) from error
    os.environ.setdefault("PYSPARK_PYTHON", sys.executable)
    os.environ["PYTHONPATH"] = os.pathsep.join(path for path in sys.path if path)
    began, summary = time.perf_counter(), Summary()
    builder = SparkSession.builder.appName("fuyuantong-screen").config("spark.ui.enabled", "false")
    spark = builder.config("spark.sql.shuffle.partitions", "8").getOrCreate()
    spark.sparkContext.setLogLevel("ERROR")
    try:
        _run(spark, summary, listed, rows, output, hits_only=hits_only)
    finally:
        spark.stop()
    summary.seconds["all"] = time.perf_counter() - began
    return summary


def _run(spark: Any, summary: Summary, listed: Path, rows: Path, output: Path, *, hits_only: bool) -> None:
    records = _numbered(spark, listed, LIST, "list")
    asked = _numbered(spark, rows, ROWS, "asked")
    summary.records, summary.rows = records.count(), asked.count()
    for name, side, keys in (("list_keys", records, _list_keys), ("row_keys", asked, _row_keys)):
        spark.createDataFrame(side.rdd.mapPartitions(keys), "key BIGINT, no BIGINT").createOrReplaceTempView(
            name
        )
    spark.createDataFrame(
        records.rdd.mapPartitions(_bearers), "name STRING, who STRING, keyless INT, no BIGINT"
    ).createOrReplaceTempView("bearers")
    spark.sql(_RARE).createOrReplaceTempView("rare")
    pairs = spark.sql(_CANDIDATES).cache()
    pairs.createOrReplaceTempView("pairs")
    summary.pairs = pairs.count()
    sides = spark.sql("""SELECT p.row_no, p.rec_no, b.list_id, a.kind, a.name, a.id_no, cast(a.birth AS STRING), a.sex, a.province,
        b.kind, b.name, b.id_no, b.birth_year, b.sex, b.province, r.no IS NOT NULL FROM pairs p JOIN asked a ON a.no = p.row_no
        JOIN list b ON b.no = p.rec_no LEFT JOIN rare r ON r.no = p.rec_no""")
    kind = dict(records.dtypes)["list_id"]
    best = sides.rdd.mapPartitions(_judged).groupByKey().map(_strongest)
    shape = f"no BIGINT, decision STRING, list_id {kind}, band STRING, reasons ARRAY<STRING>, others ARRAY<{kind}>"
    found = spark.createDataFrame(best, shape).cache()
    found.createOrReplaceTempView("found")
    for decision, band, many in found.groupBy("decision", "band").count().collect():
        summary.decisions[decision] += many
        summary.bands[band] += many
    summary.decisions[PASS] = summary.rows - sum(summary.decisions.values())
    told = spark.sql(f"""SELECT a.row_id, coalesce(f.decision, '{PASS}') AS decision, f.list_id, f.band, f.reasons, f.others
        FROM asked a {"JOIN" if hits_only else "LEFT JOIN"} found f ON f.no = a.no""")
    with tempfile.TemporaryDirectory(dir=output.parent) as folder:
        told.coalesce(1).write.mode("overwrite").parquet(folder)
        (part,) = Path(folder).glob("part-*.parquet")
        shutil.move(part, output)


def _numbered(spark: Any, path: Path, columns: tuple[str, ...], view: str) -> Any:
    """The columns of a file with the number of each row, as a view; the order of equals follows it."""
    frame = spark.read.parquet(str(path)).select(*columns)
    shape = ", ".join(f"`{name}` {kind}" for name, kind in frame.dtypes)
    numbered = spark.createDataFrame(frame.rdd.zipWithIndex().map(_flat), f"{shape}, no BIGINT").cache()
    numbered.createOrReplaceTempView(view)
    return numbered


def _flat(pair: tuple[Any, int]) -> tuple[Any, ...]:
    return (*pair[0], pair[1])


def _list_keys(part: Iterable[Any]) -> Iterator[tuple[int, int]]:
    for row in part:
        side = list_subject(row.kind, row.name, row.id_no, row.birth_year, row.sex, row.province, rare=True)
        yield from ((hashed(key), row.no) for key in record_keys(side))


def _row_keys(part: Iterable[Any]) -> Iterator[tuple[int, int]]:
    for row in part:
        birth = str(row.birth) if row.birth is not None else None
        side = row_subject(row.kind, row.name, row.id_no, birth, row.sex, row.province)
        yield from ((hashed(key), row.no) for key in row_keys(side))


def _bearers(part: Iterable[Any]) -> Iterator[tuple[str, str, int, int]]:
    for row in part:
        side = list_subject(row.kind, row.name, row.id_no, row.birth_year, row.sex, row.province)
        if side.kind == PERSON:
            who = side.number.key or f"{side.year}|{side.province}"
            yield from ((name, who, int(not side.number.key), row.no) for name in side.names)


def _judged(part: Iterable[Any]) -> Iterator[tuple[int, tuple[Any, ...]]]:
    for row_no, rec_no, list_id, *sides in part:
        judged = judge(row_subject(*sides[:6]), list_subject(*sides[6:]))
        if judged.decision != PASS:
            reasons = [f"{r.feature}:{r.rule}" for r in judged.reasons]
            yield row_no, (judged.rank, rec_no, judged.decision, list_id, judged.band, reasons)


def _strongest(group: tuple[int, Iterable[tuple[Any, ...]]]) -> tuple[Any, ...]:
    first, *others = sorted(group[1], key=lambda hit: hit[:2])
    _rank, _rec_no, decision, list_id, band, reasons = first
    return group[0], decision, list_id, band, reasons, sorted(hit[3] for hit in others if hit[2] == decision)
