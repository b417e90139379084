"""Every write of the room; the first parameter is always the unit of work."""

from fuyuantong.registers.actions.exporting import export_rows
from fuyuantong.registers.actions.funds import apply_for, decide, move
from fuyuantong.registers.actions.granting import NewGrant, ask_grant, decide_grant, end_grant
from fuyuantong.registers.actions.importing import confirm_import, start_import
from fuyuantong.registers.actions.looking import look_up
from fuyuantong.registers.actions.matters import mention_cases, write_row
from fuyuantong.registers.actions.publishing import load_registers, publish
from fuyuantong.registers.actions.rows import (
    advance_row,
    correct_row,
    enter_row,
    reveal,
    seal_row,
    unseal_row,
    void_row,
)

__all__ = [
    "NewGrant",
    "advance_row",
    "apply_for",
    "ask_grant",
    "confirm_import",
    "correct_row",
    "decide",
    "decide_grant",
    "end_grant",
    "enter_row",
    "export_rows",
    "load_registers",
    "look_up",
    "mention_cases",
    "move",
    "publish",
    "reveal",
    "seal_row",
    "start_import",
    "unseal_row",
    "void_row",
    "write_row",
]
