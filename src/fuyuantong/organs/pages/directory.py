"""The directory: the tree of units, one unit, its names, groups, linkage mechanisms, regions."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from fuyuantong.common.parts import Crumb, Empty
from fuyuantong.common.uow import UnitOfWork
from fuyuantong.organs import actions, forms, policy, queries
from fuyuantong.organs.kinds import ROLE_WORDS, UnitKind
from fuyuantong.organs.models import Unit
from fuyuantong.organs.pages.answering import act, actor_of, form_page, version_of

MOST_LINES = 500
FORM = "organs/form.html"


def trail(*steps: tuple[Any, str]) -> list[Crumb]:
    return [
        Crumb(_("机构与人员"), reverse("organs:directory")),
        *(Crumb(label, href) for label, href in steps),
    ]


def unit_address(unit: UUID | None) -> str:
    return reverse("organs:unit", args=[unit])


@require_GET
def directory(request: HttpRequest) -> HttpResponse:
    """Units in protocol order, of the viewer's region and everything below it unless another is chosen."""
    viewer = actor_of(request)
    regions = queries.regions_in_use()
    asked = request.GET.get("region")
    chosen = viewer.region if asked is None else asked
    search = request.GET.get("q", "").strip()[:60]
    lines = queries.unit_tree(chosen, search)
    context = {
        "lines": lines[:MOST_LINES],
        "more": max(0, len(lines) - MOST_LINES),
        "total": len(lines),
        "regions": regions,
        "region": chosen,
        "search": search,
        "kinds": dict(UnitKind.choices),
        "may_change": policy.may(viewer, "unit.change"),
        "may_people": policy.may(viewer, "people.read"),
        "nothing": Empty(
            _("没有找到机构"), _("请换一个名称或区域再查；来文中的叫法可在机构页添加为别名。"), icon="unit"
        ),
    }
    return render(request, "organs/directory.html", context)


@require_GET
def unit(request: HttpRequest, unit: UUID) -> HttpResponse:
    viewer = actor_of(request)
    detail = queries.unit_detail(viewer, unit)
    context = {
        "detail": detail,
        "unit": detail.unit,
        "trail": trail((detail.unit.name, "")),
        "alias_form": forms.AliasForm(),
        "words": ROLE_WORDS,
        "may": {verb.partition(".")[0]: policy.may(viewer, verb) for verb in policy.MAY},
    }
    return render(request, "organs/unit.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def create_unit(request: HttpRequest) -> HttpResponse:
    viewer = actor_of(request)
    policy.check(viewer, "unit.change")
    start = {"region": viewer.region, "parent": request.GET.get("parent"), "has_accounts": True}
    form = forms.UnitForm(request.POST or None, initial=start)

    def run(uow: UnitOfWork, values: dict[str, Any]) -> str:
        return unit_address(actions.create_unit(uow, **values).pk)

    context = {
        "title": _("新增机构"),
        "trail": trail((_("新增机构"), "")),
        "back": reverse("organs:directory"),
    }
    return form_page(request, form, FORM, context, operation="unit.create", run=run, done=_("机构已新增。"))


@require_http_methods(["GET", "HEAD", "POST"])
def change_unit(request: HttpRequest, unit: UUID) -> HttpResponse:
    policy.check(actor_of(request), "unit.change")
    row = queries.unit_of(unit)
    names = (
        "name",
        "short_name",
        "code",
        "kind",
        "region",
        "level",
        "parent",
        "body",
        "protocol_order",
        "valid_from",
    )
    start = {name: getattr(row, name) for name in (*names, "has_accounts")}
    form = forms.UnitForm(request.POST or None, initial=start)
    version = version_of(request, row.version)

    def run(uow: UnitOfWork, values: dict[str, Any]) -> str:
        values["code"] = values["code"] or row.code
        values["level"] = values["level"] or values["region"].level
        values["protocol_order"] = values["protocol_order"] or row.protocol_order
        return unit_address(actions.change_unit(uow, unit, version, **values).pk)

    context = {
        "title": _("修改机构"),
        "trail": trail((row.name, unit_address(unit)), (_("修改"), "")),
        "back": unit_address(unit),
        "version": version,
    }
    return form_page(request, form, FORM, context, operation="unit.change", run=run, done=_("机构已修改。"))


@require_http_methods(["GET", "HEAD", "POST"])
def retire_unit(request: HttpRequest, unit: UUID) -> HttpResponse:
    policy.check(actor_of(request), "unit.change")
    row = queries.unit_of(unit)
    form = forms.RetireForm(request.POST or None)
    version = version_of(request, row.version)

    def run(uow: UnitOfWork, values: dict[str, Any]) -> str:
        return unit_address(actions.retire_unit(uow, unit, version=version, **values).pk)

    context = {
        "title": _("撤销机构"),
        "note": _("旧文件上的名称不变；该机构的岗位自撤销日起失去权限。"),
        "trail": trail((row.name, unit_address(unit)), (_("撤销"), "")),
        "back": unit_address(unit),
        "version": version,
    }
    return form_page(request, form, FORM, context, operation="unit.retire", run=run, done=_("机构已撤销。"))


@require_POST
def add_alias(request: HttpRequest, unit: UUID) -> HttpResponse:
    form = forms.AliasForm(request.POST)
    row = queries.unit_of(unit)

    def run(uow: UnitOfWork, values: dict[str, Any]) -> str:
        actions.add_alias(uow, unit, values["alias"])
        return unit_address(unit)

    context = {
        "title": _("添加别名"),
        "trail": trail((row.name, unit_address(unit))),
        "back": unit_address(unit),
    }
    return form_page(request, form, FORM, context, operation="alias.add", run=run, done=_("别名已添加。"))


@require_POST
def drop_alias(request: HttpRequest, unit: UUID, alias: int) -> HttpResponse:
    def run(uow: UnitOfWork, _values: dict[str, Any]) -> str:
        actions.drop_alias(uow, unit, alias)
        return unit_address(unit)

    return act(request, "alias.drop", run, _("别名已删除。"))


@require_GET
def groups(request: HttpRequest) -> HttpResponse:
    viewer = actor_of(request)
    context = {
        "groups": queries.groups(),
        "linkages": queries.linkages(),
        "trail": trail((_("组与联动机制"), "")),
        "may_group": policy.may(viewer, "group.change"),
        "may_linkage": policy.may(viewer, "linkage.change"),
    }
    return render(request, "organs/groups.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def group(request: HttpRequest, group: UUID | None = None) -> HttpResponse:
    """Enter a group, or change one."""
    viewer = actor_of(request)
    policy.check(viewer, "group.change")
    row = queries.group_of(group) if group else None
    start: dict[str, Any] = {"region": viewer.region}
    if row:
        start = {"name": row.name, "region": row.region_id, "members": row.members.all()}
    form = forms.GroupForm(request.POST or None, initial=start)
    version = version_of(request, row.version) if row else 0

    def run(uow: UnitOfWork, values: dict[str, Any]) -> str:
        members = list(values["members"])
        if row:
            actions.change_group(uow, row.pk, name=values["name"], members=members, version=version)
        else:
            actions.create_group(uow, name=values["name"], region=values["region"], members=members)
        return reverse("organs:groups")

    context = {
        "title": _("修改组") if row else _("新增组"),
        "trail": trail((_("组与联动机制"), reverse("organs:groups"))),
        "back": reverse("organs:groups"),
        "version": version or "",
    }
    return form_page(request, form, FORM, context, operation="group.save", run=run, done=_("已保存。"))


@require_http_methods(["GET", "HEAD", "POST"])
def linkage(request: HttpRequest, linkage: UUID | None = None) -> HttpResponse:
    """Enter a linkage mechanism, or change one."""
    policy.check(actor_of(request), "linkage.change")
    row = queries.linkage_of(linkage) if linkage else None
    start: dict[str, Any] = {}
    if row:
        start = {n: getattr(row, n) for n in ("code", "name", "kind")}
        start |= {"office_unit": row.office_unit_id, "members": row.members.all()}
    form = forms.LinkageForm(request.POST or None, initial=start)
    version = version_of(request, row.version) if row else 0

    def run(uow: UnitOfWork, values: dict[str, Any]) -> str:
        members: list[Unit] = list(values.pop("members"))
        if row:
            actions.change_linkage(uow, row.pk, members=members, version=version, **values)
        else:
            actions.create_linkage(uow, members=members, **values)
        return reverse("organs:groups")

    context = {
        "title": _("修改联动机制") if row else _("新增联动机制"),
        "trail": trail((_("组与联动机制"), reverse("organs:groups"))),
        "back": reverse("organs:groups"),
        "version": version or "",
    }
    return form_page(request, form, FORM, context, operation="linkage.save", run=run, done=_("已保存。"))


@require_GET
def regions(request: HttpRequest) -> HttpResponse:
    search = request.GET.get("q", "").strip()[:60]
    context = {
        "regions": queries.regions_found(search),
        "search": search,
        "trail": trail((_("区域"), "")),
        "may_change": policy.may(actor_of(request), "region.change"),
        "nothing": Empty(_("没有找到区域"), _("请用代码或名称再查。"), icon="unit"),
    }
    return render(request, "organs/regions.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def region(request: HttpRequest, code: str = "") -> HttpResponse:
    """Enter a region, or change one."""
    policy.check(actor_of(request), "region.change")
    row = queries.region_of(code) if code else None
    start: dict[str, Any] = {}
    if row:
        start = {
            "code": row.pk,
            "name": row.name,
            "level": row.level,
            "parent": row.parent_id,
            "local": row.local,
        }
    form = forms.RegionForm(request.POST or None, initial=start)
    version = version_of(request, row.version) if row else 0

    def run(uow: UnitOfWork, values: dict[str, Any]) -> str:
        if row:
            del values["code"]
            actions.change_region(uow, row.pk, version, **values)
        else:
            actions.create_region(uow, **values)
        return reverse("organs:regions")

    context = {
        "title": _("修改区域") if row else _("新增区域"),
        "trail": trail((_("区域"), reverse("organs:regions"))),
        "back": reverse("organs:regions"),
        "version": version or "",
    }
    return form_page(request, form, FORM, context, operation="region.save", run=run, done=_("已保存。"))
