from __future__ import annotations

from django.apps import AppConfig


class AuditConfig(AppConfig):
    name = "fuyuantong.audit"
    label = "audit"
    verbose_name = "审计"

    def ready(self) -> None:
        from fuyuantong.audit.actions import flush
        from fuyuantong.common.uow import set_flush

        set_flush(flush)
