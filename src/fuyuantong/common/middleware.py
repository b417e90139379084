"""The two outermost of our own layers: a number for every request, and refusals turned into answers."""

from __future__ import annotations

import logging
from collections.abc import Callable
from http import HTTPStatus
from urllib.parse import urlencode, urlsplit, urlunsplit

from django.conf import settings
from django.db import DataError, InterfaceError, OperationalError
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.utils.translation import gettext as _

from fuyuantong.common import errors, logs
from fuyuantong.common.ids import new_id
from fuyuantong.common.refusals import BadInput, Refusal

Handler = Callable[[HttpRequest], HttpResponseBase]
log = logging.getLogger(__name__)


class RequestId:
    """Give the request a number (`request.request_id`), carried by log lines, error pages and the answer."""

    def __init__(self, get_response: Handler) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        number = new_id().hex
        request.request_id = number  # type: ignore[attr-defined]
        token = logs.request_id.set(number)
        try:
            response = self.get_response(request)
        finally:
            logs.request_id.reset(token)
        response = _whole_page_for_sign_in(request, response)
        response.headers["X-Request-Id"] = number
        # What people see here is theirs alone: no browser or proxy keeps it unless a view says otherwise.
        response.headers.setdefault("Cache-Control", "no-store")
        return response


def _whole_page_for_sign_in(request: HttpRequest, response: HttpResponseBase) -> HttpResponseBase:
    """A session that ended inside an htmx request leads the whole page to sign in, not a piece of it.

    After signing in the person is back on the page (not on the address of the piece).
    """
    place = response.headers.get("Location", "")
    sign_in = str(settings.LOGIN_URL)
    if request.headers.get("HX-Request") != "true" or urlsplit(place).path != sign_in:
        return response
    here = urlsplit(request.headers.get("HX-Current-URL", ""))
    query = urlencode({"next": urlunsplit(("", "", here.path or "/", here.query, ""))})
    answer = HttpResponse(status=HTTPStatus.OK)
    answer.cookies = response.cookies
    answer.headers["HX-Redirect"] = f"{sign_in}?{query}"
    return answer


class Refusals:
    """Turn a Refusal raised by a page into the error page or `application/problem+json`."""

    def __init__(self, get_response: Handler) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        if isinstance(exception, Refusal):
            log.info(
                "refused", extra={"code": exception.code, "status": exception.status, "path": request.path}
            )
            return errors.answer(request, exception)
        if isinstance(exception, DataError):
            # A NUL or a number beyond all bounds that no form looked at: the database refused to take it.
            log.warning("value not storable", extra={"path": request.path})
            sentence = _("填写的内容或地址中有无法处理的字符或数值。")
            return errors.answer(request, BadInput("E-TEXT-CONTROL", sentence, hint=_("请改正后重新提交。")))
        if isinstance(exception, OperationalError | InterfaceError):
            log.error("database unavailable", exc_info=exception, extra={"path": request.path})
            response = errors.answer(request, errors.unavailable())
            response.headers["Retry-After"] = "10"
            return response
        return None
