"""Matters and registers: rows that an act writes (登记), and the cases by which both find each other."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

from django.urls import reverse

from fuyuantong.common.actors import Actor
from fuyuantong.common.uow import UnitOfWork
from fuyuantong.definitions.kinds import FieldType, Mechanism
from fuyuantong.matters.models import Matter
from fuyuantong.organs.models import Unit
from fuyuantong.registers.actions import mention_cases, write_row
from fuyuantong.registers.pages.linked import LinkedMatter


def write_register(uow: UnitOfWork, matter: Matter, register: str, cells: Mapping[str, Any]) -> None:
    """Write the row of an act; it belongs to the unit that opened the matter unless a column says another."""
    write_row(
        uow,
        register,
        {column: said(value) for column, value in cells.items()},
        matter=matter.pk,
        owner=matter.started_by_unit_id,
        linkage=matter.linkage,
        source=matter.title,
    )


def said(value: Any) -> Any:
    """A field's value as a cell: units by their names, itemised rows as one text."""
    if isinstance(value, str) and len(value) == len(str(UUID(int=0))):
        names = Unit.objects.filter(pk=value).values_list("name", flat=True)
        return names.first() if _is_key(value) else value
    if isinstance(value, Mapping):
        return " ".join(str(said(part)) for part in value.values() if part)
    if isinstance(value, list | tuple):
        return "、".join(str(said(part)) for part in value)
    return value


def _is_key(text: str) -> bool:
    try:
        UUID(text)
    except ValueError:
        return False
    return True


def note_cases(uow: UnitOfWork, matter: Matter, mechanism: Mechanism, values: Mapping[str, Any]) -> None:
    """Remember the case numbers among what was just written: the matter's number, title and 案号 fields."""
    numbers = [field.key for field in mechanism.fields if field.type is FieldType.CASE_NO]
    texts = [text for key in numbers for text in _texts(values.get(key))]
    if values is matter.fields:
        texts += [matter.number, matter.title]
    texts = [text for text in texts if "号" in text]
    if texts:
        mention_cases(uow, matter.pk, texts)


def _texts(value: Any) -> list[str]:
    parts = value if isinstance(value, list | tuple) else [value]
    return [part for part in parts if isinstance(part, str)]


def find_matters(viewer: Actor, keys: Sequence[UUID]) -> list[LinkedMatter]:
    """Those of the matters that the viewer sees, as links for the pages of registers."""
    found = Matter.objects.visible_to(viewer).filter(pk__in=keys).order_by("-created_at")
    return [LinkedMatter(row.title, reverse("matters:detail", args=[row.pk]), row.stage) for row in found]
