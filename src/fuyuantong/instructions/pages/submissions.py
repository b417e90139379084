"""呈批单 and 批示: the list, a new paper, a 批示 recorded, one paper with what came of it, its A4 sheet."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django import forms
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from fuyuantong.common.access import do_once, viewer_of
from fuyuantong.common.actors import Actor
from fuyuantong.common.errors import add_to_form
from fuyuantong.common.now import read_clock, today
from fuyuantong.common.paging import page_by_key
from fuyuantong.common.parts import Crumb, Empty, File, Paging, Pair
from fuyuantong.common.refusals import Forbidden, NotFound, Refusal
from fuyuantong.common.uow import UnitOfWork
from fuyuantong.documents.actions import receive_upload
from fuyuantong.documents.serving import download_response
from fuyuantong.instructions import actions, policy, queries
from fuyuantong.instructions.forms import FilterForm, NewRecordForm, ReasonForm, RecordForm, SubmissionForm
from fuyuantong.instructions.kinds import Progress
from fuyuantong.instructions.printing import sheet
from fuyuantong.matters.models import Matter
from fuyuantong.matters.papers import watermark_for
from fuyuantong.meetings.printing.answers import printed

ROOM = Crumb(_("领导批示"), "/instructions/")
TONES = {Progress.DONE: "done", Progress.WORKING: "run", Progress.OVERDUE: "over", Progress.ENDED: "paused"}
STATE_TONES = {"submitted": "wait", "given": "note", "dropped": "paused"}


@require_GET
def index(request: HttpRequest) -> HttpResponse:
    viewer, day = viewer_of(request), today()
    form = FilterForm(request.GET, leaders=queries.leaders_of(viewer, all_=True))
    filters = _filters(form) if form.is_valid() else queries.Filters()
    page = page_by_key(
        queries.submissions_of(viewer, filters, day), queries.ORDER, size=50,
        after=request.GET.get("after", ""), before=request.GET.get("before", ""),
    )  # fmt: skip
    submits = bool(queries.linkages_of(viewer))
    empty = Empty(
        _("没有符合条件的批示"),
        _("登记批示后，逐项交办、跟踪落实。") if submits else _("与本单位有关的批示会在这里显示。"),
        href=reverse("instructions:record-new") if submits else "",
        act=_("登记批示") if submits else "",
    )
    asked = {name: value for name, value in request.GET.items() if value and name not in ("after", "before")}
    query = "&".join(f"{name}={value}" for name, value in asked.items())
    paging = Paging(
        shown=len(page.rows), total=_("本页 %s 件") % len(page.rows),
        previous_href=f"?{query}&before={page.previous}" if page.previous else "",
        next_href=f"?{query}&after={page.next}" if page.next else "",
    )  # fmt: skip
    context = {
        "trail": [Crumb(ROOM.label)],
        "rows": [(row, STATE_TONES[row.state], _tags(queries.counts_of(row))) for row in page.rows],
        "form": form,
        "chosen": len(asked),
        "submits": submits,
        "keeps": any(policy.may_keep(viewer, code) for code in viewer.offices),
        "paging": paging,
        "empty": empty,
    }
    return render(request, "instructions/index.html", context)


def _filters(form: FilterForm) -> queries.Filters:
    data = form.cleaned_data
    leader = UUID(data["leader"]) if data["leader"] else None
    return queries.Filters(data["q"], data["state"], leader, data["progress"], data["year"])


def _tags(counts: dict[str, int]) -> list[tuple[str, str]]:
    return [(TONES[one], f"{one.label} {counts[one]}") for one in Progress if counts.get(one)]


@require_http_methods(["GET", "POST"])
def new(request: HttpRequest) -> HttpResponse:
    """A new 呈批单; `?matter=` says what it is about."""
    viewer = viewer_of(request)
    linkages = _may_submit(viewer)
    if request.method == "POST":
        form = SubmissionForm(request.POST, request.FILES, linkages=linkages)

        def work(uow: UnitOfWork) -> str:
            matter = _about(form, viewer)
            files = [receive_upload(uow, one) for one in form.cleaned_data["files"]]
            row = actions.submit(uow, matter=matter, files=files, **form.submission())
            return reverse("instructions:submission", args=[row.pk])

        answer = attempt(request, form, "instructions.submit", work, _("已登记，可以打印呈批单。"))
        if isinstance(answer, HttpResponse):
            return answer
        status = answer
    else:
        form, status = SubmissionForm(initial=_named(request, viewer), linkages=linkages), 200
    context = {"trail": [ROOM, Crumb(_("新建呈批单"))], "form": form}
    return render(request, "instructions/new.html", context, status=status)


@require_http_methods(["GET", "POST"])
def record_new(request: HttpRequest) -> HttpResponse:
    """登记批示 where no 呈批单 was made before: photo, words, leader, date, what follows."""
    viewer = viewer_of(request)
    linkages = _may_submit(viewer)
    offered: dict[str, Any] = {"linkages": linkages, "leaders": queries.leaders_of(viewer)}
    region = viewer.region
    if request.method == "POST":
        form = NewRecordForm(request.POST, request.FILES, region=region, **offered)

        def work(uow: UnitOfWork) -> str:
            files = [receive_upload(uow, one) for one in form.cleaned_data["scans"]]
            told = form.submission() | {"urgency": "", "matter": _about(form, viewer)}
            row = actions.record_new(uow, submission=told, instruction=form.instruction() | {"files": files})
            return reverse("instructions:submission", args=[row.pk])

        answer = attempt(request, form, "instructions.record_new", work, _("批示已登记，任务已交办。"))
        if isinstance(answer, HttpResponse):
            return answer
        status = answer
    else:
        first = _named(request, viewer) | {"given_on": today()}
        form, status = NewRecordForm(initial=first, region=region, **offered), 200
    context = {"trail": [ROOM, Crumb(_("登记批示"))], "form": form, "fresh": True}
    return render(request, "instructions/record.html", context, status=status)


@require_http_methods(["GET", "POST"])
def record(request: HttpRequest, key: UUID) -> HttpResponse:
    """登记批示 on a 呈批单 that came back."""
    viewer = viewer_of(request)
    view = queries.submission_of(viewer, key, today())
    if not view.records:
        raise Forbidden(str(policy.NOT_YOURS))
    leaders = queries.leaders_of(viewer).filter(linkage=view.row.linkage)
    given: dict[str, Any] = {"leaders": leaders, "region": view.row.region}
    if request.method == "POST":
        form = RecordForm(request.POST, request.FILES, **given)

        def work(uow: UnitOfWork) -> str:
            files = [receive_upload(uow, one) for one in form.cleaned_data["scans"]]
            expected = form.cleaned_data["version"]
            actions.record(uow, key, files=files, expected=expected, **form.instruction())
            return reverse("instructions:submission", args=[key])

        answer = attempt(request, form, "instructions.record", work, _("批示已登记，任务已交办。"))
        if isinstance(answer, HttpResponse):
            return answer
        status = answer
    else:
        form, status = RecordForm(initial={"given_on": today(), "version": view.row.version}, **given), 200
    trail = [ROOM, Crumb(view.row.title[:30], reverse("instructions:submission", args=[key]))]
    context = {"trail": [*trail, Crumb(_("登记批示"))], "form": form, "view": view}
    return render(request, "instructions/record.html", context, status=status)


@require_GET
def show(request: HttpRequest, key: UUID) -> HttpResponse:
    return show_submission(request, key)


def show_submission(
    request: HttpRequest, key: UUID, *, status: int = 200, refused: ReasonForm | None = None
) -> HttpResponse:
    view = queries.submission_of(viewer_of(request), key, today())
    row = view.row
    said = [
        Pair(_("联动机制"), view.linkage.name),
        Pair(_("来文单位"), row.source),
        Pair(_("来文文号"), row.source_number),
        Pair(_("收文日期"), str(row.received_on or "")),
        Pair(_("紧急程度"), str(row.get_urgency_display())),
        Pair(_("呈批"), f"{row.by_unit_name} {row.by_name}"),
    ]
    context = {
        "trail": [ROOM, Crumb(row.title[:30])],
        "view": view,
        "tone": STATE_TONES[row.state],
        "told": [(one, [(item, TONES[item.progress]) for item in items]) for one, items in view.instructions],
        "pairs": [pair for pair in said if pair.value],
        "files": [
            File(
                one.file.name,
                reverse("instructions:file", args=[key, one.pk]),
                by=one.by_name,
                at=f"{one.at:%Y-%m-%d}",
            )
            for one in view.files
        ],
        "drop": refused or ReasonForm(initial={"version": row.version}),
        "refused": refused is not None,
    }
    return render(request, "instructions/submission.html", context, status=status)


@require_POST
def drop(request: HttpRequest, key: UUID) -> HttpResponse:
    form = ReasonForm(request.POST)

    def work(uow: UnitOfWork) -> str:
        actions.drop(uow, key, reason=form.cleaned_data["reason"], expected=form.cleaned_data["version"])
        return reverse("instructions:submission", args=[key])

    answer = attempt(request, form, "instructions.drop", work, _("不再呈批。"))
    if isinstance(answer, HttpResponse):
        return answer
    return show_submission(request, key, status=answer, refused=form)


@require_GET
def paper(request: HttpRequest, key: UUID, kind: str) -> HttpResponse:
    """呈批单 as pdf or docx."""
    viewer = viewer_of(request)
    view = queries.submission_of(viewer, key, today())
    return printed(sheet(view, watermark_for(viewer, read_clock())), kind, f"呈批单-{view.row.title[:40]}")


@require_GET
def file(request: HttpRequest, key: UUID, number: UUID) -> HttpResponseBase:
    return download_response(queries.file_of(viewer_of(request), key, number).file)


def _may_submit(viewer: Actor) -> list[Any]:
    found = queries.linkages_of(viewer)
    if not found:
        raise Forbidden(str(policy.NOT_YOURS))
    return list(found)


def _named(request: HttpRequest, viewer: Actor) -> dict[str, Any]:
    """What `?matter=` names, as the form's first values."""
    try:
        key = UUID(request.GET["matter"])
    except (KeyError, ValueError):
        return {}
    row = Matter.objects.visible_to(viewer).filter(pk=key).first()
    if row is None:
        raise NotFound
    return {"about": row.number or str(row.pk), "title": row.title, "linkage": row.linkage}


def _about(form: forms.Form, viewer: Actor) -> UUID | None:
    try:
        return queries.matter_named(viewer, form.cleaned_data.get("about", ""))
    except Refusal as refusal:
        form.add_error("about", str(refusal))
        raise


def attempt(request: HttpRequest, form: forms.Form, name: str, work: Any, said: str) -> HttpResponse | int:
    """Do it, or the status under which the form is shown again with what was typed."""
    if not form.is_valid():
        return 400
    try:
        return do_once(request, name, work, said)
    except Refusal as refusal:
        if refusal.status in (403, 404):
            raise
        if not form.errors:
            add_to_form(form, refusal)
        return refusal.status
