"""What the rooms below hold for a unit or a post: posts and people, seats in linkages, keys, messages."""

from __future__ import annotations

from collections.abc import Sequence
from uuid import UUID

from django.db.models import F, Q

from fuyuantong.common.uow import UnitOfWork
from fuyuantong.handovers.holdings import Holding, Move, register_holding
from fuyuantong.handovers.kinds import Between, Held, Seat
from fuyuantong.notices.models import Notice
from fuyuantong.organs.kinds import ROLE_WORDS, Role
from fuyuantong.organs.models import ApiToken, Linkage, Post, Unit, UnitGroup


def _posts(seat: Seat) -> list[Held]:
    rows = Post.objects.filter(unit_id=seat.unit, valid_until=None).prefetch_related("tenures__person")
    return [Held(row.pk, f"{row.title}（{_roles(row)}）", _people(row)) for row in rows]


def _roles(row: Post) -> str:
    return "、".join(str(ROLE_WORDS[Role(role)]) for role in row.roles)


def _people(row: Post) -> str:
    held = [tenure for tenure in row.tenures.all() if tenure.until_on is None]
    return "、".join(tenure.person.name + ("（B岗）" if tenure.deputy else "") for tenure in held) or "空缺"


def _move_posts(_uow: UnitOfWork, move: Move, keys: Sequence[UUID]) -> None:
    """A post goes over with its holder, its roles and what it handles: 联络员 stays 联络员."""
    Post.objects.filter(pk__in=keys).update(unit_id=move.taker.unit, version=F("version") + 1)


def _linkages(seat: Seat) -> list[Held]:
    concerned = Q(office_unit_id=seat.unit) | Q(members=seat.unit) | Q(supervisors=seat.unit)
    rows = Linkage.objects.filter(concerned, valid_until=None).distinct().order_by("code")
    return [
        Held(row.pk, row.name, "办公室" if row.office_unit_id == seat.unit else "成员或监督单位")
        for row in rows
    ]


def _move_linkages(_uow: UnitOfWork, move: Move, keys: Sequence[UUID]) -> None:
    for row in Linkage.objects.select_for_update().filter(pk__in=keys):
        if row.office_unit_id == move.giver.unit:
            row.office_unit_id = move.taker.unit
        for seats in (row.members, row.supervisors):
            if seats.filter(pk=move.giver.unit).exists():
                seats.remove(Unit.objects.get(pk=move.giver.unit))
                seats.add(Unit.objects.get(pk=move.taker.unit))
        row.version += 1
        row.save()


def _groups(seat: Seat) -> list[Held]:
    return [Held(row.pk, row.name) for row in UnitGroup.objects.filter(members=seat.unit).order_by("name")]


def _move_groups(_uow: UnitOfWork, move: Move, keys: Sequence[UUID]) -> None:
    for row in UnitGroup.objects.select_for_update().filter(pk__in=keys):
        row.members.remove(Unit.objects.get(pk=move.giver.unit))
        row.members.add(Unit.objects.get(pk=move.taker.unit))
        row.version += 1
        row.save()


def _children(seat: Seat) -> list[Held]:
    rows = Unit.objects.filter(parent_id=seat.unit, valid_until=None).in_protocol_order()
    return [Held(row.pk, row.name) for row in rows]


def _move_children(_uow: UnitOfWork, move: Move, keys: Sequence[UUID]) -> None:
    Unit.objects.filter(pk__in=keys).exclude(pk=move.taker.unit).update(
        parent_id=move.taker.unit, version=F("version") + 1
    )
    Unit.objects.filter(pk=move.taker.unit, parent_id=move.giver.unit).update(
        parent_id=Unit.objects.values_list("parent_id", flat=True).get(pk=move.giver.unit),
        version=F("version") + 1,
    )  # a division that becomes the unit takes its unit's place


def _keys(seat: Seat) -> list[Held]:
    mine = Q(post_id=seat.post_key) if seat.post else Q(unit_id=seat.unit)
    rows = ApiToken.objects.filter(mine, revoked_at=None)
    return [Held(row.pk, row.name, "停用，由接收单位重新申领") for row in rows]


def _stop_keys(uow: UnitOfWork, move: Move, keys: Sequence[UUID]) -> None:
    """A key says whose system it is: it is issued anew, never handed on, unless the post stays the same."""
    if move.giver.post is None or move.giver.post != move.taker.post:
        ApiToken.objects.filter(pk__in=keys).update(revoked_at=uow.now)


def _messages(seat: Seat) -> list[Held]:
    rows = Notice.objects.filter(unit_id=seat.unit, read_at=None).values_list("id", flat=True)
    return [Held(key, "") for key in rows]


def _move_messages(_uow: UnitOfWork, move: Move, keys: Sequence[UUID]) -> None:
    Notice.objects.filter(pk__in=keys).update(unit_id=move.taker.unit)


def _post_messages(seat: Seat) -> list[Held]:
    rows = Notice.objects.filter(post_id=seat.post_key, read_at=None).values_list("id", flat=True)
    return [Held(key, "") for key in rows]


def _move_post_messages(_uow: UnitOfWork, move: Move, keys: Sequence[UUID]) -> None:
    Notice.objects.filter(pk__in=keys).update(post_id=move.taker.post_key)


def install() -> None:
    units, posts = Between.UNITS, Between.POSTS
    for one in (
        Holding("posts", "岗位与人员", units, 30, _posts, _move_posts),
        Holding("linkages", "联动机制席位", units, 31, _linkages, _move_linkages),
        Holding("groups", "统称所含单位", units, 32, _groups, _move_groups),
        Holding("children", "下级机构", units, 33, _children, _move_children),
        Holding("keys", "接口密钥", units, 34, _keys, _stop_keys),
        Holding("messages", "未读消息", units, 90, _messages, _move_messages, listed=False),
        Holding("post_keys", "接口密钥", posts, 34, _keys, _stop_keys),
        Holding("post_messages", "未读消息", posts, 90, _post_messages, _move_post_messages, listed=False),
    ):
        register_holding(one)
