from __future__ import annotations

from django.apps import AppConfig


class InstructionsConfig(AppConfig):
    name = "fuyuantong.instructions"
    label = "instructions"
    verbose_name = "领导批示"

    def ready(self) -> None:
        from fuyuantong.instructions import holdings

        holdings.install()
