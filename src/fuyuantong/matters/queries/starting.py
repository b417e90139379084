"""In which linkages a post may open a matter of a mechanism: the same rule for the form and for the act."""

from __future__ import annotations

from django.db.models import Q

from fuyuantong.common.actors import Actor
from fuyuantong.definitions.kinds import Mechanism, Party
from fuyuantong.matters import policy
from fuyuantong.matters.engine import is_office
from fuyuantong.organs.models import Linkage


def belongs(viewer: Actor, linkage: Linkage) -> bool:
    """Whether the viewer's unit takes part in the linkage: a member, or the unit that houses its office."""
    return viewer.unit == linkage.office_unit_id or linkage.members.filter(pk=viewer.unit_key).exists()


def starters(mechanism: Mechanism, *, member: bool) -> list[Party]:
    """Parties that a unit may fill to start this: any that 可发起, from outside those that 成员外可发起."""
    own = [p for p in mechanism.parties if p.may_start and not is_only_office(p)]
    return own if member else [p for p in own if p.outsiders_start]


def is_only_office(party: Party) -> bool:
    """Whether nobody but a 联席会议办公室 fills this party."""
    return is_office(party) and len(party.kinds) == 1


def linkages_for(viewer: Actor, mechanism: Mechanism) -> list[Linkage]:
    """Linkages in which the viewer's post may open a matter of this mechanism, by their codes."""
    if not policy.handles(viewer):
        return []
    rows = Linkage.objects.filter(valid_until=None)
    wanted = Q(pk__in=[])
    if any(p.may_start and is_office(p) for p in mechanism.parties):
        wanted |= Q(code__in=viewer.offices)
    if starters(mechanism, member=False):
        wanted |= ~Q(pk__in=[])
    if starters(mechanism, member=True):
        wanted |= Q(members=viewer.unit_key) | Q(office_unit=viewer.unit_key)
    return list(rows.filter(wanted).distinct().order_by("code"))
