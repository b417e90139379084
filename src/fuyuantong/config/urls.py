"""Root addresses: every room states its own full paths in its `urls.py`; rooms without pages have none."""

from __future__ import annotations

from importlib.util import find_spec

from django.urls import URLPattern, URLResolver, include, path

from fuyuantong.config import api, navigation

ROOMS = (
    "workbench",
    "reports",
    "indicators",
    "boards",
    "rounds",
    "archives",
    "screening",
    "enforcement",
    "instructions",
    "dispatches",
    "packs",
    "meetings",
    "plans",
    "matters",
    "registers",
    "definitions",
    "handovers",
    "documents",
    "notices",
    "clocks",
    "organs",
    "audit",
    "common",
)

urlpatterns: list[URLPattern | URLResolver] = [
    path("", include(f"fuyuantong.{room}.urls")) for room in ROOMS if find_spec(f"fuyuantong.{room}.urls")
]
urlpatterns.insert(0, path(api.PREFIX, include((api.addresses(), "api"))))  # its addresses are called most

handler400 = "fuyuantong.common.errors.bad_request"
handler403 = "fuyuantong.common.errors.forbidden"
handler404 = "fuyuantong.common.errors.not_found"
handler500 = "fuyuantong.common.errors.failed"

navigation.install()
