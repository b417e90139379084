from __future__ import annotations

from django.apps import AppConfig


class MattersConfig(AppConfig):
    name = "fuyuantong.matters"
    label = "matters"
    verbose_name = "事项"
