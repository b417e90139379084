"""Papers and plans through the API."""

from fuyuantong.plans.api import imports, items, yearly
from fuyuantong.plans.api.base import room

__all__ = ["imports", "items", "room", "yearly"]
