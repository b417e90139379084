from __future__ import annotations

from django.urls import path

from fuyuantong.handovers import pages

app_name = "handovers"

urlpatterns = [
    path("handovers/", pages.index, name="index"),
    path("handovers/new/", pages.new, name="new"),
    path("handovers/people/new/", pages.new_post, name="new-post"),
    path("handovers/<uuid:key>/", pages.show, name="handover"),
    path("handovers/<uuid:key>/edit/", pages.edit, name="edit"),
    path("handovers/<uuid:key>/choose/", pages.choose, name="choose"),
    path("handovers/<uuid:key>/drop/", pages.drop, name="drop"),
    path("handovers/<uuid:key>/carry-out/", pages.carry_out, name="carry-out"),
    path("handovers/slips/<uuid:key>/sign/", pages.sign, name="sign"),
    path("handovers/slips/<uuid:key>/scan/", pages.scan, name="scan"),
    path("handovers/slips/<uuid:key>.<slug:kind>", pages.paper, name="paper"),
]
