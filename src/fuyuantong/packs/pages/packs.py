"""任务包: the list, making them, one pack, its files and printed forms."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from fuyuantong.common.access import do_once, viewer_of
from fuyuantong.common.errors import add_to_form
from fuyuantong.common.listing import listed
from fuyuantong.common.parts import Crumb, Empty
from fuyuantong.common.refusals import Forbidden, Refusal
from fuyuantong.common.uow import UnitOfWork, unit_of_work
from fuyuantong.documents.serving import bytes_response
from fuyuantong.packs import actions, policy, queries
from fuyuantong.packs.actions.taking import file_name
from fuyuantong.packs.forms import PackForm, ReturnForm, WithdrawForm
from fuyuantong.packs.printing import PAPERS

PACKS = Crumb(gettext_lazy("任务包"), "/packs/")
T = TypeVar("T")


@require_GET
def index(request: HttpRequest) -> HttpResponse:
    viewer = viewer_of(request)
    rows, paging = listed(request, queries.packs_of(viewer), queries.PACK_ORDER)
    makes = policy.may_make(viewer)
    empty = Empty(
        _("还没有任务包"),
        _("给没有账号的单位每家制作一份表格，填好返回后整包采用。")
        if makes
        else _("联席会议办公室给本单位制作任务包后会在这里显示。"),
        href=reverse("packs:new") if makes else "",
        act=_("制作任务包") if makes else "",
    )
    context = {
        "trail": [Crumb(PACKS.label)],
        "packs": rows,
        "makes": makes,
        "paging": paging,
        "empty": empty,
    }
    return render(request, "packs/index.html", context)


@require_http_methods(["GET", "POST"])
def new(request: HttpRequest) -> HttpResponse:
    """One act makes a pack for every unit that is ticked; those without accounts are ticked at first."""
    viewer = viewer_of(request)
    if not policy.may_make(viewer):
        raise Forbidden(str(policy.OFFICE_ONLY))
    linkages = queries.linkages_of(viewer)
    form = PackForm(
        request.POST or None,
        linkages=linkages,
        candidates=queries.candidates(viewer, linkages),
        own=list(queries.forms_of(viewer)),
    )
    status = 200
    if request.method == "POST":
        status = 422
        if form.is_valid():
            try:
                return do_once(
                    request,
                    "packs.make",
                    lambda uow: _make(uow, form),
                    _("任务包已制作，请下载后发给各单位。"),
                )
            except Refusal as refusal:
                if refusal.status in (403, 404):
                    raise
                add_to_form(form, refusal)
                status = refusal.status
    return render(
        request, "packs/new.html", {"trail": [PACKS, Crumb(_("制作任务包"))], "form": form}, status=status
    )


def _make(uow: UnitOfWork, form: PackForm) -> str:
    made = actions.make_packs(uow, **form.cleaned_data)
    return reverse("packs:pack", args=[made[0].pk]) if len(made) == 1 else reverse("packs:index")


@require_GET
def show(request: HttpRequest, key: UUID) -> HttpResponse:
    return show_pack(request, key)


def show_pack(
    request: HttpRequest,
    key: UUID,
    *,
    status: int = 200,
    form: ReturnForm | None = None,
    withdrawing: WithdrawForm | None = None,
) -> HttpResponse:
    view = queries.pack_view(viewer_of(request), key)
    context = {
        "trail": [PACKS, Crumb(view.pack.title)],
        "view": view,
        "pack": view.pack,
        "papers": [(code, name) for code, (name, _make) in PAPERS.items()],
        "form": form or ReturnForm(own=view.own),
        "withdrawing": withdrawing or WithdrawForm(initial={"version": view.pack.version}),
        "refused": form is not None or withdrawing is not None,
    }
    return render(request, "packs/pack.html", context, status=status)


def _take(request: HttpRequest, work: Callable[[UnitOfWork], T]) -> T:
    with unit_of_work(viewer_of(request), request_id=str(getattr(request, "request_id", ""))) as uow:
        return work(uow)


@require_GET
def file(request: HttpRequest, key: UUID, kind: str) -> HttpResponse:
    pack, content = _take(request, lambda uow: actions.take_file(uow, key, kind))
    return bytes_response(content, file_name(pack, kind), kind)


@require_GET
def printed(request: HttpRequest, key: UUID, paper: str, kind: str) -> HttpResponse:
    pack, content = _take(request, lambda uow: actions.take_print(uow, key, paper, kind))
    return bytes_response(content, f"{PAPERS[paper][0]} {pack.spoken_code} {pack.unit}.{kind}", kind)


@require_GET
def bundle(request: HttpRequest, bundle: UUID, kind: str) -> HttpResponse:
    content = _take(request, lambda uow: actions.take_bundle(uow, bundle, kind))
    return bytes_response(content, "任务包.zip", "zip")


@require_POST
def withdraw(request: HttpRequest, key: UUID) -> HttpResponse:
    form = WithdrawForm(request.POST)
    if not form.is_valid():
        return show_pack(request, key, status=422, withdrawing=form)

    def run(uow: UnitOfWork) -> str:
        data = form.cleaned_data
        actions.withdraw_pack(uow, key, reason=data["reason"], expected=data["version"])
        return reverse("packs:pack", args=[key])

    return do_once(request, "packs.withdraw", run, _("任务包已作废。"))
