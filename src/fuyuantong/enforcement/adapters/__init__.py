"""Ways to a source: HTTP, a database view, an exchange of files."""

from fuyuantong.enforcement.adapters.answers import (
    ANSWER_MOST,
    Answer,
    Garbage,
    Item,
    Packet,
    Paper,
    Unknowable,
    read_answer,
)
from fuyuantong.enforcement.adapters.choosing import Adapter, adapter_of, link_names, pace_of
from fuyuantong.enforcement.adapters.reaching import Errand, Outcome, reach_all

__all__ = [
    "ANSWER_MOST",
    "Adapter",
    "Answer",
    "Errand",
    "Garbage",
    "Item",
    "Outcome",
    "Packet",
    "Paper",
    "Unknowable",
    "adapter_of",
    "link_names",
    "pace_of",
    "reach_all",
    "read_answer",
]
