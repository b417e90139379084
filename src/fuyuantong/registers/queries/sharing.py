"""The catalogue of what registers lend, grants and questions as the viewer sees them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.db.models import Q

from fuyuantong.common.actors import Actor
from fuyuantong.common.refusals import NotFound
from fuyuantong.organs.models import Person, Tenure, Unit
from fuyuantong.registers.kinds import Register
from fuyuantong.registers.models import Book, Grant, Intake, Lookup, Row
from fuyuantong.registers.models.sharing import GrantQuerySet, LookupQuerySet
from fuyuantong.registers.quality import Quality, quality_of
from fuyuantong.registers.queries.library import register_of_book

ORDER = ("-id",)


@dataclass(frozen=True, slots=True)
class Shared:
    """One register of the catalogue: what it lends, who keeps it, and its last delivery."""

    register: Register
    owners: Sequence[Unit]
    delivered_on: date | None
    quality: Quality | None


def catalogue() -> Sequence[Shared]:
    """Every register that lends something (数据目录), in order of group and name."""
    books = Book.objects.order_by("group", "name")
    found = [register for register in map(register_of_book, books) if register.lent]
    codes = [register.code for register in found]
    done = Intake.objects.filter(book_id__in=codes).exclude(done_at=None)
    last = {one.book_id: one for one in done.order_by("done_at").defer("lines")}
    holding = Row.objects.filter(book_id__in=codes).order_by().values_list("book_id", "owner_id").distinct()
    keepers = {(code, owner) for code, owner in holding}
    units = list(Unit.objects.filter(pk__in={owner for _code, owner in keepers}).in_protocol_order())
    shared = []
    for register in found:
        owners = [unit for unit in units if (register.code, unit.pk) in keepers]
        one = last.get(register.code)
        day = one.done_at.date() if one and one.done_at else None
        shared.append(Shared(register, owners, day, quality_of(one.quality) if one else None))
    return shared


def lent_register(code: str) -> Register:
    """A register that lends something; NotFound for any other."""
    book = Book.objects.filter(code=code).first()
    register = register_of_book(book) if book else None
    if register is None or not register.lent:
        raise NotFound
    return register


def owners_of(register: Register, day: date) -> Sequence[Unit]:
    """The units that may be asked for a grant: those of the kinds that enter rows, or that have some."""
    holding = Row.objects.filter(book_id=register.code).values("owner_id")
    kinds = {str(entry) for entry in register.entry}
    mine = Q(kind__in=kinds) | Q(pk__in=holding)
    return list(Unit.objects.filter(mine).valid_on(day).in_protocol_order())


def colleagues(viewer: Actor, day: date) -> Sequence[Person]:
    """The accounts of the viewer's own unit."""
    present = Tenure.objects.in_force_on(day).filter(post__unit_id=viewer.unit_key).values("person_id")
    return list(Person.objects.filter(pk__in=present, is_active=True).order_by("name", "username"))


def grants(viewer: Actor) -> GrantQuerySet:
    return Grant.objects.visible_to(viewer).select_related("book", "unit", "owner")


def grant_of(viewer: Actor, key: UUID) -> Grant:
    found = grants(viewer).filter(pk=key).first()
    if found is None:
        raise NotFound
    return found


def lookups(viewer: Actor) -> LookupQuerySet:
    """Questions of the viewer's grants; for the auditor those of everybody, with who, what kind and when."""
    return Lookup.objects.visible_to(viewer).select_related("grant__book", "grant__unit", "grant__owner")
