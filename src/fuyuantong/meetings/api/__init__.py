"""Meetings through the API."""

from fuyuantong.meetings.api import holding, library, meetings, printing, topics
from fuyuantong.meetings.api.base import room

__all__ = ["holding", "library", "meetings", "printing", "room", "topics"]
