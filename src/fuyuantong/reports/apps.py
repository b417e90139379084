from __future__ import annotations

from django.apps import AppConfig


class ReportsConfig(AppConfig):
    name = "fuyuantong.reports"
    label = "reports"
    verbose_name = "通报与白皮书"

    def ready(self) -> None:
        from fuyuantong.reports import duties, holdings  # noqa: F401 - duty and job are registered by being read

        holdings.install()
