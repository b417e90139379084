"""Typed builders: the smallest valid row of each kind. Names are fictional (临江市)."""

from __future__ import annotations

from datetime import date
from itertools import count
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

    from fuyuantong.common.actors import Actor
    from fuyuantong.organs.models import Linkage, Person, Post, Region, Unit

_next = count(1)
CITY = "990100"
"""The fictional 临江市: GB/T 2260 assigns nothing under 99."""


def region(
    code: str = CITY, name: str = "临江市", level: str = "prefecture", parent: Region | None = None
) -> Region:
    from fuyuantong.organs.models import Region

    return Region.objects.get_or_create(code=code, defaults={"name": name, "level": level, "parent": parent})[
        0
    ]


def unit(
    name: str = "",
    short_name: str = "",
    *,
    kind: str = "government",
    region: Region | None = None,
    parent: Unit | None = None,
    **fields: object,
) -> Unit:
    from fuyuantong.organs.models import Unit

    number = next(_next)
    place = region or globals()["region"]()
    values = {"code": f"T{number:05d}", "level": place.level} | fields
    return Unit.objects.create(
        name=name or f"临江市第{number}试验局",
        short_name=short_name,
        kind=kind,
        region=place,
        parent=parent,
        **values,
    )


def person(name: str = "", username: str = "", password: str | None = None, **fields: object) -> Person:
    from fuyuantong.organs.models import Person

    number = next(_next)
    return Person.objects.create_user(
        username or f"person{number}", password, name=name or f"试用人员{number}", **fields
    )


def post(
    unit: Unit | None = None,
    *,
    roles: Iterable[str] = ("clerk",),
    title: str = "承办岗",
    serves: Linkage | None = None,
    **fields: object,
) -> Post:
    from fuyuantong.organs.models import Post

    return Post.objects.create(
        unit=unit or globals()["unit"](), title=title, roles=list(roles), serves=serves, **fields
    )


def linkage(office_unit: Unit | None = None, code: str = "", *, kind: str = "court") -> Linkage:
    from fuyuantong.organs.models import Linkage

    office = office_unit or unit()
    return Linkage.objects.create(
        code=code or f"linkage-{next(_next)}",
        name="临江市府院联动",
        kind=kind,
        office_unit=office,
        region=office.region,
    )


def actor(
    unit: Unit | None = None,
    *,
    roles: Iterable[str] = ("clerk",),
    serves: Linkage | None = None,
    person: Person | None = None,
    deputy: bool = False,
) -> Actor:
    """Return a person at a fresh post of the unit with these roles; rows for all of it are made."""
    from fuyuantong.organs.models import Tenure
    from fuyuantong.organs.queries import actor_for

    who = person or globals()["person"]()
    seat = post(unit, roles=roles, serves=serves)
    Tenure.objects.create(post=seat, person=who, since_on=date(2020, 1, 1), deputy=deputy)
    return actor_for(who, seat.pk)
