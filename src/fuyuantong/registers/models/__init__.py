"""The tables of the room: registers and their rows, money, and what is asked of rows under a grant."""

from fuyuantong.registers.models.rows import (
    Balance,
    Book,
    BookVersion,
    CaseMention,
    Change,
    Claim,
    FundLine,
    Intake,
    Row,
    RowKey,
    RowQuerySet,
)
from fuyuantong.registers.models.sharing import Grant, Lookup, RowMark

__all__ = [
    "Balance",
    "Book",
    "BookVersion",
    "CaseMention",
    "Change",
    "Claim",
    "FundLine",
    "Grant",
    "Intake",
    "Lookup",
    "Row",
    "RowKey",
    "RowMark",
    "RowQuerySet",
]
