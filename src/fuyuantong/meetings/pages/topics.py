"""议题: the list, the application, one topic with its screening and advice."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from django.forms import Form
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from fuyuantong.common.access import viewer_of
from fuyuantong.common.now import today
from fuyuantong.common.paging import page_by_key
from fuyuantong.common.parts import Crumb, Empty, Paging
from fuyuantong.common.refusals import Forbidden, NotFound
from fuyuantong.common.uow import UnitOfWork
from fuyuantong.meetings import actions, queries
from fuyuantong.meetings.forms import topics as forms
from fuyuantong.meetings.forms.fields import Versioned
from fuyuantong.meetings.pages.acting import TOPICS, Act, Run, carry

SIZE = 30


@require_GET
def index(request: HttpRequest) -> HttpResponse:
    viewer = viewer_of(request)
    form = forms.TopicFilter(request.GET or None)
    chosen = form.cleaned_data if form.is_bound and form.is_valid() else {}
    rows = queries.topics_of(
        viewer, state=chosen.get("state", ""), words=chosen.get("q", ""), own=bool(chosen.get("own"))
    )
    page = page_by_key(
        rows, ("-created_at", "-id"), size=SIZE, after=request.GET.get("after", ""),
        before=request.GET.get("before", ""),
    )  # fmt: skip
    kept = {name: str(value) for name, value in chosen.items() if value}
    may_propose = bool(queries.proposable(viewer))
    context = {
        "trail": [Crumb(TOPICS.label)],
        "form": form,
        "chips": kept,
        "topics": page.rows,
        "advices": queries.waiting_advices(viewer, today()),
        "may_propose": may_propose,
        "paging": Paging(
            len(page.rows),
            previous_href=_turn(kept, "before", page.previous),
            next_href=_turn(kept, "after", page.next),
        ),
        "empty": Empty(
            _("没有议题"),
            _("成员单位提出议题申请后在这里梳理。"),
            href=reverse("meetings:propose") if may_propose else "",
            act=_("提出议题") if may_propose else "",
        ),
    }
    return render(request, "meetings/topics.html", context)


def _turn(kept: Mapping[str, str], name: str, cursor: str | None) -> str:
    return f"?{urlencode({**kept, name: cursor})}" if cursor else ""


@require_http_methods(["GET", "POST"])
def propose(request: HttpRequest) -> HttpResponse:
    """议题申请; `?matter=` is the file that the topic comes from."""
    viewer = viewer_of(request)
    places = [
        (f"{version.code}|{linkage.code}", f"{version.name}（{linkage}）")
        for version, linkage in queries.proposable(viewer)
    ]
    if not places:
        raise Forbidden(_("您现在的岗位不能提出议题。"))
    region = viewer.region
    if request.method == "GET":
        initial = {"matter": request.GET.get("matter", ""), "where": request.GET.get("where", "")}
        return _application(request, forms.TopicForm(initial=initial, places=places, region=region))
    form = forms.TopicForm(request.POST, places=places, region=region)
    send = request.POST.get("then") == "submit"

    def work(uow: UnitOfWork) -> str:
        kind, linkage = form.place
        row = actions.propose(uow, form.words(), kind=kind, linkage=linkage, submit=send)
        return reverse("meetings:topic", args=[row.pk])

    said = _("议题已报送。") if send else _("议题已保存，还没有报送。")
    return carry(request, form, work, lambda status, bad: _application(request, bad, status), said)


def _application(request: HttpRequest, form: Form, status: int = 200, row: Any = None) -> HttpResponse:
    crumbs = [TOPICS, Crumb(_("修改议题") if row else _("提出议题"))]
    context = {"trail": crumbs, "form": form, "topic": row}
    return render(request, "meetings/topic_form.html", context, status=status)


@require_http_methods(["GET", "POST"])
def edit(request: HttpRequest, key: UUID) -> HttpResponse:
    viewer = viewer_of(request)
    view = queries.topic_view(viewer, key)
    if not view.editable:
        raise Forbidden(_("议题现在不能修改，或不由您的岗位修改。"))
    if request.method == "GET":
        return _application(request, forms.TopicForm.of(view.topic, viewer.region), row=view.topic)
    form = forms.TopicForm(request.POST, region=viewer.region)

    def work(uow: UnitOfWork) -> str:
        actions.edit_topic(uow, key, form.words(), expected=form.cleaned_data["version"])
        return reverse("meetings:topic", args=[key])

    return carry(
        request,
        form,
        work,
        lambda status, bad: _application(request, bad, status, view.topic),
        _("议题已修改。"),
    )


@require_GET
def show(request: HttpRequest, key: UUID) -> HttpResponse:
    return show_topic(request, key)


def show_topic(
    request: HttpRequest, key: UUID, status: int = 200, name: str = "", form: Form | None = None
) -> HttpResponse:
    view = queries.topic_view(viewer_of(request), key)
    shown = [act if act.name != name else _reopened(act, form) for act in acts_of(view)]
    advice = form if name == "advise" else forms.AdviceForm()
    context = {
        "trail": [TOPICS, Crumb(view.topic.title)],
        "view": view,
        "acts": shown,
        "advice_form": advice,
        "opened": name,
    }
    return render(request, "meetings/topic.html", context, status=status)


def _reopened(act: Act, form: Form | None) -> Act:
    return Act(act.name, act.label, form or act.form, act.address, act.tone, act.note, opened=True)


def acts_of(view: queries.TopicView) -> list[Act]:
    """The buttons of the page, as the topic stands and for this viewer."""
    row = view.topic
    version = {"version": row.version}
    found: list[Act] = []

    def add(name: str, label: str, form: Form, tone: str = "") -> None:
        found.append(Act(name, label, form, reverse("meetings:topic-step", args=[row.pk, name]), tone))

    if view.sendable:
        initial = version | {"signed_by": row.signed_by}
        add("submit", _("报送"), forms.TopicSubmitForm(initial=initial, prefix="submit"), "primary")
    if view.screenable:
        if row.state != "screened":
            add("screen", _("同意提请"), forms.ViewForm(initial=version, prefix="screen"), "primary")
        add("advice", _("征求意见"), forms.AskAdviceForm(initial=version, prefix="advice"))
        if view.others:
            merging = forms.MergeForm(initial=version, others=view.others, prefix="merge")
            add("merge", _("合并"), merging)
        add("return", _("退回补充"), forms.ReasonForm(initial=version, prefix="return"))
        add("decline", _("不提请"), forms.ReasonForm(initial=version, prefix="decline"))
    if view.withdrawable:
        add("withdraw", _("撤回"), forms.ReasonForm(initial=version, prefix="withdraw"), "danger")
    return found


def _screen(uow: UnitOfWork, key: UUID, data: Mapping[str, Any]) -> object:
    return actions.screen_topic(uow, key, text=data["text"], expected=data["version"])


def _submit(uow: UnitOfWork, key: UUID, data: Mapping[str, Any]) -> object:
    return actions.submit_topic(uow, key, signed_by=data["signed_by"], expected=data["version"])


def _return(uow: UnitOfWork, key: UUID, data: Mapping[str, Any]) -> object:
    return actions.return_topic(uow, key, text=data["text"], expected=data["version"])


def _decline(uow: UnitOfWork, key: UUID, data: Mapping[str, Any]) -> object:
    return actions.decline_topic(uow, key, text=data["text"], expected=data["version"])


def _withdraw(uow: UnitOfWork, key: UUID, data: Mapping[str, Any]) -> object:
    return actions.withdraw_topic(uow, key, text=data["text"], expected=data["version"])


def _merge(uow: UnitOfWork, key: UUID, data: Mapping[str, Any]) -> object:
    return actions.merge_topic(uow, key, into=data["into"], expected=data["version"])


def _advice(uow: UnitOfWork, key: UUID, data: Mapping[str, Any]) -> object:
    return actions.ask_advice(
        uow, key, units=data["units"], due_on=data["due_on"], text=data["text"], expected=data["version"]
    )


STEPS: Mapping[str, tuple[type[Versioned], Run, str]] = {
    "submit": (forms.TopicSubmitForm, _submit, gettext_noop("议题已报送。")),
    "screen": (forms.ViewForm, _screen, gettext_noop("已同意提请，可以列入会议议程。")),
    "return": (forms.ReasonForm, _return, gettext_noop("已退回提报单位补充。")),
    "decline": (forms.ReasonForm, _decline, gettext_noop("已登记不提请，并告知提报单位。")),
    "withdraw": (forms.ReasonForm, _withdraw, gettext_noop("议题已撤回。")),
    "merge": (forms.MergeForm, _merge, gettext_noop("议题已合并。")),
    "advice": (forms.AskAdviceForm, _advice, gettext_noop("已发出征求意见。")),
}


@require_POST
def step(request: HttpRequest, key: UUID, step: str) -> HttpResponse:
    if step not in STEPS:
        raise NotFound
    kind, run, said = STEPS[step]
    form = kind(request.POST, prefix=step, region=viewer_of(request).region)

    def work(uow: UnitOfWork) -> str:
        run(uow, key, form.cleaned_data)
        return reverse("meetings:topic", args=[key])

    return carry(
        request, form, work, lambda status, bad: show_topic(request, key, status, step, bad), _(said)
    )


@require_POST
def advise(request: HttpRequest, key: UUID, advice: UUID) -> HttpResponse:
    """A unit's advice, or its 代录."""
    form = forms.AdviceForm(request.POST)

    def work(uow: UnitOfWork) -> str:
        data = form.cleaned_data
        actions.give_advice(
            uow, advice, text=data["text"], agreed=data["how"] == "agree", expected=data["version"]
        )
        return reverse("meetings:topic", args=[key]) + "#advice"

    return carry(
        request,
        form,
        work,
        lambda status, bad: show_topic(request, key, status, "advise", bad),
        _("已记录。"),
    )
