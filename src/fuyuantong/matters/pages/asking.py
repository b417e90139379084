"""申请 and its decision; comments, 抄送, 关注, links, 知悉范围, files."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeAlias
from uuid import UUID

from django import forms
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from fuyuantong.audit.streams import matter_stream
from fuyuantong.common.access import do_once, viewer_of
from fuyuantong.common.errors import add_to_form
from fuyuantong.common.parts import Crumb, Pair
from fuyuantong.common.refusals import NotFound, Refusal
from fuyuantong.common.uow import UnitOfWork, unit_of_work
from fuyuantong.documents.actions import attach, receive_upload
from fuyuantong.documents.queries import attachment
from fuyuantong.documents.serving import download_response
from fuyuantong.matters.actions import ending, petitions, reading, talking
from fuyuantong.matters.forms import verbs as shapes
from fuyuantong.matters.kinds import LinkKind, PetitionKind, Scope
from fuyuantong.matters.models import Matter, Obligation
from fuyuantong.matters.pages.showing import said
from fuyuantong.matters.queries import get_matter, get_obligation, get_petition
from fuyuantong.matters.queries.detail import attachment_subject
from fuyuantong.matters.telling import obligation_url
from fuyuantong.organs.models import Post
from fuyuantong.organs.queries import units_in_protocol_order

About: TypeAlias = Matter | Obligation
Work = Callable[[UnitOfWork, dict[str, Any]], str]


def _ask(
    request: HttpRequest,
    form: forms.Form,
    operation: str,
    work: Work,
    heading: str,
    about: Matter | Obligation,
) -> HttpResponse:
    """The one shape of these pages: form, act once, refusal shown in the form."""
    status = 422 if request.method == "POST" else 200
    if request.method == "POST" and form.is_valid():
        try:
            said = _("“%s”已办理。") % heading
            return do_once(request, operation, lambda uow: work(uow, form.cleaned_data), said)
        except Refusal as refusal:
            status = refusal.status
            add_to_form(form, refusal)
    back = _here(about) if isinstance(about, Matter) else obligation_url(about)
    sub = about.title
    context = {
        "form": form,
        "heading": heading,
        "sub": sub,
        "back": back,
        "trail": [Crumb(sub[:30], back), Crumb(heading)],
    }
    return render(request, "matters/form.html", context, status=status)


@require_http_methods(["GET", "POST"])
def petition(request: HttpRequest, obligation_id: UUID, kind: str) -> HttpResponse:
    row = get_obligation(viewer_of(request), obligation_id)
    if kind not in PetitionKind.values:
        raise NotFound
    units = units_in_protocol_order(row.region)
    form = shapes.PetitionForm(request.POST or None, kind=kind, units=units, initial={"version": row.version})

    def work(uow: UnitOfWork, data: dict[str, Any]) -> str:
        unit = data.get("wanted_unit")
        petitions.petition(
            uow,
            row.pk,
            PetitionKind(kind),
            reason=data["reason"],
            wanted_due=data.get("wanted_due"),
            wanted_unit=UUID(unit) if unit else None,
        )
        return obligation_url(row)

    label = str(PetitionKind(kind).label)
    return _ask(request, form, f"petitions.{kind}", work, label, row)


@require_http_methods(["GET", "POST"])
def decide(request: HttpRequest, petition_id: UUID) -> HttpResponse:
    asked = get_petition(viewer_of(request), petition_id)
    row = asked.obligation
    form = shapes.DecisionForm(
        request.POST or None, kind=asked.kind, units=units_in_protocol_order(row.region)
    )

    def work(uow: UnitOfWork, data: dict[str, Any]) -> str:
        unit = data.get("new_unit")
        petitions.decide(
            uow,
            asked.pk,
            granted=data["granted"] == "1",
            remark=data["remark"],
            new_unit=UUID(unit) if unit else None,
        )
        return obligation_url(row)

    heading = _("决定：%s") % asked.get_kind_display()
    return _ask(request, form, "petitions.decide", work, heading, row)


@require_POST
def drop(request: HttpRequest, petition_id: UUID) -> HttpResponse:
    asked = get_petition(viewer_of(request), petition_id)

    def work(uow: UnitOfWork) -> str:
        petitions.drop(uow, asked.pk)
        return obligation_url(asked.obligation)

    return do_once(request, "petitions.drop", work)


@require_http_methods(["GET", "POST"])
def objection(request: HttpRequest, obligation_id: UUID) -> HttpResponse:
    """异议或说明 to a letter."""
    row = get_obligation(viewer_of(request), obligation_id)

    def work(uow: UnitOfWork, data: dict[str, Any]) -> str:
        petitions.object_to(uow, row.pk, text=data["text"])
        return obligation_url(row)

    form = shapes.CommentForm(request.POST or None)
    return _ask(request, form, "obligations.object", work, _("提出异议或说明"), row)


def _here(matter: Matter) -> str:
    return reverse("matters:detail", args=[matter.pk])


@require_http_methods(["GET", "POST"])
def comment(request: HttpRequest, matter_id: UUID) -> HttpResponse:
    matter = get_matter(viewer_of(request), matter_id)

    def work(uow: UnitOfWork, data: dict[str, Any]) -> str:
        return _here(matter) + f"#c{talking.comment(uow, matter.pk, text=data['text']).pk}"

    form = shapes.CommentForm(request.POST or None)
    return _ask(request, form, "matters.comment", work, _("留言"), matter)


@require_http_methods(["GET", "POST"])
def copy(request: HttpRequest, matter_id: UUID) -> HttpResponse:
    matter = get_matter(viewer_of(request), matter_id)

    def work(uow: UnitOfWork, data: dict[str, Any]) -> str:
        talking.copy_to(uow, matter.pk, units=[UUID(u) for u in data["units"]])
        return _here(matter)

    form = shapes.CopyForm(request.POST or None, units=units_in_protocol_order(matter.region))
    return _ask(request, form, "matters.copy", work, _("抄送"), matter)


@require_http_methods(["GET", "POST"])
def link(request: HttpRequest, matter_id: UUID) -> HttpResponse:
    """Relate two matters, or merge this one into the other (并案)."""
    matter = get_matter(viewer_of(request), matter_id)

    def work(uow: UnitOfWork, data: dict[str, Any]) -> str:
        if data["kind"] == LinkKind.SAME:
            ending.merge(uow, matter.pk, into=data["other"], reason=data["reason"])
        else:
            talking.link(uow, matter.pk, other=data["other"])
        return _here(matter)

    form = shapes.LinkForm(request.POST or None)
    return _ask(request, form, "matters.link", work, _("关联或并案"), matter)


@require_http_methods(["GET", "POST"])
def scope(request: HttpRequest, matter_id: UUID) -> HttpResponse:
    matter = get_matter(viewer_of(request), matter_id)
    units = matter.parties.values("unit_id")
    posts = (
        Post.objects.filter(unit_id__in=units, valid_until=None)
        .select_related("unit")
        .order_by("unit", "order")
    )

    def work(uow: UnitOfWork, data: dict[str, Any]) -> str:
        talking.set_scope(uow, matter.pk, scope=Scope(data["scope"]), posts=[UUID(p) for p in data["posts"]])
        return _here(matter)

    form = shapes.ScopeForm(request.POST or None, posts=list(posts), initial={"scope": matter.scope})
    return _ask(request, form, "matters.scope", work, _("知悉范围"), matter)


@require_http_methods(["GET", "POST"])
def void(request: HttpRequest, matter_id: UUID) -> HttpResponse:
    matter = get_matter(viewer_of(request), matter_id)

    def work(uow: UnitOfWork, data: dict[str, Any]) -> str:
        ending.void_matter(uow, matter.pk, reason=data["reason"])
        return _here(matter)

    form = shapes.ReasonForm(request.POST or None)
    return _ask(request, form, "matters.void", work, _("作废"), matter)


@require_http_methods(["GET", "POST"])
@never_cache
def personal(request: HttpRequest, matter_id: UUID) -> HttpResponse:
    """Personal fields in plain, after the purpose was stated; shown in this answer and kept nowhere."""
    matter = get_matter(viewer_of(request), matter_id)
    form = shapes.PurposeForm(request.POST or None)
    shown: list[Pair] = []
    if request.method == "POST" and form.is_valid():
        with unit_of_work(viewer_of(request), request_id=getattr(request, "request_id", "")) as uow:
            found = reading.reveal(uow, matter.pk, purpose=form.cleaned_data["purpose"])
        shown = [Pair(key, said(value), wide=True) for key, value in found.items()]
    context = {
        "form": form,
        "shown": shown,
        "heading": _("查看个人信息"),
        "trail": [Crumb(matter.title[:30], _here(matter)), Crumb(_("查看个人信息"))],
        "back": _here(matter),
    }
    return render(request, "matters/personal.html", context)


@require_POST
def follow(request: HttpRequest, matter_id: UUID) -> HttpResponse:
    matter = get_matter(viewer_of(request), matter_id)

    def work(uow: UnitOfWork) -> str:
        talking.follow(uow, matter.pk, on=request.POST.get("on") == "1")
        return _here(matter)

    return do_once(request, "matters.follow", work)


@require_http_methods(["GET", "POST"])
def add_file(request: HttpRequest, matter_id: UUID) -> HttpResponse:
    matter = get_matter(viewer_of(request), matter_id)

    def work(uow: UnitOfWork, data: dict[str, Any]) -> str:
        talking.check_may_add(uow, matter.pk)
        stored = receive_upload(uow, data["file"])
        attach(uow, stored, "matter", matter.pk, data["label"], stream=matter_stream(matter.pk))
        return _here(matter)

    form = shapes.FileForm(request.POST or None, request.FILES or None)
    return _ask(request, form, "matters.file", work, _("上传材料"), matter)


@require_GET
def file(request: HttpRequest, matter_id: UUID, number: UUID) -> HttpResponseBase:
    """Download: the matter's sight decides, in this request."""
    viewer = viewer_of(request)
    subject_type, subject_id = attachment_subject(viewer, get_matter(viewer, matter_id), number)
    return download_response(attachment(subject_type, subject_id, number).file)
