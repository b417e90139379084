"""文号与版头: the unit's book of numbers, its rules of numbering, its own Word templates."""

from fuyuantong.documents.api import letterheads, numbers
from fuyuantong.documents.api.base import room

__all__ = ["letterheads", "numbers", "room"]
