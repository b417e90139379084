from __future__ import annotations

from django.urls import path

from fuyuantong.dispatches.pages import batches, sending

app_name = "dispatches"

urlpatterns = [
    path("dispatches/", sending.new, name="new"),
    path("dispatches/send/", sending.send, name="send"),
    path("dispatches/batches/", batches.index, name="batches"),
    path("dispatches/batches/<uuid:key>/", batches.show, name="batch"),
    path("dispatches/batches/<uuid:key>/<slug:step>/", batches.step, name="batch-step"),
]
