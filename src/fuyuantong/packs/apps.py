from __future__ import annotations

from django.apps import AppConfig


class PacksConfig(AppConfig):
    name = "fuyuantong.packs"
    label = "packs"
    verbose_name = "任务包"
