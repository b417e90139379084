"""What every installation begins with, from calendar to mechanisms; loading it again changes nothing."""

from __future__ import annotations

from collections.abc import Sequence

from fuyuantong.boards.actions import load_boards
from fuyuantong.clocks.actions import load_calendar, load_terms
from fuyuantong.common.actors import SYSTEM
from fuyuantong.common.uow import unit_of_work
from fuyuantong.definitions.actions import load_library, load_profiles
from fuyuantong.indicators.actions.publishing import load_indicators
from fuyuantong.meetings.actions.publishing import load_kinds
from fuyuantong.organs.actions import load_regions
from fuyuantong.registers.actions import load_registers
from fuyuantong.reports.actions.publishing import load_products


def load() -> Sequence[str]:
    """Load the delivered library, each part in one unit of work."""
    parts = (
        load_calendar, load_terms, load_regions, load_registers, load_library, load_kinds, load_profiles,
        load_indicators, load_products, load_boards,
    )  # fmt: skip
    for part in parts:
        with unit_of_work(SYSTEM, purpose="载入交付的资料库") as uow:
            part(uow)
    return ()
