from __future__ import annotations

from django.apps import AppConfig


class ScreeningConfig(AppConfig):
    name = "fuyuantong.screening"
    label = "screening"
    verbose_name = "名单比对"

    def ready(self) -> None:
        from fuyuantong.screening import (
            duties,  # noqa: F401 - duties and job are registered by being read
            holdings,
        )

        holdings.install()
