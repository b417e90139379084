"""会议类型库: what kinds of meeting there are, one of them, and changing it in the browser."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_http_methods

from fuyuantong.common.access import do_once, viewer_of
from fuyuantong.common.parts import Crumb, Pair
from fuyuantong.common.refusals import Forbidden
from fuyuantong.common.uow import UnitOfWork
from fuyuantong.definitions.pages.editing import Editing, edit_source
from fuyuantong.definitions.vocabulary.wording import word_of
from fuyuantong.meetings import actions, policy, queries
from fuyuantong.meetings.flow import draw_kind
from fuyuantong.meetings.forms.meetings import KindForm
from fuyuantong.meetings.kinds import Kind, outcome_words
from fuyuantong.meetings.pages.acting import MEETINGS
from fuyuantong.meetings.vocabulary import HOSTS

LIBRARY = Crumb(gettext_lazy("会议类型"), "/meeting-kinds/")


@require_GET
def index(request: HttpRequest) -> HttpResponse:
    rows = [
        (row, word_of(every) if every else _("不定期"), chosen)
        for row, every, chosen in queries.offered_kinds()
    ]
    context = {
        "trail": [MEETINGS, Crumb(_("会议类型"))],
        "rows": rows,
        "may_publish": policy.may_publish(viewer_of(request)),
    }
    return render(request, "meetings/kinds.html", context)


@require_GET
def show(request: HttpRequest, code: str, version: int | None = None) -> HttpResponse:
    """A kind with its course, what it lays down, its text and its versions."""
    row = queries.latest_kind(code) if version is None else queries.kind_version(code, version)
    context = {
        "trail": [MEETINGS, LIBRARY, Crumb(row.name)],
        "row": row,
        "kind": row.kind,
        "svg": draw_kind(row.kind),
        "pairs": pairs_of(row.kind),
        "versions": queries.versions_of(code),
        "may_publish": policy.may_publish(viewer_of(request)),
    }
    return render(request, "meetings/kind.html", context)


def pairs_of(kind: Kind) -> list[Pair]:
    """What the kind lays down, line by line, in the words of its file."""
    hosts = {host: word for word, host in HOSTS.items()}
    yes = {True: _("是"), False: _("否")}
    allowed, words = {str(one) for one in kind.outcomes}, outcome_words(kind.nature)
    found = [
        Pair(_("类别"), kind.sort.label),
        Pair(_("性质"), kind.nature.label),
        Pair(_("主办"), "、".join(hosts[one] for one in kind.hosts)),
        Pair(_("频次"), word_of(kind.every) if kind.every else _("不定期")),
        Pair(_("召集"), "；".join(f"{one.key}：{one.holder}" for one in kind.conveners)),
        Pair(_("参会"), kind.sitting.label),
        Pair(_("提出议题"), "、".join(hosts[one] for one in kind.proposers) or _("各成员单位")),
        Pair(_("须请示"), yes[kind.consent]),
        Pair(_("法定人数"), "；".join(_quorum(one.key, one.percent, one.units) for one in kind.quorum)),
        Pair(_("通知"), "；".join(_ahead(one.key, one.term.words) for one in kind.notice)),
        Pair(_("征求意见"), kind.advice.words if kind.advice else ""),
        Pair(_("报送材料"), _("会前%(term)s") % {"term": kind.materials.words} if kind.materials else ""),
        Pair(_("结果"), "、".join(label for value, label in words if value in allowed), wide=True),
        Pair(_("审议上次纪要"), yes[kind.approves_minutes]),
        Pair(_("办公室可知"), yes[kind.office_sees]),
        Pair(_("公开"), yes[kind.public]),
        Pair(_("交办机制"), kind.mechanism),
        Pair(_("登记台账"), "、".join(one.key for one in kind.entering)),
        Pair(_("会议文书"), "、".join(kind.papers), wide=True),
        Pair(_("来源"), "；".join(kind.sources), wide=True),
        Pair(_("依据"), "；".join(f"{one.title}{one.article}" for one in kind.basis), wide=True),
    ]
    return [pair for pair in found if pair.value]


def _ahead(who: str, term: str) -> str:
    return _("%(who)s提前%(term)s") % {"who": who, "term": term}


def _quorum(who: str, percent: int | None, units: int | None) -> str:
    return f"{who} {percent}%" if percent is not None else f"{who} {units}"


@require_http_methods(["GET", "POST"])
def create(request: HttpRequest) -> HttpResponse:
    """A kind of one's own, empty or from a copy (`?copy=code`)."""
    _may_publish(request)
    copy = request.GET.get("copy", "")
    return _editor(request, _("新建会议类型"), queries.kind_to_copy(copy) if copy else "")


@require_http_methods(["GET", "POST"])
def edit(request: HttpRequest, code: str) -> HttpResponse:
    """Change a kind: check it, or publish its next version."""
    _may_publish(request)
    heading = _("修改“%(name)s”") % {"name": queries.latest_kind(code).name}
    return _editor(request, heading, queries.kind_to_edit(code))


def _may_publish(request: HttpRequest) -> None:
    if not policy.may_publish(viewer_of(request)):
        raise Forbidden(_("会议类型由定义管理员或联席会议办公室发布。"))


def _editor(request: HttpRequest, heading: str, text: str) -> HttpResponse:
    told = Editing(
        heading, [MEETINGS, LIBRARY, Crumb(heading)], queries.review_kind,
        lambda typed: _publish(request, typed), KindForm, _("检查"),
    )  # fmt: skip
    return edit_source(request, told, text)


def _publish(request: HttpRequest, text: str) -> HttpResponse:
    def work(uow: UnitOfWork) -> str:
        row = actions.publish_kind(uow, text)
        said = _("已发布“%(name)s”第 %(n)s 版，新筹备的会议按此版办理。")
        messages.success(request, said % {"name": row.name, "n": row.version})
        return reverse("meetings:kind", args=[row.code])

    return do_once(request, "meeting.kind_publish", work)
