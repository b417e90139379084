from __future__ import annotations

from django.urls import path

from fuyuantong.instructions.pages import backing, leaders, submissions

app_name = "instructions"

urlpatterns = [
    path("instructions/", submissions.index, name="index"),
    path("instructions/new/", submissions.new, name="new"),
    path("instructions/record/", submissions.record_new, name="record-new"),
    path("instructions/statistics/", leaders.statistics, name="statistics"),
    path("instructions/leaders/", leaders.leaders, name="leaders"),
    path("instructions/leaders/<uuid:key>/", leaders.leader, name="leader"),
    path("instructions/mandates/", backing.mandates, name="mandates"),
    path("instructions/letters/<uuid:key>/back/", backing.back, name="back"),
    path("instructions/letters/<uuid:key>/sign/", backing.sign, name="sign"),
    path("instructions/letters/<uuid:key>/original/", backing.original, name="original"),
    path("instructions/<uuid:key>/", submissions.show, name="submission"),
    path("instructions/<uuid:key>/record/", submissions.record, name="record"),
    path("instructions/<uuid:key>/drop/", submissions.drop, name="drop"),
    path("instructions/<uuid:key>/paper/<slug:kind>/", submissions.paper, name="paper"),
    path("instructions/<uuid:key>/files/<uuid:number>/", submissions.file, name="file"),
]
