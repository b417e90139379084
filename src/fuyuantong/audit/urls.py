from __future__ import annotations

from django.urls import path

from fuyuantong.audit import pages

app_name = "audit"
urlpatterns = [
    path("audit/", pages.trail, name="trail"),
    path("audit/check/", pages.check, name="check"),
]
