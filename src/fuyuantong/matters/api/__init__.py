"""The heart through the API: matters, obligations, worklists, petitions."""

from fuyuantong.matters.api import ledger, matters, petitions, verbs
from fuyuantong.matters.api.base import room

__all__ = ["ledger", "matters", "petitions", "room", "verbs"]
