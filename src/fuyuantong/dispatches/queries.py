"""Reads: what the register knows of a case, a table with what is wrong in each row."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any
from uuid import UUID

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from fuyuantong.common.actors import Actor
from fuyuantong.common.refusals import NotFound, Refusal
from fuyuantong.definitions.queries import latest, mechanism_of_version
from fuyuantong.dispatches.kinds import NEEDED, TARGET_WORDS, TARGETS, Recipe, Sending, recipes
from fuyuantong.dispatches.models import Batch, ColumnMap
from fuyuantong.documents.case_numbers import parse_case_number
from fuyuantong.matters.models import Matter
from fuyuantong.matters.queries.starting import linkages_for
from fuyuantong.organs.models import Linkage
from fuyuantong.organs.queries import resolve_units
from fuyuantong.registers.models import CaseMention
from fuyuantong.registers.queries import register_of, rows_of_case, shown

TOLD = (
    "案由",
    "原告",
    "申请人",
    "被告机关",
    "被申请人",
    "审理法院",
    "承办法官",
    "承办人",
    "立案日期",
    "裁判结果",
)
"""Columns of case registers that are shown beside the letter."""
SEPARATORS = "、，,；;\n"


@dataclass(frozen=True, slots=True)
class Case:
    """What is known of a case: the standard number, the register's facts, matters that name it already."""

    number: str
    facts: Sequence[tuple[str, str]] = ()
    matters: Sequence[Matter] = ()

    def fact(self, name: str) -> str:
        return dict(self.facts).get(name, "")


def case_of(viewer: Actor, text: str) -> Case:
    """Errors: E-CASE-NO with the wrong part marked."""
    number = parse_case_number(text.strip()).normal
    facts: dict[str, str] = {}
    for row in rows_of_case(viewer, number):
        for column, said in shown(register_of(row.book_id, row.version), row).cells:
            if column.key in TOLD and said:
                facts.setdefault(column.key, said)
    named = CaseMention.objects.filter(case_number=number, matter__isnull=False).values("matter")
    matters = Matter.objects.visible_to(viewer).filter(pk__in=named).order_by("-created_at")[:10]
    return Case(number, [(name, facts[name]) for name in TOLD if name in facts], list(matters))


def linkages_of(viewer: Actor, recipe: Recipe) -> list[Linkage]:
    return linkages_for(viewer, mechanism_of_version(latest(recipe.mechanism).pk))


def kinds_of(recipe: Recipe) -> list[str]:
    """The options of the field that says which type of letter it is."""
    name = recipe.fields.get("类型")
    mechanism = mechanism_of_version(latest(recipe.mechanism).pk)
    return list(mechanism.field(name).options) if name else []


def batches_of(viewer: Actor) -> QuerySet[Batch]:
    return Batch.objects.visible_to(viewer).order_by("-at", "-id")


def batch_of(viewer: Actor, key: UUID) -> Batch:
    row = batches_of(viewer).filter(pk=key).first()
    if row is None:
        raise NotFound
    return row


def remembered(unit: UUID, recipe: str, heads: Sequence[str]) -> dict[str, str]:
    """Heading → target: as the unit said last time, else by the usual headings."""
    known = ColumnMap.objects.filter(unit=unit, recipe=recipe).first()
    told = {head: name for head, name in (known.columns if known else {}).items() if head in heads}
    for target, names in TARGETS.items():
        if target not in told.values():
            head = next((one for one in heads if one not in told and one.strip() in names), "")
            if head:
                told[head] = target
    return told


@dataclass(slots=True)
class Line:
    """One row of a table: what would be sent, and what is wrong with it."""

    number: int
    said: Mapping[str, str]
    sending: Sending | None = None
    errors: list[str] = field(default_factory=list)


def preview(batch: Batch, region: str, today: date) -> list[Line]:
    """Every row read by the batch's columns; a row with an error has no `sending`."""
    recipe = recipes()[batch.recipe]
    missing = [str(TARGET_WORDS[name]) for name in NEEDED if name not in batch.columns.values()]
    told = [(int(str(number)), _named(batch, cells)) for number, cells in batch.rows]
    names = {name for _n, said in told for name in _split(said.get("addressees", ""))}
    units = resolve_units(names, region)
    options = kinds_of(recipe)
    seen: dict[str, int] = {}
    lines = []
    for number, said in told:
        line = Line(number, said)
        if missing:
            line.errors.append(_("没有指定“%s”是哪一列。") % "、".join(missing))
        else:
            _read(line, batch, units, options, today)
        same = said.get("number", "")
        if same and same in seen:
            line.errors.append(_("文号与第 %d 行相同。") % seen[same])
        seen.setdefault(same, number)
        if line.errors:
            line.sending = None
        lines.append(line)
    return lines


def _named(batch: Batch, cells: Any) -> dict[str, str]:
    given = dict(zip(batch.heads, cells, strict=False))
    return {target: str(given.get(head, "")).strip() for head, target in batch.columns.items() if target}


def _split(text: str) -> list[str]:
    for mark in SEPARATORS:
        text = text.replace(mark, "、")
    return [name.strip() for name in text.split("、") if name.strip()]


def _read(line: Line, batch: Batch, units: Mapping[str, Any], options: Sequence[str], today: date) -> None:
    said = line.said
    number = said.get("case_number", "")
    if number:
        try:
            number = parse_case_number(number).normal
        except Refusal as refusal:
            line.errors.append(refusal.message)
    to: list[UUID] = []
    for name in _split(said["addressees"]):
        found = units[name]
        if found.unit is None:
            line.errors.append(_("没有名为“%s”的单位，或有几个，请写全称。") % name)
        else:
            to.append(found.unit.pk)
    for name in NEEDED:
        if not said.get(name):
            line.errors.append(_("没有填写“%s”。") % TARGET_WORDS[name])
    kind = said.get("kind", "") or (options[0] if options else "")
    if options and kind not in options:
        line.errors.append(_("类型应为：%s。") % "、".join(options))
    days = {name: _day(line, said.get(name, ""), name) for name in ("signed_on", "served_on", "reply_on")}
    for name in ("signed_on", "served_on"):
        day = days[name]
        if day is not None and day > today:
            line.errors.append(_("“%(name)s”晚于今天。") % {"name": TARGET_WORDS[name]})
    about = said.get("cause") or number or said.get("number")
    title = said.get("title", "") or f"关于{about}的{batch.recipe}"
    asks = [one for one in said.get("suggestion", "").splitlines() if one.strip()]
    line.sending = Sending(
        recipe=batch.recipe, linkage=batch.linkage, title=title, addressees=list(dict.fromkeys(to)),
        items=[(said.get("problem", ""), ask.strip()) for ask in asks], number=said.get("number", ""),
        kind=kind, case_number=number, cause=said.get("cause", ""), signed_on=days["signed_on"],
        served_on=days["served_on"], reply_on=days["reply_on"],
    )  # fmt: skip


def _day(line: Line, text: str, name: str) -> date | None:
    if not text:
        return None
    plain = text.replace("年", "-").replace("月", "-").replace("日", "").replace("/", "-").replace(".", "-")
    try:
        year, month, day = (int(part) for part in plain.strip().split(" ")[0].split("-"))
        return date(year, month, day)
    except ValueError:
        said = {"name": TARGET_WORDS[name], "text": text[:20]}
        line.errors.append(_("“%(name)s”不是日期：%(text)s") % said)
        return None
