from __future__ import annotations

from django.urls import path

from fuyuantong.screening.pages import hits, items, lists

app_name = "screening"

urlpatterns = [
    path("screening/", items.index, name="index"),
    path("screening/lists/<slug:code>/", lists.show, name="list"),
    path("screening/lists/<slug:code>/file/", lists.upload, name="list-file"),
    path("screening/records/<uuid:key>/", lists.record, name="record"),
    path("screening/records/<uuid:key>/object/", lists.object_to, name="record-object"),
    path("screening/items/new/<slug:code>/", items.new, name="item-new"),
    path("screening/items/<uuid:key>/", items.show, name="item"),
    path("screening/items/<uuid:key>/ask/", items.ask, name="ask"),
    path("screening/items/<uuid:key>/file/", items.upload, name="item-file"),
    path("screening/items/<uuid:key>/register/", items.register, name="item-register"),
    path("screening/items/<uuid:key>/<slug:step>/", items.step, name="item-step"),
    path("screening/checks/<uuid:key>/", hits.check, name="check"),
    path("screening/hits/<uuid:key>/", hits.show, name="hit"),
    path("screening/hits/<uuid:key>/<slug:step>/", hits.step, name="hit-step"),
    path("screening/objections/<uuid:key>/", hits.objection, name="objection"),
    path("screening/objections/<uuid:key>/<slug:step>/", hits.objection_step, name="objection-step"),
    path("screening/jobs/<uuid:key>/", items.job, name="job"),
]
