"""Entering, correcting, advancing, voiding, sealing one row; reading its personal cells."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from django.utils.translation import gettext as _

from fuyuantong.common.refusals import BadInput, Conflict, FieldError, NotFound, Refusal
from fuyuantong.common.uow import UnitOfWork
from fuyuantong.registers import policy
from fuyuantong.registers.cells import FROM, UNTIL, Cleaned, Directory, clean_row
from fuyuantong.registers.kinds import ChangeKind, Progress, Register, RowState
from fuyuantong.registers.models import Row
from fuyuantong.registers.owning import first_progress, owner_of, refuse
from fuyuantong.registers.queries.library import kind_of, register_of
from fuyuantong.registers.trail import note_row
from fuyuantong.registers.writing import Draft, add_rows, change_row, mark_row

NEXT = {Progress.PLANNED: Progress.HELD, Progress.HELD: Progress.REVIEWED}
REASON_MOST = 500


def enter_row(
    uow: UnitOfWork, code: str, values: Mapping[str, Any], *, progress: str = "", source: str = ""
) -> Row:
    """Enter one row. Errors: E-FORBIDDEN; E-ROW with the place of each fault; E-ROW-EXISTS; E-SCOPE."""
    register = register_of(code)
    policy.check_enter(uow.actor, register, kind_of(uow.actor))
    step = first_progress(register, progress)
    cleaned = clean_row(register, values, Directory(uow.actor.region, uow.today), step)
    refuse(cleaned)
    draft = Draft(cleaned, owner_of(uow, register, cleaned), step, source)
    row = add_rows(uow, register, [draft], ChangeKind.ENTERED)[0]
    note_row(uow, row, "row_entered")
    return row


def correct_row(
    uow: UnitOfWork, key: UUID, values: Mapping[str, Any], *, reason: str, revision: int | None = None
) -> Row:
    """Change some cells; an empty value takes a cell away. The old value and the reason stay in the history.

    Errors: E-REQUIRED without a reason; E-VERSION when somebody was faster; E-SAME when nothing differs.
    """
    row, register = _take(uow, key, revision)
    why = required(reason)
    cleaned = _merged(uow, register, row, values, row.progress)
    if not change_row(uow, register, row, cleaned, ChangeKind.CORRECTED, reason=why):
        raise Refusal("E-SAME", _("内容没有改动。"), hint=_("请修改后再提交，或返回。"))
    note_row(uow, row, "row_corrected")
    return row


def advance_row(uow: UnitOfWork, key: UUID, values: Mapping[str, Any], *, revision: int | None = None) -> Row:
    """计划 → 已举办 → 已反馈, with the cells that are due by then. An activity is not held before its day."""
    row, register = _take(uow, key, revision)
    step = NEXT.get(Progress(row.progress))
    if step is None:
        raise Conflict("E-STATE", _("这一行现在不能再推进。"))
    cleaned = _merged(uow, register, row, values, step)
    day = cleaned.cells.get(register.day)
    if day and day > uow.today.isoformat():
        sentence = _("%s 还没有到，不能登记为已举办。") % day
        raise Refusal("E-RULE", sentence, errors=[FieldError("E-RULE", sentence, pointer=register.day)])
    change_row(uow, register, row, cleaned, ChangeKind.ADVANCED, progress=step)
    note_row(uow, row, "row_advanced", progress=str(step))
    return row


def void_row(uow: UnitOfWork, key: UUID, *, reason: str, revision: int | None = None) -> Row:
    """废止: the row stays with its history, counts nowhere, and its unique values are free again."""
    row, _register = _take(uow, key, revision)
    why = required(reason)
    row.state = RowState.VOID
    row.keys.all().delete()
    mark_row(uow, row, ChangeKind.VOIDED, why)
    note_row(uow, row, "row_voided")
    return row


def seal_row(uow: UnitOfWork, key: UUID, *, reason: str, revision: int | None = None) -> Row:
    """封存: from now on the row exists for its own unit only."""
    return _set_seal(uow, key, reason, revision, sealed=True)


def unseal_row(uow: UnitOfWork, key: UUID, *, reason: str, revision: int | None = None) -> Row:
    """Lift a seal that a person set; one that a cell of the row demands stays."""
    return _set_seal(uow, key, reason, revision, sealed=False)


def _set_seal(uow: UnitOfWork, key: UUID, reason: str, revision: int | None, *, sealed: bool) -> Row:
    row = _locked(uow, key, revision)
    policy.check_seal(uow.actor, row)
    why = required(reason)
    register = register_of(row.book_id)
    demanded = any(row.cells.get(name) is True for name in register.sealing)
    if row.sealed == sealed or (demanded and not sealed):
        raise Conflict("E-STATE", _("这一行依其内容必须封存。") if demanded else _("封存状态没有变化。"))
    row.sealed = sealed
    mark_row(uow, row, ChangeKind.SEALED if sealed else ChangeKind.UNSEALED, why)
    note_row(uow, row, "row_sealed" if sealed else "row_unsealed")
    return row


def reveal(uow: UnitOfWork, key: UUID, *, purpose: str) -> dict[str, Any]:
    """The personal cells of a row in plain, for a stated purpose; the reading itself goes on the trail."""
    row = _seen(uow, key).first()
    if row is None:
        raise NotFound
    policy.check(uow.actor, "row.reveal")
    uow.purpose = required(purpose, "purpose")[:200]
    register = register_of(row.book_id, row.version)
    keys = [c.key for c in register.columns if c.masked and c.key in row.cells]
    note_row(uow, row, "personal_read", columns=keys)
    return {name: row.cells[name] for name in keys}


def required(reason: str, pointer: str = "reason") -> str:
    """A reason or purpose that says something; `pointer` names the input it was typed into."""
    text = " ".join(reason.split())
    if not text:
        sentence = _("请写明理由或用途。")
        raise BadInput("E-REQUIRED", sentence, errors=[FieldError("E-REQUIRED", sentence, pointer=pointer)])
    if len(text) > REASON_MOST:
        raise Refusal("E-TEXT-LENGTH", _("理由最多 %d 字。") % REASON_MOST)
    return text


def _seen(uow: UnitOfWork, key: UUID) -> Any:
    return Row.objects.visible_to(uow.actor, kind_of(uow.actor)).filter(pk=key)


def _locked(uow: UnitOfWork, key: UUID, revision: int | None) -> Row:
    """A row that the actor sees, locked. What may not be seen does not exist."""
    if not _seen(uow, key).exists():
        raise NotFound
    row = Row.objects.select_for_update().get(pk=key)
    if revision is not None and row.revision != revision:
        raise Conflict(
            "E-VERSION", _("这一行刚刚被别人改过。"), hint=_("请重新打开后再改，您填写的内容仍在本页。")
        )
    return row


def _take(uow: UnitOfWork, key: UUID, revision: int | None) -> tuple[Row, Register]:
    """A row in force that the actor may change, locked, with its register as now published."""
    row = _locked(uow, key, revision)
    register = register_of(row.book_id)
    policy.check_change(uow.actor, register, row, kind_of(uow.actor))
    if row.state != RowState.CURRENT:
        raise Conflict("E-STATE", _("这一行已废止，不能再改。"))
    return row, register


def _merged(
    uow: UnitOfWork, register: Register, row: Row, values: Mapping[str, Any], progress: str
) -> Cleaned:
    """The row's cells with the given ones read in their place; what is not spoken of is not read again."""
    known = {column.key for column in register.columns}
    kept = Cleaned(
        {key: value for key, value in row.cells.items() if key not in values and key in known},
        None if FROM in values else row.valid_from,
        None if UNTIL in values else row.valid_until,
    )
    cleaned = clean_row(register, values, Directory(uow.actor.region, uow.today), progress, kept)
    refuse(cleaned)
    if register.owner and register.owner in values:
        owner = owner_of(uow, register, cleaned)
        row.owner, row.region = owner, owner.region_id
    return cleaned
