"""What the API asks about cases, inquiries and measures, and what it answers. Numbers are masked."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from decimal import Decimal
from typing import Annotated, Literal
from uuid import UUID

from pydantic import Field

from fuyuantong.common.api import Day, Input, Key, Output, Page, choice, line
from fuyuantong.enforcement import kinds
from fuyuantong.enforcement.actions import NewParty
from fuyuantong.registers.schemas.inputs import Amount

Said = Annotated[str, Field(min_length=1, max_length=1000)]
Money = Annotated[Amount, Field(ge=0, max_digits=16, decimal_places=2)]
_CLASS = choice([(c, c) for c in kinds.asset_classes()])
Classes = Annotated[list[Annotated[str, _CLASS]], Field(min_length=1, max_length=20)]


class DebtorIn(Input):
    """`unit`: the code of a unit of the directory, for public bodies."""

    kind: Literal["P", "O"]
    name: Annotated[str, line(200)]
    number: Annotated[str, line(40)]
    public: bool = False
    unit: Annotated[str, Field(max_length=40)] = ""

    def party(self) -> NewParty:
        return NewParty(**self.model_dump())


class EnforcementCaseIn(Input):
    case_no: Annotated[str, line(80)]
    claim: Money
    filed_on: Day
    party: DebtorIn


class CaseNotice(Input):
    """`unit` is told here as well."""

    on: Day
    unit: Key | None = None


class CasePayment(Input):
    paid: Money


class CaseClosing(Input):
    why: Annotated[str, line(300)]


class InquiryAnswer(Input):
    agreed: bool
    remark: Annotated[str, Field(max_length=300)] = ""


class InquiryPurpose(Input):
    purpose: Annotated[str, line(200)]


class CallSettlement(Input):
    """`arrived`: the source says that it had the message; then it is waited for, else it leaves again."""

    arrived: bool
    text: Said


class AssetSourceIn(Input):
    """`link` names a connection of the installation's file."""

    unit: Key
    title: Annotated[str, line(100)]
    classes: Classes
    link: Annotated[str, line(40)]
    purpose: Annotated[str, Field(min_length=1, max_length=500)]
    valid_until: Day
    sla_hours: Annotated[int, Field(ge=1, le=2160)] = 24
    per_minute: Annotated[int, Field(ge=1, le=6000)] = 60
    controls: bool = False


class AssetSourceAnswer(Input):
    agreed: bool
    remark: Annotated[str, Field(max_length=500)] = ""


class AssetSourceEnd(Input):
    remark: Annotated[str, Field(max_length=500)] = ""


class MeasureRenewal(Input):
    ends_on: Day | None = None


class MeasureRelease(Input):
    why: Annotated[str, line(300)]


class MeasureComplaint(Input):
    text: Said


class AlertReview(Input):
    justified: bool
    answer: Said


class PursuitAnswer(Input):
    agreed: bool
    remark: Annotated[str, Field(max_length=300)] = ""


class ReferralIn(Input):
    """`kind`: crime 移送拒执线索, detention 送拘, grid 网格员协助; `units` by the mechanism's parties."""

    kind: Annotated[str, choice([(r.code, r.name) for r in kinds.linkings().values()])]
    party: Key
    units: dict[Annotated[str, Field(max_length=40)], Key] = Field(max_length=10)
    situation: Annotated[str, Field(max_length=60)] = ""
    text: Annotated[str, Field(max_length=5000)] = ""
    pursuit: Key | None = None


class ServiceIn(Input):
    """`address` only for `given`; the others are taken from the register."""

    party: Key
    origin: Annotated[str, choice([(o.value, o.label) for o in kinds.Origin])]
    way: Annotated[str, choice([(w.value, w.label) for w in kinds.Way])]
    paper: Annotated[str, line(120)]
    address: Annotated[str, Field(max_length=300)] = ""


class ServiceResult(Input):
    served: bool
    text: Annotated[str, line(300)]


class AlertQuery(Page):
    open: bool = False


class DebtorOut(Output):
    id: UUID
    kind: str
    name: str
    number: str
    public: bool


class EnforcementCaseOut(Output):
    """`held`: the estimate of what standing measures hold, in yuan as the other sums."""

    id: UUID
    case_no: str
    claim: Decimal
    paid: Decimal
    held: Decimal
    filed_on: date
    state: str
    closed_on: date | None
    noticed_on: date | None
    listing_warned_on: date | None
    officer: str
    parties: list[DebtorOut]
    version: int


class CallOut(Output):
    """One message to one source. `late`: answered after the agreed time. `digest`: of the answer's bytes."""

    id: UUID
    number: str
    source: UUID
    unit: str
    act: str
    classes: list[str]
    state: str
    due_at: datetime
    answered_at: datetime | None
    late: bool
    reason: str
    receipt: str
    digest: str
    found: int
    version: int


class InquiryOut(Output):
    """`missing`: classes without any source; `absent`: units that did not answer."""

    id: UUID
    case: UUID
    party: UUID
    classes: list[str]
    missing: list[str]
    absent: list[str]
    paper: str
    state: str
    why: str
    by_name: str
    second_name: str
    at: datetime
    calls: list[CallOut]
    version: int


class AssetOut(Output):
    """In plain: only for a stated purpose."""

    id: UUID
    source: UUID
    klass: str
    title: str
    reference: str
    value: Decimal | None
    owner: str
    fund: str


class AssetsOut(Output):
    items: list[AssetOut]


class AssetSourceOut(Output):
    id: UUID
    court: UUID
    unit: UUID
    title: str
    classes: list[str]
    controls: bool
    purpose: str
    sla_hours: int
    per_minute: int
    valid_until: date
    state: str
    remark: str
    broken_until: datetime | None
    counts: Mapping[str, int]
    version: int


class CoverageRow(Output):
    klass: str
    name: str
    sources: list[UUID]
    controls: bool


class CoverageOut(Output):
    items: list[CoverageRow]


class ControlMeasureOut(Output):
    """Of the party only name (masked) and number (masked)."""

    id: UUID
    case: UUID
    case_no: str
    party: str
    number: str
    act: str
    klass: str
    title: str
    value: Decimal
    divisible: bool
    owner: str
    fund: str
    housing: bool
    ruling: str
    state: str
    starts_on: date
    ends_on: date
    renewals: int
    receipt: str
    why: str
    version: int


class MeasureAlertOut(Output):
    id: UUID
    measure: UUID
    case_no: str
    rule: str
    name: str
    basis: str
    figure: str
    text: str
    state: str
    answer: str
    at: datetime
    version: int


class DebtOut(Output):
    """What a public body owes by a judgment; sums in yuan."""

    case: UUID
    case_no: str
    court: str
    debtor: str
    claim: Decimal
    owed: Decimal
    filed_on: date
    listing_warned_on: date | None


class DebtsOut(Output):
    items: list[DebtOut]


class EnforcementFigure(Output):
    """`rate` in per cent; `hours` the median, `limit` the agreed one."""

    part: str
    name: str
    whole: int
    done: int
    rate: float | None
    hours: float | None
    limit: int | None


class EnforcementFigures(Output):
    items: list[EnforcementFigure]


class CourtCodeIn(Input):
    court_code: Annotated[str, line(20)]


class CourtCodeOut(Output):
    """Empty while the court has none."""

    unit: UUID
    name: str
    court_code: str


class CourtCodesOut(Output):
    items: list[CourtCodeOut]


class PursuitOut(Output):
    """`hours` from one moment of the matter to the next, where both are known."""

    id: UUID
    case: UUID
    party: UUID
    matter: UUID
    target: str
    state: str
    why: str
    by_name: str
    second_name: str
    at: datetime
    hours: dict[str, float]
    version: int


class LinkedStep(Output):
    source: str
    target: str
    hours: float


class LinkedMatterOut(Output):
    """`kind` is empty for a matter that merely names the case; `due_on`: the nearest term that runs."""

    matter: UUID
    title: str
    mechanism: str
    stage: str
    state: str
    kind: str
    pursuit: UUID | None
    due_on: date | None
    overdue: bool
    steps: list[LinkedStep]


class LinkedMattersOut(Output):
    items: list[LinkedMatterOut]


class AddressOut(Output):
    """An address of a register, masked."""

    party: UUID
    origin: str
    address: str
    since: str
    row: UUID


class AddressesOut(Output):
    """`counts`: parties of open cases, those covered; papers with a result, those served."""

    items: list[AddressOut]
    counts: dict[str, int]


class ServiceOut(Output):
    """The address is masked."""

    id: UUID
    case: UUID
    party: UUID
    origin: str
    address: str
    way: str
    paper: str
    state: str
    sent_on: date
    ended_on: date | None
    result: str
    version: int
