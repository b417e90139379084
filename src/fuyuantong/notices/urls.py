"""Addresses of the room, under /notices/."""

from __future__ import annotations

from django.urls import path

from fuyuantong.notices import pages

app_name = "notices"
urlpatterns = [
    path("notices/", pages.inbox, name="inbox"),
    path("notices/read-all/", pages.read_all, name="read_all"),
    path("notices/preferences/", pages.preferences, name="preferences"),
    path("notices/accounts/<slug:channel>/", pages.enter_account, name="enter_account"),
    path("notices/accounts/<slug:channel>/prove/", pages.prove_account, name="prove_account"),
    path("notices/accounts/<slug:channel>/remove/", pages.remove_account, name="remove_account"),
    path("notices/leaves/", pages.leaves, name="leaves"),
    path("notices/leaves/<uuid:leave>/end/", pages.end_leave, name="end_leave"),
    path("notices/channels/", pages.channels, name="channels"),
    path("notices/deliveries/<uuid:delivery>/settle/", pages.settle_delivery, name="settle_delivery"),
    path("notices/deliveries/<uuid:delivery>/resend/", pages.resend_delivery, name="resend_delivery"),
    path("notices/dead-letters/", pages.dead_letters, name="dead_letters"),
    path("notices/dead-letters/<int:job>/retry/", pages.retry_dead_letter, name="retry_dead_letter"),
    path("notices/dead-letters/<int:job>/settle/", pages.settle_dead_letter, name="settle_dead_letter"),
    path("notices/<uuid:notice>/open/", pages.open_notice, name="open"),
]
