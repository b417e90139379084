"""The API itself: strict reading, every refusal as `application/problem+json`, and the OpenAPI document."""

from __future__ import annotations

import logging
from collections.abc import Callable, Mapping
from functools import wraps
from http import HTTPStatus
from typing import Any

from django.core.exceptions import RequestDataTooBig, SuspiciousOperation
from django.http import Http404, HttpRequest, HttpResponse, UnreadablePostError
from django.http.multipartparser import MultiPartParserError
from django.urls import URLPattern
from ninja import NinjaAPI
from ninja.errors import HttpError, ValidationError, ValidationErrorContext
from ninja.parser import Parser
from ninja.renderers import JSONRenderer

from fuyuantong.common import errors
from fuyuantong.common.api import document
from fuyuantong.common.api.faults import refusal_of
from fuyuantong.common.api.loading import load
from fuyuantong.common.refusals import BadInput, NotFound, Refusal

log = logging.getLogger(__name__)


class StrictParser(Parser):
    def parse_body(self, request: HttpRequest) -> Any:
        request.json_body = load(request.body)  # type: ignore[attr-defined]
        return request.json_body  # type: ignore[attr-defined]


class PlainRenderer(JSONRenderer):
    json_dumps_params = {"ensure_ascii": False, "separators": (",", ":")}


class Misshapen(ValidationError):
    """Errors of the input's shape, with the names that may be seen but not set."""

    def __init__(self, found: list[dict[str, Any]], readonly: frozenset[str]) -> None:
        super().__init__(found)
        self.readonly = readonly


class Api(NinjaAPI):
    """django-ninja with our reader, our refusals and our document; no page of its own."""

    def __init__(self, title: str, version: str, description: str) -> None:
        super().__init__(
            title=title,
            version=version,
            description=description,
            docs_url=None,
            openapi_url=None,
            urls_namespace="api",
            parser=StrictParser(),
            renderer=PlainRenderer(),
        )
        for kind, handler in _HANDLERS.items():
            self.add_exception_handler(kind, handler)

    def validation_error_from_error_contexts(
        self, error_contexts: list[ValidationErrorContext[Any]]
    ) -> ValidationError:
        found = super().validation_error_from_error_contexts(error_contexts)
        shapes = [f.annotation for c in error_contexts for f in c.model.model_fields.values()]
        readonly = [name for shape in shapes for name in getattr(shape, "READONLY", ())]
        return Misshapen(found.errors, frozenset(readonly))

    def patterns(self) -> list[URLPattern]:
        """The addresses, each answering wrong methods in the API's own form."""
        found = [pattern for pattern in self.urls[0] if isinstance(pattern, URLPattern)]
        for pattern in found:
            pattern.callback = _guarded(pattern.callback)
        return [pattern for pattern in found if pattern.name != "api-root"]

    def document(self, prefix: str) -> dict[str, Any]:
        """The OpenAPI 3.1 document."""
        return document.finish(self.get_openapi_schema(path_prefix=prefix))


def answer(request: HttpRequest, refusal: Refusal) -> HttpResponse:
    log.info("refused", extra={"code": refusal.code, "status": refusal.status, "path": request.path})
    response = errors.answer(request, refusal)
    if refusal.status == HTTPStatus.UNAUTHORIZED:
        response.headers["WWW-Authenticate"] = 'Bearer realm="fuyuantong"'
    if refusal.status == HTTPStatus.TOO_MANY_REQUESTS:
        response.headers["Retry-After"] = "60"
    return response


def _guarded(view: Callable[..., Any]) -> Callable[..., Any]:
    @wraps(view)
    def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        response = view(request, *args, **kwargs)
        if response.status_code != HTTPStatus.METHOD_NOT_ALLOWED:
            response.headers.setdefault("Cache-Control", "private, no-store")
            return response
        allowed = response.headers.get("Allow", "")
        refusal = Refusal("E-METHOD", "这个地址不能这样调用。", status=405, hint=f"可用：{allowed}。")
        told = answer(request, refusal)
        told.headers["Allow"] = allowed
        return told

    return guarded


def _http_error(request: HttpRequest, error: HttpError) -> HttpResponse:
    """A body that could not be read carries our refusal as its cause."""
    if isinstance(error.__cause__, Refusal):
        return answer(request, error.__cause__)
    return answer(request, Refusal("E-BAD-REQUEST", "请求的格式不对，无法办理。", status=error.status_code))


def _misshapen(request: HttpRequest, error: ValidationError) -> HttpResponse:
    readonly = error.readonly if isinstance(error, Misshapen) else frozenset()
    return answer(request, refusal_of(error.errors, readonly))


def _too_big(request: HttpRequest, _error: Exception) -> HttpResponse:
    return answer(request, Refusal("E-TOO-LARGE", "提交的内容太大。", status=413, hint="请分批提交。"))


def _unreadable(request: HttpRequest, _error: Exception) -> HttpResponse:
    refusal = BadInput("E-BAD-REQUEST", "请求没有传完或格式不对。", hint="请检查网络后重新发送。")
    return answer(request, refusal)


_HANDLERS: Mapping[type[Exception], Callable[[HttpRequest, Any], HttpResponse]] = {
    Refusal: answer,
    HttpError: _http_error,
    ValidationError: _misshapen,
    RequestDataTooBig: _too_big,
    MultiPartParserError: _unreadable,
    SuspiciousOperation: _unreadable,
    UnreadablePostError: _unreadable,
    Http404: lambda request, _error: answer(request, NotFound()),
}
