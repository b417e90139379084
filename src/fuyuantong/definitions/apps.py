from __future__ import annotations

from django.apps import AppConfig


class DefinitionsConfig(AppConfig):
    name = "fuyuantong.definitions"
    label = "definitions"
    verbose_name = "机制库"
