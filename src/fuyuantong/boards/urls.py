from __future__ import annotations

from django.urls import path

from fuyuantong.boards import pages

app_name = "boards"

urlpatterns = [
    path("boards/", pages.index, name="index"),
    path("boards/new/", pages.create, name="create"),
    path("boards/<uuid:key>/", pages.board, name="board"),
    path("boards/<uuid:key>/compose/", pages.compose, name="compose"),
    path("boards/<uuid:key>/retire/", pages.retire, name="retire"),
    path("boards/<uuid:key>/export.<slug:kind>", pages.export, name="export"),
]
