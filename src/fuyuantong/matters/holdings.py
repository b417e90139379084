"""What a unit or a post holds in the heart, for 交接: listed before, moved with the change, dates untouched.

Open work goes over in place: the same obligation has another owner, its clocks run on, its account (feedback,
petitions, urges) stays on it. What is finished keeps the old name; the heir reads it through `Party.heir_of`.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from uuid import UUID

from django.db.models import F, QuerySet

from fuyuantong.audit.streams import matter_stream
from fuyuantong.common.grams import grams_of
from fuyuantong.common.uow import Note, UnitOfWork
from fuyuantong.handovers.holdings import Holding, Move, register_holding
from fuyuantong.handovers.kinds import Between, Held, Seat
from fuyuantong.matters.kinds import (
    OPEN_STATES,
    Capacity,
    Level,
    MatterState,
    ObligationState,
    PetitionState,
    Scope,
    StepState,
)
from fuyuantong.matters.models import Draft, Follow, Matter, Obligation, Party, Petition, Reader
from fuyuantong.matters.models.draft import WAITING, Addressee, DraftStep
from fuyuantong.organs.models import Unit

_LIVE = [*OPEN_STATES, ObligationState.DRAFT]
_RANK = {Level.RECALLED: 0, Level.ENVELOPE: 1, Level.OWN: 2, Level.FULL: 3}
_BATCH = 500


def _masked(matter: Matter) -> bool:
    return matter.scope == Scope.NAMED or matter.work_secret


def _duty(row: Obligation) -> Held:
    detail = "　".join(
        part for part in (row.get_duty_display(), row.get_state_display(), row.matter.number) if part
    )
    return Held(row.pk, row.title, detail, row.due_on, _masked(row.matter))


def _duties(rows: QuerySet[Obligation]) -> list[Held]:
    found = rows.filter(state__in=_LIVE).select_related("matter").defer("grams", "content", "matter__grams")
    return [_duty(row) for row in found.order_by("due_on", "id")]


def _owed_by(seat: Seat) -> list[Held]:
    return _duties(Obligation.objects.filter(owner_id=seat.unit))


def _owed_to(seat: Seat) -> list[Held]:
    return _duties(Obligation.objects.filter(creditor_id=seat.unit).exclude(owner_id=seat.unit))


def _handled(seat: Seat) -> list[Held]:
    return _duties(Obligation.objects.filter(handler_id=seat.post_key))


def _move_owner(uow: UnitOfWork, move: Move, keys: Sequence[UUID]) -> None:
    _reassign(uow, move, keys, "owner_id")


def _move_creditor(uow: UnitOfWork, move: Move, keys: Sequence[UUID]) -> None:
    _reassign(uow, move, keys, "creditor_id")


def _reassign(uow: UnitOfWork, move: Move, keys: Sequence[UUID], column: str) -> None:
    """Give rows to the taking unit and tie it to their matters; a handler who does not come along lets go."""
    taker = Unit.objects.get(pk=move.taker.unit)
    rows = list(
        Obligation.objects.select_for_update(of=("self",)).filter(pk__in=keys).select_related("handler")
    )
    for row in rows:
        setattr(row, column, taker.pk)
        row.version += 1
        row.grams = sorted({*row.grams, *grams_of(taker.name, taker.short_name)})
        if row.handler is not None and row.handler.unit_id != row.owner_id:
            row.handler = None
    Obligation.objects.bulk_update(rows, [column, "version", "grams", "handler"], batch_size=_BATCH)
    matters = {row.matter_id for row in rows}
    _tie_along(uow, move, matters)
    _note(uow, move, matters)


def _tie_along(uow: UnitOfWork, move: Move, matters: Iterable[UUID]) -> None:
    """The taker sees what the giver sees of these matters; the giver keeps what it has done itself."""
    ties = Party.objects.filter(matter_id__in=list(matters), unit_id=move.giver.unit, office="")
    Party.objects.bulk_create(
        [
            Party(
                matter_id=tie.matter_id, unit_id=move.taker.unit, key=tie.key, capacity=tie.capacity,
                level=tie.level, since=uow.now,
            )
            for tie in ties
        ],
        ignore_conflicts=True,
    )  # fmt: skip


def _note(uow: UnitOfWork, move: Move, matters: Iterable[UUID]) -> None:
    """One line in each matter's own chain: from whom to whom, under the names of the day."""
    names = dict(Unit.objects.filter(pk__in=[move.giver.unit, move.taker.unit]).values_list("pk", "name"))
    data = {
        "from_unit": names[move.giver.unit],
        "to_unit": names[move.taker.unit],
        "occurred_on": uow.today.isoformat(),
    }
    for key in sorted(matters):
        uow.record(Note(matter_stream(key), "matter.handed_over", "matter", key, data))


def _open_matters(seat: Seat) -> list[Held]:
    tied = Party.objects.filter(unit_id=seat.unit, office="", heir_of=None)
    rows = Matter.objects.filter(state=MatterState.OPEN, pk__in=tied.values("matter_id")).defer(
        "grams", "fields"
    )
    return [
        Held(row.pk, row.title, f"{row.number}　{row.stage}".strip("　"), masked=_masked(row))
        for row in rows.order_by("created_at", "id")
    ]


def _move_matters(uow: UnitOfWork, move: Move, keys: Sequence[UUID]) -> None:
    """The taker stands in the giver's place in open matters: future tasks of theirs go to it."""
    ties = list(
        Party.objects.select_for_update().filter(matter_id__in=keys, unit_id=move.giver.unit, office="")
    )
    there = {
        (tie.matter_id, tie.key): tie
        for tie in Party.objects.filter(matter_id__in=keys, unit_id=move.taker.unit)
    }
    for tie in ties:
        known = there.get((tie.matter_id, tie.key))
        if known is None:
            tie.unit_id = move.taker.unit
            tie.save(update_fields=["unit"])
        else:
            if _RANK[Level(tie.level)] > _RANK[Level(known.level)]:
                known.level = tie.level
                known.save(update_fields=["level"])
            tie.delete()
    mine = Matter.objects.filter(pk__in=keys)
    mine.filter(started_by_unit_id=move.giver.unit).update(started_by_unit_id=move.taker.unit)
    mine.update(version=F("version") + 1)
    _inherit(uow, move, ties)
    _note(uow, move, keys)


def _archive(seat: Seat) -> list[Held]:
    tied = Party.objects.filter(unit_id=seat.unit, office="").exclude(matter__state=MatterState.OPEN)
    return [
        Held(key, "") for key in tied.order_by("matter_id").values_list("matter_id", flat=True).distinct()
    ]


def _move_archive(uow: UnitOfWork, move: Move, keys: Sequence[UUID]) -> None:
    ties = Party.objects.filter(matter_id__in=keys, unit_id=move.giver.unit, office="")
    _inherit(uow, move, list(ties))


def _inherit(uow: UnitOfWork, move: Move, ties: Sequence[Party]) -> None:
    """The heir reads what the giver could read, under its old name; the old rows keep that name."""
    if not move.ends:
        return
    best: dict[UUID, Party] = {}
    for tie in ties:
        known = best.get(tie.matter_id)
        if known is None or _RANK[Level(tie.level)] > _RANK[Level(known.level)]:
            best[tie.matter_id] = tie
    key = f"承继{move.giver.unit.hex[-12:]}"
    Party.objects.bulk_create(
        [
            Party(
                matter_id=matter, unit_id=move.taker.unit, key=key, capacity=Capacity.HEIR, level=tie.level,
                heir_of_id=move.giver.unit, since=uow.now,
            )
            for matter, tie in best.items()
        ],
        ignore_conflicts=True,
        batch_size=_BATCH,
    )  # fmt: skip


def _office_ties(seat: Seat) -> list[Held]:
    """Matters of the linkages whose office the unit is: the office's sight of them, open and closed."""
    tied = Party.objects.filter(unit_id=seat.unit).exclude(office="")
    return [
        Held(key, "") for key in tied.order_by("matter_id").values_list("matter_id", flat=True).distinct()
    ]


def _move_office_ties(_uow: UnitOfWork, move: Move, _keys: Sequence[UUID]) -> None:
    """All of them in one statement; there is one office, so none stands in the way at the taker."""
    there = Party.objects.filter(unit_id=move.taker.unit).values("matter_id", "key")
    known = {(one["matter_id"], one["key"]) for one in there}
    rows = Party.objects.filter(unit_id=move.giver.unit).exclude(office="")
    twice = [row.pk for row in rows.only("pk", "matter_id", "key") if (row.matter_id, row.key) in known]
    Party.objects.filter(pk__in=twice).delete()
    rows.update(unit_id=move.taker.unit)


def _drafts(seat: Seat) -> list[Held]:
    rows = Draft.objects.filter(unit_id=seat.unit, state__in=WAITING).select_related("matter")
    return [
        Held(row.pk, row.title, f"{row.genre}　{row.get_state_display()}", masked=_masked(row.matter))
        for row in rows.order_by("drafted_at", "id")
    ]


def _move_drafts(_uow: UnitOfWork, move: Move, keys: Sequence[UUID]) -> None:
    Draft.objects.filter(pk__in=keys).update(unit_id=move.taker.unit, version=F("version") + 1)


def _asked(seat: Seat) -> list[Held]:
    rows = DraftStep.objects.filter(unit_id=seat.unit, state=StepState.PENDING, draft__state__in=WAITING)
    return [
        Held(row.pk, row.draft.title, row.get_kind_display(), masked=_masked(row.draft.matter))
        for row in rows.select_related("draft__matter").order_by("asked_at", "id")
    ]


def _move_asked(_uow: UnitOfWork, move: Move, keys: Sequence[UUID]) -> None:
    for row in DraftStep.objects.filter(pk__in=keys):
        same = DraftStep.objects.filter(
            draft=row.draft_id, round=row.round, kind=row.kind, unit_id=move.taker.unit
        )
        if same.exists():  # asked already: one opinion of the merged unit is enough
            row.delete()
        else:
            row.unit_id = move.taker.unit
            row.save(update_fields=["unit"])


def _addressed(seat: Seat) -> list[Held]:
    rows = Addressee.objects.filter(unit_id=seat.unit, draft__state__in=WAITING).values_list("id", flat=True)
    return [Held(key, "") for key in rows]


def _move_addressed(_uow: UnitOfWork, move: Move, keys: Sequence[UUID]) -> None:
    rows = Addressee.objects.filter(pk__in=keys)
    there = Addressee.objects.filter(unit_id=move.taker.unit).values("draft_id")
    rows.filter(draft_id__in=there).delete()
    rows.update(unit_id=move.taker.unit)


def _wanted(seat: Seat) -> list[Held]:
    rows = Petition.objects.filter(wanted_unit_id=seat.unit, state=PetitionState.OPEN)
    return [Held(row.pk, "") for row in rows]


def _move_wanted(_uow: UnitOfWork, move: Move, keys: Sequence[UUID]) -> None:
    Petition.objects.filter(pk__in=keys).update(wanted_unit_id=move.taker.unit)


def _move_handled(_uow: UnitOfWork, move: Move, keys: Sequence[UUID]) -> None:
    Obligation.objects.filter(pk__in=keys).update(handler_id=move.taker.post_key, version=F("version") + 1)


def _named(seat: Seat) -> list[Held]:
    rows = Reader.objects.filter(post_id=seat.post_key, matter__state=MatterState.OPEN).values_list(
        "matter_id", flat=True
    )
    return [Held(key, "", masked=True) for key in rows]


def _move_named(_uow: UnitOfWork, move: Move, keys: Sequence[UUID]) -> None:
    """The new post is named beside the old one, which its holder has left."""
    Reader.objects.bulk_create(
        [Reader(matter_id=key, post_id=move.taker.post_key) for key in keys], ignore_conflicts=True
    )


def _followed(seat: Seat) -> list[Held]:
    rows = Follow.objects.filter(post=seat.post_key, person=seat.person_key, matter__state=MatterState.OPEN)
    return [
        Held(row.matter_id, row.matter.title, masked=_masked(row.matter))
        for row in rows.select_related("matter")
    ]


def _move_followed(_uow: UnitOfWork, move: Move, keys: Sequence[UUID]) -> None:
    mine = Follow.objects.filter(matter_id__in=keys, post=move.giver.post_key)
    if move.taker.post_key != move.giver.post_key:
        mine.filter(
            matter_id__in=Follow.objects.filter(post=move.taker.post_key).values("matter_id")
        ).delete()
    mine.update(post=move.taker.post_key, person=move.taker.person_key)


def install() -> None:
    """Say what the heart holds."""
    units, posts = Between.UNITS, Between.POSTS
    for one in (
        Holding("duties", "承办任务", units, 40, _owed_by, _move_owner),
        Holding("owed", "交办在外的任务", units, 41, _owed_to, _move_creditor),
        Holding("matters", "办理中的事项", units, 42, _open_matters, _move_matters),
        Holding("drafts", "未签发的文书", units, 43, _drafts, _move_drafts),
        Holding("asked", "待会签核稿的文书", units, 44, _asked, _move_asked),
        Holding("addressed", "拟发来的文书", units, 45, _addressed, _move_addressed, listed=False),
        Holding("wanted", "拟改派来的任务", units, 46, _wanted, _move_wanted, listed=False),
        Holding("office_ties", "办公室知悉的事项", units, 47, _office_ties, _move_office_ties, listed=False),
        Holding("archive", "办结事项档案", units, 48, _archive, _move_archive, listed=False),
        Holding("handled", "经办的任务", posts, 40, _handled, _move_handled),
        Holding("named", "指定知悉的事项", posts, 41, _named, _move_named, listed=False),
        Holding("followed", "关注的事项", posts, 42, _followed, _move_followed, listed=False),
    ):
        register_holding(one)
