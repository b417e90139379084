"""How the edges answer a refusal: an error page, or `application/problem+json` (RFC 9457).

Both say what happened, what to do next, that nothing was saved, and the number of the request.
"""

from __future__ import annotations

import re
import sys
from http import HTTPStatus
from typing import Any

from django.core.exceptions import RequestDataTooBig
from django.db import InterfaceError, OperationalError
from django.forms import BaseForm
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.template.loader import render_to_string
from django.utils.translation import gettext as _

from fuyuantong.common.context import Shell
from fuyuantong.common.refusals import BadInput, Forbidden, NotFound, Refusal

NOT_SAVED = "本次未保存任何数据"
# Never shown again, even to the person who typed them.
_SECRET = re.compile(r"password|passwd|secret|token|otp|code|csrf|idempotency|key|file", re.IGNORECASE)
_KEPT_FIELDS, _KEPT_CHARACTERS = 40, 20_000


def wants_json(request: HttpRequest) -> bool:
    """The API always answers in JSON; elsewhere JSON is answered to those who ask for it and not for HTML."""
    accept = request.headers.get("Accept", "")
    return request.path.startswith("/api/") or ("json" in accept and "html" not in accept)


def unavailable() -> Refusal:
    return Refusal(
        "E-UNAVAILABLE",
        _("数据库暂时连接不上。"),
        status=503,
        hint=_("请稍后再试；已填写的内容请先不要关闭。"),
    )


def problem(request: HttpRequest, refusal: Refusal) -> dict[str, Any]:
    """Return the body of `application/problem+json` for a refusal."""
    places = [
        {
            key: value
            for key in ("pointer", "sheet", "row", "column", "line", "code", "message", "hint")
            if (value := getattr(error, key)) not in ("", None)
        }
        for error in refusal.errors
    ]
    return {
        "type": f"urn:fuyuantong:problem:{refusal.code}",
        "title": refusal.message,
        "status": refusal.status,
        "code": refusal.code,
        "detail": str(refusal),
        "errors": places,
        "request_id": getattr(request, "request_id", ""),
        "saved": _(NOT_SAVED),
    }


def answer(request: HttpRequest, refusal: Refusal) -> HttpResponse:
    """Return the answer for a refusal in the form the client can read."""
    if wants_json(request):
        body = problem(request, refusal)
        return JsonResponse(
            body,
            status=refusal.status,
            content_type="application/problem+json",
            json_dumps_params={"ensure_ascii": False},
        )
    return _page(request, refusal)


def _page(request: HttpRequest, refusal: Refusal) -> HttpResponse:
    own = {400, 403, 404, 500}
    template = f"errors/{refusal.status}.html" if refusal.status in own else "errors/refusal.html"
    context = {
        "shell": Shell(request),
        "refusal": refusal,
        "request_id": getattr(request, "request_id", ""),
        # A page that does not exist must look the same whoever asks for whatever: it keeps nothing.
        "typed": [] if refusal.status == HTTPStatus.NOT_FOUND else typed(request),
    }
    # 404 looks the same for everybody; 500 and 503 must not ask the database for the frame.
    request_for_template = None if refusal.status in (404, 500, 503) else request
    text = render_to_string(template, context, request=request_for_template)
    response = HttpResponse(text, status=refusal.status)
    if request.headers.get("HX-Request") == "true":
        # The page stays, with everything typed into it; only the sentence is put above it.
        response.headers["HX-Retarget"] = "#alerts"
        response.headers["HX-Reselect"] = ".refusal"
        response.headers["HX-Reswap"] = "innerHTML"
        response.headers["HX-Push-Url"] = "false"
    return response


def typed(request: HttpRequest) -> list[tuple[str, str]]:
    """What the person had typed into the form (never secrets), so that no refusal loses it."""
    if request.method != "POST":
        return []
    try:
        fields = list(request.POST.lists())
    except Exception:  # noqa: BLE001 - a body that cannot be read has nothing to keep
        return []
    kept = [(name, "、".join(str(v) for v in values)) for name, values in fields if not _SECRET.search(name)]
    return [(name, text[:_KEPT_CHARACTERS]) for name, text in kept if text.strip()][:_KEPT_FIELDS]


def add_to_form(form: BaseForm, refusal: Refusal) -> None:
    """Show a refusal raised by an action inside the form that caused it, at the fields it names."""
    placed = False
    for error in refusal.errors:
        name = error.pointer.strip("/").split("/")[0]
        if name in form.fields:
            form.add_error(name, f"{error.message}{error.hint}")
            placed = True
    if not placed:
        form.add_error(None, str(refusal))


def bad_request(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    if isinstance(exception, RequestDataTooBig):
        return answer(
            request, Refusal("E-TOO-LARGE", _("提交的内容太大。"), status=413, hint=_("请分批提交。"))
        )
    return answer(
        request, BadInput("E-BAD-REQUEST", _("请求的格式不对，无法办理。"), hint=_("请返回上一页重新填写。"))
    )


def forbidden(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:  # noqa: ARG001 - Django hands it in
    return answer(request, Forbidden(_("您的岗位不能办理此项。")))


def csrf_failed(request: HttpRequest, reason: str = "") -> HttpResponse:  # noqa: ARG001 - never shown
    sentence = _("页面停留时间过长或登录状态已变化，本次提交未被接受。")
    return answer(request, Forbidden(sentence, hint=_("请返回上一页，刷新后再提交。")))


def not_found(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:  # noqa: ARG001
    return answer(request, NotFound())


def failed(request: HttpRequest) -> HttpResponse:
    """The plain page for what nobody foresaw: no database, no session, no stack.

    A database that went away before the view was reached (session, person, post) is answered here too: 503.
    """
    if isinstance(sys.exc_info()[1], OperationalError | InterfaceError):
        response = answer(request, unavailable())
        response.headers["Retry-After"] = "10"
        return response
    sentence = _("系统出现故障，未能完成。")
    refusal = Refusal("E-INTERNAL", sentence, status=500, hint=_("请稍后重试；仍不行时把请求号告诉管理员。"))
    return answer(request, refusal)
