"""Comments, 抄送, 关注, links, 知悉范围: what people add to a matter without moving it."""

from __future__ import annotations

from collections.abc import Sequence
from uuid import UUID

from fuyuantong.common.refusals import Forbidden, Refusal
from fuyuantong.common.uow import UnitOfWork
from fuyuantong.documents import guarding
from fuyuantong.documents.actions import hide_titles
from fuyuantong.matters.actions.life import required
from fuyuantong.matters.doors import check_open, take_matter
from fuyuantong.matters.kinds import Capacity, Level, LinkKind, Scope
from fuyuantong.matters.models import Comment, Follow, Link, Matter, Party, Reader
from fuyuantong.matters.policy import handles, may_open
from fuyuantong.matters.telling import tell_units
from fuyuantong.matters.ties import tie
from fuyuantong.matters.trail import digest, note_matter
from fuyuantong.notices.actions import withdraw
from fuyuantong.notices.kinds import Subject
from fuyuantong.organs.models import Post, Unit


def _taken_to_work_on(uow: UnitOfWork, matter_id: UUID, *, expected: int | None = None) -> Matter:
    matter = take_matter(uow, matter_id, expected=expected)
    if not handles(uow.actor):
        raise Forbidden("您现在的岗位只能查看，不能办理。")
    return matter


def check_may_add(uow: UnitOfWork, matter_id: UUID) -> None:
    """Lock the matter for somebody who is about to add a file; nothing is added to one that has ended."""
    check_open(_taken_to_work_on(uow, matter_id), "补充材料")


def comment(uow: UnitOfWork, matter_id: UUID, *, text: str) -> Comment:
    """A remark for everybody who sees the matter. On pending cases it is limited to 协调化解 and 信息通报
    (三个规定); the page warns, and the remark is recorded under the author's name."""
    matter = _taken_to_work_on(uow, matter_id)
    check_open(matter, "留言")
    if uow.actor.person is None:
        raise Forbidden("请以个人账号留言。")
    guarding.check({"text": text})
    made = Comment.objects.create(
        matter=matter,
        person=uow.actor.person,
        person_name=uow.actor.name,
        unit_name=uow.actor.unit_name,
        text=required(text, "留言"),
        at=uow.now,
    )
    note_matter(uow, matter, "commented", comment=str(made.pk), text=digest(text))
    tell_units(uow, matter, [], "留言")
    return made


def copy_to(uow: UnitOfWork, matter_id: UUID, *, units: Sequence[UUID]) -> Matter:
    """抄送: the units see the matter and owe nothing. One of several addressees sees no more than before."""
    matter = _taken_to_work_on(uow, matter_id)
    if not (may_open(uow.actor, matter.linkage) or uow.actor.unit == matter.started_by_unit_id):
        raise Forbidden("抄送由发起单位或联席会议办公室进行。")
    found = list(Unit.objects.filter(pk__in=units, valid_until=None))
    if not found or len(found) != len(set(units)):
        raise Refusal("E-RULE", "请选择在用的机构。")
    addressed = set(Party.objects.filter(matter=matter, level=Level.OWN).values_list("unit_id", flat=True))
    for level, some in (
        (Level.OWN, [u for u in found if u.pk in addressed]),
        (Level.FULL, [u for u in found if u.pk not in addressed]),
    ):
        tie(uow, matter, "抄送", tuple(str(u.pk) for u in some), Capacity.COPY, level=level)
    note_matter(uow, matter, "copied", units=[u.name for u in found])
    tell_units(uow, matter, [u.pk for u in found], "抄送")
    return matter


def follow(uow: UnitOfWork, matter_id: UUID, *, on: bool) -> None:
    """关注 or 取消关注; a private matter of the post, so nothing goes on the matter's timeline."""
    matter = take_matter(uow, matter_id)
    mine = Follow.objects.filter(matter=matter, post=uow.actor.post_key)
    if on and uow.actor.person and uow.actor.post and not mine.exists():
        Follow.objects.create(matter=matter, person=uow.actor.person, post=uow.actor.post)
    elif not on:
        mine.delete()


def link(uow: UnitOfWork, matter_id: UUID, *, other: UUID) -> Link:
    """Tie two matters that belong together; both must be visible to the actor."""
    if matter_id == other:
        raise Refusal("E-RULE", "事项不能与自己关联。")
    first, second = sorted([matter_id, other])
    taken = {pk: _taken_to_work_on(uow, pk) for pk in (first, second)}
    made, new = Link.objects.get_or_create(
        matter=taken[matter_id], other=taken[other], kind=LinkKind.RELATED, defaults={"at": uow.now}
    )
    if new:
        note_matter(uow, taken[matter_id], "linked", other=str(other))
        note_matter(uow, taken[other], "linked", other=str(matter_id))
    return made


def _take_back(uow: UnitOfWork, matter: Matter, posts: set[UUID]) -> None:
    """Messages with the matter's title leave the inboxes of those who may no longer know of it."""
    tasks = (Subject("obligation", row.pk) for row in matter.obligations.only("pk"))
    withdraw(uow, Subject("matter", matter.pk), *tasks, keep_posts=posts)


def set_scope(
    uow: UnitOfWork,
    matter_id: UUID,
    *,
    scope: Scope,
    posts: Sequence[UUID] = (),
    expected: int | None = None,
) -> Matter:
    """知悉范围: from now on only the named posts (always the actor's own too), or all units concerned."""
    matter = _taken_to_work_on(uow, matter_id, expected=expected)
    if not (may_open(uow.actor, matter.linkage) or uow.actor.unit == matter.started_by_unit_id):
        raise Forbidden("知悉范围由发起单位或联席会议办公室确定。")
    Reader.objects.filter(matter=matter).delete()
    if scope == Scope.NAMED:
        wanted = {*posts, *([uow.actor.post] if uow.actor.post else [])}
        found = list(Post.objects.filter(pk__in=wanted, valid_until=None).values_list("pk", flat=True))
        Reader.objects.bulk_create([Reader(matter=matter, post_id=pk) for pk in found])
        _take_back(uow, matter, set(found))
        hide_titles("letter", matter.drafts.values_list("pk", flat=True))
    matter.scope = scope
    matter.version += 1
    matter.save(update_fields=["scope", "version"])
    note_matter(uow, matter, "scope_set", scope=str(scope), posts=[str(p) for p in posts])
    return matter
