from __future__ import annotations

from django.apps import AppConfig


class RegistersConfig(AppConfig):
    name = "fuyuantong.registers"
    label = "registers"
    verbose_name = "台账清单"

    def ready(self) -> None:
        from fuyuantong.common.events import subscribe
        from fuyuantong.definitions.shelf import use_published_registers
        from fuyuantong.registers import (
            duties,  # noqa: F401 - registered by being read
            holdings,
        )
        from fuyuantong.registers.actions.passing import on_rows
        from fuyuantong.registers.events import RowsWritten
        from fuyuantong.registers.queries.library import columns_of_published

        use_published_registers(columns_of_published)
        subscribe(RowsWritten, on_rows)
        holdings.install()
