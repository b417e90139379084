"""鉴定 and 销毁: what is due, a proposal, its decision, carrying it out."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django.forms import Form
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from fuyuantong.archives import actions, policy, queries
from fuyuantong.archives.forms import CarryOutForm, ProposeForm, RecordForm, WordsForm
from fuyuantong.archives.kinds import DestructionState
from fuyuantong.archives.pages.volumes import home
from fuyuantong.archives.printing import destruction_list, printed
from fuyuantong.common.access import do_once, viewer_of
from fuyuantong.common.errors import add_to_form
from fuyuantong.common.now import today
from fuyuantong.common.parts import Crumb, Empty
from fuyuantong.common.refusals import NotFound, Refusal
from fuyuantong.common.uow import UnitOfWork
from fuyuantong.documents.serving import bytes_response, download_response
from fuyuantong.documents.uploads import uploaded

SHOWN = 500
FORMS: dict[str, type[Form]] = {
    "approve": WordsForm, "refuse": WordsForm, "record": RecordForm, "drop": WordsForm,
    "carry-out": CarryOutForm,
}  # fmt: skip
SAID = {
    "approve": gettext_lazy("已批准。请打印销毁清册，两人监销后登记销毁。"),
    "refuse": gettext_lazy("已不予批准，案卷照常保管。"),
    "record": gettext_lazy("已登记批准。请打印销毁清册，两人监销后登记销毁。"),
    "drop": gettext_lazy("已撤回，案卷照常保管。"),
    "carry-out": gettext_lazy("已销毁。"),
}


@require_http_methods(["GET", "POST"])
def due(request: HttpRequest) -> HttpResponse:
    """What has been kept long enough; POST proposes to destroy what was ticked."""
    viewer = viewer_of(request)
    policy.check(viewer, "keep")
    form, status = ProposeForm(request.POST or None), 200
    if request.method == "POST":
        status = 422
        if form.is_valid():
            try:
                return do_once(request, "archives.propose", lambda uow: _propose(uow, request, form))
            except Refusal as refusal:
                if refusal.status in (403, 404):
                    raise
                add_to_form(form, refusal)
                status = refusal.status
    rows = queries.due_for_appraisal(viewer, today()).order_by("year", "number")
    context = {
        "trail": [home(), Crumb(_("到期鉴定"))],
        "rows": list(rows[:SHOWN]),
        "form": form,
        "ticked": set(request.POST.getlist("ids")),
        "empty": Empty(_("没有期满的案卷"), _("保管期满的案卷在这里列出；永久保管的不会列出。")),
    }
    return render(request, "archives/due.html", context, status=status)


def _propose(uow: UnitOfWork, request: HttpRequest, form: ProposeForm) -> str:
    try:
        keys = [UUID(one) for one in request.POST.getlist("ids")]
    except ValueError:
        raise NotFound from None
    made = actions.propose(uow, keys, **form.cleaned_data)
    return reverse("archives:destruction", args=[made.pk])


@require_GET
def show(request: HttpRequest, key: UUID) -> HttpResponse:
    return _show(request, key)


def _show(
    request: HttpRequest, key: UUID, *, step: str = "", refused: Form | None = None, status: int = 200
) -> HttpResponse:
    viewer = viewer_of(request)
    view = queries.destruction_view(viewer, key)
    forms = {name.replace("-", "_"): form(initial=_first(view.row)) for name, form in FORMS.items()}
    if refused is not None:
        forms[step.replace("-", "_")] = refused
    proposed = view.row.state == DestructionState.PROPOSED
    context = {
        "trail": [home(), Crumb(_("销毁提请"))],
        "view": view,
        "row": view.row,
        "forms": forms,
        "opened": step if refused is not None else "",
        "refused": refused,
        "keeps": policy.keeps(viewer),
        "approves": proposed and policy.approves(viewer) and view.row.proposed_person != viewer.person,
    }
    return render(request, "archives/destruction.html", context, status=status)


def _first(row: Any) -> dict[str, Any]:
    return {"version": row.version, "on": today()}


@require_POST
def step(request: HttpRequest, key: UUID, step: str) -> HttpResponse:
    if step not in FORMS:
        raise NotFound
    form = FORMS[step](request.POST, request.FILES)
    if not form.is_valid():
        return _show(request, key, step=step, refused=form, status=400)

    def run(uow: UnitOfWork) -> str:
        _act(uow, request, key, step, form.cleaned_data)
        return reverse("archives:destruction", args=[key])

    try:
        return do_once(request, f"archives.{step}", run, str(SAID[step]))
    except Refusal as refusal:
        if refusal.status in (403, 404, 409):
            raise
        add_to_form(form, refusal)
        return _show(request, key, step=step, refused=form, status=refusal.status)


def _act(uow: UnitOfWork, request: HttpRequest, key: UUID, step: str, data: dict[str, Any]) -> None:
    expected = data["version"]
    acts: dict[str, Callable[[], object]] = {
        "approve": lambda: actions.approve(uow, key, words=data["words"], expected=expected),
        "refuse": lambda: actions.refuse(uow, key, words=data["words"], expected=expected),
        "drop": lambda: actions.drop(uow, key, expected=expected),
        "record": lambda: actions.record_decision(
            uow, key, uploaded(request, "file")[0], by=data["by"], words=data["words"], on=data["on"],
            expected=expected,
        ),
        "carry-out": lambda: actions.carry_out(
            uow, key, watchers=[data["first"], data["second"]], expected=expected
        ),
    }  # fmt: skip
    acts[step]()


@require_GET
def paper(request: HttpRequest, key: UUID, kind: str) -> HttpResponse:
    if kind not in ("docx", "pdf"):
        raise NotFound
    view = queries.destruction_view(viewer_of(request), key)
    return bytes_response(printed(destruction_list(view), kind), f"档案销毁清册.{kind}", kind)


@require_GET
def scan(request: HttpRequest, key: UUID) -> HttpResponseBase:
    """The list as the leader signed it; for those who may read every title on it."""
    view = queries.destruction_view(viewer_of(request), key)
    if view.row.scan is None or view.hidden:
        raise NotFound
    return download_response(view.row.scan)
