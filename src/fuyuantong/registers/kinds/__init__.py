"""What a register is, and the closed lists of words of the room. Free of tables."""

from fuyuantong.registers.kinds.register import Check, Column, Draws, Goal, Register, Tie
from fuyuantong.registers.kinds.words import (
    Account,
    AddressTo,
    ChangeKind,
    ClaimState,
    Entry,
    FundStep,
    Progress,
    RegisterKind,
    RowState,
    Sight,
)

__all__ = [
    "Account",
    "AddressTo",
    "ChangeKind",
    "Check",
    "ClaimState",
    "Column",
    "Draws",
    "Entry",
    "FundStep",
    "Goal",
    "Progress",
    "Register",
    "RegisterKind",
    "RowState",
    "Sight",
    "Tie",
]
