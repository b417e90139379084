"""While several write and others fold, a figure read from the rollup is that of a full recount, at every moment."""

from __future__ import annotations

import random
from functools import partial

import pytest
from django.db import connection, transaction
from tests import make

from fuyuantong.indicators import queries
from fuyuantong.indicators.folding import add_up, fold
from fuyuantong.indicators.models import Image
from fuyuantong.indicators.periods import read_span
from fuyuantong.indicators.planning import plan_of_version
from fuyuantong.indicators.queries.counting import rolled_up, sums
from fuyuantong.registers.models import Row
from indicators.conftest import put, shelve
from indicators.racing import race

BOOK, UNITS = "court-appearances", ("临江市财政局", "临江市住房和城乡建设局", "临江市市场监督管理局")
CODES = ("appearance-rate-by-hearing", "appearance-rate-by-case", "performance-score")
WRITERS, STEPS = 3, 14
SPANS = [read_span(text) for text in ("2026", "2026Q1", "2025")]


def _hearing(seed: int, number: int) -> dict[str, object]:
    dice = random.Random(seed * 1000 + number)
    return {
        "案号": f"（2026）新2899行初{dice.randint(1, 9)}号", "庭次": seed * 1000 + number, "应出庭": True,
        "开庭日期": f"202{dice.randint(5, 6)}-0{dice.randint(1, 9)}-15", "被诉机关": dice.choice(UNITS),
        "出庭人": "试", "职务": dice.choice(["正职负责人", "未出庭"]), "评议得分": dice.randint(0, 100),
    }  # fmt: skip


def _write(city: make.City, seed: int) -> None:
    """Rows come, are corrected and voided; some of it is undone."""
    dice, own = random.Random(seed), {"cells__庭次__gte": seed * 1000, "cells__庭次__lt": seed * 1000 + 999}
    for number in range(STEPS):
        put(BOOK, [_hearing(seed, number * 3 + n) for n in range(3)], city.court)
        with transaction.atomic():
            row = dice.choice(list(Row.objects.filter(book_id=BOOK, **own).order_by("id")))
            corrected = {"cells": {**row.cells, "职务": "未出庭", "被诉机关": dice.choice(UNITS)}}
            wanted = dice.choice([{"state": "void"}, corrected, {"counted_on": None}])
            Row.objects.filter(pk=row.pk).update(**wanted)
            transaction.set_rollback(dice.random() < 0.2)


def _agree() -> None:
    """In one snapshot of the database both ways of counting say the same."""
    with transaction.atomic():
        with connection.cursor() as cursor:
            cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ")
        for code in CODES:
            version = queries.latest(code)
            for by in ((), ("被诉机关",)):
                kept = sums(plan_of_version(version), SPANS, by, rolled=rolled_up(version))
                assert kept == queries.recount(version, SPANS, by), code


@pytest.mark.django_db(transaction=True)
def test_the_rollup_is_the_recount_at_every_moment_of_concurrent_writing_and_folding(
    tmp_path, settings
) -> None:
    settings.MEDIA_ROOT = tmp_path
    city = make.City()
    shelve([BOOK], CODES)

    def fold_all() -> int:
        folded = fold(BOOK)
        add_up(queries.latest(CODES[0]))
        return folded

    def read_all() -> int:
        _agree()
        return 1

    writers = [partial(_write, city, n) for n in range(1, WRITERS + 1)]
    once, twice, reads = race(writers, [fold_all, fold_all, read_all])
    assert once + twice > 0 and reads > 1
    _agree()
    fold(BOOK)
    assert not Image.objects.exists() and Row.objects.filter(book_id=BOOK, state="void").exists()
    _agree()
