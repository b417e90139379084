"""Cases, inquiries, sources, measures and alerts through the API."""

from fuyuantong.enforcement.api import cases, helping, inquiries, measures, sources
from fuyuantong.enforcement.api.base import room

__all__ = ["cases", "helping", "inquiries", "measures", "room", "sources"]
