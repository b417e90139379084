"""台账清单: the registers, their rows, imports and exports, activities' figures, the money of funds."""

from fuyuantong.registers.api import books, funds, intakes, rows, sharing
from fuyuantong.registers.api.base import room

__all__ = ["books", "funds", "intakes", "room", "rows", "sharing"]
