"""The keys of groups for people: units, regions, levels, kinds of organ; other values are their own names."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from uuid import UUID

from django.utils.translation import gettext as _

from fuyuantong.indicators.compiling.lines import Plan
from fuyuantong.indicators.kinds import Trait
from fuyuantong.organs.kinds import Level, UnitKind
from fuyuantong.organs.models import Region, Unit


def names_of(
    plan: Plan, by: Sequence[str], keys: Sequence[tuple[str, ...]]
) -> Mapping[tuple[str, ...], tuple[str, ...]]:
    """{keys: names} for every tuple of keys of these groups."""
    known = [_known(plan, group, sorted({one[place] for one in keys})) for place, group in enumerate(by)]
    empty = _("（未填）")
    return {
        one: tuple(known[place].get(key, key) or empty for place, key in enumerate(one)) for one in set(keys)
    }


def _known(plan: Plan, group: str, values: Sequence[str]) -> Mapping[str, str]:
    grouping = plan.indicator.grouping(group)
    trait = grouping.trait if grouping else Trait.ITSELF
    if trait is Trait.REGION:
        return dict(Region.objects.filter(pk__in=values).values_list("pk", "name"))
    if trait is Trait.LEVEL:
        return {str(value): str(label) for value, label in Level.choices}
    if trait is Trait.KIND:
        return {str(value): str(label) for value, label in UnitKind.choices}
    if plan.ids[plan.place(group)]:
        found = Unit.objects.filter(pk__in=[UUID(value) for value in values if value])
        return {str(unit.pk): str(unit) for unit in found}
    return {}
