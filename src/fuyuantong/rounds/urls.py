from __future__ import annotations

from django.urls import path

from fuyuantong.rounds.pages import rounds, sheets

app_name = "rounds"

urlpatterns = [
    path("rounds/", rounds.index, name="index"),
    path("rounds/new/", rounds.new, name="new"),
    path("rounds/series/<uuid:key>/stop/", rounds.stop, name="stop"),
    path("rounds/papers/<uuid:key>/", rounds.paper, name="paper"),
    path("rounds/sheets/<uuid:key>/", sheets.show, name="sheet"),
    path("rounds/sheets/<uuid:key>/<slug:step>/", sheets.step, name="sheet-step"),
    path("rounds/<uuid:key>/", rounds.show, name="round"),
    path("rounds/<uuid:key>/papers/<slug:kind>/", rounds.make_paper, name="make-paper"),
    path("rounds/<uuid:key>/<slug:step>/", rounds.step, name="step"),
]
