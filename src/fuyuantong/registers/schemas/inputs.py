"""Filters, cells, reasons, movements of money: the shape of what comes in."""

from __future__ import annotations

from decimal import Decimal, InvalidOperation
from typing import Annotated, Any
from uuid import UUID

from pydantic import BaseModel, BeforeValidator, Field, WithJsonSchema

from fuyuantong.common.api import Day, Input, Key, Number, Page, Short, choice, line
from fuyuantong.common.api.inputs import fault
from fuyuantong.definitions.kinds import FieldType
from fuyuantong.registers.actions.funds import Movement
from fuyuantong.registers.kinds import FundStep, Progress, Register, RegisterKind, RowState
from fuyuantong.registers.queries.rows import Filters

Name = Annotated[str, Field(max_length=60)]
Cells = Annotated[dict[Name, Any], Field(max_length=100)]
STATES = [*RowState.values, "force", "all"]
STEPS = [step.value for step in FundStep if step is not FundStep.APPROVE]
PROGRESS = [value for value in Progress.values if value]


def read_amount(value: Any) -> Decimal:
    """An amount of money as text or number: 1200.50."""
    if isinstance(value, bool) or not isinstance(value, str | int | float):
        raise fault("E-TYPE", "应为金额。")
    try:
        return Decimal(str(value))
    except InvalidOperation as error:
        raise fault("E-NUM-UNIT", "应为金额，单位为元，不带逗号。") from error


Amount = Annotated[
    Decimal,
    BeforeValidator(read_amount),
    WithJsonSchema({"type": "string", "maxLength": 20, "pattern": r"^[0-9]{1,14}(\.[0-9]{1,2})?$"}),
]


class LibraryQuery(Page):
    search: Short = ""
    kind: Annotated[str, choice(RegisterKind.choices, empty=True)] = ""


class RowFilters(BaseModel):
    """The filters of a list, the same as on its page. `cell` is `列:值`, several of them all hold."""

    words: Annotated[str, Field(max_length=100)] = ""
    state: Annotated[str, choice(STATES)] = "current"
    progress: Annotated[str, choice([*PROGRESS, "done"], empty=True)] = ""
    owner: Key | None = None
    year: Annotated[Number, Field(ge=1900, le=2199)] | None = None
    since: Day | None = None
    until: Day | None = None
    case_number: Annotated[str, Field(max_length=120)] = ""
    cell: Annotated[list[Annotated[str, Field(max_length=200)]], Field(max_length=10)] = []

    def filters(self, register: Register) -> Filters:
        same = ("words", "state", "progress", "owner", "year", "since", "until", "case_number")
        pairs = [text.partition(":") for text in self.cell]
        cells = {name: _typed(register, name, value) for name, _colon, value in pairs}
        return Filters(cells=cells, **{name: getattr(self, name) for name in same})


def _typed(register: Register, name: str, value: str) -> Any:
    """The text of a filter as the JSON value that rows hold."""
    column = register.column(name)
    if column is None or column.masked:
        return value
    if column.type is FieldType.FLAG:
        return value == "是"
    return [value] if column.many or column.type is FieldType.CHOICES else value


class CaseQuery(Page):
    case_number: Annotated[str, Field(max_length=120)] = ""


class RowQuery(RowFilters, Page):
    """One page of rows."""


class ExportQuery(RowFilters):
    format: Annotated[str, choice(["xlsx", "csv", "docx"])] = "xlsx"
    column: Annotated[list[Name], Field(max_length=80)] = []


class TemplateQuery(BaseModel):
    format: Annotated[str, choice(["xlsx", "csv"])] = "xlsx"


class FigureQuery(BaseModel):
    on: Day | None = None


class RegisterSource(Input):
    """The YAML text of a register."""

    source: Annotated[str, line(200_000)]


class Entering(Input):
    values: Cells
    progress: Annotated[str, choice(PROGRESS, empty=True)] = ""
    source: Short = ""


class RowCorrection(Input):
    """`values` holds the cells that change; an empty text takes a cell away."""

    values: Cells
    reason: Annotated[str, line(500)]


class Advance(Input):
    values: Cells = Field(default_factory=dict)


class RowPurpose(Input):
    """What personal data is read for; it goes on the trail."""

    purpose: Annotated[str, line(200)]


class RowReason(Input):
    reason: Annotated[str, line(500)]


class Confirmation(Input):
    """The digest that the preview gave."""

    digest: Annotated[str, line(64)]


class Application(Input):
    amount: Amount
    purpose: Annotated[str, line(300)]
    case_number: Annotated[str, Field(max_length=120)] = ""


class ClaimDecision(Input):
    """`amount` null refuses the application."""

    amount: Amount | None = None
    note: Short = ""


class Moving(Input):
    step: Annotated[str, choice(STEPS)]
    amount: Amount
    on: Day | None = None
    claim: Key | None = None
    voucher: Annotated[str, Field(max_length=120)] = ""
    note: Short = ""

    def movement(self) -> Movement:
        claim: UUID | None = self.claim
        return Movement(FundStep(self.step), self.amount, self.on, claim, self.voucher, self.note)
