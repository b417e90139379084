"""Every read of the heart that needs a viewer."""

from fuyuantong.matters.queries.detail import (
    MatterView,
    ObligationView,
    get_matter,
    get_obligation,
    get_petition,
    matter_view,
)
from fuyuantong.matters.queries.ledger import Filters, Lamp, lamp_of, ledger, soon_until
from fuyuantong.matters.queries.worklists import WORKLISTS, worklist, worklist_counts

__all__ = [
    "WORKLISTS",
    "Filters",
    "Lamp",
    "MatterView",
    "ObligationView",
    "get_matter",
    "get_obligation",
    "get_petition",
    "lamp_of",
    "ledger",
    "matter_view",
    "soon_until",
    "worklist",
    "worklist_counts",
]
