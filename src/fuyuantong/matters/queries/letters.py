"""Letters of a unit and of a matter; and how the addressees of a letter answered, each on its own line."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from django.db.models import Prefetch, Q, QuerySet, prefetch_related_objects
from django.utils.translation import gettext as _

from fuyuantong.common.actors import Actor
from fuyuantong.common.refusals import NotFound
from fuyuantong.definitions.kinds import Archetype, Letter, Mechanism
from fuyuantong.documents.kinds import NumberState
from fuyuantong.documents.queries.numbers import number_of
from fuyuantong.matters import policy
from fuyuantong.matters.composing import PRESSING_TEMPLATES
from fuyuantong.matters.engine import mechanism_of
from fuyuantong.matters.kinds import (
    FINISHED_STATES,
    DraftState,
    StepKind,
    StepState,
)
from fuyuantong.matters.models import (
    Addressee,
    Draft,
    DraftReading,
    DraftStep,
    DraftVersion,
    Matter,
    Obligation,
    Party,
)
from fuyuantong.matters.models.draft import DraftQuerySet
from fuyuantong.matters.queries import asked
from fuyuantong.matters.queries.answers import ITEMS
from fuyuantong.organs.models import Unit

LETTER_ORDER = ("-drafted_at", "-id")
COUNT_MOST = 500
ADOPTED, PARTLY = "采纳", "部分采纳"


def letters(viewer: Actor, *, state: str = "", matter: UUID | None = None) -> DraftQuerySet:
    """Letters that the viewer may read; without a matter those of the viewer's own unit. Order them by
    `LETTER_ORDER`; `state` is a `DraftState`, or `waiting` for all that are not signed yet."""
    rows = Draft.objects.visible_to(viewer) if matter else Draft.objects.of_unit(viewer)
    if matter:
        rows = rows.filter(matter_id=matter)
    if state == "waiting":
        rows = rows.waiting()
    elif state:
        rows = rows.filter(state=state)
    return rows.select_related("matter", "unit").prefetch_related(_addressees())


def letters_of(viewer: Actor, matter: UUID) -> list[Draft]:
    """The letters of one matter that the viewer may read, the newest first."""
    found = asked.letters(viewer, matter)
    prefetch_related_objects(found, _addressees())
    return found


def _addressees() -> Prefetch[Any]:
    units = Addressee.objects.select_related("unit").order_by("copy", "unit__protocol_order", "pk")
    return Prefetch("addressees", units)


def get_letter(viewer: Actor, draft_id: UUID) -> Draft:
    """One letter; what the viewer may not see does not exist."""
    found = letters(viewer, matter=_matter_of(draft_id)).filter(pk=draft_id).first()
    if found is None:
        raise NotFound
    return found


def _matter_of(draft_id: UUID) -> UUID:
    found = Draft.objects.filter(pk=draft_id).values_list("matter_id", flat=True).first()
    if found is None:
        raise NotFound
    return found


def signing_party(viewer: Actor, matter: Matter, rule: Letter) -> tuple[Unit, str]:
    """(unit, its office) in whose name the viewer may write this letter: the party that signs it, or, where
    the definition names none, any party that does an act. NotFound when the viewer's unit is none."""
    keys = {rule.signer} if rule.signer else {key for act in mechanism_of(matter).acts for key in act.by}
    offices = Q(office="") | Q(office__in=viewer.offices)
    rows = Party.objects.filter(offices, matter=matter, unit_id=viewer.unit_key, key__in=keys)
    found = rows.select_related("unit").order_by("since", "pk").first()
    if found is None:
        raise NotFound
    return found.unit, found.office


def writable_letters(viewer: Actor, matter: Matter, mechanism: Mechanism) -> list[Letter]:
    """The definition's letters that the viewer's unit may draft in this matter, whatever stage it is in."""
    if not mechanism.letters or not policy.handles(viewer):
        return []
    offices = Q(office="") | Q(office__in=viewer.offices)
    rows = Party.objects.filter(offices, matter=matter, unit_id=viewer.unit_key)
    own = set(rows.values_list("key", flat=True))
    doing = {key for act in mechanism.acts for key in act.by}
    return [one for one in mechanism.letters if (one.signer in own if one.signer else own & doing)]


def waiting_letters(viewer: Actor) -> int:
    """How many wait for this post, bounded: to be signed by a leader, else to be written up or signed."""
    if not policy.handles(viewer):
        return 0
    rows = Draft.objects.of_unit(viewer).waiting()
    if "leader" in viewer.roles:
        rows = rows.filter(state=DraftState.READY)
    return rows[:COUNT_MOST].count()


def step_of(viewer: Actor, draft: Draft) -> DraftStep | None:
    """The step that is this viewer's to decide now: 核稿 first, 会签 when the house has agreed."""
    if draft.state != DraftState.CHECKING or not policy.may_opine(viewer):
        return None
    pending = list(draft.steps.filter(state=StepState.PENDING).order_by("pk"))
    mine = [step for step in pending if step.kind == StepKind.CHECK] or pending
    return next((step for step in mine if step.unit_id == viewer.unit), None)


def verbs_of(viewer: Actor, draft: Draft) -> list[str]:
    """What the viewer may do with the letter now, in the order of the buttons."""
    opines = ["opine"] if step_of(viewer, draft) else []
    if not policy.may_draft(viewer, draft):
        return [*opines, *awaits(viewer, draft)]
    signs = policy.may_sign(viewer, draft)
    marks = {"seal": draft.sealed_on, "dispatch": draft.sent_on, "file": draft.filed_on}
    return {
        DraftState.DRAFTING.value: ["submit", "circulate", "edit", "drop"],
        DraftState.CHECKING.value: [*opines, "recall"],
        DraftState.READY.value: [*(["sign", "send_back"] if signs else []), "edit", "drop"],
        DraftState.SIGNED.value: [
            *_numbering(draft),
            *(f"record_{verb}" for verb in ("receive", "answer") if to_record(draft, verb)),
            *(verb for verb, done in marks.items() if done is None),
        ],
    }.get(draft.state, [])


def needs_backing(draft: Draft) -> bool:
    """督办单, 约谈通知书 and 通报 that no definition provides for live only with a 批示 or a mandate."""
    return not draft.letter and draft.template in PRESSING_TEMPLATES


def awaits(viewer: Actor, draft: Draft) -> list[str]:
    """What the viewer's unit still has to do as an addressee: sign for it, answer it."""
    if draft.state != DraftState.SIGNED or not needs_backing(draft) or not policy.handles(viewer):
        return []
    mine = next((a for a in draft.addressees.all() if a.unit_id == viewer.unit and not a.copy), None)
    if mine is None or mine.answered_on is not None:
        return []
    return ["answer"] if mine.received_on is not None else ["receive", "answer"]


def recordable(draft: Draft, addressee: Addressee) -> list[str]:
    """What an addressee has not done yet that can be recorded for it: it has no accounts (代录)."""
    signed = draft.state == DraftState.SIGNED and needs_backing(draft)
    if not signed or addressee.copy or addressee.unit.has_accounts or addressee.answered_on is not None:
        return []
    return ["answer"] if addressee.received_on is not None else ["receive", "answer"]


def to_record(draft: Draft, verb: str) -> list[Unit]:
    """The addressees without accounts for which this may still be recorded."""
    return [one.unit for one in draft.addressees.all() if verb in recordable(draft, one)]


def _numbering(draft: Draft) -> list[str]:
    """A number of our own is voided in the book, never written over."""
    if draft.state != DraftState.SIGNED:
        return []
    held = number_of("letter", draft.pk)
    return [] if held is not None and held.state == NumberState.TAKEN else ["number"]


def unread(viewer: Actor, draft: Draft) -> bool:
    """Whether a person of an addressed unit opens the signed letter for the first time."""
    if draft.state != DraftState.SIGNED or viewer.person is None:
        return False
    addressed = any(one.unit_id == viewer.unit for one in draft.addressees.all())
    return addressed and not draft.readings.filter(person=viewer.person, unit_id=viewer.unit_key).exists()


def sees_matter(viewer: Actor, draft: Draft) -> bool:
    """A unit that signs beside sees the letter, and not always its matter."""
    return Matter.objects.visible_to(viewer).filter(pk=draft.matter_id).exists()


def versions_of(viewer: Actor, draft_id: UUID) -> QuerySet[DraftVersion]:
    """Earlier words of a letter are its writers' affair."""
    return _written(viewer, draft_id).versions.all()


def readings_of(viewer: Actor, draft_id: UUID) -> QuerySet[DraftReading]:
    return _written(viewer, draft_id).readings.select_related("unit")


def _written(viewer: Actor, draft_id: UUID) -> Draft:
    row = get_letter(viewer, draft_id)
    if not policy.may_draft(viewer, row):
        raise NotFound
    return row


@dataclass(frozen=True, slots=True)
class Two:
    """Two versions of a letter's words, and all there are."""

    old: DraftVersion
    new: DraftVersion
    every: Sequence[DraftVersion]


def first_version(draft: Draft) -> DraftVersion:
    """The words as they were drafted; stored when they are first changed, so that drafting costs nothing."""
    told = [(one.copy, one.unit.name) for one in draft.addressees.select_related("unit").order_by("pk")]
    return DraftVersion(
        draft=draft, ordinal=1, title=draft.title, text=draft.text, number=draft.number,
        to=[name for copy, name in told if not copy], copies=[name for copy, name in told if copy],
        at=draft.drafted_at, by=draft.drafted_by,
    )  # fmt: skip


def two_versions(draft: Draft, first: int | None, second: int | None) -> Two:
    """The versions asked for; without a wish the last two (or the only one with itself)."""
    every = list(draft.versions.order_by("ordinal")) or [first_version(draft)]
    by_number = {one.ordinal: one for one in every}
    new = by_number.get(second or 0, every[-1])
    old = by_number.get(first or 0, by_number.get(new.ordinal - 1, new))
    return Two(old, new, every)


@dataclass(frozen=True, slots=True)
class Answer:
    """One addressee: served, signed for, answered, item by item, carried out."""

    row: Obligation
    served_on: date | None
    replied_on: date | None
    on_time: bool | None
    items: Sequence[tuple[str, str]] = ()
    carried_out: str = ""


@dataclass(frozen=True, slots=True)
class Rate:
    """`hits` of `total`; they are never added up or averaged with another rate. `beside` is said with it."""

    label: str
    hits: int
    total: int
    beside: str = ""

    @property
    def percent(self) -> int | None:
        return round(100 * self.hits / self.total) if self.total else None


@dataclass(frozen=True, slots=True)
class Answers:
    rows: Sequence[Answer]
    rates: Sequence[Rate]


def answers_of_letter(
    viewer: Actor, matter: Matter, mechanism: Mechanism, today: date, *, whole: bool
) -> Answers | None:
    """How each addressee stands, by one query; the rates only for those who see everybody's part.

    None where the mechanism is no letter or nothing has been served yet.
    """
    asking = [task for task in mechanism.tasks if task.item_field]
    if mechanism.archetype is not Archetype.LETTER or not asking:
        return None
    reply = asking[0]
    rows = asked.answered(viewer, matter.pk)
    doing = [row for row in rows if row.task != reply.key]
    shown = [_answer(row, doing, today) for row in rows if row.task == reply.key]
    return Answers(shown, _rates(shown, doing) if whole else ()) if shown else None


def _answer(row: Any, doing: Sequence[Obligation], today: date) -> Answer:
    late = bool(row.due_on and (row.replied or today) > row.due_on)
    own = [one for one in doing if one.owner_id == row.owner_id]
    items = [(str(a.get("条目", "")), str(a.get("答复", ""))) for a in (row.answers or {}).get(ITEMS) or []]
    return Answer(
        row=row,
        served_on=row.served or row.issued_on,
        replied_on=row.replied,
        on_time=None if row.backfilled or not (row.replied or late) else not late,
        items=items,
        carried_out="、".join(str(one.get_state_display()) for one in own),
    )


def _rates(shown: Sequence[Answer], doing: Sequence[Obligation]) -> list[Rate]:
    """Three rates, three denominators: addressees whose answer is due, items answered, tasks handed out."""
    due = [one for one in shown if one.on_time is not None]
    given = [answer for one in shown for _item, answer in one.items]
    partly = given.count(PARTLY)
    done = sum(one.state in FINISHED_STATES for one in doing)
    return three_rates(
        (sum(bool(one.on_time) for one in due), len(due), sum(one.row.backfilled for one in shown)),
        (given.count(ADOPTED), len(given), partly),
        (done, len(doing)),
    )


def three_rates(
    replied: tuple[int, int, int], adopted: tuple[int, int, int], carried_out: tuple[int, int]
) -> list[Rate]:
    """(hits, total) of each rate; beside them what was entered after the fact (补录, in neither) and how many
    items were adopted in part."""
    hits, total, partly = adopted
    in_time, due, later = replied
    return [
        Rate(_("按期回复"), in_time, due, _("另有补录 %d，不计入") % later if later else ""),
        Rate(_("采纳"), hits, total, _("另有部分采纳 %d 项") % partly if partly else ""),
        Rate(_("落实"), *carried_out),
    ]
