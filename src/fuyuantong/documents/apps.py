from __future__ import annotations

from django.apps import AppConfig


class DocumentsConfig(AppConfig):
    name = "fuyuantong.documents"
    label = "documents"
    verbose_name = "文件"

    def ready(self) -> None:
        from fuyuantong.documents import duties  # noqa: F401 - registered by being read
