"""Capping uploads while they stream in: beyond the cap nothing is stored (setting FILE_UPLOAD_HANDLERS)."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.core.files.uploadedfile import UploadedFile
from django.core.files.uploadhandler import FileUploadHandler, SkipFile
from django.http import HttpRequest

from fuyuantong.documents.kinds import UploadRefused
from fuyuantong.documents.reading.kinds import MIB

FILES_MOST = 100


class CappedUpload(FileUploadHandler):
    """Stands before Django's own handlers; notes on the request why a file was not taken."""

    def __init__(self, request: HttpRequest | None = None) -> None:
        super().__init__(request)
        self.count = self.size = 0

    def new_file(self, *args: Any, **kwargs: Any) -> None:
        super().new_file(*args, **kwargs)
        self.count, self.size = self.count + 1, 0
        if self.count > FILES_MOST:
            self._refuse("E-FILE-COUNT")

    def receive_data_chunk(self, raw_data: bytes, start: int) -> bytes:  # noqa: ARG002 - Django's
        self.size += len(raw_data)
        if self.size > settings.FYT_UPLOAD_MAX_BYTES:
            self._refuse("E-FILE-SIZE")
        return raw_data

    def file_complete(self, file_size: int) -> None:
        """The handlers behind this one make the file."""

    def _refuse(self, code: str) -> None:
        if self.request is not None:
            self.request.META["fyt.upload_refused"] = code
        raise SkipFile


def uploaded(request: HttpRequest, field: str) -> list[UploadedFile[Any]]:
    """Return the files of a form's field; raises when one of the request was cut off at the cap."""
    files = request.FILES.getlist(field)  # reading the body is what fills META
    code = request.META.get("fyt.upload_refused")
    if code:
        most = int(settings.FYT_UPLOAD_MAX_BYTES) // MIB
        raise UploadRefused(str(code), f"（上限 {most} MB）" if code == "E-FILE-SIZE" else "")
    return list(files)
