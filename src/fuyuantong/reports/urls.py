from __future__ import annotations

from django.urls import path

from fuyuantong.reports.pages import issues, library, steps

app_name = "reports"

urlpatterns = [
    path("reports/", issues.index, name="index"),
    path("reports/products/", library.index, name="products"),
    path("reports/products/new/", library.create, name="create"),
    path("reports/products/<slug:code>/", library.product, name="product"),
    path("reports/products/<slug:code>/edit/", library.edit, name="edit"),
    path("reports/products/<slug:code>/open/", library.open_now, name="open"),
    path("reports/products/<slug:code>/schedule/", library.schedule, name="schedule"),
    path("reports/schedules/<uuid:key>/stop/", library.stop, name="stop"),
    path("reports/findings/<uuid:key>/letter.<slug:kind>", issues.letter, name="letter"),
    path("reports/findings/<uuid:key>/<slug:step>/", steps.finding, name="finding"),
    path("reports/cases/<uuid:key>/", steps.case, name="case"),
    path("reports/<uuid:key>/", issues.show, name="issue"),
    path("reports/<uuid:key>/edit/", steps.edit, name="write"),
    path("reports/<uuid:key>/cases/", steps.add_case, name="add-case"),
    path("reports/<uuid:key>/paper.<slug:kind>", issues.paper, name="paper"),
    path("reports/<uuid:key>/<slug:step>/", steps.step, name="step"),
]
