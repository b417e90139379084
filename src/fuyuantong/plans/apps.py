from __future__ import annotations

from django.apps import AppConfig


class PlansConfig(AppConfig):
    name = "fuyuantong.plans"
    label = "plans"
    verbose_name = "来文与计划"

    def ready(self) -> None:
        from fuyuantong.plans import (
            holdings,
            reading_job,  # noqa: F401 - the job is registered by being read
        )

        holdings.install()
