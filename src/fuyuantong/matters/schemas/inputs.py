"""What the API asks about matters: filters, openings, acts, and what people add."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Any

from pydantic import BaseModel, Field

from fuyuantong.common.api import (
    Day,
    Input,
    Key,
    Page,
    Text,
    Words,
    choice,
    keys,
    line,
)
from fuyuantong.matters.actions.opening import Opening
from fuyuantong.matters.kinds import Duty, MatterState, ObligationState, PetitionKind, Publicity, Scope
from fuyuantong.matters.queries.columns import COLUMNS
from fuyuantong.matters.queries.ledger import ORDERS, Filters, Lamp
from fuyuantong.matters.queries.listing import MatterFilters
from fuyuantong.matters.verbs import BATCH, BATCH_MOST

Code = Annotated[str, Field(max_length=60)]
PARTIES_MOST = 50
_READ_ONLY = frozenset({"id", "version", "created_at", "stage", "state", "obligations", "clocks"})


class LedgerFilters(BaseModel):
    """The filters of the ledger, the same as on its page."""

    words: Annotated[str, Field(max_length=100)] = ""
    unit: Key | None = None
    area: Code = ""
    state: Annotated[list[Annotated[str, choice(ObligationState.choices)]], Field(max_length=20)] = []
    lamp: Annotated[str, choice(Lamp.choices, empty=True)] = ""
    duty: Annotated[str, choice(Duty.choices, empty=True)] = ""
    mechanism: Code = ""
    linkage: Code = ""
    region: Code = ""
    due_from: Day | None = None
    due_until: Day | None = None
    issued_from: Day | None = None
    issued_until: Day | None = None
    finished_from: Day | None = None
    finished_until: Day | None = None
    order: Annotated[str, choice(list(ORDERS))] = "due"

    def filters(self) -> Filters:
        same = (name for name in LedgerFilters.model_fields if name != "state")
        return Filters(states=self.state, **{name: getattr(self, name) for name in same})


class LedgerQuery(LedgerFilters, Page):
    """One page of the ledger."""


class ExportQuery(LedgerFilters):
    format: Annotated[str, choice(["xlsx", "docx"])] = "xlsx"
    column: Annotated[list[Annotated[str, choice(list(COLUMNS))]], Field(max_length=40)] = []


class MatterQuery(Page):
    words: Annotated[str, Field(max_length=100)] = ""
    mechanism: Code = ""
    linkage: Code = ""
    region: Code = ""
    state: Annotated[str, choice(MatterState.choices, empty=True)] = ""
    stage: Code = ""
    plan_item: Key | None = None

    def filters(self) -> MatterFilters:
        names = ("words", "mechanism", "linkage", "region", "state", "stage", "plan_item")
        return MatterFilters(**{name: getattr(self, name) for name in names})


Units = Annotated[dict[Code, Annotated[list[Key], Field(max_length=PARTIES_MOST)]], Field(max_length=30)]
Values = Annotated[dict[Code, Any], Field(max_length=100)]


class NewMatter(Input):
    """`units` maps the definition's parties to units, `values` its fields to values."""

    mechanism: Annotated[str, line(60)]
    linkage: Annotated[str, line(40)]
    title: Annotated[str, line(300)]
    units: Units = Field(default_factory=dict)
    values: Values = Field(default_factory=dict)
    number: Annotated[str, Field(max_length=80)] = ""
    source: Annotated[str, Field(max_length=200)] = ""
    occurred_on: Day | None = None
    scope: Annotated[str, choice(Scope.choices)] = Scope.PARTIES.value
    readers: Annotated[list[Key], Field(max_length=200)] = []
    publicity: Annotated[str, choice(Publicity.choices)] = Publicity.INTERNAL.value
    work_secret: bool = False

    def opening(self) -> Opening:
        same = ("mechanism", "linkage", "title", "units", "values", "number", "source", "occurred_on")
        return Opening(
            scope=Scope(self.scope),
            publicity=Publicity(self.publicity),
            readers=self.readers,
            work_secret=self.work_secret,
            **{name: getattr(self, name) for name in same},
        )


class DoAct(Input):
    """An act of the definition: `values` are its fields and parties by name (a party: a list of unit ids).

    `served` maps unit ids to the day on which the paper was served (送达回证).
    """

    READONLY = _READ_ONLY

    act: Annotated[str, line(40)]
    values: Values = Field(default_factory=dict)
    occurred_on: Day | None = None
    served: Annotated[dict[Key, Day], Field(max_length=PARTIES_MOST)] = Field(default_factory=dict)
    collector: Key | None = None

    def served_by_unit(self) -> dict[str, date]:
        return {str(unit): day for unit, day in self.served.items()}


class NewComment(Input):
    text: Text


class CopyTo(Input):
    units: Annotated[list[Key], keys(100)]


class Following(Input):
    on: bool


class LinkTo(Input):
    other: Key


class MergeInto(Input):
    into: Key
    reason: Text


class SetScope(Input):
    READONLY = _READ_ONLY

    scope: Annotated[str, choice(Scope.choices)]
    posts: Annotated[list[Key], Field(max_length=200)] = []


class Voiding(Input):
    READONLY = _READ_ONLY

    reason: Text


class MoveTo(Input):
    """Another published version of the matter's mechanism."""

    READONLY = _READ_ONLY

    version: Annotated[int, Field(ge=1, le=9999)]
    reason: Text


class ExtendClock(Input):
    """延期 of a clock of the matter itself."""

    READONLY = _READ_ONLY

    due_on: Day
    reason: Text


class Batch(Input):
    """One verb for several obligations: all or none."""

    verb: Annotated[str, choice(list(BATCH))]
    ids: Annotated[list[Key], keys(BATCH_MOST)]
    text: Words = ""


class NewPetition(Input):
    kind: Annotated[str, choice(PetitionKind.choices)]
    reason: Text
    wanted_due: Day | None = None
    wanted_unit: Key | None = None


class Decision(Input):
    granted: bool
    remark: Words = ""
    new_unit: Key | None = None


class Purpose(Input):
    """What personal data are needed for; it stands on the trail."""

    purpose: Annotated[str, line(200)]
