"""机制库: mechanisms with their versions and drawings; checking and publishing a text."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse

from fuyuantong.common.actors import Actor
from fuyuantong.common.api import Listed, Page, Query, Receipt, Room, perform, sliced, viewer
from fuyuantong.definitions import actions, policy, queries
from fuyuantong.definitions.models import DefinitionVersion, Profile
from fuyuantong.definitions.schemas import (
    Changes,
    ChangesQuery,
    Checked,
    Differences,
    MechanismFull,
    MechanismOut,
    MechanismQuery,
    ProfileFull,
    ProfileOut,
    Source,
    change_out,
    checked,
    difference_out,
    mechanism_full,
    mechanism_out,
    profile_full,
    profile_out,
)

room = Room("definitions", read="matters:read")


@room.reads("/mechanisms", Listed[MechanismOut])
def mechanisms(request: HttpRequest, query: Query[MechanismQuery]) -> Any:  # noqa: ARG001 - ninja hands it in
    """每个机制的现行版本."""
    return sliced(queries.search(query.search, query.archetype), query, mechanism_out)


@room.reads("/mechanisms/{slug:code}", MechanismFull)
def mechanism(request: HttpRequest, code: str) -> MechanismFull:  # noqa: ARG001 - ninja hands it in
    """一个机制的现行版本全文."""
    return mechanism_full(queries.mechanism_page(code))


@room.reads("/mechanisms/{slug:code}/versions/{int:version}", MechanismFull)
def version(request: HttpRequest, code: str, version: int) -> MechanismFull:  # noqa: ARG001 - ninja hands it in
    """一个机制的某一版本全文."""
    return mechanism_full(queries.mechanism_page(code, version))


@room.downloads("/mechanisms/{slug:code}/versions/{int:version}/flow", "image/svg+xml")
def flow(request: HttpRequest, code: str, version: int) -> HttpResponse:  # noqa: ARG001 - ninja hands it in
    """流程图."""
    return HttpResponse(queries.mechanism_page(code, version).svg, content_type="image/svg+xml")


@room.reads("/mechanisms/{slug:code}/changes", Changes)
def changes(request: HttpRequest, code: str, query: Query[ChangesQuery]) -> Any:  # noqa: ARG001 - ninja hands it in
    """两个版本之间增删的行."""
    return {"lines": [change_out(one) for one in queries.changes(code, query.old, query.new)]}


@room.asks("/definitions/check", Checked, scope="")
def check(request: HttpRequest, body: Source) -> Checked:
    """检查一份机制文本，不保存."""
    return checked(queries.review_for(viewer(request), body.source))


@room.writes("/definitions", status=201, keyed=True, scope="")
def publish(request: HttpRequest, body: Source) -> HttpResponse:
    """发布一个机制的新版本."""
    return perform(request, lambda uow: _told(actions.publish(uow, body.source)), again=_may, status=201)


@room.writes("/mechanisms/{slug:code}/versions/{int:version}/retire", body=False, keyed=True, scope="")
def retire(request: HttpRequest, code: str, version: int) -> HttpResponse:
    """停用一个版本."""
    key = queries.mechanism_page(code, version).row.pk
    return perform(request, lambda uow: _told(actions.retire(uow, key)), again=_may)


@room.reads("/profiles", Listed[ProfileOut])
def profiles(request: HttpRequest, query: Query[Page]) -> Any:  # noqa: ARG001 - ninja hands it in
    """地区方案，现用的在前."""
    return sliced(queries.profiles(), query, profile_out)


@room.reads("/profiles/{slug:code}", ProfileFull)
def profile(request: HttpRequest, code: str) -> ProfileFull:  # noqa: ARG001 - ninja hands it in
    """一个方案的现用版本（没有启用的，为最新版本）."""
    return profile_full(queries.profile_page(code))


@room.reads("/profiles/{slug:code}/versions/{int:version}", ProfileFull)
def profile_version(request: HttpRequest, code: str, version: int) -> ProfileFull:  # noqa: ARG001 - ninja
    """一个方案的某一版本."""
    return profile_full(queries.profile_page(code, version))


@room.reads("/profiles/{slug:code}/compare/{slug:other}", Differences)
def compare_profiles(request: HttpRequest, code: str, other: str) -> Any:  # noqa: ARG001 - ninja hands it in
    """两个方案的对照."""
    _left, _right, rows = queries.profile_differences(code, other)
    return {"rows": [difference_out(row) for row in rows]}


@room.asks("/definitions/profiles/check", Checked, scope="")
def check_profile(request: HttpRequest, body: Source) -> Checked:
    """检查一份方案文本，不保存."""
    return checked(queries.review_profile(viewer(request), body.source))


@room.writes("/profiles", status=201, keyed=True, scope="")
def store_profile(request: HttpRequest, body: Source) -> HttpResponse:
    """保存自己的方案（一个新版本），不启用."""
    return perform(
        request,
        lambda uow: _kept(actions.store_profile(uow, body.source)),
        again=lambda actor, _receipt: policy.check(actor, "profile.store"),
        status=201,
    )


@room.writes("/profiles/{slug:code}/versions/{int:version}/use", body=False, keyed=True, scope="")
def use_profile(request: HttpRequest, code: str, version: int) -> HttpResponse:
    """启用一个方案."""
    key = queries.profile_row(code, version).pk
    return perform(
        request,
        lambda uow: _kept(actions.use_profile(uow, key)),
        again=lambda actor, _receipt: policy.check(actor, "profile.use"),
    )


def _kept(row: Profile) -> Receipt:
    return Receipt(id=row.pk, kind="profile", state="in_use" if row.in_use else "kept", version=row.version)


def _may(actor: Actor, _receipt: Receipt) -> None:
    policy.check(actor, "definition.publish")


def _told(row: DefinitionVersion) -> Receipt:
    return Receipt(id=row.pk, kind="definition", state=row.state, version=row.version)
