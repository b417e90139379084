from __future__ import annotations

from django.urls import path

from fuyuantong.documents.pages import letterheads, numbers

app_name = "documents"
urlpatterns = [
    path("numbers/", numbers.book, name="numbers"),
    path("numbers/rules/", numbers.rules, name="number-rules"),
    path("numbers/<uuid:key>/void/", numbers.void, name="number-void"),
    path("letterheads/", letterheads.listing, name="letterheads"),
    path("letterheads/<uuid:key>/preview/", letterheads.preview, name="letterhead-preview"),
    path("letterheads/<uuid:key>/retire/", letterheads.retire, name="letterhead-retire"),
]
