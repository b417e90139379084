"""The room in JSON; importing the modules declares their operations on the router."""

from fuyuantong.reports.api import issues, library, life
from fuyuantong.reports.api.base import room

__all__ = ["issues", "library", "life", "room"]
