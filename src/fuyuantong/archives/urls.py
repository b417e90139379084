from __future__ import annotations

from django.urls import path

from fuyuantong.archives.pages import destructions, volumes

app_name = "archives"

urlpatterns = [
    path("archives/", volumes.index, name="index"),
    path("archives/<int:year>/file/", volumes.file_year, name="file-year"),
    path("archives/<int:year>/directory.<slug:kind>", volumes.directory, name="directory"),
    path("archives/volumes/<uuid:key>/", volumes.show, name="volume"),
    path("archives/volumes/<uuid:key>/retention/", volumes.retention, name="retention"),
    path("archives/volumes/<uuid:key>/content/", volumes.content, name="content"),
    path("archives/due/", destructions.due, name="due"),
    path("archives/destructions/<uuid:key>/", destructions.show, name="destruction"),
    path("archives/destructions/<uuid:key>/list.<slug:kind>", destructions.paper, name="destruction-list"),
    path("archives/destructions/<uuid:key>/scan/", destructions.scan, name="destruction-scan"),
    path("archives/destructions/<uuid:key>/<slug:step>/", destructions.step, name="step"),
]
