from __future__ import annotations

from django.apps import AppConfig


class MattersConfig(AppConfig):
    name = "fuyuantong.matters"
    label = "matters"
    verbose_name = "事项"

    def ready(self) -> None:
        from fuyuantong.clocks.recompute import CalendarDecreed
        from fuyuantong.common.events import subscribe
        from fuyuantong.matters import duties, holdings
        from fuyuantong.matters.actions import deriving, drafting, raising
        from fuyuantong.matters.events import DraftWanted, LetterWanted, MatterWanted
        from fuyuantong.matters.registering import find_matters
        from fuyuantong.registers.events import RowDraws
        from fuyuantong.registers.pages.linked import register_finder

        subscribe(CalendarDecreed, duties.on_calendar)
        subscribe(MatterWanted, deriving.on_wanted)
        subscribe(LetterWanted, drafting.on_letter)
        subscribe(DraftWanted, drafting.on_reminder)
        subscribe(RowDraws, raising.on_row)
        register_finder(find_matters)
        holdings.install()
