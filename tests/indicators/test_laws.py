"""Laws: conditions say in SQL what they say in Python; parts add to the whole; the rollup equals a recount."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from django.db import connection
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests import make

from fuyuantong.common.actors import SYSTEM
from fuyuantong.definitions.expressions import Facts, holds
from fuyuantong.definitions.kinds import FieldType
from fuyuantong.indicators import queries
from fuyuantong.indicators.compiling.cells import register_source
from fuyuantong.indicators.compiling.conditions import condition
from fuyuantong.indicators.folding import add_up, fold
from fuyuantong.indicators.kinds import Part
from fuyuantong.indicators.models import IndicatorVersion
from fuyuantong.indicators.periods import Span, read_span, run_up
from fuyuantong.indicators.planning import plan_of_version
from fuyuantong.indicators.queries.counting import rolled_up, sums
from fuyuantong.registers.kinds import Column, Entry, Register, RegisterKind
from fuyuantong.registers.models import Row
from indicators.conftest import put, shelve

TRIED = Register(
    code="tried", name="试", version=1, kind=RegisterKind.LIST, keeper="试", entry=(Entry.OFFICE,),
    columns=(
        Column("文", FieldType.TEXT), Column("数", FieldType.NUMBER), Column("额", FieldType.NUMBER),
        Column("是非", FieldType.FLAG), Column("日", FieldType.DATE), Column("终", FieldType.DATE),
        Column("多", FieldType.TEXT, many=True),
    ),
)  # fmt: skip
TEXTS = ["甲", "乙", "O'丙%s", "2026-01-05", "𠮷"]
DAYS = ["2025-12-31", "2026-01-05", "2026-02-28"]
_texts = st.sampled_from(TEXTS).map(lambda t: '"' + t + '"')
_numbers = st.integers(-3, 3).filter(lambda n: n >= 0).map(str)
_atoms = st.one_of(
    st.builds("文 {} {}".format, st.sampled_from(["==", "!="]), _texts),
    st.builds("数 {} {}".format, st.sampled_from(["==", "!=", "<", "<=", ">", ">="]), _numbers),
    st.builds("数 {} 额".format, st.sampled_from(["==", "!=", "<", ">="])),
    st.builds("日 {} 终".format, st.sampled_from(["==", "!=", "<", "<=", ">", ">="])),
    st.builds("日 {} '{}'".format, st.sampled_from(["<", ">=", "=="]), st.sampled_from(DAYS)),
    st.builds("是非 {} {}".format, st.sampled_from(["==", "!="]), st.sampled_from(["是", "否"])),
    st.builds("文 {} [{}, {}]".format, st.sampled_from(["属于", "不属于"]), _texts, _texts),
    st.sampled_from(["已填(文)", "已填(数)", "已填(日)", "已填(多)", "已填(是非)", "是非", "是"]),
)
_conditions = st.recursive(
    _atoms,
    lambda part: st.one_of(
        part.map("非 ({})".format),
        st.builds("({}) 且 ({})".format, part, part),
        st.builds("({}) 或 ({})".format, part, part),
    ),
    max_leaves=5,
)
_rows = st.fixed_dictionaries(
    {},
    optional={
        "文": st.sampled_from(TEXTS), "数": st.integers(0, 3), "额": st.sampled_from([0, 1, "1.5", 3]),
        "是非": st.booleans(), "日": st.sampled_from(DAYS), "终": st.sampled_from(DAYS),
        "多": st.lists(st.sampled_from(TEXTS), min_size=1, max_size=2),
    },
)  # fmt: skip


@pytest.mark.django_db
@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(text=_conditions, rows=st.lists(_rows, min_size=1, max_size=6))
def test_a_condition_means_in_sql_what_it_means_in_python(text: str, rows: list[dict[str, Any]]) -> None:
    from psycopg.types.json import Jsonb

    sql = condition(text, register_source(TRIED).cells)
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT {sql} FROM unnest(%s::jsonb[]) WITH ORDINALITY r(cells, n) ORDER BY n",
            [[Jsonb(row) for row in rows]],
        )
        found = [row[0] for row in cursor.fetchall()]
    numbers = {"数", "额"}
    facts = [Facts({k: Decimal(str(v)) if k in numbers else v for k, v in row.items()}) for row in rows]
    assert found == [holds(text, one) for one in facts], sql


COURTS = ["临江市中级人民法院"]
UNITS = ["临江市财政局", "临江市住房和城乡建设局", "临江市市场监督管理局"]
CODES = [
    "appearance-rate-by-hearing", "appearance-rate-excused-out", "appearance-rate-by-case", "performance-score",
]  # fmt: skip
_hearing = st.fixed_dictionaries(
    {
        "案号": st.integers(1, 4).map("（2026）新2899行初{}号".format),
        "开庭日期": st.dates(date(2025, 1, 1), date(2026, 12, 31)).map(str),
        "被诉机关": st.sampled_from(UNITS),
        "应出庭": st.sampled_from([True, True, False]),
        "职务": st.sampled_from(["正职负责人", "未出庭", "副职负责人"]),
        "出庭人": st.just("试"),
        "理由审查": st.sampled_from(["正当", "不正当"]),
        "评议得分": st.integers(0, 100),
    }
)


@pytest.mark.django_db
@settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    written=st.lists(_hearing, min_size=1, max_size=8),
    changes=st.lists(
        st.tuples(st.integers(0, 50), st.sampled_from(["state", "sealed", "cells", "counted_on"])), max_size=3
    ),
    folds=st.tuples(st.booleans(), st.booleans(), st.booleans()),
)
def test_parts_add_up_drills_count_and_the_rollup_equals_a_recount(
    written: list[dict[str, Any]],
    changes: list[tuple[int, str]],
    folds: tuple[bool, bool, bool],
    city: make.City,
) -> None:
    if not IndicatorVersion.objects.exists():
        shelve(["court-appearances"], CODES)
    place = Row.objects.count() + 1
    put("court-appearances", [{**row, "庭次": place + n} for n, row in enumerate(written)], city.court)
    if folds[0]:
        fold("court-appearances")
    rows = list(Row.objects.filter(book_id="court-appearances").order_by("id"))
    for number, change in changes:
        row = rows[number % len(rows)]
        wanted = {
            "state": "void", "sealed": not row.sealed, "counted_on": None,
            "cells": {**row.cells, "职务": "未出庭", "被诉机关": UNITS[0]},
        }[change]  # fmt: skip
        Row.objects.filter(pk=row.pk).update(**{change: wanted})
    if folds[1]:
        fold("court-appearances")
    spans = [*run_up(read_span("2026Q4"), 8), Span(date(2025, 1, 1), 12), read_span("2026")]
    for code in CODES:
        version = queries.latest(code)
        if folds[2]:
            add_up(version)
        plan = plan_of_version(version)
        for by in ([], ["被诉机关"], ["层级", "被诉机关"]):
            assert sums(plan, spans, by, rolled=rolled_up(version)) == queries.recount(version, spans, by), (
                code
            )
        whole = queries.value(SYSTEM, code, read_span("2026"), by=["被诉机关"])
        if plan.adds_up(["被诉机关"]):
            assert sum(line.numerator for line in whole.lines) == whole.numerator
            assert sum(line.denominator for line in whole.lines) == whole.denominator
        if code != "appearance-rate-by-case":
            drill = queries.rows(SYSTEM, code, read_span("2026"))
            assert drill.count == whole.denominator
            for line in whole.lines:
                part = queries.rows(SYSTEM, code, read_span("2026"), groups={"被诉机关": line.keys[0]})
                assert part.count == line.denominator
        assert queries.rows(SYSTEM, code, read_span("2026"), part=Part.NUMERATOR).count >= 0


@given(st.integers(2001, 2100), st.integers(1, 12), st.sampled_from([1, 3, 6, 12, 7]))
def test_a_period_reads_back_what_it_writes(year: int, month: int, months: int) -> None:
    span = Span(date(year, month, 1), months)
    assert read_span(span.text) == span
    assert span.previous.end == span.start
    assert span.year_ago.following.months == months
