"""Matters about the cases of a row: the room above, which owns matters, hands in how to find them."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from uuid import UUID

from fuyuantong.common.actors import Actor
from fuyuantong.common.parts import SavedLink
from fuyuantong.registers.models import CaseMention


@dataclass(frozen=True, slots=True)
class LinkedMatter:
    """A matter that the viewer may see."""

    title: str
    href: str
    stage: str


Finder = Callable[[Actor, Sequence[UUID]], Sequence[LinkedMatter]]
_finders: list[Finder] = []


def register_finder(find: Finder) -> None:
    """`matters` gives the function that turns ids into those matters that the viewer sees."""
    _finders[:] = [find]


def matters_about(viewer: Actor, case_numbers: Sequence[str], wrote: UUID | None) -> list[LinkedMatter]:
    """The matter that wrote a row, and those that name one of its case numbers."""
    named = CaseMention.objects.filter(case_number__in=case_numbers, matter__isnull=False)
    ids = {key for key in named.values_list("matter", flat=True) if key} | ({wrote} if wrote else set())
    return [found for find in _finders for found in find(viewer, sorted(ids))] if ids else []


Shelf = Callable[[Actor, str], Sequence[SavedLink]]
_shelf: list[Shelf] = []


def register_shelf(shelf: Shelf) -> None:
    """The room above that keeps people's saved views of a register's list hands them in (`workbench`)."""
    _shelf[:] = [shelf]


def saved_views(viewer: Actor, code: str) -> list[SavedLink]:
    """The viewer's saved views of the list of this register."""
    return [view for shelf in _shelf for view in shelf(viewer, code)]
