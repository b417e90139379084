"""The directory through the API."""

from fuyuantong.organs.api.directory import room

__all__ = ["room"]
