"""Rounds of 进展调度 through the API."""

from fuyuantong.rounds.api import rounds, sheets
from fuyuantong.rounds.api.base import room

__all__ = ["room", "rounds", "sheets"]
