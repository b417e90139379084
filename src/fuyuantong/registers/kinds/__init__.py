"""What a register is, and the closed lists of words of the room. Free of tables."""

from fuyuantong.registers.kinds.register import Check, Column, Draws, Goal, Lent, Passes, Register, Tie
from fuyuantong.registers.kinds.words import (
    Account,
    AddressTo,
    ChangeKind,
    ClaimState,
    Entry,
    FundStep,
    GrantState,
    Occasion,
    Outcome,
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
    "GrantState",
    "Lent",
    "Occasion",
    "Outcome",
    "Passes",
    "Progress",
    "Register",
    "RegisterKind",
    "RowState",
    "Sight",
    "Tie",
]
