from __future__ import annotations

from django.apps import AppConfig


class ScreeningConfig(AppConfig):
    name = "fuyuantong.screening"
    label = "screening"
    verbose_name = "名单比对"

    def ready(self) -> None:
        from fuyuantong.common.events import subscribe
        from fuyuantong.registers.events import RowsWritten
        from fuyuantong.screening import (
            duties,  # noqa: F401 - duties and job are registered by being read
            holdings,
        )
        from fuyuantong.screening.actions.feeding import feed

        subscribe(RowsWritten, feed)

        holdings.install()
