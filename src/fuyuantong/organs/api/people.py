"""People: who they are, their accounts, and the caller's own sessions.

Lists name people; particulars stand in one person's answer, and every reading of that is on the trail.
"""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse

from fuyuantong.common.api import (
    Listed,
    Page,
    Query,
    Receipt,
    carry_out,
    expected,
    perform,
    sliced,
    tagged,
    viewer,
)
from fuyuantong.common.uow import UnitOfWork
from fuyuantong.organs import actions, queries
from fuyuantong.organs.api.base import PERSONAL, keep, room, told
from fuyuantong.organs.schemas import inputs
from fuyuantong.organs.schemas.people import (
    PeopleQuery,
    PersonFull,
    PersonRow,
    SecretReceipt,
    SessionOut,
    person_full,
    person_row,
    session_out,
)


@room.reads("/people", Listed[PersonRow], scope=PERSONAL)
def people(request: HttpRequest, query: Query[PeopleQuery]) -> Any:
    """人员名单，按登录名；不含联系方式."""
    page = queries.people(viewer(request), query.search, query.after, size=query.limit)
    return {"items": [person_row(row) for row in page.rows], "next": page.next}


@room.reads("/people/{uuid:key}", PersonFull, scope=PERSONAL)
def person(request: HttpRequest, key: UUID) -> Any:
    """一个人员的全部信息；查阅记入审计，ETag 为其版本."""
    found = queries.person_detail(viewer(request), key)
    carry_out(request, lambda uow: actions.note_reading(uow, found.person))
    return tagged(person_full(found), found.person.version)


@room.writes("/people", answer=SecretReceipt, status=201, keyed=True, scope="")
def create_person(request: HttpRequest, body: inputs.NewPerson) -> HttpResponse:
    """建立账号；secret 为初始密码，只给出这一次."""

    def work(uow: UnitOfWork) -> Receipt:
        row, secret = actions.create_person(uow, **body.model_dump())
        return SecretReceipt(id=row.pk, kind="person", version=row.version, secret=secret)

    return keep(request, "person.change", work, status=201, shape=SecretReceipt)


@room.writes("/people/{uuid:key}", method="PATCH", versioned=True, scope="")
def change_person(request: HttpRequest, key: UUID, body: inputs.ChangePerson) -> HttpResponse:
    """修改人员."""

    def work(uow: UnitOfWork) -> Receipt:
        return told(actions.change_person(uow, key, expected(request), **body.values()))

    return keep(request, "person.change", work)


@room.writes("/people/{uuid:key}/disable", body=False, versioned=True, scope="")
def disable_person(request: HttpRequest, key: UUID) -> HttpResponse:
    """停用账号，立即生效."""
    return keep(
        request, "person.change", lambda uow: told(actions.disable_person(uow, key, expected(request)))
    )


@room.writes("/people/{uuid:key}/enable", body=False, versioned=True, scope="")
def enable_person(request: HttpRequest, key: UUID) -> HttpResponse:
    """恢复账号."""
    return keep(
        request, "person.change", lambda uow: told(actions.enable_person(uow, key, expected(request)))
    )


@room.writes("/people/{uuid:key}/reset", answer=SecretReceipt, keyed=True, scope="")
def reset_person(request: HttpRequest, key: UUID, body: inputs.Reset) -> HttpResponse:
    """重置密码（可一并清除动态验证码）；secret 为新的初始密码，只给出这一次."""

    def work(uow: UnitOfWork) -> Receipt:
        secret = actions.reset_account(uow, key, factor_too=body.factor_too)
        return SecretReceipt(id=key, kind="person", secret=secret)

    return keep(request, "account.reset", work, shape=SecretReceipt)


@room.reads("/me/sessions", Listed[SessionOut], scope="")
def sessions(request: HttpRequest, query: Query[Page]) -> Any:
    """本人的登录记录，最新的在前."""
    present = str(request.session.session_key)
    return sliced(queries.own_sign_ins(viewer(request)), query, lambda row: session_out(row, present))


@room.writes("/me/sessions/end", scope="")
def end_sessions(request: HttpRequest, body: inputs.EndSession) -> HttpResponse:
    """退出本人的其他登录（指定一个，或全部）."""
    present = str(request.session.session_key)

    def work(uow: UnitOfWork) -> Receipt:
        person = queries.own_account(uow.actor)
        count = actions.end_other_sessions(uow, person, present, body.session)
        return Receipt(id=person.pk, kind="person", state=f"ended:{count}")

    return perform(request, work)
