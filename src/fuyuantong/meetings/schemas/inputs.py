"""What the API asks about topics and meetings."""

from __future__ import annotations

from typing import Annotated
from uuid import UUID

from pydantic import BaseModel, Field

from fuyuantong.common.api import Day, Input, Key, Moment, Page, Short, Text, Words, choice, keys, line
from fuyuantong.meetings.actions import Arrangement, Coming, ResolutionWords, TopicWords
from fuyuantong.meetings.kinds import InvitedAs, MeetingState, Outcome, ReplyState, TaskKind, TopicState
from fuyuantong.meetings.queries.decided import STANDINGS

Name = Annotated[str, Field(max_length=60)]
Code = Annotated[str, Field(pattern=r"^[a-z][a-z0-9-]{0,79}$", max_length=80)]
LinkageCode = Annotated[str, line(40)]
YearText = Annotated[str, Field(pattern=r"^(|19[0-9]{2}|20[0-9]{2})$")]


class TopicQuery(Page):
    state: Annotated[str, choice(TopicState.choices, empty=True)] = ""
    linkage: Annotated[str, Field(max_length=40)] = ""
    words: Annotated[str, Field(max_length=100)] = ""


class MeetingQuery(Page):
    state: Annotated[str, choice(MeetingState.choices, empty=True)] = ""
    kind: Annotated[str, Field(max_length=80)] = ""
    linkage: Annotated[str, Field(max_length=40)] = ""
    year: YearText = ""
    words: Annotated[str, Field(max_length=100)] = ""


class FiguresQuery(BaseModel):
    year: YearText = ""
    linkage: Annotated[str, Field(max_length=40)] = ""


class DecisionQuery(Page):
    """`standing` and `unit` (a lead): the rows behind a figure."""

    year: YearText = ""
    linkage: Annotated[str, Field(max_length=40)] = ""
    standing: Annotated[str, choice([(one, one) for one in STANDINGS], empty=True)] = ""
    unit: UUID | None = None


class TaskQuery(Page):
    """`what`: one of the kinds of task."""

    what: Annotated[str, choice(TaskKind.choices)] = TaskKind.REPLY.value


class TopicBody(Input):
    """议题申请表. `matter`: the file that the topic comes from."""

    title: Annotated[str, line(300)]
    background: Text
    asks: Text
    coordination: Words = ""
    reporter: Name = ""
    attending: Annotated[list[Key], Field(max_length=200)] = []
    signed_by: Name = ""
    signed_on: Day | None = None
    leader_view: Annotated[str, Field(max_length=2000)] = ""
    matter: Key | None = None

    def words(self) -> TopicWords:
        return TopicWords(**{name: getattr(self, name) for name in TopicBody.model_fields})


class Proposal(TopicBody):
    """A new topic for a kind of meeting; with `submit` it is sent in at once."""

    kind: Code
    linkage: LinkageCode
    host: Key | None = None
    submit: bool = False


class TopicSubmission(Input):
    signed_by: Name = ""


class MeetingReason(Input):
    text: Text


class MeetingRemarkText(Input):
    text: Words = ""


class TopicMerging(Input):
    into: Key


class AdviceAsked(Input):
    """Without `due_on` the term of the kind of meeting counts."""

    units: Annotated[list[Key], keys()]
    due_on: Day | None = None
    text: Words = ""


class AdviceGiven(Input):
    text: Words = ""
    agreed: bool = False


class ArrangementBody(Input):
    title: Annotated[str, Field(max_length=200)] = ""
    starts_at: Moment | None = None
    ends_at: Moment | None = None
    place: Annotated[str, Field(max_length=120)] = ""
    chair: Name = ""
    materials_due_on: Day | None = None
    replies_due_on: Day | None = None

    def arrangement(self) -> Arrangement:
        return Arrangement(**{name: getattr(self, name) for name in ArrangementBody.model_fields})


class Preparation(ArrangementBody):
    kind: Code
    linkage: LinkageCode


class Postponement(ArrangementBody):
    text: Text


class Placement(Input):
    topics: Annotated[list[Key], keys()]


class ItemRemoval(Input):
    item: Key


class ItemOrder(Input):
    items: Annotated[list[Key], keys()]


class Inviting(Input):
    units: Annotated[list[Key], keys()]
    invited_as: Annotated[str, choice(InvitedAs.choices)] = InvitedAs.MEMBER.value
    rank_wanted: Name = ""


class Uninviting(Input):
    units: Annotated[list[Key], keys()]


class Consent(Input):
    """Which seat of the chain agreed; `delegate` presides in its place; `refused` items are struck off."""

    seat: Annotated[str, line(40)]
    decided_by: Annotated[str, line(60)]
    decided_on: Day
    delegate: Name = ""
    refused: Annotated[list[Key], Field(max_length=200)] = []
    text: Annotated[str, Field(max_length=2000)] = ""
    reference: Annotated[str, Field(max_length=200)] = ""


class ConsentRefusal(Input):
    decided_by: Name = ""
    decided_on: Day
    text: Text


class PersonComing(Input):
    name: Annotated[str, line(60)]
    rank: Annotated[str, line(60)]
    instead_of: Name = ""

    def coming(self) -> Coming:
        return Coming(**self.model_dump())


class InvitationReply(Input):
    answer: Annotated[str, choice([ReplyState.COMING, ReplyState.SUBSTITUTE, ReplyState.LEAVE])]
    people: Annotated[list[PersonComing], Field(max_length=20)] = []
    text: Short = ""


class AddedPeople(Input):
    invitation: Key
    people: Annotated[list[PersonComing], Field(min_length=1, max_length=20)]


class Attendance(Input):
    """`came`: ids of the people of the answers who came; `added`: who came besides."""

    came: Annotated[list[Key], Field(max_length=1000)] = []
    added: Annotated[list[AddedPeople], Field(max_length=200)] = []


class Holding(Input):
    held_on: Day


class ResolutionBody(Input):
    text: Annotated[str, line(2000)]
    leads: Annotated[list[Key], Field(max_length=50)] = []
    partners: Annotated[list[Key], Field(max_length=200)] = []
    collector: Key | None = None
    due_on: Day | None = None

    def words(self) -> ResolutionWords:
        return ResolutionWords(**self.model_dump())


class ItemDecision(Input):
    outcome: Annotated[str, choice(Outcome.choices)]
    text: Words = ""
    dissent: Annotated[str, Field(max_length=2000)] = ""
    resolutions: Annotated[list[ResolutionBody], Field(max_length=50)] = []


class MinutesText(Input):
    """An empty text is drafted anew from the decisions."""

    text: Annotated[str, Field(max_length=20_000)] = ""


class MinutesSigned(Input):
    signed_by: Annotated[str, line(60)]
    signed_on: Day


class MinutesIssued(Input):
    number: Annotated[str, line(80)]
    issued_on: Day


class LeaderRemark(Input):
    leader: Annotated[str, line(60)]
    remarked_on: Day
    text: Annotated[str, line(2000)]
    proposal: Annotated[str, Field(max_length=2000)] = ""


class Archiving(Input):
    volume: Annotated[str, line(60)]


class YearlyCheck(Input):
    linkage: LinkageCode
    year: Annotated[int, Field(ge=1990, le=2100)]
    due_on: Day


class MeetingKindSource(Input):
    source: Annotated[str, line(200_000)]
