"""Who sends letters here: clerks of a unit that fills the sending party of a known letter."""

from __future__ import annotations

from fuyuantong.common.actors import Actor
from fuyuantong.definitions.models import DefinitionVersion
from fuyuantong.definitions.queries import latest, mechanism_of_version
from fuyuantong.dispatches.kinds import Recipe, recipes
from fuyuantong.matters.filling import fits_kind, party_rule
from fuyuantong.matters.policy import handles
from fuyuantong.organs.models import Unit


def may_send(actor: Actor) -> list[Recipe]:
    """The letters that the actor's unit may send, in the library's order."""
    unit = Unit.objects.filter(pk=actor.unit_key).first()
    if unit is None or not handles(actor):
        return []
    published = set(
        DefinitionVersion.objects.filter(
            code__in=[one.mechanism for one in recipes().values()], state="published"
        ).values_list("code", flat=True)
    )
    return [one for one in recipes().values() if one.mechanism in published and _fits(one, unit)]


def _fits(recipe: Recipe, unit: Unit) -> bool:
    mechanism = mechanism_of_version(latest(recipe.mechanism).pk)
    return fits_kind(party_rule(mechanism, recipe.sender), unit)
