"""Who acts: a person at one post, or an API key at its post."""

from __future__ import annotations

from collections.abc import Callable, Collection
from datetime import date, datetime
from uuid import UUID

from django.utils.translation import gettext as _

from fuyuantong.common.actors import Actor
from fuyuantong.common.fixed import Fixed
from fuyuantong.common.now import day_of, read_clock
from fuyuantong.common.now import today as clock_today
from fuyuantong.common.refusals import NotFound, Refusal
from fuyuantong.organs.addresses import inside
from fuyuantong.organs.kinds import Role
from fuyuantong.organs.models import ApiToken, Person, Post, Tenure
from fuyuantong.organs.names import token_key

Absences = Callable[[Collection[tuple[UUID, UUID]], date], set[tuple[UUID, UUID]]]
_absences: list[Absences] = []


def register_absences(known: Absences) -> None:
    """An upper room says which of these (post, person) are away on a day (请假)."""
    if known not in _absences:
        _absences.append(known)


_tenures = Fixed(
    lambda person, day: (
        Tenure.objects.filter(person=person)
        .in_force_on(day)
        .select_related("post__unit__body", "post__serves")
        .order_by("post__unit__protocol_order", "post__unit__code", "deputy", "post__order", "post_id")
    ),
    UUID,
    date,
)


def posts_of(person: Person, day: date) -> list[Tenure]:
    """Return the tenures that give the person rights on this day, in protocol order.

    Holders come before deputies (B岗) at the same unit; `post`, `post.unit` and `post.serves` are loaded.
    A B岗 gives rights only while nobody of the A岗 is there; `stands_for` says whose place it is then.
    """
    held = _tenures(person.pk, day)
    if not any(tenure.deputy for tenure in held):  # the usual case costs no more
        return held
    holders = _holders([tenure.post_id for tenure in held if tenure.deputy], day)
    there = {post for post, _person, _name, away in holders if not away}
    for tenure in held:
        if tenure.deputy:
            names = [name for post, _person, name, _away in holders if post == tenure.post_id]
            tenure.stands_for = "、".join(names)
    return [tenure for tenure in held if not tenure.deputy or tenure.post_id not in there]


def _holders(posts: list[UUID], day: date) -> list[tuple[UUID, UUID, str, bool]]:
    """(post, person, name, whether away) of those who hold these posts in the first place (A岗)."""
    rows = Tenure.objects.filter(post__in=posts, deputy=False, person__is_active=True).in_force_on(day)
    found = list(rows.values_list("post_id", "person_id", "person__name"))
    pairs = {(post, person) for post, person, _name in found}
    away = set().union(*(known(pairs, day) for known in _absences)) if pairs else set()
    return [(post, person, name, (post, person) in away) for post, person, name in found]


def seat_name(tenure: Tenure) -> str:
    """The post as it is shown and written down: 承办岗, 承办岗（B岗代张三）."""
    if not tenure.deputy:
        return tenure.post.title
    return f"{tenure.post.title}（B岗{f'代{tenure.stands_for}' if tenure.stands_for else ''}）"[:80]


def actor_of(tenure: Tenure, person: Person, ip: str = "") -> Actor:
    """Return the actor of one tenure whose post, unit and linkage are loaded."""
    post = tenure.post
    unit = post.unit
    return Actor(
        person=person.pk,
        post=post.pk,
        unit=unit.pk,
        region=unit.region_id,
        name=person.name,
        unit_name=str(unit),
        post_name=seat_name(tenure),
        roles=frozenset(post.roles),
        offices=frozenset([post.serves.code] if post.serves else []),
        ip=ip,
        unit_kind=unit.kind,
    )


def actor_for(person: Person, post_id: UUID | None = None, ip: str = "", day: date | None = None) -> Actor:
    """Return the person at the asked post, or at the first one in protocol order.

    Raises `NotFound` when the person is disabled or holds no such post on the day (default: today).
    """
    tenures = posts_of(person, day or clock_today()) if person.is_active else []
    for tenure in tenures:
        if post_id is None or tenure.post_id == post_id:
            return actor_of(tenure, person, ip)
    raise NotFound


_tokens = Fixed(
    lambda digest, now: ApiToken.objects.filter(
        digest=digest, revoked_at__isnull=True, expires_at__gt=now
    ).select_related("post__unit", "post__serves"),
    str,
    datetime,
)


def actor_for_token(raw: str, ip: str) -> tuple[Actor, frozenset[str], UUID]:
    """Return (actor, scopes, token id) of a bearer key. Raises `Refusal` 401, the same for every reason.

    Refused are unknown, expired and revoked keys, other networks, and posts or units no longer valid.
    """
    now = read_clock()
    token = next(iter(_tokens(token_key(raw), now)), None)
    if token is None or not inside(ip, token.networks) or not _seat_is_valid(token.post, day_of(now)):
        raise Refusal("E-TOKEN", _("接口密钥无效。"), status=401, hint=_("请核对密钥、有效期和来源网段。"))
    post = token.post
    actor = Actor(
        person=None,
        post=post.pk,
        unit=post.unit_id,
        region=post.unit.region_id,
        name=token.name,
        unit_name=str(post.unit),
        post_name=post.title,
        roles=frozenset(post.roles),
        offices=frozenset([post.serves.code] if post.serves else []),
        ip=ip,
        unit_kind=post.unit.kind,
    )
    return actor, frozenset(token.scopes), token.pk


def _seat_is_valid(post: Post, day: date) -> bool:
    begun = post.valid_from is None or post.valid_from <= day
    return begun and (post.valid_until is None or post.valid_until > day) and post.unit.is_valid_on(day)


def account_of(person: UUID) -> Person | None:
    """Return a person whose account is switched on."""
    return Person.objects.filter(pk=person, is_active=True).first()


def has_administrator(day: date) -> bool:
    """Say whether a system administrator with a working account is in office."""
    seated = Tenure.objects.in_force_on(day).filter(post__roles__contains=[Role.SYSADMIN.value])
    return seated.filter(person__is_active=True).exists()
