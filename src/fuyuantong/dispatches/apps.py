from __future__ import annotations

from django.apps import AppConfig


class DispatchesConfig(AppConfig):
    name = "fuyuantong.dispatches"
    label = "dispatches"
    verbose_name = "文书送办"
