"""What leaves and what may come back. An answer with any other field than these is not kept.

There is no field for calls, positions or movements, and an answer that brings one is thrown away unread.
"""

from __future__ import annotations

import base64
import json
from dataclasses import dataclass, field
from decimal import Decimal
from functools import cached_property
from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError

ANSWER_MOST = 512 * 1024
ITEMS_MOST = 500
TOO_LONG = "反馈内容超过上限，未采用"


class Garbage(Exception):
    """The source answered something that cannot be used. `why` is a sentence for the court."""

    def __init__(self, why: str) -> None:
        super().__init__(why)
        self.why = why


class Unknowable(Exception):
    """The source cannot say whether it had the message: a person asks there."""


@dataclass(frozen=True)
class Paper:
    """The legal document that goes along; `told` is what messages say of it, `kind` its suffix."""

    told: dict[str, str]
    content: bytes = field(repr=False)
    kind: str

    @cached_property
    def encoded(self) -> bytes:
        """JSON of `told` with the content in base64."""
        content = base64.b64encode(self.content).decode()
        return json.dumps({**self.told, "content": content}, ensure_ascii=False).encode()


@dataclass(frozen=True, slots=True)
class Packet:
    """One message; `body` is JSON, `number` stays the same however often it is tried."""

    number: str
    body: dict[str, Any] = field(repr=False)
    paper: Paper | None = field(default=None, repr=False)


class Item(BaseModel):
    """One thing found. `value` in yuan."""

    model_config = ConfigDict(extra="forbid", strict=False)

    klass: Annotated[str, Field(max_length=20)]
    title: Annotated[str, Field(min_length=1, max_length=200)]
    reference: Annotated[str, Field(max_length=80)] = ""
    value: Annotated[Decimal, Field(ge=0, max_digits=16, decimal_places=2)] | None = None
    owner: Literal["debtor", "shareholder", "company", "family", "other"] = "debtor"
    fund: Literal["plain", "basic", "relief", "running", "wages", "presale"] = "plain"


class Answer(BaseModel):
    """`pending`: taken, will be answered later. `done` answers a request for control, with a receipt."""

    model_config = ConfigDict(extra="forbid", strict=False)

    number: Annotated[str, Field(max_length=64)]
    result: Literal["found", "none", "refused", "pending", "done"]
    items: Annotated[list[Item], Field(max_length=ITEMS_MOST)] = []
    reason: Annotated[str, Field(max_length=300)] = ""
    receipt: Annotated[str, Field(max_length=100)] = ""


def read_answer(number: str, content: bytes) -> Answer:
    """Check the bytes of an answer against the schema and the number that was asked."""
    if len(content) > ANSWER_MOST:
        raise Garbage(TOO_LONG)
    if b"\\u0000" in content:  # valid JSON, but no text that a database keeps
        raise Garbage("反馈内容不合约定格式，未采用")
    try:
        answer = Answer.model_validate_json(content)
    except (ValidationError, RecursionError):
        raise Garbage("反馈内容不合约定格式，未采用") from None
    if answer.number != number:
        raise Garbage("反馈的查询编号与请求不符，未采用")
    if answer.result == "found" and not answer.items:
        raise Garbage("反馈为有财产，但没有列出财产")
    seen: dict[tuple[str, str, str], Item] = {}
    for item in answer.items:
        seen.setdefault((item.klass, item.title, item.reference), item)
    return answer.model_copy(update={"items": list(seen.values())})
