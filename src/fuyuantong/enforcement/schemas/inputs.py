"""What the API asks about cases, inquiries and measures."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from fuyuantong.common.api import Day, Input, Key, Page, choice, line
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


class CourtCodeIn(Input):
    court_code: Annotated[str, line(20)]
