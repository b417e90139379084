from __future__ import annotations

from django.urls import path

from fuyuantong.plans.pages import items, papers, steps, yearly

app_name = "plans"

urlpatterns = [
    path("imports/", papers.index, name="import"),
    path("imports/<uuid:key>/", papers.review, name="review"),
    path("imports/<uuid:key>/read/", papers.read_now, name="read"),
    path("imports/<uuid:key>/drop/", papers.drop, name="drop"),
    path("imports/<uuid:key>/names/", papers.names, name="names"),
    path("imports/<uuid:key>/adopt/", papers.adopt, name="adopt"),
    path("imports/<uuid:key>/confirm/", items.confirm_several, name="confirm-several"),
    path("imports/<uuid:key>/merge/", items.merge, name="merge"),
    path("imports/<uuid:key>/damages/<uuid:damage>/", items.damage, name="damage"),
    path("imports/<uuid:key>/items/<uuid:item>/confirm/", items.confirm, name="confirm"),
    path("imports/<uuid:key>/items/<uuid:item>/edit/", items.edit, name="edit"),
    path("imports/<uuid:key>/items/<uuid:item>/split/", items.split, name="split"),
    path("imports/<uuid:key>/items/<uuid:item>/not-a-task/", items.not_a_task, name="not-a-task"),
    path("imports/<uuid:key>/items/<uuid:item>/restore/", items.restore, name="restore"),
    path("imports/<uuid:key>/items/<uuid:item>/collector/", items.collector, name="collector"),
    path("plans/cautions/<uuid:item>/", items.answer, name="answer"),
    path("plans/", yearly.index, name="list"),
    path("plans/<uuid:key>/", yearly.show, name="plan"),
    path("plans/<uuid:key>/volume.<slug:form>", yearly.volume, name="volume"),
    path("plans/<uuid:key>/items/<uuid:item>/", yearly.edit, name="plan-edit"),
    path("plans/<uuid:key>/opinions/<uuid:opinion>/", steps.opinion, name="opinion"),
    path("plans/<uuid:key>/<slug:step>/", steps.step, name="step"),
]
