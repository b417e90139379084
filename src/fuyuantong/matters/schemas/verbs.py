"""What each verb asks, by the names that `matters/verbs.py` reads; `If-Match` carries the version."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, Any

from pydantic import Field

from fuyuantong.common.api import Day, Input, Key, Long, Text, Words, choice, line
from fuyuantong.matters.kinds import Pressing


class Plain(Input):
    """`occurred_on`: when it happened, if not today (补录)."""

    occurred_on: Day | None = None


class Bare(Input):
    """Asks nothing."""


class Reason(Input):
    reason: Text


class Remark(Input):
    remark: Words = ""


class Progress(Input):
    text: Annotated[str, line(10_000)]
    problems: Long = ""
    next_steps: Long = ""
    milestone: bool = False
    occurred_on: Day | None = None


class Reply(Input):
    """`answers` are the reply's own fields by name; 逐条答复 is a list of {条目, 答复}."""

    text: Annotated[str, line(10_000)]
    answers: Annotated[dict[str, Any], Field(max_length=50)] = Field(default_factory=dict)
    occurred_on: Day | None = None


class Transfer(Input):
    post: Key


class Call(Input):
    """电话催办: who answered, under which number, what, and until when it was promised."""

    called: Annotated[str, line(60)]
    phone: Annotated[str, Field(max_length=40)] = ""
    answer: Annotated[str, Field(max_length=1000)] = ""
    promised_on: Day | None = None


class Press(Input):
    """督办单, 约谈通知书 or 通报, drafted only: a backing and a signature come first."""

    what: Annotated[str, choice(Pressing.choices)]


class NewDate(Input):
    due_on: Day
    reason: Text


class Suspension(Input):
    reason: Text
    basis: Annotated[str, line(200)]
    occurred_on: Day | None = None


class Resumption(Input):
    reason: Text
    occurred_on: Day | None = None


class LookBack(Input):
    finding: Text
    sound: bool = False


class RecordedSigning(Plain):
    """`why` it is recorded for the unit; `original`: a file of this task (upload it first)."""

    why: Annotated[str, line(200)]
    original: Key | None = None


class RecordedProgress(Progress):
    why: Annotated[str, line(200)]
    original: Key | None = None


class RecordedReply(Reply):
    why: Annotated[str, line(200)]
    original: Key | None = None


RECORDS: Mapping[str, type[Input]] = {
    "sign": RecordedSigning,
    "report": RecordedProgress,
    "submit": RecordedReply,
}
"""What may be recorded for a unit without an account (代签收, 代录)."""

ASKS: Mapping[str, type[Input]] = {
    "issue": Plain,
    "sign": Plain,
    "ask_correction": Reason,
    "supply": Reason,
    "report": Progress,
    "submit": Reply,
    "approve": Remark,
    "disapprove": Reason,
    "accept": Remark,
    "send_back": Reason,
    "write_off": Remark,
    "transfer": Transfer,
    "urge": Remark,
    "call": Call,
    "press": Press,
    "extend": NewDate,
    "review": NewDate,
    "hold": Reason,
    "unhold": Reason,
    "suspend": Suspension,
    "resume": Resumption,
    "withdraw": Reason,
    "terminate": Reason,
    "void": Reason,
    "look_back": LookBack,
    "again": NewDate,
}
MAKES = frozenset({"issue", "report", "submit", "transfer", "urge", "call", "press", "again"})
"""Verbs that create something or hand over: they want an `Idempotency-Key` too."""
