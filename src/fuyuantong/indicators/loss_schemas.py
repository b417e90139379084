"""What the API asks about losses, and what it answers."""

from __future__ import annotations

from typing import Annotated
from uuid import UUID

from fuyuantong.common.api import Output, Page, choice
from fuyuantong.indicators.figures import exact
from fuyuantong.indicators.losses import Losses, Own, Risk
from fuyuantong.indicators.schemas import IndicatorFigure, SpanText, figure_out
from fuyuantong.registers.models import Row


class LossesQuery(Page):
    period: SpanText


class LossesExportQuery(LossesQuery):
    format: Annotated[str, choice(["xlsx", "csv", "docx"])] = "xlsx"


class LossRisk(Output):
    name: str
    value: str | None
    numerator: str
    denominator: str


class LossTrend(Output):
    cause: str
    numbers: list[int]


class LossCase(Output):
    id: UUID
    number: str
    cause: str
    field: str
    subject: str


class LossAlike(Output):
    cause: str
    field: str
    subject: str
    cases: list[LossCase]


class LossesOut(Output):
    rate: IndicatorFigure
    causes: IndicatorFigure
    risky_fields: list[LossRisk]
    risky_units: list[LossRisk]
    quarters: list[str]
    trend: list[LossTrend]
    alike: list[LossAlike]


class LossCaution(Output):
    cause: str
    advice: str
    cases: list[LossCase]


class OwnLossesOut(Output):
    unit: str
    cases: list[LossCase]
    cautions: list[LossCaution]


def _case(row: Row) -> LossCase:
    told = {name: str(row.cells.get(name) or "") for name in ("案号", "败诉原因类别", "管理领域", "案由")}
    return LossCase(
        id=row.pk,
        number=told["案号"],
        cause=told["败诉原因类别"],
        field=told["管理领域"],
        subject=told["案由"],
    )


def _risk(one: Risk) -> LossRisk:
    return LossRisk(
        name=one.name,
        value=exact(one.value),
        numerator=str(exact(one.numerator)),
        denominator=str(exact(one.denominator)),
    )


def losses_out(found: Losses) -> LossesOut:
    return LossesOut(
        rate=figure_out(found.rate),
        causes=figure_out(found.count),
        risky_fields=[_risk(one) for one in found.risky_fields],
        risky_units=[_risk(one) for one in found.risky_units],
        quarters=[span.text for span in found.spans],
        trend=[LossTrend(cause=name, numbers=list(numbers)) for name, numbers in found.trend.items()],
        alike=[
            LossAlike(
                cause=one.cause, field=one.field, subject=one.subject, cases=[_case(row) for row in one.rows]
            )
            for one in found.alike
        ],
    )


def own_out(found: Own) -> OwnLossesOut:
    return OwnLossesOut(
        unit=found.unit,
        cases=[_case(row) for row in found.rows],
        cautions=[
            LossCaution(cause=one.cause, advice=one.advice, cases=[_case(row) for row in one.rows])
            for one in found.cautions
        ],
    )
