"""机制库: the list, the page of one mechanism, what changed, the editor."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from fuyuantong.common.access import do_once, viewer_of
from fuyuantong.common.parts import Crumb, Empty, Tab
from fuyuantong.common.refusals import NotFound
from fuyuantong.common.uow import UnitOfWork
from fuyuantong.definitions import actions, policy, queries
from fuyuantong.definitions.forms import LibraryForm
from fuyuantong.definitions.pages.editing import Editing, edit_source
from fuyuantong.definitions.vocabulary.words import ARCHETYPES

SOURCES = ("S0", "S1", "S2", "S3", "S4")


def _trail(*crumbs: Crumb) -> list[Crumb]:
    return [Crumb(_("机制库"), reverse("definitions:library")), *crumbs]


@require_GET
def library(request: HttpRequest) -> HttpResponse:
    """Every published mechanism, by archetype; `q` finds name, code, group and inventory number."""
    viewer = viewer_of(request)
    wanted = LibraryForm(request.GET).words()
    found = queries.search(wanted["q"], group=wanted["group"], source=wanted["source"])
    rows = [row for row in found if wanted["archetype"] in {"", row.archetype}]
    context = {
        "trail": [Crumb(_("机制库"))],
        "rows": [(row, _archetype_words(row.archetype)) for row in rows],
        "tabs": _tabs([row.archetype for row in found], wanted),
        "q": wanted["q"],
        "archetype": wanted["archetype"],
        "group": wanted["group"],
        "source": wanted["source"],
        "groups": queries.groups(),
        "sources": SOURCES,
        "may_edit": policy.may(viewer, "definition.publish"),
        "profile": queries.profile_in_use(),
        "nothing": Empty(_("没有符合条件的机制。"), _("请换一个词再查，或清除筛选条件。"), icon="library"),
    }
    return render(request, "definitions/library.html", context)


def _archetype_words(code: str) -> str:
    return next((word for word, kind in ARCHETYPES.items() if kind.value == code), code)


def _tabs(archetypes: list[str], wanted: dict[str, str]) -> list[Tab]:
    kept = {name: wanted[name] for name in ("q", "group", "source") if wanted[name]}
    word = f"&{urlencode(kept)}" if kept else ""
    tabs = [Tab(_("全部"), f"?{word}", len(archetypes), current=not wanted["archetype"])]
    for name, kind in ARCHETYPES.items():
        count = archetypes.count(kind.value)
        if count or kind.value == wanted["archetype"]:
            current = kind.value == wanted["archetype"]
            tabs.append(Tab(name, f"?archetype={kind.value}{word}", count, current=current))
    return tabs


@require_GET
def coverage(request: HttpRequest) -> HttpResponse:
    """功能清单对照: every row of the inventory, what covers it, and what is still missing."""
    viewer_of(request)
    groups, commit = queries.coverage_sheet()
    context = {
        "trail": _trail(Crumb(_("功能清单对照"))),
        "groups": groups,
        "commit": commit,
        "works": sum(group.works for group in groups),
        "total": sum(len(group.rows) for group in groups),
    }
    return render(request, "definitions/coverage.html", context)


@require_GET
def mechanism(request: HttpRequest, code: str, version: int | None = None) -> HttpResponse:
    viewer = viewer_of(request)
    page = queries.mechanism_page(code, version)
    context = {
        "trail": _trail(Crumb(page.row.name)),
        "page": page,
        "may_edit": policy.may(viewer, "definition.publish"),
    }
    return render(request, "definitions/mechanism.html", context)


@require_GET
def changes(request: HttpRequest, code: str) -> HttpResponse:
    """The lines that differ between two versions (`from`, `to`)."""
    viewer_of(request)
    old, new = _number(request, "from"), _number(request, "to")
    page = queries.mechanism_page(code, new)
    context = {
        "trail": _trail(
            Crumb(page.row.name, reverse("definitions:mechanism", args=[code])), Crumb(_("版本差异"))
        ),
        "page": page,
        "old": old,
        "new": new,
        "rows": queries.changes(code, old, new),
    }
    return render(request, "definitions/changes.html", context)


def _number(request: HttpRequest, name: str) -> int:
    text = request.GET.get(name, "")
    if not (text.isascii() and text.isdigit() and len(text) <= len("9999")):
        raise NotFound
    return int(text)


@require_GET
def flow(request: HttpRequest, code: str) -> HttpResponse:
    """The drawing as a file."""
    viewer_of(request)
    return HttpResponse(queries.mechanism_page(code).svg, content_type="image/svg+xml")


@require_GET
def source(request: HttpRequest, code: str) -> HttpResponse:
    """The text as published, as a file."""
    viewer_of(request)
    row = queries.mechanism_page(code).row
    answer = HttpResponse(row.source, content_type="application/yaml; charset=utf-8")
    answer["Content-Disposition"] = f'attachment; filename="{row.code}-v{row.version}.yaml"'
    return answer


@require_http_methods(["GET", "POST"])
def create(request: HttpRequest) -> HttpResponse:
    """A new mechanism, empty or from a copy (`?copy=code`)."""
    policy.check(viewer_of(request), "definition.check")
    copy = request.GET.get("copy", "")
    return _editor(request, queries.text_to_edit(copy) if copy else "", _("新建机制"))


@require_http_methods(["GET", "POST"])
def edit(request: HttpRequest, code: str) -> HttpResponse:
    policy.check(viewer_of(request), "definition.check")
    page = queries.mechanism_page(code)
    return _editor(request, queries.text_to_edit(code), _("修改“%(name)s”") % {"name": page.row.name})


def _editor(request: HttpRequest, text: str, heading: str) -> HttpResponse:
    told = Editing(
        heading, _trail(Crumb(heading)), queries.review, lambda typed: _publish(request, typed),
        check_words=_("检查并推演"),
    )  # fmt: skip
    return edit_source(request, told, text)


def _publish(request: HttpRequest, text: str) -> HttpResponse:
    def work(uow: UnitOfWork) -> str:
        row = actions.publish(uow, text)
        said = _("已发布“%(name)s”第 %(n)s 版，新事项按此版办理。")
        messages.success(request, said % {"name": row.name, "n": row.version})
        return reverse("definitions:version", args=[row.code, row.version])

    return do_once(request, "definition.publish", work)


@require_POST
def retire(request: HttpRequest, code: str, version: int) -> HttpResponse:
    """停用 one version: no new matters begin on it, running ones stay."""
    row = queries.mechanism_page(code, version).row

    def work(uow: UnitOfWork) -> str:
        actions.retire(uow, row.pk)
        messages.success(request, _("已停用“%(name)s”第 %(n)s 版。") % {"name": row.name, "n": row.version})
        return reverse("definitions:version", args=[code, version])

    return do_once(request, "definition.retire", work)
