"""Addresses for service that registers hold of a party: the enterprise's own, and those of loan contracts."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from uuid import UUID

from django.db.models import Count, Q, QuerySet
from django.db.models.fields.json import KeyTextTransform

from fuyuantong.common.actors import Actor
from fuyuantong.enforcement.kinds import Origin, ServiceState
from fuyuantong.enforcement.models import Case, Party, Service
from fuyuantong.organs.models import Unit
from fuyuantong.registers.kinds import RowState
from fuyuantong.registers.models import Row

ENTERPRISES, LOANS, CODE = "service-addresses", "loan-addresses", "统一社会信用代码"
_COLUMNS = (("住所", Origin.HOME), ("备用地址", Origin.SPARE), ("电子邮箱", Origin.MAIL))


@dataclass(frozen=True, slots=True)
class Address:
    """One address; `since` is the day from which it counts, as the register writes it."""

    origin: str
    address: str
    since: str
    row: UUID

    @property
    def word(self) -> str:
        return str(Origin(self.origin).label)


def _rows(viewer: Actor, register: str) -> QuerySet[Row]:
    kind = str(Unit.objects.filter(pk=viewer.unit_key).values_list("kind", flat=True).first() or "")
    rows = Row.objects.visible_to(viewer, kind).filter(book__code=register, state=RowState.CURRENT)
    return rows.order_by("-changed_at", "-id")


def known(viewer: Actor, party: Party) -> list[Address]:
    """What the registers that the viewer may see hold of this party: by number, and by name for loans."""
    found = []
    for row in _rows(viewer, ENTERPRISES).filter(cells__contains={CODE: party.number})[:1]:
        since = str(row.cells.get("生效日期", ""))
        found += [
            Address(origin, str(row.cells[column]), since, row.pk)
            for column, origin in _COLUMNS
            if row.cells.get(column)
        ]
    for row in _rows(viewer, LOANS).filter(cells__contains={"当事人": party.name})[:1]:
        told = str(row.cells.get("送达地址", ""))
        found.append(Address(Origin.LOAN, told, str(row.cells.get("确认日期", "")), row.pk))
    return found


def rates(viewer: Actor) -> Mapping[str, int]:
    """Of the court's open cases: parties, those with a registered address; papers with a result, and
    served."""
    cases = Case.objects.visible_to(viewer).filter(court_id=viewer.unit_key, state="open")
    numbers = [party.number for party in Party.objects.filter(case__in=cases)]  # sealed: no join reads them
    coded = _rows(viewer, ENTERPRISES).annotate(code=KeyTextTransform(CODE, "cells")).order_by()
    known_codes = set(coded.filter(code__in=numbers).values_list("code", flat=True))
    covered = sum(number in known_codes for number in numbers)
    papers = Service.objects.visible_to(viewer).aggregate(
        ended=Count("pk", filter=~Q(state=ServiceState.SENT)),
        served=Count("pk", filter=Q(state=ServiceState.SERVED)),
    )
    return {"parties": len(numbers), "covered": covered, **papers}
