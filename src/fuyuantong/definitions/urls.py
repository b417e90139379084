from __future__ import annotations

from django.urls import path

from fuyuantong.definitions import pages

app_name = "definitions"
urlpatterns = [
    path("mechanisms/", pages.library, name="library"),
    path("mechanisms/coverage/", pages.coverage, name="coverage"),
    path("mechanisms/new/", pages.create, name="create"),
    path("mechanisms/<slug:code>/", pages.mechanism, name="mechanism"),
    path("mechanisms/<slug:code>/v<int:version>/", pages.mechanism, name="version"),
    path("mechanisms/<slug:code>/changes/", pages.changes, name="changes"),
    path("mechanisms/<slug:code>/edit/", pages.edit, name="edit"),
    path("mechanisms/<slug:code>/flow.svg", pages.flow, name="flow"),
    path("mechanisms/<slug:code>/source.yaml", pages.source, name="source"),
    path("mechanisms/<slug:code>/v<int:version>/retire/", pages.retire, name="retire"),
]
