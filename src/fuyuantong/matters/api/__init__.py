"""The heart through the API: matters, obligations, worklists, petitions."""

from fuyuantong.matters.api import ledger, letters, matters, petitions, verbs
from fuyuantong.matters.api.base import room

__all__ = ["ledger", "letters", "matters", "petitions", "room", "verbs"]
