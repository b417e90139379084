"""批示 through the API."""

from fuyuantong.instructions.api import backing, leaders, submissions
from fuyuantong.instructions.api.base import room

__all__ = ["backing", "leaders", "room", "submissions"]
