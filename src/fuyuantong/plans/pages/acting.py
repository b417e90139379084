"""What every page of the room does: who acts, and one act under its one-time key."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext_lazy as _

from fuyuantong.common.actors import Actor
from fuyuantong.common.idempotency import check_key, remember, request_digest, store_answer
from fuyuantong.common.ids import new_id
from fuyuantong.common.now import today
from fuyuantong.common.parts import Crumb
from fuyuantong.common.refusals import NotFound
from fuyuantong.common.uow import UnitOfWork, unit_of_work

IMPORTS = Crumb(_("来文导入"), "/imports/")
PLANS = Crumb(_("年度工作要点"), "/plans/")
_NOT_CONTENT = {"csrfmiddlewaretoken", "idempotency_key"}

__all__ = ["IMPORTS", "PLANS", "act", "actor_of", "go", "today", "version_of"]


def actor_of(request: HttpRequest) -> Actor:
    actor = getattr(request, "actor", None)
    if not isinstance(actor, Actor) or actor.person is None:
        raise NotFound
    return actor


def act(request: HttpRequest, run: Callable[[UnitOfWork], str]) -> str:
    """Do one act in its unit of work; `run` returns where to go next. The same form sent twice goes there
    without doing it again."""
    key = check_key(request.POST.get("idempotency_key") or str(new_id()))
    body: dict[str, Any] = {name: values for name, values in request.POST.lists() if name not in _NOT_CONTENT}
    for name in request.FILES:
        body[name] = [[upload.name, upload.size] for upload in request.FILES.getlist(name)]
    operation = request.path[:200]
    number = str(getattr(request, "request_id", ""))
    with unit_of_work(actor_of(request), request_id=number) as uow:
        earlier = remember(uow, operation, key, request_digest(body))
        if earlier is not None:
            return str((earlier.answer or {}).get("url", "/"))
        url = run(uow)
        store_answer(uow, operation, key, 303, {"url": url})
        return url


def go(url: str) -> HttpResponse:
    """See other: the page after an accepted act."""
    response = redirect(url)
    response.status_code = 303
    return response


def version_of(request: HttpRequest) -> int | None:
    """The version in a form without further fields; None when it carries none."""
    text = request.POST.get("version", "")
    return int(text) if text.isascii() and text.isdigit() and len(text) < 10 else None  # noqa: PLR2004


def uuids(texts: list[str]) -> list[UUID]:
    """Ids chosen in a list; anything that is none does not exist."""
    try:
        return [UUID(text) for text in texts]
    except ValueError as error:
        raise NotFound from error
