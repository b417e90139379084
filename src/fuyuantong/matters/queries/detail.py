"""One matter as a page or an API answer needs it: a bounded number of queries, whatever its size."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any, TypeVar
from uuid import UUID

from django.db.models import Q
from django.utils.translation import gettext as _

from fuyuantong.audit.models import Entry
from fuyuantong.common.actors import Actor
from fuyuantong.common.fixed import Fixed
from fuyuantong.common.now import today
from fuyuantong.common.refusals import NotFound
from fuyuantong.definitions.kinds import Extension, Mechanism
from fuyuantong.definitions.machine import ActView, possible_acts
from fuyuantong.documents.models import Attachment
from fuyuantong.documents.queries import attachments_of
from fuyuantong.matters import policy
from fuyuantong.matters.doors import words_for
from fuyuantong.matters.engine import has_ended, mechanism_of, snapshot_of
from fuyuantong.matters.kinds import ClockState, LinkKind, MatterState
from fuyuantong.matters.models import (
    Clock,
    ClockMove,
    Comment,
    Draft,
    Feedback,
    Link,
    Matter,
    Obligation,
    Party,
    Petition,
    Remark,
    Urge,
)
from fuyuantong.matters.moves import MOVES
from fuyuantong.matters.queries import asked
from fuyuantong.matters.queries.firing import firings_of
from fuyuantong.matters.queries.ledger import Lamp, lamp_of, soon_until
from fuyuantong.matters.queries.letters import (
    Answers,
    answers_of_letter,
    letters_of,
    writable_letters,
)
from fuyuantong.matters.queries.sight import entries_for, fields_for, hidden_texts, parties_for, sees_all

TIMELINE_MOST = 500
T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Verb:
    """A move that the viewer may make on an obligation now, in the words for its owner."""

    verb: str
    words: str
    asks_reason: bool


@dataclass(slots=True)
class ObligationView:
    """One obligation with everything that hangs on it; `parts` are owed to its owner."""

    row: Obligation
    lamp: Lamp
    verbs: list[Verb]
    clocks: list[tuple[Clock, list[ClockMove]]] = field(default_factory=list)
    feedback: list[Feedback] = field(default_factory=list)
    petitions: list[Petition] = field(default_factory=list)
    urges: list[Urge] = field(default_factory=list)
    files: list[Attachment] = field(default_factory=list)
    parts: list[ObligationView] = field(default_factory=list)
    records: list[Verb] = field(default_factory=list)
    """What the viewer may record for the owner (代签收, 代录)."""


@dataclass(slots=True)
class MatterView:
    """A matter as one viewer sees it."""

    matter: Matter
    mechanism: Mechanism
    fields: dict[str, Any]
    obligations: list[ObligationView]
    clocks: list[tuple[Clock, list[ClockMove]]]
    parties: list[Party]
    acts: list[ActView]
    timeline: list[Entry]
    comments: list[Comment]
    remarks: list[Remark]
    links: list[tuple[str, Matter]]
    files: list[Attachment]
    letters: list[Draft]
    answers: Answers | None
    following: bool
    may_work: bool
    office: bool
    extendable: frozenset[UUID]
    may_move: bool
    writable: Sequence[str] = ()
    whole: bool = False
    """Whether the viewer sees everybody's part."""


def get_matter(viewer: Actor, matter_id: UUID) -> Matter:
    """The one door for reading a matter."""
    for matter in asked.matter(viewer, matter_id):
        return matter
    raise NotFound


def get_obligation(viewer: Actor, obligation_id: UUID) -> Obligation:
    rows = Obligation.objects.visible_to(viewer).select_related("owner", "creditor", "matter", "handler")
    row = rows.filter(pk=obligation_id).first()
    if row is None:
        raise NotFound
    return row


def get_petition(viewer: Actor, petition_id: UUID) -> Petition:
    """A request on an obligation that the viewer may see."""
    asked = Petition.objects.filter(pk=petition_id).first()
    if asked is None:
        raise NotFound
    asked.obligation = get_obligation(viewer, asked.obligation_id)
    return asked


def attachment_subject(viewer: Actor, matter: Matter, number: UUID) -> tuple[str, UUID]:
    """What a file of this matter hangs on: the matter itself or one of its obligations. A file that the
    viewer may not see does not exist."""
    found = Attachment.objects.filter(pk=number).first()
    if found is None:
        raise NotFound
    if (found.subject_type, found.subject_id) == ("matter", matter.pk):
        if sees_all(viewer, matter) or str(found.file_id) not in hidden_texts(viewer, matter):
            return found.subject_type, found.subject_id
        raise NotFound
    own = Obligation.objects.visible_to(viewer).filter(pk=found.subject_id, matter=matter)
    if found.subject_type == "obligation" and own.exists():
        return found.subject_type, found.subject_id
    raise NotFound


def matter_view(viewer: Actor, matter_id: UUID, today: date) -> MatterView:
    """Everything of one matter, in about sixteen queries."""
    matter = get_matter(viewer, matter_id)
    mechanism = mechanism_of(matter)
    parties = asked.parties(matter.pk)
    views, own_clocks = obligations_of(viewer, matter, today)
    whole = sees_all(viewer, matter)
    hidden = set() if whole else hidden_texts(viewer, matter)
    entries = entries_for(viewer, matter, whole=whole)
    return MatterView(
        matter=matter,
        mechanism=mechanism,
        obligations=views,
        clocks=own_clocks,
        fields=fields_for(viewer, matter, mechanism, parties, whole=whole),
        parties=parties if whole else parties_for(parties, viewer),
        acts=acts_for(viewer, matter, parties),
        timeline=list(entries.order_by("-seq")[:TIMELINE_MOST]),
        comments=[c for c in asked.comments(matter.pk) if str(c.pk) not in hidden],
        remarks=[r for r in asked.remarks(matter.pk) if str(r.pk) not in hidden],
        links=_links(viewer, matter),
        files=[
            found
            for found in attachments_of("matter", [matter.pk]).get(matter.pk, [])
            if str(found.file_id) not in hidden
        ],
        letters=letters_of(viewer, matter.pk),
        answers=answers_of_letter(viewer, matter, mechanism, today, whole=whole),
        following=bool(asked.follows(matter.pk, viewer.post_key)),
        may_work=policy.may_work_on(viewer, matter),
        office=policy.may_open(viewer, matter.linkage),
        extendable=extendable(viewer, matter, own_clocks),
        may_move=policy.may_move(viewer, matter) and matter.state == MatterState.OPEN,
        writable=[one.key for one in writable_letters(viewer, matter, mechanism)]
        if matter.state == MatterState.OPEN
        else (),
        whole=whole,
    )


def own_clock(matter: Matter, clock_id: UUID) -> Clock:
    """A clock of the matter itself, not one of a task."""
    clock = Clock.objects.filter(matter=matter, obligation=None, pk=clock_id).first()
    if clock is None:
        raise NotFound
    return clock


def extension_of(matter: Matter, key: str) -> Extension:
    """What the definition says of extending a clock; of one that it no longer has: not at all."""
    return next((c.extension for c in mechanism_of(matter).clocks if c.key == key), Extension())


def may_extend(viewer: Actor, matter: Matter, key: str) -> bool:
    """Whether the viewer's unit decides on extending this clock of the matter."""
    rule = extension_of(matter, key)
    if not policy.handles(viewer):
        return False
    if rule.by is None:
        return policy.may_end(viewer, matter)
    offices = Q(office="") | Q(office__in=viewer.offices)
    return Party.objects.filter(offices, matter=matter, unit_id=viewer.unit_key, key=rule.by).exists()


def extendable(
    viewer: Actor, matter: Matter, clocks: Iterable[tuple[Clock, list[ClockMove]]]
) -> frozenset[UUID]:
    """The matter's own clocks that run, may still be extended, and by this viewer."""
    return frozenset(
        clock.pk
        for clock, _moves in clocks
        if clock.state == ClockState.RUNNING
        and clock.extensions < extension_of(matter, clock.key).times
        and may_extend(viewer, matter, clock.key)
    )


def acts_for(viewer: Actor, matter: Matter, parties: Iterable[Party]) -> list[ActView]:
    """The definition's acts that this viewer may do now."""
    if not policy.handles(viewer) or has_ended(matter):
        return []
    own = {
        p.key
        for p in parties
        if p.unit_id == viewer.unit_key and (not p.office or p.office in viewer.offices)
    }
    return possible_acts(snapshot_of(matter), own, today())


def verbs_for(viewer: Actor, row: Obligation, clocks: Sequence[Clock]) -> list[Verb]:
    """The moves of the common life that the viewer may make on this row now."""
    return [
        Verb(verb, words_for(verb, row), move.asks_reason)
        for verb, move in MOVES.items()
        if row.state in move.sources and policy.MAY[verb](viewer, row) and _makes_sense(verb, row, clocks)
    ]


def last_called(viewer: Actor, row: Obligation) -> dict[str, str]:
    """Whom the viewer's unit reached at the owner's the last time, and under which number."""
    calls = Urge.objects.filter(obligation__owner=row.owner_id, by_unit_name=viewer.unit_name)
    last = calls.exclude(called="").order_by("-at").first()
    return {"called": last.called, "phone": last.phone} if last else {}


def records_for(viewer: Actor, row: Obligation) -> list[Verb]:
    """What the viewer may record for the owner now: 代签收, 代录进展, 代录反馈."""
    if not policy.MAY["record_for"](viewer, row):
        return []
    words = {"sign": _("代签收"), "report": _("代录进展"), "submit": _("代录反馈")}
    return [Verb(verb, said, False) for verb, said in words.items() if row.state in MOVES[verb].sources]


def _makes_sense(verb: str, row: Obligation, clocks: Sequence[Clock]) -> bool:
    """Whether a move that the table allows has anything to move: no 恢复 of what was not stopped."""
    main = next((c for c in clocks if c.main and c.state != ClockState.STOPPED), None)
    state = main.state if main is not None else None
    moves = {
        "hold": not row.held,
        "unhold": row.held and state != ClockState.SUSPENDED,
        "suspend": main is not None and main.statutory and state == ClockState.RUNNING,
        "resume": state == ClockState.SUSPENDED,
        "extend": state == ClockState.RUNNING and not row.standing,
        "review": row.standing and state in {None, ClockState.RUNNING},
        "write_off": row.ledger_item,
    }
    return moves.get(verb, True)


def _grouped(rows: Iterable[T], key: str) -> dict[UUID | None, list[T]]:
    found: dict[UUID | None, list[T]] = defaultdict(list)
    for row in rows:
        found[getattr(row, key)].append(row)
    return found


def obligations_of(
    viewer: Actor, matter: Matter, today: date
) -> tuple[list[ObligationView], list[tuple[Clock, list[ClockMove]]]]:
    rows = asked.obligations(viewer, matter.pk)
    clocks = asked.clocks(matter.pk)
    fired = firings_of(viewer, matter, {row.pk: row for row in rows}) if clocks else {}
    for clock in clocks:
        clock.firings = fired.get(clock.pk, ())
    moves = _grouped(asked.moves(matter.pk), "clock_id")
    paired = [(clock, moves[clock.pk]) for clock in clocks]
    about: dict[str, dict[UUID | None, list[Any]]] = {
        "feedback": _grouped(asked.feedback(matter.pk), "obligation_id"),
        "petitions": _grouped(asked.petitions(matter.pk), "obligation_id"),
        "urges": _grouped(asked.urges(matter.pk), "obligation_id"),
    }
    own: dict[UUID | None, list[tuple[Clock, list[ClockMove]]]] = defaultdict(list)
    for pair in paired:
        own[pair[0].obligation_id].append(pair)
    files = attachments_of("obligation", [row.pk for row in rows])
    soon = soon_until(today)
    views = {
        row.pk: ObligationView(
            row,
            lamp_of(row, today, soon),
            verbs_for(viewer, row, [pair[0] for pair in own[row.pk]]),
            own[row.pk],
            about["feedback"][row.pk],
            about["petitions"][row.pk],
            about["urges"][row.pk],
            list(files.get(row.pk, [])),
            records=records_for(viewer, row),
        )
        for row in rows
    }
    top: list[ObligationView] = []
    for row in rows:
        siblings = views[row.parent_id].parts if row.parent_id in views else top
        siblings.append(views[row.pk])
    return top, own[None]


_tied_to = Fixed(
    lambda matter: (Link.objects.filter(matter=matter) | Link.objects.filter(other=matter)).order_by(
        "at", "pk"
    ),
    UUID,
)


def _links(viewer: Actor, matter: Matter) -> list[tuple[str, Matter]]:
    """Linked matters, only those that the viewer may see as well; 派生 says which came from which."""
    pairs = []
    for link in _tied_to(matter.pk):
        forward = link.matter_id == matter.pk
        words = str(LinkKind(link.kind).label)
        if link.kind == LinkKind.DERIVED:
            words = _("派生出") if forward else _("派生自")
        pairs.append((words, link.other_id if forward else link.matter_id))
    others = [other for _words, other in pairs]
    seen = Matter.objects.visible_to(viewer).in_bulk(others) if others else {}
    return [(words, seen[other]) for words, other in pairs if other in seen]
