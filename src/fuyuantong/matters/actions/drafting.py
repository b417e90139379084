"""How a letter comes to be drafted: by an act of the definition (生成文书), or by a reminder that ran out.

Subscribers inside the transaction of the act or the tick. Nothing leaves the house here: what is drafted
waits for a signature (`actions/signing.py`).
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any
from uuid import UUID

from fuyuantong.common import batches
from fuyuantong.common.fixed import Fixed
from fuyuantong.common.rows import add
from fuyuantong.common.uow import UnitOfWork
from fuyuantong.definitions.courtesy import ADDRESSED_BY_LETTER, UNCOMMANDED
from fuyuantong.definitions.kinds import Act, Field, FieldType, Letter, Mechanism, Standing
from fuyuantong.matters.composing import Composed, Facts, compose, compose_reminder
from fuyuantong.matters.desk import Desk, desk_at_hand, desk_of
from fuyuantong.matters.desk import unit as unit_of
from fuyuantong.matters.desk import units as units_of
from fuyuantong.matters.engine import mechanism_of
from fuyuantong.matters.events import DraftWanted, LetterWanted
from fuyuantong.matters.laddering import line_behind
from fuyuantong.matters.models import Addressee, Clock, Draft, DraftVersion, Matter, Obligation, Party
from fuyuantong.matters.models.draft import DraftQuerySet
from fuyuantong.matters.queries.letters import first_version
from fuyuantong.matters.telling import tell_drafters
from fuyuantong.matters.trail import digest, note_matter
from fuyuantong.organs.models import Unit

WAITING_WORDS = "待拟稿签发"
WORDS_MOST = 2000
BY_HAND, BY_RULE = "by_hand", "by_rule"
"""`Draft.what` of a letter that a person began, and of one that a rule of a register asked for."""
NOT_WRITTEN = {FieldType.FILE, FieldType.UNIT, FieldType.PERSON, FieldType.IDENT, FieldType.PHONE}


def on_letter(uow: UnitOfWork, event: LetterWanted) -> None:
    """Draft the letter that an act asks for; its signing party drafts and signs it."""
    desk = _desk(event.matter)
    matter, mechanism = desk.matter, mechanism_of(desk.matter)
    rule = next(one for one in mechanism.letters if one.key == event.letter)
    act = mechanism.act(event.act)
    unit, office = _signer(uow, matter, rule)
    number = _number(matter, mechanism, act)
    if batches.current() is None and (waiting := _begun(matter.pk, rule.key, unit.pk)):
        waiting[0].matter = matter
        _take_over(uow, waiting[0], number)
        return
    composed, to, copies = compose_letter(uow, matter, rule, unit, act)
    draft = Draft(
        matter=matter, letter=rule.key, unit=unit, office=office, approval=rule.approval, number=number
    )
    keep(uow, draft, composed, to, copies)


def unsigned(matter: UUID, letter: str, unit: UUID) -> DraftQuerySet:
    """Letters of this kind that still wait for this unit's signature."""
    return Draft.objects.filter(matter_id=matter, letter=letter, unit_id=unit).waiting().order_by("pk")


_begun: Fixed[Draft] = Fixed(
    lambda matter, letter, unit: unsigned(matter, letter, unit).filter(what__in=[BY_HAND, BY_RULE]),
    UUID,
    str,
    UUID,
)
"""Those of them that a person or a rule has begun already."""


def compose_letter(
    uow: UnitOfWork, matter: Matter, rule: Letter, unit: Unit, act: Act | None
) -> tuple[Composed, list[UUID], list[UUID]]:
    """(first text, 主送, 抄送) of a letter of the definition."""
    mechanism, desk = mechanism_of(matter), desk_of(matter)
    to, copies = _addressed(matter, mechanism, act)
    owed = min(desk.owed(only_open=True), key=lambda row: (row.due_on or date.max, row.pk), default=None)
    told = facts(uow, matter, mechanism, rule.key, unit, owed, _gentle(to))
    return compose(rule.genre, told, rule.template), to, copies


def _take_over(uow: UnitOfWork, draft: Draft, number: str) -> None:
    """What somebody has already drafted is the letter that the act asks for; it gets the act's number."""
    draft.number = draft.number or number
    draft.version += 1
    draft.save(update_fields=["number", "version"])
    note_matter(
        uow, draft.matter, "draft_wanted", draft=str(draft.pk), genre=draft.genre, signer=str(draft.unit_id),
        text=digest(draft.text), rule="", what=draft.what,
    )  # fmt: skip
    tell_drafters(uow, draft, "待拟稿签发")


def on_reminder(uow: UnitOfWork, event: DraftWanted) -> None:
    """Draft what a reminder asks for, for the unit to which it is owed (its office where that acts)."""
    desk = _desk(event.matter)
    matter, mechanism = desk.matter, mechanism_of(desk.matter)
    owed = desk.obligation(event.obligation) if event.obligation else None
    unit = unit_of(owed.creditor_id if owed else matter.started_by_unit_id)
    to = [owed.owner_id] if owed else []
    above = _copied(matter, mechanism, event)
    if event.what == "draft_copy":
        to, above = above, []
    gentle = unit.kind in UNCOMMANDED or _gentle(to)  # a court or procuratorate does not 督办 either
    told = facts(uow, matter, mechanism, "", unit, owed, gentle, clock=event.clock)
    draft = Draft(
        matter=matter, obligation=owed, what=event.what, unit=unit, approval=True,
        office=matter.linkage if owed and owed.by_office else "",
    )  # fmt: skip
    keep(uow, draft, compose_reminder(event.what, told), to, above, rule=event.rule)


def facts(
    uow: UnitOfWork,
    matter: Matter,
    mechanism: Mechanism,
    letter: str,
    unit: Unit,
    owed: Obligation | None,
    gentle: bool,  # noqa: FBT001 - one of the facts
    clock: str = "",
    running: Clock | None = None,
) -> Facts:
    """What the machine may write down: no personal data, nothing that stands in a file."""
    about = [f for f in mechanism.fields if not f.personal and f.type not in NOT_WRITTEN]
    items = next((f for f in about if f.type is FieldType.ITEMS and matter.fields.get(f.key)), None)
    if clock and running is None:
        running = max(desk_of(matter).clocks_of(owed, clock), key=lambda one: one.start_on, default=None)
    return Facts(
        letter=letter,
        title=matter.title,
        mechanism=mechanism.name,
        today=uow.today,
        number=matter.number or _number(matter, mechanism, None),
        basis=_basis(mechanism),
        about=tuple(
            (f.key, _said(matter.fields[f.key], f))
            for f in about
            if f is not items and matter.fields.get(f.key) not in (None, "", [])
        ),
        items=tuple(_said_item(one, items) for one in matter.fields[items.key]) if items else (),
        owner=owed.owner.name if owed else "",
        clock=clock,
        due_on=running.due_on if running else owed.due_on if owed else None,
        sent_on=running.start_on if running else owed.issued_on if owed else None,
        gentle=gentle,
        self_name={"court": "我院", "procuratorate": "我院"}.get(unit.kind, "我单位"),
    )


def _basis(mechanism: Mechanism) -> str:
    """The verified bases of the definition, as a letter cites them."""
    verified = [b for b in mechanism.basis if b.verified][:2]
    return "、".join(f"《{b.title}》" + (f"（{b.number}）" if b.number else "") + b.article for b in verified)


def _said(value: Any, rule: Field) -> str:
    if isinstance(value, bool):
        return "是" if value else "否"
    if isinstance(value, list):
        return "；".join(_said_item(one, rule) for one in value)
    return str(value)[:WORDS_MOST]


def _said_item(item: Any, rule: Field) -> str:
    """A row of an itemised field, its columns in the definition's order; personal ones are left out."""
    if not isinstance(item, dict):
        return str(item)[:WORDS_MOST]
    told = [f"{c.key}：{item[c.key]}" for c in rule.columns if item.get(c.key) and not c.personal]
    return "；".join(told)[:WORDS_MOST]


def _signer(uow: UnitOfWork, matter: Matter, rule: Letter) -> tuple[Unit, str]:
    rows = desk_of(matter).of(Party)
    own = (row for row in rows if row.unit_id == uow.actor.unit_key and row.key != "办公室知悉")
    named = (row for row in rows if rule.signer and row.key == rule.signer)
    found = next(named, None) or next(own, None)
    if found is not None:
        return unit_of(found.unit_id), found.office
    return unit_of(matter.started_by_unit_id), ""


def _addressed(matter: Matter, mechanism: Mechanism, act: Act | None) -> tuple[list[UUID], list[UUID]]:
    """(主送, 抄送): who is given a task by the act, else who owes one, else who is responsible."""
    keys = [mechanism.task(key).owner for key in (act.sends if act else ())]
    if not keys:
        owing = {row.task for row in desk_of(matter).owed(only_open=True)}
        keys = [task.owner for task in mechanism.tasks if task.key in owing]
    if not keys:
        keys = [p.key for p in mechanism.parties if p.standing in {Standing.LEAD, Standing.RESPONSIBLE}]
    return _units(matter, keys), _units(matter, act.copies if act else ())


def _copied(matter: Matter, mechanism: Mechanism, event: DraftWanted) -> list[UUID]:
    line = line_behind(mechanism, event.clock, event.rule, event.source)
    return _units(matter, line.copy) if line else []


def _units(matter: Matter, keys: Iterable[str]) -> list[UUID]:
    wanted = set(keys)
    rows = [row for row in desk_of(matter).of(Party) if row.key in wanted]
    known = units_of(row.unit_id for row in rows)
    rows.sort(key=lambda row: (known[row.unit_id].protocol_order, row.pk))
    return list(dict.fromkeys(row.unit_id for row in rows))


def _gentle(units: Sequence[UUID]) -> bool:
    return any(unit.kind in ADDRESSED_BY_LETTER for unit in units_of(units).values())


def _desk(matter: UUID) -> Desk:
    return desk_at_hand(matter) or Desk(Matter.objects.get(pk=matter))


def _number(matter: Matter, mechanism: Mechanism, act: Act | None) -> str:
    """The number that was just registered with the act (登记外部文号), else the newest one of the matter."""
    own = {f.key for f in mechanism.fields if f.type is FieldType.DOC_NO}
    keys = [*act.requires, *act.accepts] if act else [f.key for f in mechanism.fields]
    given = (matter.fields.get(key) for key in keys if key in own)
    return next((str(value)[:80] for value in given if value), "")


def keep(
    uow: UnitOfWork,
    draft: Draft,
    composed: Composed,
    to: Sequence[UUID],
    copies: Sequence[UUID],
    *,
    rule: str = "",
) -> None:
    """Store a new draft, write it on the trail and tell those who write and sign it."""
    fill(uow, draft, composed)
    add([draft])
    _send_to(draft, to, copies)
    note_wanted(uow, draft, rule)
    tell_drafters(uow, draft, WAITING_WORDS)


def fill(uow: UnitOfWork, draft: Draft, composed: Composed) -> None:
    """Put the first text into a new draft, and who wrote it."""
    draft.genre, draft.title, draft.text = composed.genre[:40], composed.title[:300], composed.text[:20_000]
    draft.template = composed.template
    draft.drafted_on, draft.drafted_at = uow.today, uow.now
    draft.drafted_by = " ".join(dict.fromkeys((uow.actor.unit_name, uow.actor.name)))


def note_wanted(uow: UnitOfWork, draft: Draft, rule: str) -> None:
    about: dict[str, Any] = {"obligation": str(draft.obligation_id)} if draft.obligation_id else {}
    note_matter(
        uow, draft.matter, "draft_wanted", draft=str(draft.pk), genre=draft.genre, signer=str(draft.unit_id),
        text=digest(draft.text), rule=rule, what=draft.what, **about,
    )  # fmt: skip


def keep_first(draft: Draft) -> None:
    """Before the first change: keep what the machine or a person drafted."""
    if not draft.versions.exists():
        first_version(draft).save(force_insert=True)


def keep_version(uow: UnitOfWork, draft: Draft) -> None:
    """Keep the letter's words as they stand now, unless nothing changed since the last time."""
    last = draft.versions.order_by("-ordinal").first()
    told = [(one.copy, one.unit.name) for one in draft.addressees.select_related("unit").order_by("pk")]
    made = DraftVersion(
        draft=draft, ordinal=last.ordinal + 1 if last else 1, title=draft.title, text=draft.text,
        number=draft.number, to=[name for copy, name in told if not copy],
        copies=[name for copy, name in told if copy], at=uow.now,
        by=" ".join(dict.fromkeys((uow.actor.unit_name, uow.actor.name))),
    )  # fmt: skip
    same = ("title", "text", "number", "to", "copies")
    if last is None or any(getattr(last, name) != getattr(made, name) for name in same):
        made.save(force_insert=True)


def address(draft: Draft, to: Sequence[UUID], copies: Sequence[UUID]) -> None:
    """Write the addressees anew; a unit is addressed once, and nobody writes to himself."""
    draft.addressees.all().delete()
    _send_to(draft, to, copies)


def _send_to(draft: Draft, to: Sequence[UUID], copies: Sequence[UUID]) -> None:
    add(addressees(draft, to, copies))


def addressees(draft: Draft, to: Sequence[UUID], copies: Sequence[UUID]) -> list[Addressee]:
    first = [unit for unit in dict.fromkeys(to) if unit != draft.unit_id]
    also = [unit for unit in dict.fromkeys(copies) if unit != draft.unit_id and unit not in first]
    rows = [Addressee(draft=draft, unit_id=unit) for unit in first]
    return rows + [Addressee(draft=draft, unit_id=unit, copy=True) for unit in also]
