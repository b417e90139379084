"""Meetings through the API."""

from fuyuantong.meetings.api import holding, library, meetings, topics
from fuyuantong.meetings.api.base import room

__all__ = ["holding", "library", "meetings", "room", "topics"]
