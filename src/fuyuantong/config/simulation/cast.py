"""Who acts in the simulation: the units of the sample city, each through a made-up clerk and chief."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field
from random import Random
from uuid import UUID

from fuyuantong.common.actors import Actor
from fuyuantong.definitions.kinds import Party, UnitKind
from fuyuantong.organs.models import Linkage, Unit

_FITS = {
    UnitKind.PARTY_COMMITTEE: "party", UnitKind.CONGRESS: "congress", UnitKind.GOVERNMENT: "government",
    UnitKind.AGENCY: "government", UnitKind.SUPERVISION: "supervision", UnitKind.COURT: "court",
    UnitKind.PROCURATORATE: "procuratorate", UnitKind.CENTRAL: "central", UnitKind.ASSOCIATION: "mass",
    UnitKind.ENTERPRISE: "enterprise",
}  # fmt: skip
ANYBODY = "government"


@dataclass(slots=True)
class Cast:
    """Units by kind, in the order of their codes, so that one seed always chooses the same."""

    linkage: Linkage
    by_kind: dict[str, list[Unit]] = field(default_factory=lambda: defaultdict(list))
    _actors: dict[tuple[UUID, str], Actor] = field(default_factory=dict)

    @classmethod
    def of(cls, linkage: Linkage) -> Cast:
        cast = cls(linkage)
        for unit in Unit.objects.filter(valid_until=None).order_by("code"):
            cast.by_kind[unit.kind].append(unit)
        return cast

    def choose(self, party: Party, chance: Random, taken: set[UUID]) -> Unit | None:
        """A unit that may fill the party: the office's own where it may, else one not yet in the matter."""
        if UnitKind.OFFICE in party.kinds:
            return self.linkage.office_unit
        kinds = [_FITS[kind] for kind in party.kinds if kind in _FITS] or [ANYBODY]
        fitting = [unit for kind in kinds for unit in self.by_kind[kind] if unit.pk not in taken]
        return chance.choice(fitting) if fitting else None

    def actor(self, unit: Unit, role: str = "clerk") -> Actor:
        """The made-up clerk (or chief, `reviewer`) of a unit; the office's unit acts as the office."""
        office = role == "clerk" and unit.pk == self.linkage.office_unit_id
        key = (unit.pk, role)
        if key not in self._actors:
            self._actors[key] = Actor(
                person=None,
                post=None,
                unit=unit.pk,
                region=unit.region_id,
                name="审签人（模拟）" if role == "reviewer" else "经办人（模拟）",
                unit_name=str(unit),
                roles=frozenset({"office", "liaison"} if office else {role}),
                offices=frozenset([self.linkage.code] if office else []),
            )
        return self._actors[key]
