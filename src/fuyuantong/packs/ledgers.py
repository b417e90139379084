"""Rows for an office's own form: a unit's pack, or the ledger as it stands."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

from fuyuantong.documents.queries import open_file
from fuyuantong.matters.models import Obligation
from fuyuantong.matters.queries.columns import COLUMNS, Saying
from fuyuantong.packs.codes import row_code
from fuyuantong.packs.filling import CODE_KEY, fill
from fuyuantong.packs.layouts import Layout
from fuyuantong.packs.models import OwnForm, Pack, PackRow

_SHOWN = {
    "ordinal": "place", "title": "title", "source": "source", "state": "state", "text": "said_progress",
    "problems": "said_problems", "next_steps": "said_next_steps",
}  # fmt: skip


def own_pack(pack: Pack, rows: Sequence[PackRow]) -> bytes:
    """A pack in the form that it was made with."""
    if pack.form is None:
        raise ValueError(pack)
    return _filled(pack.form, [_of_pack(pack, row) for row in rows])


def _of_pack(pack: Pack, row: PackRow) -> dict[str, Any]:
    made: dict[str, Any] = {key: row.shown.get(name, "") for key, name in _SHOWN.items()}
    made |= {"unit": str(pack.unit), "creditor": pack.by_unit_name, CODE_KEY: row_code(pack, row)}
    for key, name in (("due", "due"), ("signed", "signed_on")):
        made[key] = date.fromisoformat(row.shown[name]) if row.shown.get(name) else ""
    return made


def own_ledger(form: OwnForm, rows: Sequence[Obligation], saying: Saying) -> bytes:
    """The ledger in the office's form, to be printed or passed on; it is not made to come back."""
    return _filled(form, [{key: one.say(row, saying) for key, one in COLUMNS.items()} for row in rows])


def _filled(form: OwnForm, rows: Sequence[dict[str, Any]]) -> bytes:
    return fill(open_file(form.file).read_bytes(), Layout.from_json(form.layout), rows)
