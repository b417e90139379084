"""API keys of units: made once, shown once, stored as a digest."""

from __future__ import annotations

import secrets
from collections.abc import Sequence
from datetime import timedelta
from ipaddress import ip_network
from uuid import UUID

from django.db.models import Q
from django.utils.translation import gettext as _

from fuyuantong.common.uow import UnitOfWork
from fuyuantong.organs import policy
from fuyuantong.organs.actions.writing import lock, note, refused, refusing
from fuyuantong.organs.kinds import ADMIN_ROLES, API_SCOPES
from fuyuantong.organs.models import ApiToken, Post
from fuyuantong.organs.names import token_key

PREFIX = "fyt_"
MOST_DAYS = 365


def issue_token(
    uow: UnitOfWork,
    *,
    name: str,
    post: Post,
    scopes: Sequence[str],
    days: int = MOST_DAYS,
    networks: Sequence[str] = (),
    unit: UUID | None = None,
) -> tuple[ApiToken, str]:
    """Make a key (256 random bits) for a post of a unit; returns the row and the key, shown only now.

    `unit`, where given, is the unit that the post must belong to.
    """
    policy.check(uow.actor, "token.change")
    if not 0 < days <= MOST_DAYS:
        raise refused("E-TOKEN-LONG", "days", _("接口密钥最长一年。"), _("请填写 1 至 365 天。"))
    if not scopes or set(scopes) - set(API_SCOPES):
        raise refused("E-TOKEN-SCOPES", "scopes", _("请选择接口范围。"), _("只能选择列出的范围。"))
    if unit is not None and post.unit_id != unit:
        raise refused("E-TOKEN-POST", "post", _("该岗位不属于这个机构。"), _("请选择本机构的岗位。"))
    if any(post.roles == [role.value] for role in ADMIN_ROLES):
        raise refused("E-TOKEN-POST", "post", _("管理员岗位不发接口密钥。"), _("请选择业务岗位。"))
    raw = PREFIX + secrets.token_urlsafe(32)
    row = ApiToken(
        name=name,
        unit=post.unit,
        post=post,
        digest=token_key(raw),
        scopes=sorted(set(scopes)),
        networks=[_network(text) for text in networks],
        created_at=uow.now,
        expires_at=uow.now + timedelta(days=days),
    )
    with refusing():
        row.save(force_insert=True)
    note(uow, "token.issued", row, {"unit": post.unit.code, "scopes": row.scopes, "days": days})
    return row, raw


def _network(text: str) -> str:
    try:
        return str(ip_network(text.strip(), strict=False))
    except ValueError as error:
        message = _("“%(text)s”不是网段。") % {"text": text[:50]}
        raise refused("E-TOKEN-NETWORK", "networks", message, _("例如 10.1.2.0/24。")) from error


def revoke_token(uow: UnitOfWork, token: UUID) -> ApiToken:
    """Switch a key off at once."""
    policy.check(uow.actor, "token.change")
    row = lock(ApiToken.objects.all(), token)
    row.revoked_at = row.revoked_at or uow.now
    row.save()
    note(uow, "token.revoked", row)
    return row


def touch_token(uow: UnitOfWork, token: UUID) -> None:
    """Remember that a key was used, at most once a minute (a row written on every call would be hot)."""
    minute_ago = uow.now - timedelta(minutes=1)
    ApiToken.objects.filter(Q(last_used_at__isnull=True) | Q(last_used_at__lt=minute_ago), pk=token).update(
        last_used_at=uow.now
    )
