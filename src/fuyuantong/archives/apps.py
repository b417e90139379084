from __future__ import annotations

from django.apps import AppConfig


class ArchivesConfig(AppConfig):
    name = "fuyuantong.archives"
    label = "archives"
    verbose_name = "案卷"

    def ready(self) -> None:
        from fuyuantong.archives import (
            holdings,
            jobs,  # noqa: F401 - the job is registered by being read
        )

        holdings.install()
