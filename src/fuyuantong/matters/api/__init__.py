"""The heart through the API: matters, obligations, worklists, petitions."""

from fuyuantong.matters.api import ledger, letters, matters, petitions, verbs, volumes
from fuyuantong.matters.api.base import room

__all__ = ["ledger", "letters", "matters", "petitions", "room", "verbs", "volumes"]
