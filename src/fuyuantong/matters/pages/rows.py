"""Rows of obligations as lists show them: the ledger, the workbench, search."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

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
    Lamp.LATE: "late",
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
_NEXT = ("sign", "approve", "accept", "submit", "issue", "supply", "write_off")


@dataclass(frozen=True, slots=True)
class Cell:
    key: str
    label: str
    text: str


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


def rows_of(
    viewer: Actor, found: Iterable[Obligation], columns: Sequence[LedgerColumn], saying: Saying
) -> list[Row]:
    """The rows of one page; their owners, creditors and matters must be loaded."""
    labels = [str(column.label) for column in columns]
    return [_row(viewer, row, list(zip(columns, labels, strict=True)), saying) for row in found]


def _row(
    viewer: Actor, row: Obligation, columns: Sequence[tuple[LedgerColumn, str]], saying: Saying
) -> Row:
    lamp = lamp_of(row, saying.today)
    tone = LAMP_TONES.get(lamp, "")
    verb = next((v for v in _NEXT if row.state in MOVES[v].sources and policy.MAY[v](viewer, row)), "")
    return Row(
        row=row,
        href=obligation_url(row),
        mark=f"is-{tone}" if tone in {"over", "soon"} else "",
        cells=[Cell(c.key, label, words(c.say(row, saying))) for c, label in columns],
        tone=TONES.get(ObligationState(row.state), "paused"),
        state=str(ObligationState(row.state).label),
        marks=marks(row),
        left=days_left(row, saying.today),
        left_tone=tone,
        next_words=words_for(verb, row) if verb else "",
        next_href=reverse("matters:verb", args=[row.pk, verb]) if verb else "",
    )


def acts_on(viewer: Actor, found: Sequence[Obligation]) -> list[Act]:
    """The batch acts that fit at least one row of the page."""
    acts = []
    for name, verb in _BATCHES:
        count = sum(row.state in MOVES[verb].sources and policy.MAY[verb](viewer, row) for row in found)
        if count:
            acts.append(Act(name, _("提示") if name == "hint" else MOVES[verb].words, count))
    return acts
