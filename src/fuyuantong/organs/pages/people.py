"""People, posts, who holds them, and the API keys of units."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from fuyuantong.common.now import today
from fuyuantong.common.parts import Empty, Paging
from fuyuantong.common.uow import UnitOfWork, unit_of_work
from fuyuantong.organs import actions, forms, policy, queries
from fuyuantong.organs.kinds import ROLE_WORDS
from fuyuantong.organs.pages.answering import Secret, act, actor_of, form_page, version_of
from fuyuantong.organs.pages.directory import FORM, trail, unit_address


@require_GET
def people(request: HttpRequest) -> HttpResponse:
    viewer = actor_of(request)
    search = request.GET.get("q", "").strip()[:60]
    page = queries.people(viewer, search, request.GET.get("after", ""), request.GET.get("before", ""))
    there = f"?q={search}&" if search else "?"
    context = {
        "people": page.rows,
        "paging": Paging(
            shown=len(page.rows),
            previous_href=f"{there}before={page.previous}" if page.previous else "",
            next_href=f"{there}after={page.next}" if page.next else "",
        ),
        "search": search,
        "trail": trail((_("人员"), "")),
        "may_change": policy.may(viewer, "person.change"),
        "nothing": Empty(_("没有找到人员"), _("可按登录名、姓名或单位查找。"), icon="users"),
    }
    return render(request, "organs/people.html", context)


@require_GET
def person(request: HttpRequest, person: UUID) -> HttpResponse:
    viewer = actor_of(request)
    detail = queries.person_detail(viewer, person)
    with unit_of_work(viewer, request_id=getattr(request, "request_id", "")) as uow:
        actions.note_reading(uow, detail.person)
    context = {
        "detail": detail,
        "person": detail.person,
        "today": today(),
        "trail": trail((_("人员"), reverse("organs:people")), (detail.person.name, "")),
        "may_change": policy.may(viewer, "person.change"),
        "may_reset": policy.may(viewer, "account.reset") and detail.person.pk != viewer.person,
        "own": detail.person.pk == viewer.person,
    }
    return render(request, "organs/person.html", context)


def _person_address(person: UUID) -> str:
    return reverse("organs:person", args=[person])


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def create_person(request: HttpRequest) -> HttpResponse:
    """Enter a person; the first password is shown once, on the page that follows, and never stored."""
    policy.check(actor_of(request), "person.change")
    form = forms.PersonForm(request.POST or None)
    secret = _first_password()

    def run(uow: UnitOfWork, values: dict[str, Any]) -> str:
        made, secret.text = actions.create_person(uow, **values)
        return _person_address(made.pk)

    context = {
        "title": _("新增人员"),
        "note": _("建立账号不等于授权：请由安全管理员在机构页任岗。"),
        "trail": trail((_("人员"), reverse("organs:people")), (_("新增"), "")),
        "back": reverse("organs:people"),
    }
    return form_page(request, form, FORM, context, operation="person.create", run=run, secret=secret)


def _first_password() -> Secret:
    return Secret(_("初始密码"), _("只显示这一次。请当面或密封交给本人；首次登录须修改。"))


@require_http_methods(["GET", "HEAD", "POST"])
def change_person(request: HttpRequest, person: UUID) -> HttpResponse:
    viewer = actor_of(request)
    policy.check(viewer, "person.change")
    row = queries.person_detail(viewer, person).person
    start = {name: getattr(row, name) for name in ("username", "name", "phone", "email")}
    form = forms.PersonForm(request.POST or None, initial=start)
    version = version_of(request, row.version)

    def run(uow: UnitOfWork, values: dict[str, Any]) -> str:
        return _person_address(actions.change_person(uow, person, version, **values).pk)

    context = {
        "title": _("修改人员"),
        "trail": trail((_("人员"), reverse("organs:people")), (row.name, _person_address(person))),
        "back": _person_address(person),
        "version": version,
    }
    return form_page(request, form, FORM, context, operation="person.change", run=run, done=_("已保存。"))


@require_POST
def switch_person(request: HttpRequest, person: UUID) -> HttpResponse:
    """Switch an account off or on again."""
    on = request.POST.get("to") == "on"

    def run(uow: UnitOfWork, _values: dict[str, Any]) -> str:
        (actions.enable_person if on else actions.disable_person)(uow, person)
        return _person_address(person)

    return act(request, "person.switch", run, _("账号已启用。") if on else _("账号已停用，立即生效。"))


@never_cache
@require_POST
def reset_person(request: HttpRequest, person: UUID) -> HttpResponse:
    factor_too = request.POST.get("factor") == "on"
    secret = _first_password()

    def run(uow: UnitOfWork, _values: dict[str, Any]) -> str:
        secret.text = actions.reset_account(uow, person, factor_too=factor_too)
        return _person_address(person)

    return act(request, "person.reset", run, secret=secret)


@require_http_methods(["GET", "HEAD", "POST"])
def create_post(request: HttpRequest, unit: UUID) -> HttpResponse:
    policy.check(actor_of(request), "post.change")
    row = queries.unit_of(unit)
    form = forms.PostForm(request.POST or None)

    def run(uow: UnitOfWork, values: dict[str, Any]) -> str:
        actions.create_post(uow, unit=row, **values)
        return unit_address(unit)

    context = {
        "title": _("新增岗位"),
        "trail": trail((row.name, unit_address(unit)), (_("新增岗位"), "")),
        "back": unit_address(unit),
    }
    return form_page(request, form, FORM, context, operation="post.create", run=run, done=_("岗位已新增。"))


@require_http_methods(["GET", "HEAD", "POST"])
def change_post(request: HttpRequest, post: UUID) -> HttpResponse:
    policy.check(actor_of(request), "post.change")
    row = queries.post_of(post)
    start = {name: getattr(row, name) for name in ("title", "roles", "clearance", "serves", "order")}
    form = forms.PostForm(request.POST or None, initial=start)
    version = version_of(request, row.version)

    def run(uow: UnitOfWork, values: dict[str, Any]) -> str:
        actions.change_post(uow, post, version, **values)
        return unit_address(row.unit_id)

    context = {
        "title": _("修改岗位"),
        "note": _("角色变动自任职者下一次操作起生效。"),
        "trail": trail((row.unit.name, unit_address(row.unit_id)), (row.title, "")),
        "back": unit_address(row.unit_id),
        "version": version,
    }
    return form_page(request, form, FORM, context, operation="post.change", run=run, done=_("岗位已修改。"))


@require_POST
def retire_post(request: HttpRequest, post: UUID) -> HttpResponse:
    row = queries.post_of(post)

    def run(uow: UnitOfWork, _values: dict[str, Any]) -> str:
        actions.retire_post(uow, post, on=uow.today)
        return unit_address(row.unit_id)

    return act(request, "post.retire", run, _("岗位已停用，立即生效。"))


@require_http_methods(["GET", "HEAD", "POST"])
def start_tenure(request: HttpRequest, post: UUID) -> HttpResponse:
    policy.check(actor_of(request), "tenure.change")
    row = queries.post_of(post)
    form = forms.TenureForm(request.POST or None, initial={"since": today()})

    def run(uow: UnitOfWork, values: dict[str, Any]) -> str:
        actions.start_tenure(
            uow, post=row, person=values["username"], since=values["since"], deputy=values["deputy"]
        )
        return unit_address(row.unit_id)

    context = {
        "title": _("任岗：%(title)s") % {"title": row.title},
        "note": "、".join(str(ROLE_WORDS[role]) for role in ROLE_WORDS if role in row.roles),
        "trail": trail((row.unit.name, unit_address(row.unit_id)), (_("任岗"), "")),
        "back": unit_address(row.unit_id),
    }
    return form_page(request, form, FORM, context, operation="tenure.start", run=run, done=_("已任岗。"))


@require_http_methods(["GET", "HEAD", "POST"])
def end_tenure(request: HttpRequest, tenure: UUID) -> HttpResponse:
    policy.check(actor_of(request), "tenure.change")
    row = queries.tenure_of(tenure)
    form = forms.EndForm(request.POST or None, initial={"on": today()})

    def run(uow: UnitOfWork, values: dict[str, Any]) -> str:
        actions.end_tenure(uow, tenure, on=values["on"])
        return unit_address(row.post.unit_id)

    context = {
        "title": _("离任：%(name)s（%(title)s）") % {"name": row.person.name, "title": row.post.title},
        "trail": trail((row.post.unit.name, unit_address(row.post.unit_id)), (_("离任"), "")),
        "back": unit_address(row.post.unit_id),
    }
    return form_page(request, form, FORM, context, operation="tenure.end", run=run, done=_("已办理离任。"))


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def issue_token(request: HttpRequest, unit: UUID) -> HttpResponse:
    """Make an API key; it is shown on the answer of this very request and nowhere else."""
    policy.check(actor_of(request), "token.change")
    row = queries.unit_of(unit)
    form = forms.TokenForm(request.POST or None, unit=row)
    secret = Secret(_("接口密钥"), _("只显示这一次，请立即保存到对接系统。"))

    def run(uow: UnitOfWork, values: dict[str, Any]) -> str:
        _token, secret.text = actions.issue_token(uow, **values)
        return unit_address(unit)

    context = {
        "title": _("发放接口密钥"),
        "trail": trail((row.name, unit_address(unit)), (_("接口密钥"), "")),
        "back": unit_address(unit),
    }
    return form_page(request, form, FORM, context, operation="token.issue", run=run, secret=secret)


@require_POST
def revoke_token(request: HttpRequest, token: UUID) -> HttpResponse:
    def run(uow: UnitOfWork, _values: dict[str, Any]) -> str:
        return unit_address(actions.revoke_token(uow, token).unit_id)

    return act(request, "token.revoke", run, _("接口密钥已吊销，立即生效。"))
