"""Posts, who holds them, and the API keys that act as them. Only people give rights, never a key."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse

from fuyuantong.common.api import Listed, Page, Query, Receipt, expected, sliced, tagged, viewer
from fuyuantong.common.uow import UnitOfWork
from fuyuantong.organs import actions, queries
from fuyuantong.organs.api.base import keep, room, told
from fuyuantong.organs.schemas import PostFull, inputs, post_full
from fuyuantong.organs.schemas.people import SecretReceipt, TokenOut, token_out


@room.reads("/posts/{uuid:key}", PostFull)
def post(request: HttpRequest, key: UUID) -> Any:  # noqa: ARG001 - ninja hands it in
    """一个岗位及在任人员；ETag 为其版本."""
    row = queries.post_detail(key)
    return tagged(post_full(row), row.version)


@room.writes("/units/{uuid:key}/posts", status=201, keyed=True, scope="")
def create_post(request: HttpRequest, key: UUID, body: inputs.NewPost) -> HttpResponse:
    """设立岗位."""

    def work(uow: UnitOfWork) -> Receipt:
        return told(actions.create_post(uow, unit=queries.unit_of(key), **body.values()))

    return keep(request, "post.change", work, status=201)


@room.writes("/posts/{uuid:key}", method="PATCH", versioned=True, scope="")
def change_post(request: HttpRequest, key: UUID, body: inputs.ChangePost) -> HttpResponse:
    """修改岗位；角色变动自任职者下一次操作起生效."""

    def work(uow: UnitOfWork) -> Receipt:
        return told(actions.change_post(uow, key, expected(request), **body.values()))

    return keep(request, "post.change", work)


@room.writes("/posts/{uuid:key}/retire", body=False, versioned=True, scope="")
def retire_post(request: HttpRequest, key: UUID) -> HttpResponse:
    """停用岗位，立即生效."""

    def work(uow: UnitOfWork) -> Receipt:
        return told(actions.retire_post(uow, key, on=uow.today, version=expected(request)))

    return keep(request, "post.change", work)


@room.writes("/posts/{uuid:key}/tenures", status=201, keyed=True, scope="")
def start_tenure(request: HttpRequest, key: UUID, body: inputs.NewTenure) -> HttpResponse:
    """任岗."""

    def work(uow: UnitOfWork) -> Receipt:
        return told(actions.start_tenure(uow, post=queries.post_of(key), **body.values()))

    return keep(request, "tenure.change", work, status=201)


@room.writes("/tenures/{uuid:key}/end", scope="")
def end_tenure(request: HttpRequest, key: UUID, body: inputs.EndTenure) -> HttpResponse:
    """离任；自该日起不再有此岗位权限."""
    return keep(request, "tenure.change", lambda uow: told(actions.end_tenure(uow, key, on=body.on)))


@room.reads("/units/{uuid:key}/tokens", Listed[TokenOut], scope="")
def tokens(request: HttpRequest, key: UUID, query: Query[Page]) -> Any:
    """一个机构的接口密钥（不含密钥本身），最新的在前."""
    return sliced(queries.tokens_of(viewer(request), key), query, token_out)


@room.writes("/units/{uuid:key}/tokens", answer=SecretReceipt, status=201, keyed=True, scope="")
def issue_token(request: HttpRequest, key: UUID, body: inputs.NewToken) -> HttpResponse:
    """发放接口密钥；secret 为密钥，只给出这一次."""

    def work(uow: UnitOfWork) -> Receipt:
        row, secret = actions.issue_token(uow, unit=key, **body.values())
        return SecretReceipt(id=row.pk, kind="token", secret=secret)

    return keep(request, "token.change", work, status=201, shape=SecretReceipt)


@room.writes("/tokens/{uuid:key}/revoke", body=False, scope="")
def revoke_token(request: HttpRequest, key: UUID) -> HttpResponse:
    """吊销接口密钥，立即生效."""
    return keep(request, "token.change", lambda uow: told(actions.revoke_token(uow, key)))
