"""What the filters of lists offer: units, mechanisms and linkages by name, in one statement."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from django.db.models import CharField, F, IntegerField, QuerySet, Value
from django.db.models.functions import Cast, Coalesce, NullIf

from fuyuantong.definitions.models import DefinitionVersion, State
from fuyuantong.organs.models import Linkage, Region, Unit

UNITS_MOST = 500


@dataclass(slots=True)
class Choices:
    """Code or id → the name that people know; units in protocol order, at most `UNITS_MOST`."""

    units: dict[str, str] = field(default_factory=dict)
    mechanisms: dict[str, str] = field(default_factory=dict)
    linkages: dict[str, str] = field(default_factory=dict)
    areas: dict[str, str] = field(default_factory=dict)


def choices() -> Choices:
    """Read all names at once: the directory and the library are open to everybody who is signed in."""
    made = Choices()
    parts = {"unit": made.units, "mechanism": made.mechanisms, "linkage": made.linkages, "area": made.areas}
    units = _named(
        Unit.objects.filter(valid_until=None), "unit", "pk",
        Coalesce(NullIf("short_name", Value("")), "name"), F("protocol_order"),
    )  # fmt: skip
    published = DefinitionVersion.objects.exclude(state=State.DRAFT)
    rows = units.union(
        _named(published, "mechanism", "code", F("name"), F("version")),
        _named(Linkage.objects.all(), "linkage", "code", F("name"), Value(0)),
        _named(Region.objects.filter(units__isnull=False), "area", "pk", F("name"), Value(0)),
    )
    for part, rank, code, name in sorted(rows, key=lambda row: (row[0], row[1], row[2])):
        del rank
        if part != "unit" or len(made.units) < UNITS_MOST:
            parts[part][code] = name
    return made


def _named(
    rows: QuerySet[Any], part: str, code: str, name: Any, rank: Any
) -> QuerySet[Any, tuple[str, int, str, str]]:
    return rows.order_by().values_list(
        Value(part, CharField()),
        Cast(rank, IntegerField()),
        Cast(code, CharField()),
        Cast(name, CharField()),
    )
