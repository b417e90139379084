"""地区方案: the list, one profile, two side by side, the editor for one's own, taking one into use."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from fuyuantong.common.access import do_once, viewer_of
from fuyuantong.common.errors import add_to_form
from fuyuantong.common.parts import Crumb
from fuyuantong.common.refusals import Refusal
from fuyuantong.common.uow import UnitOfWork
from fuyuantong.definitions import actions, policy, queries
from fuyuantong.definitions.forms import ProfileForm
from fuyuantong.definitions.problems import DefinitionRefused


def _trail(*crumbs: Crumb) -> list[Crumb]:
    library = Crumb(_("机制库"), reverse("definitions:library"))
    return [library, Crumb(_("地区方案"), reverse("definitions:profiles")), *crumbs]


@require_GET
def profiles(request: HttpRequest) -> HttpResponse:
    """Every profile by its newest version, the one in use first."""
    viewer = viewer_of(request)
    context = {
        "trail": [*_trail()[:1], Crumb(_("地区方案"))],
        "rows": [(row, len(row.body["mechanisms"])) for row in queries.profiles()],
        "may_edit": policy.may(viewer, "profile.store"),
    }
    return render(request, "definitions/profiles.html", context)


@require_GET
def profile(request: HttpRequest, code: str, version: int | None = None) -> HttpResponse:
    viewer = viewer_of(request)
    page = queries.profile_page(code, version)
    context = {
        "trail": _trail(Crumb(page.row.name)),
        "page": page,
        "others": [row for row in queries.profiles() if row.code != code],
        "may_edit": policy.may(viewer, "profile.store"),
        "may_use": policy.may(viewer, "profile.use") and not page.row.in_use,
    }
    return render(request, "definitions/profile.html", context)


@require_GET
def compare(request: HttpRequest, code: str) -> HttpResponse:
    """This profile beside another one (`with`)."""
    viewer_of(request)
    other = request.GET.get("with", "")
    left, right, rows = queries.profile_differences(code, other)
    context = {
        "trail": _trail(Crumb(left.name, reverse("definitions:profile", args=[code])), Crumb(_("方案对照"))),
        "left": left,
        "right": right,
        "rows": rows,
        "differing": sum(not row.same for row in rows),
    }
    return render(request, "definitions/profile_compare.html", context)


@require_GET
def source(request: HttpRequest, code: str) -> HttpResponse:
    """The text as kept, as a file."""
    viewer_of(request)
    row = queries.profile_row(code)
    answer = HttpResponse(row.source, content_type="application/yaml; charset=utf-8")
    answer["Content-Disposition"] = f'attachment; filename="{row.code}-v{row.version}.yaml"'
    return answer


@require_http_methods(["GET", "POST"])
def create(request: HttpRequest) -> HttpResponse:
    """A profile of one's own, empty or from a copy (`?copy=code`)."""
    copy = request.GET.get("copy", "")
    return _editor(request, copy, _("编写自己的方案"))


@require_http_methods(["GET", "POST"])
def edit(request: HttpRequest, code: str) -> HttpResponse:
    row = queries.profile_row(code)
    return _editor(request, code, _("修改“%(name)s”") % {"name": row.name})


def _editor(request: HttpRequest, code: str, heading: str) -> HttpResponse:
    """GET shows the text, POST checks it (`act=check`) or keeps it (`act=store`, `act=use`: and use it)."""
    viewer = viewer_of(request)
    policy.check(viewer, "profile.store")
    posted = request.method == "POST"
    text = queries.profile_to_edit(code) if code and not posted else ""
    form = ProfileForm(request.POST if posted else None, initial={"source": text})
    review, status = None, 422 if posted else 200
    if posted and form.is_valid():
        typed, wish = str(form.cleaned_data["source"]), request.POST.get("act")
        status = 200
        if wish in {"store", "use"}:
            try:
                return _store(request, typed, use=wish == "use")
            except Refusal as refusal:
                status = refusal.status
                if not isinstance(refusal, DefinitionRefused):
                    add_to_form(form, refusal)
        review = queries.review_profile(viewer, typed)
    context = {"trail": _trail(Crumb(heading)), "heading": heading, "form": form, "review": review}
    return render(request, "definitions/profile_editor.html", context, status=status)


def _store(request: HttpRequest, text: str, *, use: bool) -> HttpResponse:
    def work(uow: UnitOfWork) -> str:
        row = actions.store_profile(uow, text)
        if use and not row.in_use:
            row = actions.use_profile(uow, row.pk)
        said = _("已保存方案“%(name)s”第 %(n)s 版。")
        messages.success(request, said % {"name": row.name, "n": row.version})
        return reverse("definitions:profile-version", args=[row.code, row.version])

    return do_once(request, "profile.store", work)


@require_POST
def use(request: HttpRequest, code: str, version: int) -> HttpResponse:
    """Take a version into use: from now on new matters are offered from its mechanisms."""
    row = queries.profile_row(code, version)

    def work(uow: UnitOfWork) -> str:
        actions.use_profile(uow, row.pk)
        messages.success(
            request, _("已启用方案“%(name)s”第 %(n)s 版。") % {"name": row.name, "n": row.version}
        )
        return reverse("definitions:profile-version", args=[code, version])

    return do_once(request, "profile.use", work)
