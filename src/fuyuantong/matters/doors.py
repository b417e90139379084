"""The only ways to get a row for writing: sight (404) → lock → right (403) → version (409) → state (409).

What one may not see does not exist; what one may not do is refused with a sentence.
"""

from __future__ import annotations

from collections.abc import Mapping
from uuid import UUID

from django.utils.translation import gettext as _

from fuyuantong.audit.models import Entry
from fuyuantong.audit.streams import matter_stream
from fuyuantong.audit.wording import say
from fuyuantong.common.actors import SYSTEM, Actor
from fuyuantong.common.fixed import FixedFor
from fuyuantong.common.now import SHANGHAI
from fuyuantong.common.refusals import Conflict, FieldError, Forbidden, NotFound
from fuyuantong.common.rows import as_taken, take
from fuyuantong.common.uow import UnitOfWork
from fuyuantong.definitions.courtesy import ADDRESSED_BY_LETTER
from fuyuantong.matters import policy
from fuyuantong.matters.desk import desk_with, kept_desk, use
from fuyuantong.matters.engine import has_ended, mechanism_of
from fuyuantong.matters.kinds import DROPPED_STATES, MatterState, ObligationState, Scope
from fuyuantong.matters.models import Matter, Obligation
from fuyuantong.matters.models.matter import MatterQuerySet
from fuyuantong.matters.moves import MOVES, allowed_words

Versions = Mapping[UUID, int]
"""Which version of a row somebody has seen, by its id."""

GENTLE_KINDS = ADDRESSED_BY_LETTER | {"party", "congress", "supervision"}
"""Organs that the office asks (商请, 函询) and never orders (practice: 办公室不指挥法院、检察院)."""


CHANGES_TOLD = 5
MANY = 20
"""From so many rows on, sight is asked of all of them in one statement."""


def words_for(verb: str, obligation: Obligation) -> str:
    """The verb as it is said to this owner."""
    move = MOVES[verb]
    return move.gently if move.gently and obligation.owner.kind in GENTLE_KINDS else move.words


def _sight(viewer: Actor, key: UUID) -> MatterQuerySet:
    seen = Matter.objects.visible_to(viewer).filter(pk=key).values("pk")
    return Matter.objects.select_for_update(of=("self",)).filter(pk__in=seen, pk=key)


_seen = FixedFor(_sight, UUID)
"""One matter, locked, if the viewer sees it."""


def take_matter(uow: UnitOfWork, matter_id: UUID, *, expected: int | None = None) -> Matter:
    """Lock a matter that the actor may see."""
    desk = kept_desk(matter_id)
    if desk is not None:
        if uow.actor is not SYSTEM and not desk.shows(uow.actor):
            raise NotFound
        return desk.fresh()
    if uow.actor is SYSTEM:
        matter = take(Matter, "r.id = %s", [matter_id])
    else:
        matter = next(iter(_seen(uow.actor, matter_id)), None)
    if matter is None:
        raise NotFound
    if expected is not None and expected != matter.version:
        raise _stale("matter", matter.pk, matter.pk, matter.title, expected)
    return matter


def take_obligation(
    uow: UnitOfWork,
    obligation_id: UUID,
    verb: str,
    *,
    expected: int | None = None,
    with_matter: bool = False,
    right: str = "",
) -> Obligation:
    """Lock one obligation for a verb of `MOVES`; `with_matter` locks its matter first (it may join); `right`:
    the line of `policy.MAY` that counts, where it is not the verb's own."""
    found: Obligation | None
    lying = desk_with(obligation_id)
    if lying is not None:
        found = lying[1]
        found.matter = lying[0].fresh()
        use(found.matter)
    else:
        first = ("matter",) if with_matter else ()
        found = take(Obligation, "r.id = %s", [obligation_id], "matter", "owner", "creditor", after=first)
    if found is None or not _sees(uow, found):
        raise NotFound
    check(uow, found, verb, expected=expected, right=right)
    return found


def take_obligations(
    uow: UnitOfWork, ids: list[UUID], verb: str, *, versions: Versions | None = None, right: str = ""
) -> list[Obligation]:
    """Lock several in the order of their keys; all or none (批量). `versions`: as somebody saw them; `right`:
    the line of `policy.MAY` that counts, where it is not the verb's own."""
    rows = lock_obligations(uow, ids)
    for row in rows:
        check(uow, row, verb, expected=(versions or {}).get(row.pk), right=right)
    return rows


def lock_obligations(uow: UnitOfWork, ids: list[UUID]) -> list[Obligation]:
    """Lock several that the actor sees, in the order of their keys, for moves that are checked one by one."""
    matters = Obligation.objects.filter(pk__in=ids).values("matter_id")
    list(Matter.objects.select_for_update(of=("self",)).filter(pk__in=matters).order_by("pk").values("pk"))
    rows = list(
        Obligation.objects.select_for_update(of=("self",))
        .select_related("matter", "owner", "creditor")
        .filter(pk__in=ids)
        .order_by("pk")
    )
    if len(rows) != len(set(ids)):
        raise NotFound
    same: dict[UUID, Matter] = {}
    for row in rows:
        row.matter = same.setdefault(row.matter_id, row.matter)  # what follows one must be seen by the next
        as_taken(row)
    if len(rows) > MANY and uow.actor is not SYSTEM:
        if Obligation.objects.visible_to(uow.actor).filter(pk__in=ids).count() != len(rows):
            raise NotFound
    elif not all(_sees(uow, row) for row in rows):
        raise NotFound
    return rows


def check(
    uow: UnitOfWork, obligation: Obligation, verb: str, *, expected: int | None = None, right: str = ""
) -> None:
    """Right, version and state for a verb; raises the refusal that fits."""
    words = words_for(verb, obligation)
    if uow.actor is not SYSTEM and not policy.MAY[right or verb](uow.actor, obligation):
        raise Forbidden(policy.refusal(right or verb, words, obligation))
    if expected is not None and expected != obligation.version:
        raise _stale("obligation", obligation.pk, obligation.matter_id, obligation.title, expected)
    if obligation.matter.state == MatterState.VOID:
        raise Conflict("E-STATE", f"“{obligation.title}”所属事项已作废，不能{words}。")
    if obligation.state not in MOVES[verb].sources:
        state = ObligationState(obligation.state)
        raise Conflict(
            "E-STATE",
            f"“{obligation.title}”现在是“{state.label}”，不能{words}。",
            hint=f"此时可以：{allowed_words(obligation.state)}。请刷新页面查看最新情况。",
        )


def _sees(uow: UnitOfWork, obligation: Obligation) -> bool:
    """Both ends of an open-scope obligation see it without another query; everybody else by the one rule."""
    actor = uow.actor
    if actor is SYSTEM:
        return True
    ends = actor.unit == obligation.owner_id or (
        actor.unit == obligation.creditor_id and not obligation.by_office
    )
    if obligation.state in DROPPED_STATES:
        ends = False
    if ends and obligation.matter.scope == Scope.PARTIES and policy.handles(actor):
        return True
    desk = kept_desk(obligation.matter_id)
    if desk is not None:
        return desk.shows_own(actor, obligation)
    return Obligation.objects.visible_to(actor).filter(pk=obligation.pk).exists()


def check_open(matter: Matter, what: str) -> None:
    """Refuse to add to a matter that has come to its end, and say what to do instead."""
    if matter.state != MatterState.OPEN:
        ended = "已作废" if matter.state == MatterState.VOID else "已结束"
        raise Conflict("E-STATE", f"“{matter.title}”{ended}，不能再{what}。", hint=instead(matter))


def instead(matter: Matter) -> str:
    """What remains possible with a matter that has ended: 重新交办 if its definition has it, or a new one."""
    mechanism = mechanism_of(matter)
    again = [] if has_ended(matter) else [act for act in mechanism.acts if act.reopens]
    if not again:
        return _("需要继续办理或补充材料的，请另行登记事项，并与本事项关联。")
    return _("需要继续办理或补充材料的，请由%(by)s办理“%(act)s”；“回头看”不受影响。") % {
        "by": "、".join(again[0].by),
        "act": again[0].key,
    }


def _stale(kind: str, row_id: UUID, matter_id: UUID, title: str, seen: int) -> Conflict:
    """Somebody was faster: say who did what since, from the matter's own timeline."""
    later = Entry.objects.filter(
        stream=matter_stream(matter_id), object_type=kind, object_id=row_id, object_version__gt=seen
    ).order_by("-seq")[:CHANGES_TOLD]
    changes = [
        f"{e.at.astimezone(SHANGHAI):%Y-%m-%d %H:%M} {e.unit_name} {e.person_name}：{say(e.kind)}"
        for e in later
    ]
    return Conflict(
        "E-VERSION",
        f"“{title}”在您打开之后已被他人办理。",
        hint="您填写的内容仍保留在页面上，请查看最新动态后再提交。",
        errors=[FieldError("E-VERSION", change, pointer="If-Match") for change in changes],
    )
