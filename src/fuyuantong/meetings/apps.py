from __future__ import annotations

from django.apps import AppConfig


class MeetingsConfig(AppConfig):
    name = "fuyuantong.meetings"
    label = "meetings"
    verbose_name = "会议"

    def ready(self) -> None:
        from fuyuantong.meetings import (
            duties,  # noqa: F401 - the duty is registered by being read
            holdings,
        )

        holdings.install()
