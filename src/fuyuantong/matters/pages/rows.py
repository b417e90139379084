"""Rows of obligations as lists show them: the ledger, the workbench, search."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import TypeAlias

from django.urls import reverse
from django.utils.translation import gettext as _

from fuyuantong.common.actors import Actor
from fuyuantong.documents.tables import words
from fuyuantong.matters import policy
from fuyuantong.matters.doors import words_for
from fuyuantong.matters.kinds import ObligationState
from fuyuantong.matters.models import Obligation
from fuyuantong.matters.moves import MOVES
from fuyuantong.matters.queries.columns import LedgerColumn, Saying, days_left, marks
from fuyuantong.matters.queries.ledger import Lamp, lamp_of
from fuyuantong.matters.telling import obligation_url

TONES = {
    ObligationState.DRAFT: "wait",
    ObligationState.PENDING: "wait",
    ObligationState.CORRECTING: "soon",
    ObligationState.WORKING: "run",
    ObligationState.REVIEWING: "note",
    ObligationState.VERIFYING: "note",
    ObligationState.DONE: "done",
    ObligationState.WRITTEN_OFF: "done",
}
LAMP_TONES = {
    Lamp.OVERDUE: "over",
    Lamp.SOON: "soon",
    Lamp.HELD: "paused",
    Lamp.STANDING: "standing",
    Lamp.REVIEW: "review",
    Lamp.LATE: "late",
    Lamp.HISTORY: "late",
    Lamp.DONE: "done",
}
_BATCHES = (
    ("sign", "sign"),
    ("issue", "issue"),
    ("accept", "accept"),
    ("hint", "urge"),
    ("urge", "urge"),
    ("write_off", "write_off"),
)
_NEXT = ("review", "sign", "approve", "accept", "submit", "issue", "supply", "write_off")


UNDER = {"lamp": "due", "duty": "unit", "urged": "state"}
"""Columns that stand under another one where both are shown, so that the whole row fits a small screen."""
FOLDED = {"mechanism": "title"}
"""Columns that give way on narrow screens: their words then stand under the other's."""


@dataclass(frozen=True, slots=True)
class Cell:
    """`under`: what stands below its words, in the same cell."""

    key: str
    label: str
    text: str
    under: Sequence[Cell] = ()


Labelled: TypeAlias = tuple[LedgerColumn, str]
Place: TypeAlias = tuple[Labelled, list[Labelled]]


@dataclass(frozen=True, slots=True)
class Act:
    """A batch act: the name in its address, its words, and how many rows of the page it fits."""

    name: str
    words: str
    count: int


@dataclass(frozen=True, slots=True)
class Row:
    """One obligation in a list. `mark` is is-over / is-soon for the edge; `left` is said with `left_tone`."""

    row: Obligation
    href: str
    mark: str
    cells: Sequence[Cell]
    tone: str
    state: str
    marks: Sequence[tuple[str, str]]
    left: str
    left_tone: str
    next_words: str = ""
    next_href: str = ""
    call_href: str = ""


def rows_of(
    viewer: Actor, found: Iterable[Obligation], columns: Sequence[LedgerColumn], saying: Saying
) -> list[Row]:
    """The rows of one page; their owners, creditors and matters must be loaded."""
    places = _places(columns)
    return [_row(viewer, row, places, saying) for row in found]


def standing(columns: Sequence[LedgerColumn]) -> list[LedgerColumn]:
    """The columns that have a head and a cell of their own on the screen."""
    keys = {column.key for column in columns}
    return [column for column in columns if UNDER.get(column.key) not in keys]


def _places(columns: Sequence[LedgerColumn]) -> list[Place]:
    """Once for a page: each column that stands, with those under it; labels are read here, not in rows."""
    said = {column.key: (column, str(column.label)) for column in columns}
    hosts = {key: host for key, host in (UNDER | FOLDED).items() if key in said and host in said}
    return [
        (said[one.key], [said[key] for key, host in hosts.items() if host == one.key])
        for one in standing(columns)
    ]


def _cell(row: Obligation, place: Place, saying: Saying) -> Cell:
    (column, label), below = place
    told = [Cell(one.key, words_, text) for one, words_ in below if (text := words(one.say(row, saying)))]
    return Cell(column.key, label, words(column.say(row, saying)), told)


def _row(viewer: Actor, row: Obligation, places: Sequence[Place], saying: Saying) -> Row:
    lamp = lamp_of(row, saying.today)
    tone = LAMP_TONES.get(lamp, "")
    verb = next((v for v in _NEXT if row.state in MOVES[v].sources and policy.MAY[v](viewer, row)), "")
    return Row(
        row=row,
        href=obligation_url(row),
        mark=f"is-{tone}" if tone in {"over", "soon"} else "",
        cells=[_cell(row, place, saying) for place in places],
        tone=TONES.get(ObligationState(row.state), "paused"),
        state=str(ObligationState(row.state).label),
        marks=marks(row),
        left=days_left(row, saying.today),
        left_tone=tone,
        next_words=words_for(verb, row) if verb else "",
        next_href=reverse("matters:verb", args=[row.pk, verb]) if verb else "",
        call_href=reverse("matters:verb", args=[row.pk, "call"]) if _calls(viewer, row) else "",
    )


def _calls(viewer: Actor, row: Obligation) -> bool:
    return row.state in MOVES["call"].sources and policy.MAY["call"](viewer, row)


def acts_on(viewer: Actor, found: Sequence[Obligation]) -> list[Act]:
    """The batch acts that fit at least one row of the page."""
    acts = []
    for name, verb in _BATCHES:
        count = sum(row.state in MOVES[verb].sources and policy.MAY[verb](viewer, row) for row in found)
        if count:
            acts.append(Act(name, _("提示") if name == "hint" else MOVES[verb].words, count))
    return acts
