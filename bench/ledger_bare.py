"""The product's addresses and one more: a bare view, as written by hand for a table without any rules."""

from __future__ import annotations

from types import SimpleNamespace

from django.http import HttpRequest, HttpResponse
from django.template import engines
from django.urls import include, path

from fuyuantong.matters.models import Obligation

COLUMNS = ("title", "mechanism", "owner", "duty", "state", "due", "lamp")
PAGE = """{% extends "base.html" %}{% block title %}x{% endblock %}{% block content %}
{% include "matters/ledger_table.html" %}{% endblock %}"""


def bare(request: HttpRequest) -> HttpResponse:
    """`rows` obligations by their due date: one query with its joins, the ledger's own table, no rules."""
    request.actor = None  # the frame without its counters and its menu
    n = int(request.GET.get("rows", 50))
    found = Obligation.objects.select_related("owner", "creditor", "matter").order_by("due_on", "id")[:n]
    rows = []
    for row in found:
        texts = (row.title, row.mechanism, row.owner.name, row.duty, row.state, str(row.due_on), "超期")
        cells = [
            SimpleNamespace(key=key, label=key, text=text) for key, text in zip(COLUMNS, texts, strict=True)
        ]
        rows.append(
            SimpleNamespace(
                row=row, href=f"/matters/{row.matter_id}/", mark="", cells=cells,
                tone="run", state="办理中", marks=(), left_tone="over",
                next_words="查看", next_href=f"/matters/{row.matter_id}/",
            )
        )  # fmt: skip
    heads = [{"key": key, "label": key, "href": "", "sorts": ""} for key in COLUMNS]
    template = engines["django"].from_string(PAGE) if not _made else _made[0]
    _made[:] = [template]
    return HttpResponse(template.render({"rows": rows, "heads": heads, "dense": False}, request))


_made: list = []
urlpatterns = [path("bare/", bare), path("", include("fuyuantong.config.urls"))]
