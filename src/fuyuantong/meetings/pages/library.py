"""会议类型库: what kinds of meeting there are, one of them, and changing it in the browser."""

from __future__ import annotations

from django.forms import Form
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_http_methods

from fuyuantong.common.access import viewer_of
from fuyuantong.common.parts import Crumb, Pair
from fuyuantong.common.refusals import Forbidden
from fuyuantong.common.uow import UnitOfWork
from fuyuantong.definitions.vocabulary.wording import word_of
from fuyuantong.meetings import actions, policy, queries
from fuyuantong.meetings.forms.meetings import KindForm
from fuyuantong.meetings.kinds import Kind, outcome_words
from fuyuantong.meetings.pages.acting import MEETINGS, carry
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
def show(request: HttpRequest, code: str) -> HttpResponse:
    row = queries.latest_kind(code)
    context = {
        "trail": [MEETINGS, LIBRARY, Crumb(row.name)],
        "row": row,
        "kind": row.kind,
        "pairs": pairs_of(row.kind),
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
def edit(request: HttpRequest, code: str = "") -> HttpResponse:
    """Change a kind: check it, or publish its next version."""
    if not policy.may_publish(viewer_of(request)):
        raise Forbidden(_("会议类型由定义管理员或联席会议办公室发布。"))
    row = queries.latest_kind(code)
    if request.method == "GET":
        text = row.source.replace(f"版本: {row.version}\n", f"版本: {row.version + 1}\n", 1)
        return _editor(request, row.name, KindForm(initial={"source": text}))
    form = KindForm(request.POST)

    def work(uow: UnitOfWork) -> str:
        made = actions.publish_kind(uow, form.cleaned_data["source"])
        return reverse("meetings:kind", args=[made.code])

    return carry(
        request, form, work, lambda status, bad: _editor(request, row.name, bad, status), _("已发布。")
    )


def _editor(request: HttpRequest, name: str, form: Form, status: int = 200) -> HttpResponse:
    context = {"trail": [MEETINGS, LIBRARY, Crumb(name)], "form": form, "name": name}
    return render(request, "meetings/kind_editor.html", context, status=status)
