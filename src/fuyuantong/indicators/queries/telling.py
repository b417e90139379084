"""The rows behind a figure in words, alike on the page and in a file."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.utils.translation import gettext as _

from fuyuantong.common.refusals import BadInput
from fuyuantong.documents.tables import Value
from fuyuantong.indicators.kinds import LETTERS, MEETINGS
from fuyuantong.indicators.queries.drilling import RowSet
from fuyuantong.registers.listing import all_columns, columns_of


def read_groups(pairs: Sequence[str]) -> dict[str, str]:
    """`分组=键` as in addresses; BadInput for anything else."""
    if wrong := [pair for pair in pairs if "=" not in pair]:
        raise BadInput("E-PARAM-GROUP", _("“%s”不是“分组=取值”。") % wrong[0][:40])
    return dict(pair.split("=", 1) for pair in pairs)


def related(found: RowSet) -> Any:
    """Its rows with the unit that each belongs to."""
    if found.register is not None:
        return found.queryset.select_related("owner")
    return found.queryset.select_related({LETTERS: "unit", MEETINGS: "host"}.get(found.data, "owner"))


def heads(found: RowSet, *, whole: bool = False) -> list[str]:
    """Of the usual columns; `whole`: of all."""
    if found.register is not None:
        columns = all_columns(found.register) if whole else columns_of(found.register)
        return [column.label for column in columns]
    return [_("名称"), _("单位"), _("日期"), _("状态")]


def cells(found: RowSet, one: Any, *, whole: bool = False) -> list[Value]:
    """One row under the same columns; personal cells stay covered."""
    if found.register is not None:
        columns = all_columns(found.register) if whole else columns_of(found.register)
        return [column.say(one) for column in columns]
    if found.data == LETTERS:
        return [one.title, str(one.unit), one.signed_on, one.genre]
    if found.data == MEETINGS:
        return [one.title, str(one.host), one.held_on, str(one.get_state_display())]
    return [one.title, str(one.owner), one.due_on, str(one.get_state_display())]
