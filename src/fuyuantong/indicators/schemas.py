"""What the API asks about indicators, and what it answers."""

from __future__ import annotations

from datetime import date, datetime
from typing import Annotated
from uuid import UUID

from pydantic import Field

from fuyuantong.common.api import Input, Output, Page, choice, line
from fuyuantong.indicators.figures import Figure, exact
from fuyuantong.indicators.kinds import DifferenceState, Part
from fuyuantong.indicators.models import Difference, IndicatorVersion, RuleVersion, Snapshot
from fuyuantong.indicators.periods import Span, read_span
from fuyuantong.indicators.reconciling import told

SpanText = Annotated[str, Field(max_length=20)]
Label = Annotated[str, Field(max_length=60)]


class IndicatorQuery(Page):
    group: Label = ""


class FigureQuery(Page):
    period: SpanText
    by: Annotated[list[Label], Field(max_length=4)] = []
    version: Annotated[int, Field(ge=1)] | None = None


class FigureListExportQuery(Page):
    group: Label
    period: SpanText
    format: Annotated[str, choice(["xlsx", "csv", "docx"])] = "xlsx"


class FigureRowQuery(Page):
    """`group` are `分组=键` as the lines of the figure give them."""

    period: SpanText
    part: Annotated[str, choice(Part.choices)] = Part.DENOMINATOR.value
    group: Annotated[list[Annotated[str, Field(max_length=200)]], Field(max_length=4)] = []
    excluded: Label = ""
    version: Annotated[int, Field(ge=1)] | None = None


class FigureRowExportQuery(FigureRowQuery):
    format: Annotated[str, choice(["xlsx", "csv", "docx"])] = "xlsx"


class TrendQuery(Page):
    period: SpanText
    count: Annotated[int, Field(ge=1, le=36)] = 8


class FigureExportQuery(FigureQuery):
    format: Annotated[str, choice(["xlsx", "csv", "docx"])] = "xlsx"


class DifferenceQuery(Page):
    state: Annotated[str, choice(DifferenceState.choices, empty=True)] = ""


class DifferenceExportQuery(DifferenceQuery):
    format: Annotated[str, choice(["xlsx", "csv", "docx"])] = "xlsx"


class KeptOutQuery(Page):
    indicator: Annotated[str, Field(max_length=80)] = ""
    period: SpanText = ""


class KeptOutExportQuery(KeptOutQuery):
    format: Annotated[str, choice(["xlsx", "csv", "docx"])] = "xlsx"


class IndicatorSource(Input):
    source: Annotated[str, Field(min_length=1, max_length=200_000)]


class Signing(Input):
    period: Annotated[str, line(20)]
    signed_by: Annotated[str, line(60)]


class SigningAnew(Signing):
    reason: Annotated[str, line(500)]


class DifferenceWords(Input):
    reason: Annotated[str, line(500)]


class IndicatorRow(Output):
    code: str
    name: str
    version: int
    group: str
    family: str


class IndicatorFull(IndicatorRow):
    rule: str
    formula: str
    unit: str
    groups: list[str]
    versions: list[int]
    source: str


class IndicatorProblem(Output):
    line: int
    code: str
    message: str
    hint: str


class IndicatorChecked(Output):
    sound: bool
    problems: list[IndicatorProblem]


class FigureFlag(Output):
    kind: str
    words: str


class FigureExcluded(Output):
    name: str
    count: str


class FigureTarget(Output):
    words: str
    value: str | None
    met: bool | None


class FigureLine(Output):
    keys: list[str]
    names: list[str]
    value: str | None
    numerator: str
    denominator: str | None
    year_ago: str | None


class IndicatorFigure(Output):
    """Numbers are texts of at most four places. `change` 环比, `growth` 同比. `frozen`: the snapshot."""

    code: str
    version: int
    period: str
    value: str | None
    unit: str
    numerator: str
    denominator: str | None
    excluded: list[FigureExcluded]
    undated: str
    previous: str | None
    year_ago: str | None
    change: str | None
    growth: str | None
    target: FigureTarget | None
    flags: list[FigureFlag]
    groups: list[str]
    lines: list[FigureLine]
    formula: str
    as_of: datetime
    frozen: UUID | None
    drillable: bool
    barred: int


class TrendPoint(Output):
    period: str
    value: str | None
    numerator: str
    denominator: str | None


class IndicatorTrend(Output):
    points: list[TrendPoint]


class FigureRow(Output):
    """One row behind a figure: a register's row, a task, a letter or a meeting, by its id."""

    id: UUID
    title: str


class SnapshotRow(Output):
    id: UUID
    code: str
    version: int
    period: str
    revision: int
    state: str
    value: str | None
    signed_by: str
    signed_on: date
    reason: str
    digest: str


class ReconciliationRow(Output):
    code: str
    name: str
    version: int
    group: str
    open: int


class DifferenceRow(Output):
    id: UUID
    rule: str
    row: UUID
    title: str
    unit: str
    reason: str
    state: str
    found_on: date
    matter: UUID | None
    note: str
    version: int


def span_of(text: str) -> Span:
    return read_span(text)


def row_out(row: IndicatorVersion) -> IndicatorRow:
    return IndicatorRow(code=row.code, name=row.name, version=row.version, group=row.group, family=row.family)


def figure_out(figure: Figure) -> IndicatorFigure:
    goal = figure.goal
    return IndicatorFigure(
        code=figure.indicator.code,
        version=figure.version,
        period=figure.span.text,
        value=exact(figure.value),
        unit=figure.indicator.measure,
        numerator=str(exact(figure.numerator)),
        denominator=exact(figure.denominator),
        excluded=[FigureExcluded(name=name, count=str(exact(n))) for name, n in figure.excluded],
        undated=str(exact(figure.undated)),
        previous=exact(figure.previous),
        year_ago=exact(figure.year_ago),
        change=exact(figure.change),
        growth=exact(figure.growth),
        target=FigureTarget(words=goal.words, value=exact(goal.value), met=goal.met) if goal else None,
        flags=[FigureFlag(kind=str(flag.kind), words=flag.words) for flag in figure.flags],
        groups=list(figure.groups),
        lines=[
            FigureLine(
                keys=list(one.keys),
                names=list(one.names),
                value=exact(one.value),
                numerator=str(exact(one.numerator)),
                denominator=exact(one.denominator),
                year_ago=exact(one.year_ago),
            )
            for one in figure.lines
        ],
        formula=figure.indicator.formula,
        as_of=figure.as_of,
        frozen=figure.frozen.id if figure.frozen else None,
        drillable=figure.drillable,
        barred=figure.barred,
    )


def snapshot_out(row: Snapshot) -> SnapshotRow:
    return SnapshotRow(
        id=row.pk,
        code=row.code,
        version=row.version.version,
        period=row.span,
        revision=row.revision,
        state=row.state,
        value=row.figure["value"],
        signed_by=row.signed_by,
        signed_on=row.signed_on,
        reason=row.reason,
        digest=row.digest,
    )


def rule_out(row: RuleVersion, count: int) -> ReconciliationRow:
    return ReconciliationRow(code=row.code, name=row.name, version=row.version, group=row.group, open=count)


def difference_out(row: Difference) -> DifferenceRow:
    return DifferenceRow(
        id=row.pk,
        rule=row.code,
        row=row.row_id,
        title=row.row.title,
        unit=row.unit,
        reason=told(row.rule).missing,
        state=row.state,
        found_on=row.found_on,
        matter=row.matter,
        note=row.note,
        version=row.version,
    )
