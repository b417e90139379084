"""What the names of a paper stand for: remembered choices first, then the directory."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date

from django.utils.translation import gettext as _

from fuyuantong.organs.models import Unit
from fuyuantong.organs.names import name_key
from fuyuantong.organs.queries import Candidate, resolve_units
from fuyuantong.plans.kinds import ChoiceKind
from fuyuantong.plans.models import UnitChoice

Key = tuple[str, str]
"""(name as written, inherited place word)."""


@dataclass(frozen=True, slots=True)
class Named:
    """What one name stands for. `state`: `unit`, `group`, `nobody`, or open: `candidates`, `unknown`,
    `group-unknown`. `units` is filled exactly in the first two states."""

    raw: str
    prefix: str
    state: str
    units: tuple[Unit, ...] = ()
    reason: str = ""
    candidates: tuple[Candidate, ...] = field(default=())

    @property
    def full(self) -> str:
        """The name with its place put back."""
        return full_name(self.raw, self.prefix)

    @property
    def is_settled(self) -> bool:
        return self.state in {"unit", "group", "nobody"}

    @property
    def words(self) -> str:
        """How a card shows it: the directory's name, a group as the paper calls it."""
        return str(self.units[0]) if self.state == "unit" else self.full


def full_name(raw: str, prefix: str) -> str:
    return raw if raw.startswith(prefix) else f"{prefix}{raw}"


def keys_of(items: Iterable[Iterable[Mapping[str, str]]]) -> list[Key]:
    """The distinct names of many items, in order."""
    return list(dict.fromkeys((name["raw"], name.get("prefix", "")) for names in items for name in names))


def resolve(keys: Iterable[Key], region: str, day: date | None = None) -> dict[Key, Named]:
    """Resolve names as written in papers of a region, with their places put back: a few queries in all."""
    wanted = list(dict.fromkeys(keys))
    remembered = _remembered(wanted, region)
    found: dict[Key, Named] = {}
    asked = {key: full_name(*key) for key in wanted if key not in remembered}
    answers = resolve_units(asked.values(), region, day=day)
    for key in wanted:
        if key in remembered:
            found[key] = remembered[key]
            continue
        answer = answers[asked[key]]
        state, units = answer.state, (answer.unit,) if answer.unit else answer.members
        if state == "group" and not units:
            state = "group-unknown"
        found[key] = Named(*key, state, units, str(answer.reason), answer.candidates)
    return found


def _remembered(keys: Iterable[Key], region: str) -> dict[Key, Named]:
    by_name: dict[str, list[Key]] = defaultdict(list)
    for key in keys:
        by_name[name_key(full_name(*key))].append(key)
    rows = UnitChoice.objects.filter(region_id=region, normalised__in=by_name).select_related("unit")
    found: dict[Key, Named] = {}
    for row in rows:
        for raw, prefix in by_name[row.normalised]:
            if row.kind == ChoiceKind.NOBODY:
                found[raw, prefix] = Named(raw, prefix, "nobody", reason=_("已记住：不是承办单位"))
            elif row.unit is not None:
                found[raw, prefix] = Named(raw, prefix, "unit", (row.unit,), _("已记住的对应"))
    return found
