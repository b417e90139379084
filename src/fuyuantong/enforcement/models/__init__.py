"""Tables: cases with their parties; sources, inquiries, messages, assets; measures and alerts."""

from fuyuantong.enforcement.models.asking import Asset, Call, Inquiry, Reply, Source
from fuyuantong.enforcement.models.cases import Case, Party, Seat, unseen
from fuyuantong.enforcement.models.helping import Pursuit, Referral, Service
from fuyuantong.enforcement.models.measures import Alert, Measure

__all__ = [
    "Alert",
    "Asset",
    "Call",
    "Case",
    "Inquiry",
    "Measure",
    "Party",
    "Pursuit",
    "Referral",
    "Reply",
    "Seat",
    "Service",
    "Source",
    "unseen",
]
