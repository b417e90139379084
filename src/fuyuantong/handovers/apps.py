from __future__ import annotations

from django.apps import AppConfig


class HandoversConfig(AppConfig):
    name = "fuyuantong.handovers"
    label = "handovers"
    verbose_name = "机构调整与交接"

    def ready(self) -> None:
        from fuyuantong.handovers import holdings, seats
        from fuyuantong.organs.actions import register_owing

        seats.install()
        register_owing(holdings.work_of)
