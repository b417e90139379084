"""What many reminders ask for at once is drafted in a few statements (see `drafting` for a single one)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from fuyuantong.common.uow import UnitOfWork
from fuyuantong.definitions.courtesy import ADDRESSED_BY_LETTER, UNCOMMANDED
from fuyuantong.definitions.kinds import Reminder
from fuyuantong.matters.actions.drafting import WAITING_WORDS, addressees, facts, fill, note_wanted
from fuyuantong.matters.composing import compose_reminder
from fuyuantong.matters.engine import mechanism_of
from fuyuantong.matters.kinds import Scope
from fuyuantong.matters.models import Addressee, Clock, Draft, Matter, Obligation
from fuyuantong.matters.telling import tell_drafters
from fuyuantong.notices.actions import tell_each
from fuyuantong.notices.kinds import Message, Subject
from fuyuantong.organs.models import Unit


@dataclass(frozen=True, slots=True)
class Tied:
    """A party of a matter: its key in the definition, and the unit that fills it."""

    key: str
    unit: Unit


@dataclass(frozen=True, slots=True)
class Wanted:
    """A letter that a reminder (`what`, `rule`) asks for about a clock that ran out.

    `owed` has its owner and creditor loaded, `parties` are the matter's in protocol order,
    `line` is the definition's. A term of the matter itself has no obligation.
    """

    matter: Matter
    owed: Obligation | None
    clock: Clock
    what: str
    rule: str
    parties: Sequence[Tied]
    line: Reminder | None


def draft_each(uow: UnitOfWork, wanted: Sequence[Wanted]) -> list[Draft]:
    """Draft what reminders ask for, for the unit to which it is owed (its office where that acts)."""
    made = [_draft(uow, one) for one in wanted]
    drafts = [draft for draft, _to, _copies in made]
    Draft.objects.bulk_create(drafts)
    Addressee.objects.bulk_create(
        [row for draft, to, copies in made for row in addressees(draft, to, copies)]
    )
    for draft, one in zip(drafts, wanted, strict=True):
        note_wanted(uow, draft, one.rule)
    tell_each(uow, [_message(draft) for draft in drafts if draft.matter.scope != Scope.NAMED])
    for draft in drafts:
        if draft.matter.scope == Scope.NAMED:
            tell_drafters(uow, draft, WAITING_WORDS)
    return drafts


def _draft(uow: UnitOfWork, one: Wanted) -> tuple[Draft, list[UUID], list[UUID]]:
    """(letter not yet saved, 主送, 抄送)."""
    owed, matter = one.owed, one.matter
    unit = owed.creditor if owed else matter.started_by_unit
    keys = one.line.copy if one.line else ()
    above = list(dict.fromkeys(p.unit.pk for p in one.parties if p.key in keys))
    to = [owed.owner_id] if owed else []
    kinds = {p.unit.pk: p.unit.kind for p in one.parties} | ({owed.owner_id: owed.owner.kind} if owed else {})
    if one.what == "draft_copy":
        to, above = above, []
    # a court or procuratorate does not 督办 either
    gentle = unit.kind in UNCOMMANDED or any(kinds.get(key) in ADDRESSED_BY_LETTER for key in to)
    told = facts(
        uow, matter, mechanism_of(matter), "", unit, owed, gentle, clock=one.clock.key, running=one.clock
    )
    draft = Draft(
        matter=matter, obligation=owed, what=one.what, unit=unit, approval=True,
        office=matter.linkage if owed and owed.by_office else "",
    )  # fmt: skip
    fill(uow, draft, compose_reminder(one.what, told))
    return draft, to, above


def _message(draft: Draft) -> Message:
    """What `tell_drafters` says of a new letter that is no matter of named posts."""
    about = Subject("matter", draft.matter_id, draft.matter.linkage)
    title, url = f"{draft.title}：{WAITING_WORDS}", f"/letters/{draft.pk}/"
    if draft.office:
        return Message("letter.waiting", title, about, url=url, office=draft.office)
    return Message("letter.waiting", title, about, url=url, unit=draft.unit_id)
