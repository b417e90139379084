"""台账库: every register, what one says of itself, and the editor of its file."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from fuyuantong.common.access import do_once, viewer_of
from fuyuantong.common.parts import Crumb, Empty, Tab
from fuyuantong.common.uow import UnitOfWork
from fuyuantong.definitions.pages.editing import Checked, Editing, edit_source
from fuyuantong.definitions.presenting import problem_rows
from fuyuantong.definitions.vocabulary.words import FIELD_TYPES
from fuyuantong.documents.serving import bytes_response
from fuyuantong.registers import actions, policy, queries
from fuyuantong.registers.kinds import RegisterKind
from fuyuantong.registers.template import template
from fuyuantong.registers.vocabulary import ENTRIES, SIGHTS

SEARCH_MOST = 60
_TYPES = {kind: word for word, kind in FIELD_TYPES.items()}
_ENTRY = {str(kind): word for word, kind in ENTRIES.items()}
_SIGHT = {str(kind): word for word, kind in SIGHTS.items()}


def crumb() -> Crumb:
    return Crumb(_("台账清单"), reverse("registers:library"))


@require_GET
def library(request: HttpRequest) -> HttpResponse:
    """Every register by kind; `q` finds name, code, group and inventory number."""
    viewer = viewer_of(request)
    word, kind = request.GET.get("q", "")[:SEARCH_MOST].strip(), request.GET.get("kind", "")
    found = queries.library(word)
    kept = f"&q={word}" if word else ""
    tabs = [Tab(_("全部"), f"?{kept}", len(found), current=kind not in RegisterKind.values)]
    for value, label in RegisterKind.choices:
        count = sum(book.kind == value for book in found)
        tabs.append(Tab(label, f"?kind={value}{kept}", count, current=kind == value))
    context = {
        "trail": [Crumb(_("台账清单"))],
        "rows": [book for book in found if kind not in RegisterKind.values or book.kind == kind],
        "tabs": tabs,
        "q": word,
        "kind": kind,
        "may_edit": policy.may(viewer, "register.publish"),
        "nothing": Empty(_("没有符合条件的台账"), _("请换一个词再查，或清除筛选条件。"), icon="layers"),
    }
    return render(request, "registers/library.html", context)


@require_GET
def definition(request: HttpRequest, code: str) -> HttpResponse:
    """What a register says of itself: who keeps it, who enters, who sees, its columns, its versions."""
    viewer = viewer_of(request)
    book, register = queries.book_of(code), queries.register_of(code)
    context = {
        "trail": [crumb(), Crumb(book.name, reverse("registers:rows", args=[code])), Crumb(_("台账说明"))],
        "book": book,
        "register": register,
        "columns": [(column, _TYPES[column.type]) for column in register.columns],
        "entry": "、".join(dict.fromkeys(_ENTRY[str(entry)] for entry in register.entry)),
        "sight": "、".join([_SIGHT[str(register.sight)], *(_ENTRY[str(entry)] for entry in register.also)]),
        "versions": queries.versions(code),
        "may_edit": policy.may(viewer, "register.publish"),
    }
    return render(request, "registers/definition.html", context)


@require_GET
def download_template(request: HttpRequest, code: str, kind: str) -> HttpResponse:
    """The empty file to fill in for an import."""
    viewer_of(request)
    register = queries.register_of(code)
    return bytes_response(template(register, kind), f"{register.name}模板.{kind}", kind)


@require_http_methods(["GET", "POST"])
def create(request: HttpRequest) -> HttpResponse:
    """A new register, empty or from a copy (`?copy=code`)."""
    policy.check(viewer_of(request), "register.publish")
    copy = request.GET.get("copy", "")
    return _editor(request, queries.text_to_edit(copy) if copy else "", _("新建台账"))


@require_http_methods(["GET", "POST"])
def edit(request: HttpRequest, code: str) -> HttpResponse:
    policy.check(viewer_of(request), "register.publish")
    name = queries.book_of(code).name
    return _editor(request, queries.text_to_edit(code), _("修改“%s”") % name)


def _editor(request: HttpRequest, text: str, heading: str) -> HttpResponse:
    viewer = viewer_of(request)

    def review(typed: str) -> Checked:
        register, found = queries.review(viewer, typed)
        return Checked(problem_rows(typed, found), register is not None and not found)

    def publish(typed: str) -> HttpResponse:
        return do_once(request, "register.publish", lambda uow: _publish(request, uow, typed))

    trail = [crumb(), Crumb(heading)]
    return edit_source(request, Editing(heading, trail, review, publish, check_words=_("检查")), text)


def _publish(request: HttpRequest, uow: UnitOfWork, text: str) -> str:
    row = actions.publish(uow, text)
    messages.success(request, _("已发布“%(name)s”第 %(n)s 版。") % {"name": row.name, "n": row.version})
    return reverse("registers:definition", args=[row.book_id])
