"""Addresses for service that registers hold of a party: the enterprise's own, and those of loan contracts."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.db.models import Count, Q, QuerySet
from django.db.models.fields.json import KeyTextTransform

from fuyuantong.common.actors import Actor
from fuyuantong.common.now import today as clock_today
from fuyuantong.enforcement.kinds import Origin, ServiceState
from fuyuantong.enforcement.models import Case, Party, Service
from fuyuantong.organs.models import Unit
from fuyuantong.registers.kinds import RowState
from fuyuantong.registers.models import Row

ENTERPRISES, LOANS, CODE = "service-addresses", "loan-addresses", "统一社会信用代码"
_LOANS_MOST = 50
_COLUMNS = (("住所", Origin.HOME), ("备用地址", Origin.SPARE), ("电子邮箱", Origin.MAIL))


@dataclass(frozen=True, slots=True)
class Address:
    """One address; `since` is the day from which it counts, as the register writes it, `until` its last.

    `unsure`: the register holds no number, only a name that is the same.
    """

    origin: str
    address: str
    since: str
    row: UUID
    until: date | None = None
    unsure: bool = False

    @property
    def word(self) -> str:
        return str(Origin(self.origin).label)


def _rows(viewer: Actor, register: str) -> QuerySet[Row]:
    kind = str(Unit.objects.filter(pk=viewer.unit_key).values_list("kind", flat=True).first() or "")
    rows = Row.objects.visible_to(viewer, kind).filter(book__code=register, state=RowState.CURRENT)
    today = clock_today()
    rows = rows.filter(Q(valid_from=None) | Q(valid_from__lte=today))
    rows = rows.filter(Q(valid_until=None) | Q(valid_until__gte=today))
    return rows.order_by("-changed_at", "-id")


def known(viewer: Actor, party: Party) -> list[Address]:
    """What the registers that the viewer may see hold of this party and what counts today.

    By number; of loans without a number by name, and then it is said.
    """
    found = []
    for row in _rows(viewer, ENTERPRISES).filter(cells__contains={CODE: party.number})[:1]:
        since = str(row.cells.get("生效日期", ""))
        found += [
            Address(origin, str(row.cells[column]), since, row.pk, row.valid_until)
            for column, origin in _COLUMNS
            if row.cells.get(column)
        ]
    same = list(_rows(viewer, LOANS).filter(cells__contains={"当事人": party.name})[:_LOANS_MOST])
    own = [row for row in same if party.number in _numbers(row)]
    for row in (own or [row for row in same if not _numbers(row)])[:1]:
        found.append(
            Address(
                Origin.LOAN, str(row.cells.get("送达地址", "")), str(row.cells.get("确认日期", "")), row.pk,
                row.valid_until, unsure=not _numbers(row),
            )
        )  # fmt: skip
    return found


def _numbers(row: Row) -> set[str]:
    """The numbers that a row of a loan's address names; sealed, so they are compared here."""
    return {str(row.cells[name]) for name in (CODE, "身份证号") if row.cells.get(name)}


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
