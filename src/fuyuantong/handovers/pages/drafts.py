"""Drafting a change of units or of a person, correcting it, saying what goes where, giving it up."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from fuyuantong.common.access import do_once, viewer_of
from fuyuantong.common.now import today
from fuyuantong.common.parts import Crumb
from fuyuantong.common.refusals import Forbidden, NotFound
from fuyuantong.common.uow import UnitOfWork
from fuyuantong.handovers import actions, policy, queries
from fuyuantong.handovers.forms import EditForm, HandoverForm, PostHandoverForm
from fuyuantong.handovers.kinds import Nature
from fuyuantong.handovers.pages.showing import home
from fuyuantong.organs.pages.answering import form_page

FORM = "handovers/form.html"
_CHOICE = "to-"


def _address(key: UUID) -> str:
    return reverse("handovers:handover", args=[key])


def _may_draft(request: HttpRequest, nature: str) -> None:
    if not policy.drafts(viewer_of(request), nature):
        raise Forbidden(str(policy.REFUSED["draft"]))


@require_http_methods(["GET", "POST"])
def new(request: HttpRequest) -> HttpResponse:
    _may_draft(request, Nature.MERGE)
    form = HandoverForm(request.POST or None, initial={"on": today()})

    def run(uow: UnitOfWork, _values: dict[str, Any]) -> str:
        return _address(actions.draft_handover(uow, **form.values()).pk)

    context = {
        "title": _("拟订机构调整"),
        "note": _("拟订后移交单位先核对清单、指定去向，再由安全管理员到期执行；执行前一切照常。"),
        "trail": [home(), Crumb(_("拟订机构调整"))],
        "back": reverse("handovers:index"),
    }
    return form_page(request, form, FORM, context, operation="handover.draft", run=run, done=_("已拟订。"))


@require_http_methods(["GET", "POST"])
def new_post(request: HttpRequest) -> HttpResponse:
    _may_draft(request, Nature.POST)
    tenures, posts = queries.people_to_offer(viewer_of(request), today())
    form = PostHandoverForm(request.POST or None, tenures=tenures, posts=posts, initial={"on": today()})

    def run(uow: UnitOfWork, _values: dict[str, Any]) -> str:
        return _address(actions.draft_post_handover(uow, **form.values()).pk)

    context = {
        "title": _("拟订人员交接"),
        "note": _("联络员等角色跟着岗位走：接任人上岗后，岗位上的未办结工作一并由其办理。"),
        "trail": [home(), Crumb(_("拟订人员交接"))],
        "back": reverse("handovers:index"),
    }
    return form_page(
        request, form, FORM, context, operation="handover.draft_post", run=run, done=_("已拟订。")
    )


@require_http_methods(["GET", "POST"])
def edit(request: HttpRequest, key: UUID) -> HttpResponse:
    view = queries.found(viewer_of(request), key)
    if "change" not in view.may:
        raise Forbidden(str(policy.REFUSED["change"]))
    row = view.row
    first = {"title": row.title, "on": row.on, "basis": row.basis, "version": row.version}
    form = EditForm(request.POST or None, initial=first)

    def run(uow: UnitOfWork, values: dict[str, Any]) -> str:
        expected = values.pop("version")
        return _address(actions.change_handover(uow, key, expected=expected, **values).pk)

    context = {
        "title": _("修改"),
        "trail": [home(), Crumb(row.title, _address(key)), Crumb(_("修改"))],
        "back": _address(key),
    }
    return form_page(request, form, FORM, context, operation="handover.change", run=run, done=_("已保存。"))


@require_POST
def choose(request: HttpRequest, key: UUID) -> HttpResponse:
    """Each select of the preview is named `to-<holding>:<row>`; only those that changed are taken."""
    view = queries.found(viewer_of(request), key)
    if view.preview is None:
        raise NotFound
    before = view.row.choices
    told = {
        name.removeprefix(_CHOICE): value for name, value in request.POST.items() if name.startswith(_CHOICE)
    }
    changed = {name: str(value) for name, value in told.items() if before.get(name, "") != value}
    version = request.POST.get("version", "")

    def run(uow: UnitOfWork) -> str:
        expected = int(version) if version.isascii() and version.isdigit() else 0
        actions.choose(uow, key, changed, expected=expected)
        return _address(key)

    return do_once(request, "handover.choose", run, _("已保存去向。"))


@require_POST
def drop(request: HttpRequest, key: UUID) -> HttpResponse:
    def run(uow: UnitOfWork) -> str:
        actions.drop_handover(uow, key)
        return _address(key)

    return do_once(request, "handover.drop", run, _("已放弃，没有任何变动。"))
