"""Whether a thing is on the registers of what courts go easy on: accounts of special funds, housing projects.

Accounts are known by their digits and letters alone, in the reference that a source answered or in what the
measure calls its thing; projects by their name in it. A name of fewer than four characters is in too many.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from django.db.models import F, Func, Q, TextField, Value
from django.db.models.fields.json import KeyTextTransform
from django.db.models.functions import Length

from fuyuantong.enforcement.models import Measure
from fuyuantong.registers.models import Row

ACCOUNTS, PROJECTS = "protected-accounts", "housing-projects"
_LONG_ENOUGH = 4
_ACCOUNT = re.compile(r"[0-9A-Za-z](?:[ \-]?[0-9A-Za-z]){7,}")
_SEPARATORS = re.compile(r"[ \-]")


@dataclass(frozen=True, slots=True)
class Listed:
    """What the registers say of a thing, empty where nothing. `fund` is the nature of the account."""

    account: str = ""
    fund: str = ""
    project: str = ""


def listed(title: str, reference: str, today: date) -> Listed:
    """Ask the registers about one thing."""
    accounts = accounts_in(title) | accounts_in(reference)
    found = Listed()
    if accounts:
        row = _with_account(ACCOUNTS, "账号", today).filter(bare__in=accounts).first()
        if row is not None:
            found = Listed(str(row.cells["开户单位"]), str(row.cells["资金性质"]))
    where = Q(thing__contains=F("project"), length__gte=_LONG_ENOUGH)
    if accounts:
        where |= Q(bare__in=accounts)
    projects = _with_account(PROJECTS, "监管账户", today).annotate(
        project=KeyTextTransform("项目名称", "cells"),
        length=Length("project"),
        thing=Value(title, output_field=TextField()),
    )
    project = projects.filter(where).first()
    return Listed(found.account, found.fund, project.title if project else "")


def listed_of(measures: Sequence[Measure], today: date) -> Mapping[UUID, Listed]:
    """The same for the measures of a case, by their keys."""
    return {m.pk: listed(m.title, m.asset.reference if m.asset else "", today) for m in measures}


def accounts_in(text: str) -> set[str]:
    """Runs of eight and more digits or letters; blanks and hyphens among them do not count."""
    return {_SEPARATORS.sub("", run) for run in _ACCOUNT.findall(text)}


def _with_account(register: str, column: str, today: date) -> Any:
    """The rows in force, with the account of the column in `bare`."""
    rows = Row.objects.filter(book=register).in_force(today)
    bare: Any = Func(
        KeyTextTransform(column, "cells"), Value(r"[ \-]"), Value(""), Value("g"),
        function="regexp_replace", output_field=TextField(),
    )  # fmt: skip
    return rows.annotate(bare=bare).order_by("id")
