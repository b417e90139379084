"""Every indicator of the library over hand-written rows gives the hand-computed figure and exactly its rows."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
import time_machine
from tests import make
from tests.matters.conftest import hand_out

from fuyuantong.common.actors import SYSTEM
from fuyuantong.common.ids import new_id
from fuyuantong.common.yaml_text import read_yaml
from fuyuantong.indicators import queries
from fuyuantong.indicators.figures import rounded
from fuyuantong.indicators.folding import fold
from fuyuantong.indicators.kinds import Counting, Part
from fuyuantong.indicators.models import Image
from fuyuantong.indicators.periods import read_span
from fuyuantong.indicators.planning import plan_of_version
from fuyuantong.indicators.shelf import indicator_files
from fuyuantong.matters.models import Obligation
from indicators.conftest import put, shelve

FOLDER = Path(__file__).resolve().parents[1] / "conformance" / "indicators"
CASES = {path.stem: read_yaml(path.read_text("utf-8")) for path in sorted(FOLDER.glob("*.yaml"))}
OBLIGED = {
    "on-time-rate", "on-time-rate-original", "extended-share", "overdue-rate", "write-off-rate",
    "resolution-completion-rate", "campaign-completion-rate", "grid-assistance-rate", "node-overdue-rate",
    "meetings-held", "letters-signed",
}  # fmt: skip
OWNERS = {"法院": "court", "检察院": "procuratorate", "司法局": "justice", "市场局": "market"}


def test_every_indicator_has_a_golden_figure() -> None:
    told = {code for case in CASES.values() for code in case["应得"]} | OBLIGED
    assert {path.stem for path in indicator_files()} == told


def _cases() -> list[Any]:
    found = []
    for name, case in CASES.items():
        rows = sorted({row for wanted in case["应得"].values() for row in wanted.get("清单", ())})
        marks = [pytest.mark.inventory(*rows, proof=proof) for proof in ("figure", "drill") if rows]
        found.append(pytest.param(case, id=name, marks=marks))
    return found


@pytest.mark.django_db
@pytest.mark.parametrize("case", _cases())
def test_the_figure_and_its_rows_are_those_counted_by_hand(case: dict[str, Any], city: make.City) -> None:
    shelve(case["台账"], case["应得"])
    for code, table in case["台账"].items():
        rows = [dict(zip(table["表头"], row, strict=True)) for row in table["行"]]
        put(code, rows, getattr(city, OWNERS[table["归属"]]))
    span = read_span(str(case["期间"]))
    for folded in (False, True):
        for code, wanted in case["应得"].items():
            _holds(code, wanted, span)
        if not folded:
            for code in case["台账"]:
                assert fold(code) >= 1
            assert not Image.objects.exists()


def _holds(code: str, wanted: dict[str, Any], span: Any) -> None:
    figure = queries.value(SYSTEM, code, span)
    assert figure.numerator == Decimal(str(wanted["分子"])), code
    if "分母" in wanted:
        assert figure.denominator == Decimal(str(wanted["分母"])), code
    assert rounded(figure.value) == Decimal(str(wanted["值"])), code
    assert {name: int(n) for name, n in figure.excluded} == wanted.get("剔除", {}), code
    assert figure.undated == wanted.get("无日期", figure.undated), code
    if "上年" in wanted:
        assert rounded(figure.year_ago) == wanted["上年"], code
    for group, lines in wanted.get("分组", {}).items():
        parts = queries.value(SYSTEM, code, span, by=[group])
        found = {one.keys[0]: [one.numerator, one.denominator or 0] for one in parts.lines}
        assert {key: pair for key, pair in found.items() if any(pair)} == lines, (code, group)
    _drills(code, figure, span)


def _drills(code: str, figure: Any, span: Any) -> None:
    """As many rows as the figure says; of a sum or of things counted once, those that make it up."""
    row = queries.latest(code)
    indicator, plan = figure.indicator, plan_of_version(row)
    counts = [(Part.NUMERATOR, figure.numerator)]
    if figure.denominator is not None:
        counts.append((Part.DENOMINATOR, figure.denominator))
    for part, number in counts:
        leg = indicator.numerator if part is Part.NUMERATOR else indicator.denominator
        found = queries.rows(SYSTEM, code, span, part=part)
        assert found.count == found.queryset.count()
        counting = leg.counting or indicator.counting
        if counting is Counting.ROWS and plan.tracks:
            assert found.count == number, (code, part)
        elif counting is Counting.DIFFERENT:
            columns = leg.columns or indicator.columns
            assert len({tuple(one.cells.get(name) for name in columns) for one in found.queryset}) == number
        else:
            column = (leg.columns or indicator.columns)[0]
            assert sum(Decimal(str(one.cells.get(column, 0))) for one in found.queryset) == number
    for name, number in figure.excluded:
        assert queries.rows(SYSTEM, code, span, excluded=name).count == number


@pytest.mark.django_db
@pytest.mark.inventory("G13", "G14", "M05", "P10", "E11", "J02", proof="figure")
@pytest.mark.inventory("G13", "G14", "M05", "P10", "E11", "J02", proof="drill")
def test_rates_of_tasks_count_what_was_due_and_drill_to_it(city: make.City) -> None:
    shelve((), OBLIGED)
    make.mechanism("annual-plan-item")
    _matter, sent = hand_out(city)
    template = Obligation.objects.get(pk=sent[0].pk)
    Obligation.objects.all().update(state="withdrawn")

    def task(owner: Any, mechanism: str, due: str, done: str = "", state: str = "", **more: Any) -> None:
        copy = Obligation.objects.get(pk=template.pk)
        copy.pk, copy._state.adding = None, True
        copy.id, copy.owner, copy.mechanism, copy.collects, copy.duty = (
            new_id(),
            owner,
            mechanism,
            False,
            "responsible",
        )
        copy.ledger_item = False
        copy.due_on, copy.issued_on = date.fromisoformat(due), date(2026, 1, 5)
        copy.finished_on = date.fromisoformat(done) if done else None
        copy.state = state or ("done" if done else "working")
        for name, value in more.items():
            setattr(copy, name, value)
        copy.save()

    task(city.finance, "meeting-resolution", "2026-03-31", "2026-03-31")
    task(
        city.finance, "meeting-resolution", "2026-03-31", "2026-04-02", ledger_item=True, state="written_off"
    )
    task(city.housing, "special-campaign", "2026-02-28", "2026-02-01", ledger_item=True)
    task(city.housing, "grid-assisted-enforcement", "2026-03-01")
    task(city.court, "crime-transfer", "2026-03-01")  # a court carries no lamp
    task(city.market, "supervision-junction", "2026-01-31", "2026-01-30")
    task(city.market, "special-campaign", "2026-03-31", standing=True)
    span = read_span("2026Q1")
    wanted = {
        "on-time-rate": (3, 5), "on-time-rate-original": (3, 5), "extended-share": (0, 5), "overdue-rate": (2, 5),
        "write-off-rate": (1, 2), "resolution-completion-rate": (2, 2), "campaign-completion-rate": (1, 2),
        "grid-assistance-rate": (0, 1), "node-overdue-rate": (1, 2), "meetings-held": (0, None),
    }  # fmt: skip
    for code, pair in wanted.items():
        figure = queries.value(SYSTEM, code, span)
        assert (figure.numerator, figure.denominator) == pair, code
        assert queries.rows(SYSTEM, code, span, part=Part.NUMERATOR).count == pair[0], code
        if pair[1] is not None:
            assert queries.rows(SYSTEM, code, span).count == pair[1], code
    by_unit = queries.value(city.office, "on-time-rate", span, by=["承办单位", "层级"])
    assert {one.names[0]: (one.numerator, one.denominator) for one in by_unit.lines} == {
        "市财政局": (1, 2), "市住建局": (1, 2), "市市场监管局": (1, 1),
    }  # fmt: skip
    assert queries.rows(city.office, "on-time-rate", span).count == 5
    # on a day within the quarter only what was due counts: 3 of the 5, one of them late
    with time_machine.travel("2026-03-15T10:00:00+08:00", tick=False):
        for code, pair in {
            "on-time-rate": (2, 3),
            "overdue-rate": (1, 3),
            "node-overdue-rate": (1, 2),
        }.items():
            figure = queries.value(SYSTEM, code, span)
            assert (figure.numerator, figure.denominator) == pair, code
            assert queries.rows(SYSTEM, code, span).count == pair[1], code
