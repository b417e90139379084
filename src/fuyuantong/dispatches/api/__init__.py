"""文书送办 through the API."""

from fuyuantong.dispatches.api import dispatches
from fuyuantong.dispatches.api.base import room

__all__ = ["dispatches", "room"]
