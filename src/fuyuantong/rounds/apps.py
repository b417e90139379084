from __future__ import annotations

from django.apps import AppConfig


class RoundsConfig(AppConfig):
    name = "fuyuantong.rounds"
    label = "rounds"
    verbose_name = "进展调度"

    def ready(self) -> None:
        from fuyuantong.rounds import (
            duties,  # noqa: F401 - duty and job are registered by being read
            holdings,
        )

        holdings.install()
