"""Changes of units and people through the API."""

from fuyuantong.handovers.api import handovers
from fuyuantong.handovers.api.base import room

__all__ = ["handovers", "room"]
