"""The edge of a page: who looks, and one act under a one-time key.

A page's form carries a hidden key ({% idempotency_key %}); pressing twice, or going back and sending again,
does the act once and shows the same place.
"""

from __future__ import annotations

from collections.abc import Callable

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect

from fuyuantong.common import idempotency
from fuyuantong.common.actors import Actor
from fuyuantong.common.refusals import Forbidden
from fuyuantong.common.uow import UnitOfWork, unit_of_work

_NOT_CONTENT = ("csrfmiddlewaretoken", "idempotency_key")


def viewer_of(request: HttpRequest) -> Actor:
    """The person looking, at the post they hold now; refused when the account has none."""
    actor = getattr(request, "actor", None)
    if not isinstance(actor, Actor):
        raise Forbidden("您的账号目前没有岗位。", hint="请联系安全管理员办理任岗。")
    return actor


def do_once(
    request: HttpRequest, operation: str, work: Callable[[UnitOfWork], str], said: str = ""
) -> HttpResponse:
    """Run `work` in one unit of work and go where it says (a path of our own), once for the form's key.

    `said` is shown on the page one comes to. A form without a key (a script, an old page) is simply done.
    """
    key = request.POST.get("idempotency_key", "")
    with unit_of_work(viewer_of(request), request_id=getattr(request, "request_id", "")) as uow:
        earlier = None
        if key:
            earlier = idempotency.remember(uow, operation, idempotency.check_key(key), _digest(request))
        to = str((earlier.answer or {}).get("to", "/")) if earlier else work(uow)
        if key and earlier is None:
            idempotency.store_answer(uow, operation, key, 303, {"to": to})
    if said:
        messages.success(request, said)
    return HttpResponseRedirect(to)


def _digest(request: HttpRequest) -> str:
    body = {name: request.POST.getlist(name) for name in request.POST if name not in _NOT_CONTENT}
    files = {name: [file.size for file in request.FILES.getlist(name)] for name in request.FILES}
    return idempotency.request_digest({"path": request.path, "body": body, "files": files})
