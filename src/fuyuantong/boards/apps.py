from __future__ import annotations

from django.apps import AppConfig


class BoardsConfig(AppConfig):
    name = "fuyuantong.boards"
    label = "boards"
    verbose_name = "指标看板"
