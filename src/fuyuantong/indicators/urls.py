from __future__ import annotations

from django.urls import path

from fuyuantong.indicators.pages import figures, library, losses, reconciling, rows

app_name = "indicators"

urlpatterns = [
    path("indicators/", figures.index, name="index"),
    path("indicators/export.<slug:kind>", figures.export_list, name="list-export"),
    path("indicators/new/", library.create, name="create"),
    path("indicators/<slug:code>/", figures.show_figure, name="figure"),
    path("indicators/<slug:code>/rows/", rows.rows, name="rows"),
    path("indicators/<slug:code>/rows/export.<slug:kind>", rows.export, name="rows-export"),
    path("indicators/<slug:code>/definition/", library.definition, name="definition"),
    path("indicators/<slug:code>/edit/", library.edit, name="edit"),
    path("indicators/<slug:code>/export.<slug:kind>", figures.export, name="export"),
    path("indicators/<slug:code>/sign/<slug:step>/", figures.sign, name="sign"),
    path("reconciliations/", reconciling.index, name="reconciliations"),
    path("reconciliations/<slug:code>/", reconciling.show, name="reconciliation"),
    path("reconciliations/<slug:code>/export.<slug:kind>", reconciling.export, name="reconciliation-export"),
    path("reconciliations/<slug:code>/run/", reconciling.run, name="reconcile"),
    path("losses/", losses.show_losses, name="losses"),
    path("losses/export.<slug:kind>", losses.export, name="losses-export"),
    path("kept-out/", reconciling.kept_out, name="kept-out"),
    path("kept-out/export.<slug:kind>", reconciling.export_kept_out, name="kept-out-export"),
    path("differences/<uuid:key>/<slug:step>/", reconciling.act, name="difference"),
]
