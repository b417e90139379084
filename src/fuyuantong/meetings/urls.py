from __future__ import annotations

from django.urls import path

from fuyuantong.meetings.pages import decisions, holding, library, meetings, printing, steps, tasks, topics

app_name = "meetings"

urlpatterns = [
    path("topics/", topics.index, name="topics"),
    path("topics/new/", topics.propose, name="propose"),
    path("topics/<uuid:key>/", topics.show, name="topic"),
    path("topics/<uuid:key>/edit/", topics.edit, name="topic-edit"),
    path("topics/<uuid:key>/advices/<uuid:advice>/", topics.advise, name="advise"),
    path("topics/<uuid:key>/form.<slug:kind>", printing.form, name="topic-form"),
    path("topics/<uuid:key>/<slug:step>/", topics.step, name="topic-step"),
    path("meetings/", meetings.index, name="list"),
    path("meetings/new/", meetings.prepare, name="prepare"),
    path("meetings/tasks/", tasks.index, name="tasks"),
    path("meetings/decisions/", decisions.ledger, name="decisions"),
    path("meetings/<uuid:key>/", meetings.show, name="meeting"),
    path("meetings/<uuid:key>/attendance/", holding.attendance, name="attendance"),
    path("meetings/<uuid:key>/minutes/", holding.minutes, name="minutes"),
    path("meetings/<uuid:key>/papers/", holding.add_paper, name="add-paper"),
    path("meetings/<uuid:key>/papers/<uuid:number>/", holding.paper, name="paper"),
    path("meetings/<uuid:key>/items/<uuid:item>/", holding.decide, name="decide"),
    path("meetings/<uuid:key>/items/<uuid:item>/remove/", meetings.remove_item, name="remove-item"),
    path("meetings/<uuid:key>/items/<uuid:item>/up/", meetings.move_item, name="move-item"),
    path("meetings/<uuid:key>/items/<uuid:item>/papers/", holding.add_item_paper, name="add-item-paper"),
    path("meetings/<uuid:key>/invitations/<uuid:invitation>/", holding.reply, name="reply"),
    path("meetings/<uuid:key>/units/<uuid:unit>/remove/", meetings.uninvite, name="uninvite"),
    path("meetings/volumes/<int:year>.<slug:kind>", printing.year, name="year"),
    path("meetings/<uuid:key>/volume.<slug:kind>", printing.volume, name="volume"),
    path("meetings/<uuid:key>/prints/<slug:paper>.<slug:kind>", printing.paper, name="print"),
    path("meetings/<uuid:key>/plates/", printing.plates, name="plates"),
    path("meetings/<uuid:key>/<slug:step>/", steps.step, name="step"),
    path("meeting-kinds/", library.index, name="kinds"),
    path("meeting-kinds/new/", library.create, name="kind-new"),
    path("meeting-kinds/<slug:code>/", library.show, name="kind"),
    path("meeting-kinds/<slug:code>/<int:version>/", library.show, name="kind-version"),
    path("meeting-kinds/<slug:code>/edit/", library.edit, name="kind-edit"),
]
