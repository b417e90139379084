"""批示 through the API."""

from fuyuantong.instructions.api import leaders, submissions
from fuyuantong.instructions.api.base import room

__all__ = ["leaders", "room", "submissions"]
