"""The room's API: its modules register their operations when they are read."""

from fuyuantong.packs.api import own, packs
from fuyuantong.packs.api.base import room

__all__ = ["own", "packs", "room"]
