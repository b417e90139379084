"""Handing files out: always as a download, with a name every browser reads, and no right to run anything."""

from __future__ import annotations

from typing import TypeVar
from urllib.parse import quote

from django.http import FileResponse, HttpResponse
from django.http.response import HttpResponseBase

from fuyuantong.documents.models import StoredFile
from fuyuantong.documents.names import safe_name
from fuyuantong.documents.queries import open_file

R = TypeVar("R", bound=HttpResponseBase)
_TYPES = {
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "pdf": "application/pdf",
    "ofd": "application/ofd",
    "txt": "text/plain; charset=utf-8",
    "csv": "text/csv; charset=utf-8",
    "doc": "application/msword",
    "xls": "application/vnd.ms-excel",
    "png": "image/png",
    "jpg": "image/jpeg",
}


def disposition(name: str) -> str:
    """Return `Content-Disposition: attachment` with the name for old and new readers (RFC 6266, RFC 8187)."""
    safe = safe_name(name)
    plain = "".join(c if c.isascii() and c.isprintable() and c not in '"%;' else "_" for c in safe)
    return f"attachment; filename=\"{plain}\"; filename*=UTF-8''{quote(safe, safe='')}"


def download_response(stored: StoredFile, as_name: str = "") -> HttpResponseBase:
    """Answer with a stored file. The caller has checked that this viewer may have it, in this request."""
    response = FileResponse(open_file(stored).open("rb"), content_type=_TYPES.get(stored.kind, ""))
    return _guard(response, as_name or stored.name, stored.kind)


def bytes_response(content: bytes, name: str, kind: str) -> HttpResponse:
    """Answer with a file made just now (an export)."""
    response = HttpResponse(content, content_type=_TYPES.get(kind, "application/octet-stream"))
    return _guard(response, name, kind)


def _guard(response: R, name: str, kind: str) -> R:
    if kind not in _TYPES:
        response.headers["Content-Type"] = "application/octet-stream"
    response.headers["Content-Disposition"] = disposition(name)
    response.headers["X-Content-Type-Options"] = "nosniff"
    response.headers["Content-Security-Policy"] = "default-src 'none'; sandbox"
    response.headers["Cache-Control"] = "private, no-store"
    return response
