"""The edge in JSON: what every room's `api.py` is made of (house rules; reliability §6.12, §8).

A room declares its operations on a `Room` (`reads`, `writes`, `uploads`, `downloads`); each calls one query
or one action. Keys, scopes, CSRF, strict bodies, unknown parameters, `If-Match`, `Idempotency-Key`, paging
and `application/problem+json` are done here once.
"""

from fuyuantong.common.api.acting import carry_out, perform, replayable, tagged
from fuyuantong.common.api.answers import Listed, Output, Problem, Receipt, Totals, paged, plain, sliced
from fuyuantong.common.api.conditions import expected, tag
from fuyuantong.common.api.door import viewer
from fuyuantong.common.api.inputs import (
    Day,
    Input,
    Key,
    Limit,
    Long,
    Moment,
    Nothing,
    Number,
    Page,
    Query,
    Short,
    Text,
    Words,
    Year,
    choice,
    keys,
    line,
)
from fuyuantong.common.api.room import Room

__all__ = [
    "Day",
    "Input",
    "Key",
    "Limit",
    "Listed",
    "Long",
    "Moment",
    "Nothing",
    "Number",
    "Output",
    "Page",
    "Problem",
    "Query",
    "Receipt",
    "Room",
    "Short",
    "Text",
    "Totals",
    "Words",
    "Year",
    "carry_out",
    "choice",
    "expected",
    "keys",
    "line",
    "paged",
    "perform",
    "plain",
    "replayable",
    "sliced",
    "tag",
    "tagged",
    "viewer",
]
