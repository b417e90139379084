from __future__ import annotations

from django.urls import path

from fuyuantong.workbench.pages import calendar, feed, home, search, views
from fuyuantong.workbench.pages.dashboard import dashboard

app_name = "workbench"
urlpatterns = [
    path("", home.home, name="home"),
    path("dashboard/", dashboard, name="dashboard"),
    path("calendar/", calendar.calendar, name="calendar"),
    path("calendar/feed/renew/", feed.renew, name="renew_feed"),
    path("calendar/feed/revoke/", feed.revoke, name="revoke_feed"),
    path("calendar/feeds/<str:secret>.ics", feed.feed, name="feed"),
    path("search/", search.search, name="search"),
    path("views/", views.save_view, name="save_view"),
    path("views/<uuid:view_id>/remove/", views.remove_view, name="remove_view"),
]
