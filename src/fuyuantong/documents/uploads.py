"""Capping uploads while they stream in: beyond the cap nothing is stored, and no page goes on without it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.core.files.uploadedfile import UploadedFile
from django.core.files.uploadhandler import FileUploadHandler, SkipFile
from django.http import HttpRequest
from django.http.response import HttpResponseBase

from fuyuantong.common import errors
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


def refusal_of(request: HttpRequest) -> UploadRefused | None:
    """Why one of the request's files was cut off, if one was."""
    len(request.FILES)  # reading the body is what fills META
    code = request.META.get("fyt.upload_refused")
    if not code:
        return None
    most = int(settings.FYT_UPLOAD_MAX_BYTES) // MIB
    return UploadRefused(str(code), f"（上限 {most} MB）" if code == "E-FILE-SIZE" else "")


def uploaded(request: HttpRequest, field: str) -> list[UploadedFile[Any]]:
    """Return the files of a form's field, in the order they came."""
    return list(request.FILES.getlist(field))


class RefusedUploads:
    """Answer 413 for a request one of whose files was cut off, before any page sees it without that file."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        return self.get_response(request)

    def process_view(self, request: HttpRequest, *_view: object) -> HttpResponseBase | None:
        if request.content_type != "multipart/form-data":
            return None
        refusal = refusal_of(request)
        return errors.answer(request, refusal) if refusal else None
