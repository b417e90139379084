from __future__ import annotations

from django.urls import path

from fuyuantong.packs.pages import own, packs, returns

app_name = "packs"

urlpatterns = [
    path("packs/", packs.index, name="index"),
    path("packs/new/", packs.new, name="new"),
    path("packs/forms/", own.index, name="forms"),
    path("packs/forms/<uuid:key>/", own.columns, name="form"),
    path("packs/forms/<uuid:key>/retire/", own.retire, name="form-retire"),
    path("packs/forms/<uuid:key>/ledger/", own.ledger, name="form-ledger"),
    path("packs/bundles/<uuid:bundle>/<slug:kind>/", packs.bundle, name="bundle"),
    path("packs/returns/<uuid:key>/", returns.preview, name="return"),
    path("packs/returns/<uuid:key>/file/", returns.original, name="return-file"),
    path("packs/<uuid:key>/", packs.show, name="pack"),
    path("packs/<uuid:key>/file/<slug:kind>/", packs.file, name="file"),
    path("packs/<uuid:key>/print/<slug:paper>/<slug:kind>/", packs.printed, name="print"),
    path("packs/<uuid:key>/withdraw/", packs.withdraw, name="withdraw"),
    path("packs/<uuid:key>/return/", returns.start, name="start-return"),
]
