"""Who acts in the simulation: the units of the sample city, each through a made-up clerk and chief."""

from __future__ import annotations

import hashlib
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from random import Random
from uuid import UUID

from django.core.files.uploadedfile import SimpleUploadedFile

from fuyuantong.common.actors import SYSTEM, Actor
from fuyuantong.common.uow import unit_of_work
from fuyuantong.definitions.kinds import Party, UnitKind
from fuyuantong.documents.actions import receive_upload
from fuyuantong.documents.kinds import FileState
from fuyuantong.documents.models import StoredFile
from fuyuantong.matters.filling import fits_kind
from fuyuantong.organs.models import Linkage, Unit

ANYBODY = "government"


PAPER = "模拟数据：这份材料是编造的，只供演示。\n".encode()


def made_up_paper() -> StoredFile:
    """The one file that stands wherever a paper is demanded; taken in when there is none yet."""
    known = StoredFile.objects.filter(
        sha256=hashlib.sha256(PAPER).hexdigest(), state=FileState.RELEASED, by_person=None
    )
    found = known.order_by("at", "pk").first()
    if found is None:
        with unit_of_work(SYSTEM, purpose="模拟") as uow:
            found = receive_upload(uow, SimpleUploadedFile("模拟材料.txt", PAPER))
    return found


@dataclass(slots=True)
class Cast:
    """Units by kind, in the order of their codes, so that one seed always chooses the same."""

    linkage: Linkage
    paper: StoredFile
    members: frozenset[UUID] = frozenset()
    by_kind: dict[str, list[Unit]] = field(default_factory=lambda: defaultdict(list))
    _fit: dict[tuple[UnitKind, ...], list[Unit]] = field(default_factory=dict)
    _actors: dict[tuple[UUID, str], Actor] = field(default_factory=dict)

    @classmethod
    def of(cls, linkage: Linkage) -> Cast:
        members = [linkage.office_unit_id, *linkage.members.values_list("pk", flat=True)]
        cast = cls(linkage, made_up_paper(), frozenset(members))
        for unit in Unit.objects.filter(valid_until=None).order_by("code"):
            cast.by_kind[unit.kind].append(unit)
        return cast

    def choose(self, parties: Sequence[Party], chance: Random, taken: set[UUID]) -> Unit | None:
        """A unit that may fill all these parties: the office's own where it may, else one not yet in the
        matter; who starts a matter takes part in the linkage."""
        if all(UnitKind.OFFICE in party.kinds for party in parties):
            return self.linkage.office_unit
        fitting = [unit for unit in self._fitting(parties[0]) if unit.pk not in taken]
        for party in parties[1:]:
            fitting = [unit for unit in fitting if fits_kind(party, unit)]
        if any(party.may_start and not party.outsiders_start for party in parties):
            fitting = [unit for unit in fitting if unit.pk in self.members]
        return chance.choice(fitting) if fitting else None

    def _fitting(self, party: Party) -> list[Unit]:
        """Units whose kind may fill the party; agencies where any kind may."""
        if not party.kinds or UnitKind.ANY in party.kinds:
            return self.by_kind[ANYBODY]
        if party.kinds not in self._fit:
            units = (unit for units in self.by_kind.values() for unit in units)
            self._fit[party.kinds] = [unit for unit in units if fits_kind(party, unit)]
        return self._fit[party.kinds]

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
