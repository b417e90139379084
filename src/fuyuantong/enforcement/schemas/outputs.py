"""What the API answers about cases, inquiries and measures. Numbers are masked."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from decimal import Decimal
from uuid import UUID

from fuyuantong.common.api import Output


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
    """`verified`: the articles of the basis were compared with the statute's text."""

    id: UUID
    measure: UUID
    case_no: str
    rule: str
    name: str
    basis: str
    verified: bool
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
    """An address of a register, masked. `until`: its last day; `unsure`: only the name is the same."""

    party: UUID
    origin: str
    address: str
    since: str
    until: date | None
    unsure: bool
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
