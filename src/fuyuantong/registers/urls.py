from __future__ import annotations

from django.urls import path

from fuyuantong.registers.pages import funds, intakes, library, lists, rows, sharing

app_name = "registers"
urlpatterns = [
    path("registers/", library.library, name="library"),
    path("registers/new/", library.create, name="create"),
    path("registers/imports/<uuid:key>/", intakes.intake, name="intake"),
    path("data-catalogue/", sharing.catalogue, name="catalogue"),
    path("data-catalogue/<slug:code>/ask/", sharing.new, name="grant-new"),
    path("data-grants/<uuid:key>/", sharing.grant, name="grant"),
    path("data-grants/<uuid:key>/ask/", sharing.ask, name="grant-ask"),
    path("data-grants/<uuid:key>/<slug:step>/", sharing.step, name="grant-step"),
    path("data-lookups/", sharing.lookups, name="lookups"),
    path("registers/<slug:code>/", lists.rows, name="rows"),
    path("registers/<slug:code>/export/<slug:kind>/", lists.export, name="export"),
    path("registers/<slug:code>/about/", library.definition, name="definition"),
    path("registers/<slug:code>/edit/", library.edit, name="edit"),
    path("registers/<slug:code>/template/<slug:kind>/", library.download_template, name="template"),
    path("registers/<slug:code>/enter/", rows.enter, name="enter"),
    path("registers/<slug:code>/import/", intakes.start, name="import"),
    path("register-rows/<uuid:key>/", rows.row, name="row"),
    path("register-rows/<uuid:key>/correct/", rows.correct, name="correct"),
    path("register-rows/<uuid:key>/advance/", rows.advance, name="advance"),
    path("register-rows/<uuid:key>/void/", rows.void, name="void"),
    path("register-rows/<uuid:key>/seal/", rows.seal, name="seal"),
    path("register-rows/<uuid:key>/unseal/", rows.unseal, name="unseal"),
    path("register-rows/<uuid:key>/personal/", rows.personal, name="personal"),
    path("register-rows/<uuid:key>/apply/", funds.row_apply, name="apply"),
    path("register-rows/<uuid:key>/money/", funds.row_move, name="money"),
    path("fund-claims/<uuid:key>/decide/", funds.claim_decide, name="decide"),
    path("fund-claims/<uuid:key>/money/", funds.claim_move, name="claim_money"),
]
