"""What the API says of papers under review and of plans."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any
from uuid import UUID

from fuyuantong.common.api import Output
from fuyuantong.organs.schemas import UnitRef


class ImportRow(Output):
    id: UUID
    file_name: str
    sha256: str
    size: int
    state: str
    step: str
    progress: int
    failure: dict[str, Any] | None
    linkage: str
    region: str
    title: str
    number: str
    issued_on: date | None
    year: int | None
    uploaded_by_name: str
    uploaded_at: datetime
    version: int


class NameOut(Output):
    """A name of the paper and what it stands for; open while `state` is neither unit, group nor nobody."""

    role: str
    shown: str
    raw: str
    state: str
    note: str


class DamageOut(Output):
    """A damaged passage; `start` and `end` count characters of the text as read."""

    id: UUID
    item: UUID | None
    code: str
    start: int
    end: int
    text: str
    state: str
    corrected: str
    version: int


class ReasonOut(Output):
    """How surely a field was read, and why."""

    field: str
    level: str
    reason: str


class CautionOut(Output):
    """A target that a person must correct or answer for before the item is confirmed, and why."""

    code: str
    text: str
    reason: str
    advice: str
    basis: str


class ItemOut(Output):
    id: UUID
    no: str
    path: list[str]
    parent: UUID | None
    title: str
    text: str
    start: int | None
    end: int | None
    names: list[dict[str, str]]
    collector: str
    deadline_raw: str
    deadline_kind: str
    due_on: date | None
    every: str
    review_on: date | None
    report_every: str
    offered: bool
    targets: list[dict[str, Any]]
    state: str
    level: str
    matter: UUID | None
    version: int


class CardOut(ItemOut):
    """An item as it is reviewed: names resolved, the deadline in words, confidence with its reasons."""

    faces: list[NameOut]
    deadline: str
    reasons: list[ReasonOut]
    damages: list[DamageOut]
    duties: list[dict[str, Any]]
    past: bool
    cautions: list[CautionOut]


class ReviewOut(ImportRow):
    items: list[CardOut]
    damages: list[DamageOut]
    settled_damages: list[DamageOut]
    warnings: list[dict[str, Any]]
    open_names: int
    waiting: int
    confirmed: int
    can_adopt: bool


class OpenNameOut(Output):
    raw: str
    prefix: str
    state: str
    reason: str
    units: list[UnitRef]
    candidates: list[UnitRef]
    times: int
    suggested: str
    kind: str


class PlanRow(Output):
    id: UUID
    title: str
    year: int
    linkage: str
    region: str
    number: str
    issued_on: date | None
    state: str
    created_by_name: str
    created_at: datetime
    version: int


class PlanPartyOut(Output):
    unit: UnitRef
    role: str
    raw: str
    collects: bool


class PlanItemOut(ItemOut):
    number: int
    parties: list[PlanPartyOut]
    deadline: str
    past: bool


class StepOut(Output):
    kind: str
    occurred_on: date
    decided_by: str
    reference: str
    text: str
    by_name: str
    by_unit_name: str
    at: datetime


class OpinionOut(Output):
    id: UUID
    unit: UnitRef
    due_on: date
    state: str
    text: str
    answer: str
    by_name: str
    recorded_for: bool
    at: datetime | None
    version: int


class PlanFull(PlanRow):
    items: list[PlanItemOut]
    steps: list[StepOut]
    opinions: list[OpinionOut]
    own_opinion: OpinionOut | None
    runs: bool
    editable: bool
