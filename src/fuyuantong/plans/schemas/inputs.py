"""What the API asks about papers, items and plans."""

from __future__ import annotations

from typing import Annotated, Any

from pydantic import Field

from fuyuantong.common.api import Day, Input, Key, Page, Text, Words, Year, choice, keys, line
from fuyuantong.organs.kinds import UnitKind
from fuyuantong.plans.actions import ItemEdit, NameSettlement, SplitPart
from fuyuantong.plans.kinds import DeadlineKind, Every

Name = Annotated[str, Field(max_length=120)]
Target = Annotated[dict[str, Any], Field(max_length=20)]
NameList = Annotated[str, Field(max_length=2000)]
_READ_ONLY = frozenset({"id", "version", "state", "level", "matter", "no", "start", "end", "names", "path"})


class PlanQuery(Page):
    year: Annotated[str, Field(pattern=r"^(|19[0-9]{2}|20[0-9]{2})$")] = ""


class Settlement(Input):
    """What one name stands for: `how` is unit (one of `units`), create (`name`, `kind`), group, or nobody."""

    raw: Annotated[str, line(120)]
    prefix: Annotated[str, Field(max_length=20)] = ""
    how: Annotated[str, choice(["unit", "create", "group", "nobody"])]
    units: Annotated[list[Key], Field(max_length=200)] = []
    name: Name = ""
    kind: Annotated[str, choice(UnitKind.choices)] = UnitKind.GOVERNMENT.value

    def settlement(self) -> NameSettlement:
        return NameSettlement(self.raw, self.prefix, self.how, self.units, self.name, self.kind)


class Settlements(Input):
    names: Annotated[list[Settlement], Field(min_length=1, max_length=200)]


class ForgetName(Input):
    raw: Annotated[str, line(120)]
    prefix: Annotated[str, Field(max_length=20)] = ""


class Items(Input):
    ids: Annotated[list[Key], keys()]


class Adoption(Input):
    """Into a new plan (`title`, `year`), or into an open draft (`plan`)."""

    title: Annotated[str, line(300)]
    year: Year
    plan: Key | None = None


class Correction(Input):
    """The right text (empty: cut it out), or `keep`: the passage is as it should be."""

    text: Annotated[str, Field(max_length=2000)] = ""
    keep: bool = False


class EditItem(Input):
    """Names as written, separated by 、. A date needs `due_on`, recurring `every`, standing `review_on`."""

    READONLY = _READ_ONLY

    title: Annotated[str, line(300)]
    text: Annotated[str, line(20_000)]
    lead: NameList = ""
    responsible: NameList = ""
    partner: NameList = ""
    collector: Name = ""
    deadline_kind: Annotated[str, choice(DeadlineKind.choices)] = DeadlineKind.DATE.value
    due_on: Day | None = None
    every: Annotated[str, choice(Every.choices, empty=True)] = ""
    review_on: Day | None = None
    report_every: Annotated[str, choice(Every.choices, empty=True)] = ""
    targets: Annotated[list[Target], Field(max_length=50)] | None = None
    confirm: bool = False

    def edit(self) -> ItemEdit:
        return ItemEdit(**self.model_dump(exclude={"confirm"}))


class Part(Input):
    title: Annotated[str, line(300)]
    deadline_kind: Annotated[str, choice(DeadlineKind.choices)] = DeadlineKind.DATE.value
    due_on: Day | None = None
    every: Annotated[str, choice(Every.choices, empty=True)] = ""
    review_on: Day | None = None

    def part(self) -> SplitPart:
        return SplitPart(**self.model_dump())


class Split(Input):
    parts: Annotated[list[Part], Field(min_length=2, max_length=20)]


class Answer(Input):
    """Why a doubtful target may stand as it is."""

    reason: Text


class Collector(Input):
    name: Annotated[str, line(120)]


class Consultation(Input):
    units: Annotated[list[Key], keys()]
    due_on: Day


class Submission(Input):
    text: Words = ""


class Approval(Input):
    """Who or which meeting agreed, when, under which 会议纪要 or 批示."""

    decided_by: Annotated[str, line(120)]
    decided_on: Day
    reference: Annotated[str, Field(max_length=200)] = ""
    text: Words = ""


class SendingBack(Input):
    decided_by: Annotated[str, Field(max_length=120)] = ""
    decided_on: Day
    text: Text


class Printing(Input):
    number: Annotated[str, line(80)]
    issued_on: Day
    title: Annotated[str, Field(max_length=300)] = ""


class PlanVoiding(Input):
    text: Text


class OpinionGiven(Input):
    text: Words = ""
    agreed: bool = False


class OpinionSettled(Input):
    adopted: bool
    answer: Words = ""
