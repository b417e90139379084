"""我的工作台: figures that are links, the lists as tabs, and the coming deadlines."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, datetime
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET

from fuyuantong.common.access import viewer_of
from fuyuantong.common.actors import Actor
from fuyuantong.common.context import address
from fuyuantong.common.now import SHANGHAI, day_of, read_clock
from fuyuantong.common.parts import Empty, Kpi, Paging, Tab
from fuyuantong.indicators.losses import cautions_of
from fuyuantong.matters.pages.rows import Row, acts_on, rows_of, standing
from fuyuantong.matters.queries import WORKLISTS
from fuyuantong.matters.queries.choices import choices
from fuyuantong.matters.queries.columns import Saying, chosen
from fuyuantong.matters.queries.ledger import SOON_WORKDAYS
from fuyuantong.matters.queries.letters import waiting_letters
from fuyuantong.matters.queries.worklists import COUNT_AT_MOST, for_whom
from fuyuantong.meetings.queries import task_counts
from fuyuantong.workbench.queries import Desk, Figure, coming, desk

TABS = (
    "todo", "deputised", "working", "urged", "overdue", "standing", "finished", "started", "copied",
    "followed",
)  # fmt: skip
SOMETIMES = frozenset({"deputised"})
"""Tabs that are there while there is something in them."""
ALARMING = frozenset({"todo", "deputised", "urged", "overdue"})
COLUMNS = ("title", "mechanism", "unit", "duty", "state", "due", "lamp", "urged")
GENTLE_WORDS = {"urged": gettext_lazy("函询"), "overdue": gettext_lazy("已过期限")}
"""What courts, procuratorates and the like read instead: they are asked, not urged, and carry no red."""
URGING = frozenset({"urge", "hint"})
NOON, EVENING = 12, 18


@require_GET
def home(request: HttpRequest) -> HttpResponse:
    """Show one of the viewer's lists (`?list=`), with the figures of all."""
    viewer, now = viewer_of(request), read_clock()
    today = day_of(now)
    name = request.GET.get("list", TABS[0])
    after, before = request.GET.get("after", ""), request.GET.get("before", "")
    found = desk(viewer, name, today, after=after, before=before)
    columns, saying = chosen(COLUMNS), Saying(today, choices().mechanisms)
    context = {
        "greeting": _("%(hello)s，%(name)s") % {"hello": hello(now), "name": viewer.name},
        "due_today": found.due_today,
        "kpis": [*_figures(found), *_letters(viewer)],
        "meeting_tasks": _meetings(viewer, today),
        "cautions": cautions_of(viewer, today),
        "tabs": [
            _tab(each, found, name)
            for each in tabs_with(name)
            if each not in SOMETIMES or each == name or found.counts.get(each)
        ],
        "heads": [{"key": c.key, "label": c.label} for c in standing(columns)],
        "rows": _marked(name, viewer, rows_of(viewer, found.page.rows, columns, saying), today),
        "acts": [
            act for act in acts_on(viewer, found.page.rows) if name != TABS[0] or act.name not in URGING
        ],
        "paging": _paging(name, found),
        "empty": _empty(name),
        "here": request.get_full_path(),
        "links": _links(viewer),
        "coming": coming(viewer, today),
        "today": today,
    }
    return render(request, "workbench/home.html", context)


def hello(now: datetime) -> str:
    hour = now.astimezone(SHANGHAI).hour
    return _("上午好") if hour < NOON else _("下午好") if hour < EVENING else _("晚上好")


def _marked(name: str, viewer: Actor, rows: list[Row], today: date) -> list[Row]:
    """In the list 代办 each row says for whom."""
    if name != "deputised":
        return rows
    names = for_whom(viewer, [row.row for row in rows], today)
    return [
        replace(row, marks=[("wait", _("代（%(name)s）") % {"name": names.get(row.row.pk, "")}), *row.marks])
        for row in rows
    ]


def tabs_with(name: str) -> Sequence[str]:
    """The tabs, and the list of a figure (临期) only while it is shown."""
    return TABS if name in TABS else (*TABS[:4], name, *TABS[4:])


def bounded(count: int) -> str:
    return f"{COUNT_AT_MOST - 1}+" if count >= COUNT_AT_MOST else str(count)


def _tab(name: str, found: Desk, current: str) -> Tab:
    count = found.counts.get(name, 0)
    href = reverse("workbench:home") + ("" if name == TABS[0] else f"?list={name}")
    label = GENTLE_WORDS.get(name, WORKLISTS[name].label) if found.gentle else WORKLISTS[name].label
    alarming = count > 0 and name in ALARMING and not (found.gentle and name in GENTLE_WORDS)
    return Tab(label, href, bounded(count), name == current, alarming)


def _figures(found: Desk) -> list[Kpi]:
    base = reverse("workbench:home")
    shown = (
        (_("待我办理"), "todo", "run", _("今日到期 %d") % found.due_today if found.due_today else ""),
        (_("在办"), "working", "run", ""),
        (_("临期"), "soon", "soon", _("%d 个工作日内") % SOON_WORKDAYS),
        (_("已过期限"), "overdue", "run", "") if found.gentle else (_("已超期"), "overdue", "over", ""),
        (_("收到函询") if found.gentle else _("收到催办"), "urged", "late", ""),
    )
    made = [
        _kpi(label, found.figures[name], f"{base}?list={name}", tone, note)
        for label, name, tone, note in shown
    ]
    month = {"finished_from": found.finished.finished_from, "finished_until": found.finished.finished_until}
    query = urlencode({"unit": found.finished.unit, **month} if found.finished.unit else month)
    href = f"{reverse('matters:ledger')}?{query}"
    return [*made, Kpi(_("本月办结"), bounded(found.finished_count), href, "done")]


def _letters(viewer: Actor) -> list[Kpi]:
    """待签文书, while there are any: for a leader those to be signed, for others those to be written up."""
    count = waiting_letters(viewer)
    label, href = _("待签文书"), reverse("matters:letters")
    return [Kpi(label, bounded(count), href, "note")] if count else []


def _meetings(viewer: Actor, today: date) -> list[Tab]:
    """会议待办 by kind, those of which any waits, each a link to its rows."""
    base = reverse("meetings:tasks")
    counts = task_counts(viewer, today)
    return [Tab(kind.label, f"{base}?what={kind.value}", count) for kind, count in counts.items()]


def _kpi(label: str, figure: Figure, href: str, tone: str, note: str) -> Kpi:
    oldest = ""
    if figure.oldest is not None:
        due = f"{figure.oldest.due_on:%m-%d} " if figure.oldest.due_on else ""
        oldest = f"{due}{figure.oldest.title}"
    return Kpi(label, bounded(figure.count), href, tone, note, oldest)


def _paging(name: str, found: Desk) -> Paging:
    base = f"?{urlencode({'list': name})}"
    page = found.page
    return Paging(
        shown=len(page.rows),
        total=_("共 %s 条") % bounded(found.counts.get(name, len(page.rows))),
        previous_href=f"{base}&{urlencode({'before': page.previous})}" if page.previous else "",
        next_href=f"{base}&{urlencode({'after': page.next})}" if page.next else "",
        first_href=base if page.previous else "",
    )


def _empty(name: str) -> Empty:
    words = {
        "todo": (_("没有待办任务"), _("需要您签收、审签、核验、复核或决定的任务会出现在这里。")),
        "standing": (
            _("没有持续推进的任务"),
            _("长期坚持、没有完成期限的任务会出现在这里，到复核日由交办单位复核。"),
        ),
        "overdue": (_("没有超期任务"), _("超过办理期限仍未办结的任务会出现在这里。")),
        "followed": (_("还没有关注的事项"), _("在事项页面点“关注”，有新动态时会收到消息。")),
    }
    title, text = words.get(name, (_("这里没有任务"), ""))
    return Empty(title, text, reverse("matters:ledger"), _("查看台账"))


def _links(viewer: Actor) -> list[dict[str, str]]:
    """Quick ways in; pages that do not exist are left out."""
    wanted = [
        ("import", _("来文导入"), "plans:import") if viewer.offices else None,
        ("plus", _("登记事项"), "matters:choose"),
        ("calendar", _("期限日历"), "workbench:calendar"),
    ]
    return [
        {"icon": icon, "label": label, "href": href}
        for icon, label, view in filter(None, wanted)
        if (href := address(view))
    ]
