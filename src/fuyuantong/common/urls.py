from __future__ import annotations

from django.conf import settings
from django.urls import path

from fuyuantong.common import health, pages, styleguide

urlpatterns = [
    path("preferences/", pages.preferences, name="preferences"),
    path("healthz", health.healthz, name="healthz"),
]
if settings.DEBUG or settings.DEMO:
    urlpatterns.append(path("styleguide/", styleguide.show, name="styleguide"))
