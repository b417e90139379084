from __future__ import annotations

from django.urls import path

from fuyuantong.workbench.pages import calendar, dashboard, home, search, views

app_name = "workbench"
urlpatterns = [
    path("", home.home, name="home"),
    path("dashboard/", dashboard.dashboard, name="dashboard"),
    path("calendar/", calendar.calendar, name="calendar"),
    path("search/", search.search, name="search"),
    path("views/", views.save_view, name="save_view"),
    path("views/<uuid:view_id>/remove/", views.remove_view, name="remove_view"),
]
