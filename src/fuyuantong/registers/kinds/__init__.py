"""What a register is, and the closed lists of words of the room. Free of tables."""

from fuyuantong.registers.kinds.register import Check, Column, Goal, Register, Tie
from fuyuantong.registers.kinds.words import (
    Account,
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
    "ChangeKind",
    "Check",
    "ClaimState",
    "Column",
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
