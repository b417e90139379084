"""Typed builders: the smallest valid row of each kind. Names are fictional (临江市)."""

from __future__ import annotations

import copy
from datetime import date
from functools import cache
from itertools import count
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterable

    from django.db.models import Model

    from fuyuantong.common.actors import Actor
    from fuyuantong.definitions.kinds import Mechanism
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


def mechanism(code: str, text: str = "") -> None:
    """Publish a shipped definition, or this text, without the library's own loader."""
    from fuyuantong.common.now import read_clock
    from fuyuantong.definitions.models import DefinitionVersion

    text, digest, told = _shipped(code, text)
    DefinitionVersion.objects.get_or_create(
        code=told.code,
        version=told.version,
        defaults={
            "name": told.name,
            "archetype": told.archetype.value,
            "body": {},
            "source": text,
            "digest": digest,
            "state": "published",
            "created_at": read_clock(),
            "published_at": read_clock(),
        },
    )


@cache
def _shipped(code: str, text: str) -> tuple[str, str, Mechanism]:
    """(text, its digest, what it says) of a mechanism."""
    import hashlib
    from pathlib import Path

    from fuyuantong import library
    from fuyuantong.definitions.reading import read

    shipped = Path(next(iter(library.__path__))) / "mechanisms" / f"{code}.yaml"
    text = text or shipped.read_text("utf-8")
    return text, hashlib.sha256(text.encode()).hexdigest(), read(text)


class City:
    """The usual cast: the fictional 临江市 with its office in the 司法局, a court, a procuratorate, three bureaus.

    Of all cities of a process the first is made row by row; the others are its rows again, with the clock of the day.
    """

    justice: Unit
    court: Unit
    procuratorate: Unit
    finance: Unit
    housing: Unit
    market: Unit
    linkage: Linkage
    office: Actor
    justice_clerk: Actor
    judge: Actor
    prosecutor: Actor
    finance_clerk: Actor
    housing_clerk: Actor
    housing_chief: Actor
    market_clerk: Actor
    watcher: Actor
    auditor: Actor

    def __init__(self) -> None:
        if not _first_city:
            self._make()
            _first_city.update(cast=copy.deepcopy(vars(self)), rows=_rows_of(self))
        else:
            vars(self).update(copy.deepcopy(_first_city["cast"]))
            _write_again(self, copy.deepcopy(_first_city["rows"]))

    def _make(self) -> None:
        self.justice = unit("临江市司法局", "市司法局")
        self.court = unit("临江市中级人民法院", "市中院", kind="court")
        self.procuratorate = unit("临江市人民检察院", "市检察院", kind="procuratorate")
        self.finance = unit("临江市财政局", "市财政局")
        self.housing = unit("临江市住房和城乡建设局", "市住建局")
        self.market = unit("临江市市场监督管理局", "市市场监管局")
        self.linkage = linkage(self.justice, "linjiang-court")
        self.linkage.members.set(self.units)
        self.office = actor(self.justice, roles=("office", "liaison"), serves=self.linkage)
        self.justice_clerk = actor(self.justice, roles=("clerk",))
        self.judge = actor(self.court, roles=("clerk", "liaison"))
        self.prosecutor = actor(self.procuratorate, roles=("clerk",))
        self.finance_clerk = actor(self.finance, roles=("clerk", "liaison"))
        self.housing_clerk = actor(self.housing, roles=("clerk",))
        self.housing_chief = actor(self.housing, roles=("reviewer",))
        self.market_clerk = actor(self.market, roles=("clerk",))
        self.watcher = actor(self.finance, roles=("readonly",))
        self.auditor = actor(self.justice, roles=("auditor",))

    @property
    def units(self) -> list[Unit]:
        return [self.justice, self.court, self.procuratorate, self.finance, self.housing, self.market]


_first_city: dict[str, Any] = {}
"""`cast` (what a City holds) and `rows` (what it has in the database) of the first one."""


def _rows_of(city: City) -> list[list[Model]]:
    """The rows of a city, those first at which others point."""
    from fuyuantong.organs.models import Linkage, Person, Post, Tenure, Unit

    people = [one.person for one in vars(city).values() if hasattr(one, "person")]
    tenures = list(Tenure.objects.filter(person__in=people))
    through = Linkage.members.through
    return [
        list(Unit.objects.filter(pk__in=[one.pk for one in city.units])),
        list(Linkage.objects.filter(pk=city.linkage.pk)),
        list(through.objects.filter(linkage_id=city.linkage.pk)),
        list(Person.objects.filter(pk__in=people)),
        list(Post.objects.filter(pk__in=[row.post_id for row in tenures])),
        tenures,
    ]


def _write_again(city: City, rows: list[list[Model]]) -> None:
    """Write a city's rows, in the region as this database has it; what was of that moment is of this one."""
    from django.db.models import DateTimeField
    from django.utils.timezone import now

    place = region()
    for one in (*city.units, *rows[0]):
        one.region, one.level = place, place.level  # type: ignore[attr-defined]
    city.linkage.region = place
    for kind in rows:
        model = type(kind[0])
        moments = [f.attname for f in model._meta.concrete_fields if isinstance(f, DateTimeField)]
        for row in kind:
            row._state.adding = True
            if row.pk is not None and isinstance(row.pk, int):
                row.pk = None
            for name in moments:
                if getattr(row, name) is not None:
                    setattr(row, name, now())
        model._default_manager.bulk_create(kind)


def do(actor: Actor, work: object, *args: object, now: object = None, **keys: object) -> object:
    """Run one action in one unit of work as this actor."""
    from fuyuantong.common.uow import unit_of_work

    with unit_of_work(actor, now=now) as uow:  # type: ignore[arg-type]
        return work(uow, *args, **keys)  # type: ignore[operator]


def token(actor: Actor, scopes: Iterable[str] = ()) -> str:
    """Issue an API key for the actor's post (every scope, unless some are named); returns the key itself."""
    from fuyuantong.common.actors import SYSTEM
    from fuyuantong.organs.actions import issue_token
    from fuyuantong.organs.kinds import API_SCOPES
    from fuyuantong.organs.models import Post

    seat = Post.objects.select_related("unit").get(pk=actor.post)
    _row, raw = do(  # type: ignore[misc]
        SYSTEM, issue_token, name=f"接口 {next(_next)}", post=seat, scopes=list(scopes or API_SCOPES)
    )
    return str(raw)
