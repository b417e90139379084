"""The addresses of the style guide's own server."""

from __future__ import annotations

from django.http import HttpResponse
from django.urls import include, path

from fuyuantong.common.refusals import Conflict


def _refused(request):
    raise Conflict("E-TAKEN", "该任务已被别人签收。", hint="请刷新后查看。")


def _broken(request):
    raise RuntimeError("secret path /x")


def _plain(request):
    return HttpResponse("ok")


urlpatterns = [
    path("", include("fuyuantong.common.urls")),
    path("refused/", _refused),
    path("broken/", _broken),
    *(
        path(f"{name}/", _plain, name=name)
        for name in ("home", "ledger", "calendar", "import", "plans", "organs", "library", "audit")
    ),
    path("", include(([path("messages/", _plain, name="inbox")], "notices"))),
]
handler404 = "fuyuantong.common.errors.not_found"
handler500 = "fuyuantong.common.errors.failed"
