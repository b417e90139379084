"""会议待办: what waits in the room for the viewer's post, one kind at a time."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET

from fuyuantong.common.access import viewer_of
from fuyuantong.common.now import today
from fuyuantong.common.parts import Crumb, Empty, Tab
from fuyuantong.meetings import queries
from fuyuantong.meetings.kinds import TaskKind
from fuyuantong.meetings.pages.acting import MEETINGS

DAYS = {
    TaskKind.REPLY: gettext_lazy("回执截止"),
    TaskKind.ADVICE: gettext_lazy("反馈期限"),
    TaskKind.SORT: "",
    TaskKind.SIGN: gettext_lazy("召开日期"),
    TaskKind.CONVENE: gettext_lazy("应于此前召开"),
}
"""What the day of each kind says."""


@require_GET
def index(request: HttpRequest) -> HttpResponse:
    """The rows of one kind (`?what=reply`); without it, of the first of which any waits."""
    viewer, day = viewer_of(request), today()
    counts = queries.task_counts(viewer, day)
    wanted = request.GET.get("what", "")
    kind = TaskKind(wanted) if wanted in TaskKind else next(iter(counts), TaskKind.REPLY)
    base = reverse("meetings:tasks")
    context = {
        "trail": [MEETINGS, Crumb(_("会议待办"))],
        "kind": kind,
        "tabs": [
            Tab(one.label, f"{base}?what={one.value}", counts.get(one, 0), one is kind) for one in TaskKind
        ],
        "rows": queries.tasks_of(viewer, kind, day),
        "day_label": DAYS[kind],
        "empty": Empty(_("没有要办的"), icon="check"),
    }
    return render(request, "meetings/tasks.html", context)
