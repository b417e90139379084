from __future__ import annotations

from django.apps import AppConfig


class IndicatorsConfig(AppConfig):
    name = "fuyuantong.indicators"
    label = "indicators"
    verbose_name = "指标"

    def ready(self) -> None:
        from fuyuantong.common.events import subscribe
        from fuyuantong.indicators import duties, watching  # noqa: F401 - duties are registered by being read
        from fuyuantong.registers.events import RowsWritten

        subscribe(RowsWritten, watching.on_rows)
