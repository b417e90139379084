from __future__ import annotations

from django.urls import path

from fuyuantong.enforcement.pages import cases, figures, helping, inquiries, linking, measures, sources

app_name = "enforcement"

urlpatterns = [
    path("enforcement/", cases.index, name="index"),
    path("enforcement/debts/", cases.debts, name="debts"),
    path("enforcement/figures/", figures.figures, name="figures"),
    path("enforcement/figures/export/", figures.export, name="figures-export"),
    path("enforcement/court-codes/", figures.seats, name="seats"),
    path("enforcement/court-codes/<uuid:key>/", figures.seat, name="seat"),
    path("enforcement/cases/new/", cases.new, name="case-new"),
    path("enforcement/cases/<uuid:key>/", cases.show, name="case"),
    path("enforcement/cases/<uuid:key>/inquire/", inquiries.new, name="inquire"),
    path("enforcement/cases/<uuid:key>/measure/", measures.new, name="measure-new"),
    path("enforcement/cases/<uuid:key>/pursue/", helping.pursue, name="pursue"),
    path("enforcement/cases/<uuid:key>/services/", helping.services, name="services"),
    path("enforcement/cases/<uuid:key>/refer/<slug:kind>/", linking.refer, name="refer"),
    path("enforcement/cases/<uuid:key>/<slug:step>/", cases.step, name="case-step"),
    path("enforcement/inquiries/<uuid:key>/", inquiries.show, name="inquiry"),
    path("enforcement/inquiries/<uuid:key>/read/", inquiries.read, name="inquiry-read"),
    path("enforcement/inquiries/<uuid:key>/<slug:step>/", inquiries.step, name="inquiry-step"),
    path("enforcement/calls/<uuid:key>/settle/", inquiries.settle, name="settle"),
    path("enforcement/sources/", sources.index, name="sources"),
    path("enforcement/sources/new/", sources.new, name="source-new"),
    path("enforcement/sources/<uuid:key>/", sources.show, name="source"),
    path("enforcement/sources/<uuid:key>/<slug:step>/", sources.step, name="source-step"),
    path("enforcement/pursuits/<uuid:key>/", helping.pursuit, name="pursuit"),
    path("enforcement/pursuits/<uuid:key>/<slug:step>/", helping.pursuit_step, name="pursuit-step"),
    path("enforcement/services/<uuid:key>/<slug:step>/", helping.service_step, name="service-step"),
    path("enforcement/measures/<uuid:key>/", measures.show, name="measure"),
    path("enforcement/measures/<uuid:key>/<slug:step>/", measures.step, name="measure-step"),
    path("enforcement/alerts/<uuid:key>/", measures.alert, name="alert"),
    path("enforcement/alerts/<uuid:key>/<slug:step>/", measures.alert_step, name="alert-step"),
]
