"""Every read of the room."""

from fuyuantong.handovers.queries.preview import Group, Preview, Thing, fingerprint, gathered, preview_of
from fuyuantong.handovers.queries.sight import (
    ORDER,
    Found,
    SlipView,
    after,
    found,
    handovers,
    of_unit,
    people_to_offer,
    scan_of,
    slip_of,
)

__all__ = [
    "ORDER",
    "Found",
    "Group",
    "Preview",
    "SlipView",
    "Thing",
    "after",
    "fingerprint",
    "found",
    "gathered",
    "handovers",
    "of_unit",
    "people_to_offer",
    "preview_of",
    "scan_of",
    "slip_of",
]  # fmt: skip
