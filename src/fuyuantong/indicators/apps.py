from __future__ import annotations

from django.apps import AppConfig


class IndicatorsConfig(AppConfig):
    name = "fuyuantong.indicators"
    label = "indicators"
    verbose_name = "指标"

    def ready(self) -> None:
        from fuyuantong.indicators import duties  # noqa: F401 - the duty is registered by being read
