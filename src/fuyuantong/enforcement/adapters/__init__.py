"""Ways to a source: HTTP, a database view, an exchange of files."""

from fuyuantong.enforcement.adapters.answers import (
    ANSWER_MOST,
    Answer,
    Garbage,
    Item,
    Packet,
    Unknowable,
    read_answer,
)
from fuyuantong.enforcement.adapters.choosing import Adapter, adapter_of, link_names, pace_of

__all__ = [
    "ANSWER_MOST",
    "Adapter",
    "Answer",
    "Garbage",
    "Item",
    "Packet",
    "Unknowable",
    "adapter_of",
    "link_names",
    "pace_of",
    "read_answer",
]
