from __future__ import annotations

from django.apps import AppConfig

from fuyuantong.common.events import subscribe


class EnforcementConfig(AppConfig):
    name = "fuyuantong.enforcement"
    label = "enforcement"
    verbose_name = "执行查控"

    def ready(self) -> None:
        from fuyuantong.enforcement import (
            duties,  # noqa: F401 - duties and job are registered by being read
            holdings,
        )
        from fuyuantong.enforcement.actions import on_stage
        from fuyuantong.matters.events import StageReached

        holdings.install()
        subscribe(StageReached, on_stage)
