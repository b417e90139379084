"""In which linkages a post may open a matter of a mechanism: the same rule for the form and for the act."""

from __future__ import annotations

from fuyuantong.common.actors import Actor
from fuyuantong.common.batches import remember
from fuyuantong.definitions.kinds import Mechanism, Party, Standing
from fuyuantong.matters import policy
from fuyuantong.matters.filling import fits_kind, is_office
from fuyuantong.matters.models import Matter
from fuyuantong.matters.models import Party as Row
from fuyuantong.organs.models import Linkage, Unit


def belongs(viewer: Actor, linkage: Linkage) -> bool:
    """Whether the viewer's unit takes part in the linkage: a member, or the unit that houses its office."""
    if viewer.unit == linkage.office_unit_id:
        return True
    key = viewer.unit_key
    return remember(("member", linkage.pk, key), lambda: linkage.members.filter(pk=key).exists())


def starters(mechanism: Mechanism, *, member: bool) -> list[Party]:
    """Parties that a unit may fill to start this: any that 可发起, from outside those that 成员外可发起."""
    own = [p for p in mechanism.parties if p.may_start and not is_only_office(p)]
    return own if member else [p for p in own if p.outsiders_start]


def is_only_office(party: Party) -> bool:
    """Whether nobody but a 联席会议办公室 fills this party."""
    return is_office(party) and len(party.kinds) == 1


class Places:
    """The linkages in force as one viewer's post stands to them; two statements, whatever is asked of it."""

    def __init__(self, viewer: Actor) -> None:
        handles = policy.handles(viewer)
        rows = Linkage.objects.filter(valid_until=None).order_by("code")
        self.every = list(rows) if handles else []
        member = set(rows.filter(members=viewer.unit_key).values_list("pk", flat=True)) if handles else set()
        self.served = [row for row in self.every if row.code in viewer.offices]
        self.own = [row for row in self.every if row.pk in member or row.office_unit_id == viewer.unit]

    def for_mechanism(self, mechanism: Mechanism) -> list[Linkage]:
        """Linkages in which the post may open a matter of this mechanism, by their codes."""
        if starters(mechanism, member=False):
            return self.every
        office = any(p.may_start and is_office(p) for p in mechanism.parties)
        wanted = [*(self.served if office else ()), *(self.own if starters(mechanism, member=True) else ())]
        return [row for row in self.every if row in wanted]


def linkages_for(viewer: Actor, mechanism: Mechanism) -> list[Linkage]:
    """`Places.for_mechanism` for one mechanism."""
    return Places(viewer).for_mechanism(mechanism)


def own_parties(viewer: Actor, mechanism: Mechanism) -> list[str]:
    """As which parties the viewer's unit may begin, by its kind: those that 发起 first, in their order."""
    unit = Unit.objects.filter(pk=viewer.unit_key).first()
    if unit is None:
        return []
    fitting = [p for p in starters(mechanism, member=True) if fits_kind(p, unit)]
    fitting.sort(key=lambda party: party.standing is not Standing.STARTER)
    return [party.key for party in fitting]


def filled_parties(matter: Matter) -> set[str]:
    """The parties of a matter that some unit fills."""
    return set(Row.objects.filter(matter=matter).values_list("key", flat=True))
