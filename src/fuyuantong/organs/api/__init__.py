"""The directory, its people and posts, through the API."""

from fuyuantong.organs.api import directory, keeping, people, posts
from fuyuantong.organs.api.base import room

__all__ = ["directory", "keeping", "people", "posts", "room"]
