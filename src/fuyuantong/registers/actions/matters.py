"""What a matter does to registers: it writes rows (登记), and says which cases it speaks of."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

from fuyuantong.common import batches
from fuyuantong.common.batches import remember
from fuyuantong.common.rows import add
from fuyuantong.common.uow import UnitOfWork
from fuyuantong.documents.case_numbers import find_case_numbers
from fuyuantong.registers.cells import Cleaned, Directory, clean_row
from fuyuantong.registers.kinds import ChangeKind, Progress, Register, RegisterKind
from fuyuantong.registers.models import Book, CaseMention, Row
from fuyuantong.registers.owning import first_progress, owner_of
from fuyuantong.registers.queries.library import register_of
from fuyuantong.registers.trail import note_book, note_row
from fuyuantong.registers.writing import Draft, add_rows, change_row, digests, holder


def write_row(
    uow: UnitOfWork,
    code: str,
    cells: Mapping[str, Any],
    *,
    matter: UUID,
    owner: UUID,
    linkage: str = "",
    source: str = "",
) -> Row | None:
    """Write the row of an act (登记): new, or over the row in force with the same unique values.

    The definition gave the right, so the actor needs none of their own. A register never stands in the way
    of an act: what a column cannot take is left out, and the history of the row says which and why.
    `owner` is the unit the row belongs to unless a column says so.
    """
    if not remember(("book", code), lambda: Book.objects.filter(code=code).exists()):
        note_book(uow, code, "row_not_written", matter=str(matter))
        return None
    register = remember(("register", code), lambda: register_of(code))
    held = register.kind is RegisterKind.ACTIVITY
    step = first_progress(register, str(Progress.HELD) if held else "")
    cleaned = clean_row(register, cells, Directory(uow.actor.region, uow.today), step)
    left = [error.message for error in cleaned.errors if error.code != "E-REQUIRED"]
    if left:
        source = f"{source}（未登记：{''.join(left)}）"
    known = _same(register, cleaned)
    if known is not None:
        merged = Cleaned({**known.cells, **cleaned.cells}, known.valid_from, known.valid_until)
        if change_row(uow, register, known, merged, ChangeKind.WRITTEN, reason=source):
            note_row(uow, known, "row_written", matter=str(matter))
        return known
    draft = Draft(cleaned, owner_of(uow, register, cleaned, owner), step, source, matter, linkage)
    row = add_rows(uow, register, [draft], ChangeKind.WRITTEN, source)[0]
    note_row(uow, row, "row_written", matter=str(matter))
    return row


def _same(register: Register, cleaned: Cleaned) -> Row | None:
    for name, digest in digests(register, cleaned.cells)[:1]:
        return holder(register, name, digest)
    return None


def mention_cases(_uow: UnitOfWork, matter: UUID, texts: Sequence[str]) -> int:
    """Remember the case numbers in a matter's texts: it and the rows of those cases find each other."""
    numbers = {found.normal for text in texts for _start, _end, found in find_case_numbers(text)}
    rows = [CaseMention(matter=matter, case_number=number) for number in sorted(numbers)]
    at_hand = batches.current()
    if at_hand is not None:
        rows = [row for row in rows if ("mention", matter, row.case_number) not in at_hand.locked]
        for row in rows:
            at_hand.lock(("mention", matter, row.case_number), True)
    add(rows, once=True)
    return len(rows)
