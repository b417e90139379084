"""/healthz: whether this installation does its work, for load balancers and monitoring (no sign-in)."""

from __future__ import annotations

from functools import lru_cache
from time import monotonic

from django.contrib.auth.decorators import login_not_required
from django.db import DatabaseError, InterfaceError
from django.http import HttpRequest, JsonResponse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache

from fuyuantong.common.jobs.duties import scheduler_silent


@login_not_required
@never_cache
def healthz(_request: HttpRequest) -> JsonResponse:
    """200 when the database answers and the scheduler is heard of; else 503. Says only which of them."""
    state = {"database": "ok", "scheduler": "ok"}
    try:
        if scheduler_silent():
            state["scheduler"] = "silent"
    except (DatabaseError, InterfaceError):
        state = {"database": "away", "scheduler": "unknown"}
    good = set(state.values()) == {"ok"}
    return JsonResponse(state, status=200 if good else 503)


def silence(_request: HttpRequest) -> str | None:
    """The banner above every page while nobody sends reminders (reliability: P6c)."""
    if not _silent(int(monotonic() // ASKED_EVERY_SECONDS)):
        return None
    return _("定时服务已停止：提醒和消息暂时不会发出，期限和超期情况仍以页面所列为准。请告知系统管理员。")


ASKED_EVERY_SECONDS = 5  # as often as the scheduler beats: no page needs a statement of its own to know it


@lru_cache(maxsize=1)
def _silent(_spell: int) -> bool:
    return scheduler_silent()
