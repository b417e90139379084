"""Volumes through the API."""

from fuyuantong.archives.api import destructions, volumes
from fuyuantong.archives.api.base import room

__all__ = ["destructions", "room", "volumes"]
