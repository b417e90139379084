"""From the name in a paper to the unit in the directory.

A name is cut into a place and the rest; the rest is brought to one form by the rules of `synonyms`. Names of
the directory go the same way, so `市中院`, `临江市中院` and `临江市中级人民法院` meet. Only one hit at the
right place is taken as certain; everything else is offered to a person with the reason.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from heapq import nsmallest
from uuid import UUID

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from fuyuantong.common.batches import remember
from fuyuantong.common.now import today as clock_today
from fuyuantong.organs.kinds import Level
from fuyuantong.organs.models import Region, Unit, UnitAlias, UnitGroup
from fuyuantong.organs.names import name_key
from fuyuantong.organs.synonyms import (
    CANONICAL,
    GENERIC_PLACES,
    GROUP_BEGINS,
    GROUP_ENDS,
    PLACE_PREFIXES,
    REDUCTIONS,
)

_CHILD_GROUP = re.compile(r"^(?:各|全体)[县市区旗州()]*(?:基层)?(政府|法院|检察院|司法局|公安局)$")
_BOTH_LEVELS = re.compile(r"^(?:全)?[市州盟]?两级(法院|检察院|检察机关)$")
_YOUTH_LEAGUE = re.compile(r"^(?:共青团|团)(.*?)委(?:员会)?$")
_HEADS = ("中国共产党", "中共", "国家税务总局")
_SUFFIX = re.compile(r"(?:[\u4e00-\u9fff]{1,8}族)*(?:自治区|自治州|自治县|自治旗|地区|省|市|州|盟|县|区|旗)$")
_COURT_LEVELS = {
    "中级法院": Level.PREFECTURE,
    "中院": Level.PREFECTURE,
    "高级法院": Level.PROVINCE,
    "高院": Level.PROVINCE,
}
_NEAR = 0.34
_MOST_CANDIDATES = 5

EXACT, BY_RULE = _("与名录一致"), _("按简称规则")
ELSEWHERE, SEVERAL = _("名称相同，区域不同"), _("名称相同，不止一个")
SUCCEEDED, NEAR = _("原机构已撤销，由其承继"), _("名称相近")


@dataclass(frozen=True, slots=True)
class Candidate:
    unit: Unit
    reason: str | Promise


@dataclass(frozen=True, slots=True)
class Resolution:
    """What a name stands for.

    `state` is `unit` (certain: `unit`, and `reason` says by what), `candidates` (a person must choose),
    `group` (`members`; `group` is the stored group, or None when the list was derived from regions, or is
    not known yet and `members` is empty) or `unknown`.
    """

    asked: str
    state: str
    unit: Unit | None = None
    reason: str | Promise = ""
    candidates: tuple[Candidate, ...] = ()
    group: UnitGroup | None = None
    members: tuple[Unit, ...] = ()


def resolve_unit(name: str, region: str, prefix: str = "", day: date | None = None) -> Resolution:
    """Resolve one name; see `resolve_units`."""
    return resolve_units([name], region, prefix, day)[name]


def resolve_units(
    names: Iterable[str], region: str, prefix: str = "", day: date | None = None
) -> dict[str, Resolution]:
    """Resolve many names as written in a paper of a region (four queries in all, whatever the number).

    `prefix` is the place word that elided names inherit (`市`, `州`; "州公安局、司法局" → 州司法局);
    without one they belong to the region itself.
    """
    on = day or clock_today()
    directory = replace(remember(("directory", region), lambda: _Directory.load(region, on)), day=on)
    return {name: directory.resolve(name, prefix) for name in dict.fromkeys(names)}


def near_names(name: str, limit: int = 3, day: date | None = None) -> list[Unit]:
    """Return the valid units whose full or short names look most like `name` (shared pairs of characters)."""
    nearness = _Nearness(Unit.objects.valid_on(day or clock_today()))
    return [unit for _likeness, unit in nearness.to(name)[:limit]]


def reduce(rest: str) -> str:
    """Bring a key without its place to the one form under which names meet. Idempotent."""
    text, before = rest, ""
    while text != before:
        before = text
        for long, short in REDUCTIONS:
            text = text.replace(long, short)
        text = text.replace("()", "")
        if len(text) > 1 and text.startswith("委") and text not in CANONICAL:
            text = text[1:]  # 市委宣传部 → 宣传部
    return CANONICAL.get(text, text)


@dataclass(slots=True)
class _Directory:
    """The part of the directory that a paper of one region can mean: it, what is above, what is below."""

    day: date
    regions: dict[str, Region]
    home: str
    by_key: dict[str, list[Unit]] = field(default_factory=lambda: defaultdict(list))
    by_form: dict[tuple[str, str], list[Unit]] = field(default_factory=lambda: defaultdict(list))
    by_rest: dict[str, list[Unit]] = field(default_factory=lambda: defaultdict(list))
    nearness: _Nearness | None = None
    groups: dict[tuple[str, str], UnitGroup] = field(default_factory=dict)
    units: list[Unit] = field(default_factory=list)
    places: list[tuple[str, str]] = field(default_factory=list)

    @classmethod
    def load(cls, home: str, day: date) -> _Directory:
        found = cls(day=day, regions=_scope(home), home=home)
        found.places = _place_names(found.regions.values())
        found.units = list(Unit.objects.filter(region_id__in=found.regions).in_protocol_order())
        by_id = {unit.pk: unit for unit in found.units}
        names: dict[UUID, list[str]] = {unit.pk: [unit.name_key, unit.short_key] for unit in found.units}
        for unit_id, key in UnitAlias.objects.filter(unit__region_id__in=found.regions).values_list(
            "unit_id", "normalised"
        ):
            names[unit_id].append(key)
        for unit_id, keys in names.items():
            found._index(by_id[unit_id], [key for key in keys if key])
        groups = UnitGroup.objects.filter(region_id__in=found.regions).prefetch_related("members")
        found.groups = {(group.region_id, group.normalised): group for group in groups}
        return found

    def _index(self, unit: Unit, keys: Sequence[str]) -> None:
        for key in dict.fromkeys(keys):
            self.by_key[key].append(unit)
            place, rest = self._cut(key, unit.region_id)
            forms = {(place or unit.region_id, rest), (unit.region_id, rest), (unit.region_id, reduce(key))}
            for form in forms:
                if unit not in self.by_form[form]:
                    self.by_form[form].append(unit)
                if unit not in self.by_rest[form[1]]:
                    self.by_rest[form[1]].append(unit)

    def _cut(self, key: str, home: str) -> tuple[str | None, str]:
        """Cut a key into (region code or None, reduced rest)."""
        key = _YOUTH_LEAGUE.sub(r"\1团委", _strip_heads(key))
        for name, code in self.places:
            if name in key and (key.startswith(name) or len(name) > 2 or "银行" in key or "监管" in key):  # noqa: PLR2004
                rest = reduce(key.replace(name, "", 1))
                return code, self._court(rest, code)
        bare = key[1:] if key[:1] in PLACE_PREFIXES else key
        for word in GENERIC_PLACES:
            if bare.startswith(word) and len(bare) > len(word):
                called = self._region_called(word, home)
                rest = reduce(bare[len(word) :])
                return called, self._court(rest, called or home)
        return None, self._court(reduce(key), home)

    def _court(self, rest: str, code: str) -> str:
        """At a prefecture 法院 is the intermediate court, at a province the high court."""
        level = _COURT_LEVELS.get(rest.partition("(")[0])
        region = self.regions.get(code)
        if level and region and region.level == level:
            return "法院"
        return re.sub(r"^(法院|检察院)\(.*\)$", r"\1", rest)

    def _region_called(self, word: str, home: str) -> str | None:
        """The region itself or the nearest one above whose name ends with the place word."""
        step: str | None = home
        while step is not None and (region := self.regions.get(step)) is not None:
            if region.name.endswith(word):
                return step
            step = region.parent_id
        return None

    def resolve(self, asked: str, prefix: str) -> Resolution:
        key = name_key(asked)
        if not key:
            return Resolution(asked, "unknown")
        return (
            self._stored_group(asked, key)
            or self._by_key(asked, key)
            or self._derived_group(asked, key)
            or self._by_form(asked, key, prefix)
            or self._unknown(asked)
        )

    def _stored_group(self, asked: str, key: str) -> Resolution | None:
        group = self.groups.get((self.home, key))
        if group is None:
            return None
        members = sorted(group.members.all(), key=lambda unit: (unit.protocol_order, unit.code))
        return Resolution(asked, "group", group=group, members=tuple(members))

    def _by_key(self, asked: str, key: str) -> Resolution | None:
        found = self.by_key.get(key, [])
        here = [unit for unit in found if unit.region_id == self.home]
        return self._settle(asked, here or found, EXACT)

    def _by_form(self, asked: str, key: str, prefix: str) -> Resolution | None:
        place, rest = self._cut(key, self.home)
        bare_start = place is None and not key.startswith(GENERIC_PLACES)
        if bare_start:
            place = (self._region_called(prefix, self.home) if prefix else None) or self.home
            rest = self._court(rest, place)
        if place is not None:
            settled = self._settle(asked, self.by_form.get((place, rest), []), BY_RULE)
            if settled is not None:
                return settled
        # 市场监管局 begins like a place and is none.
        settled = self._settle(asked, self.by_form.get((self.home, reduce(key)), []), BY_RULE)
        if settled is not None:
            return settled
        forms = {rest, reduce(key)}
        elsewhere = [unit for form in sorted(forms) for unit in self.by_rest.get(form, [])]
        if not elsewhere:
            return None
        if place is None and key[:1] in "县区旗市":
            named = [unit for unit in elsewhere if self.regions[unit.region_id].name.endswith(key[:1])]
            elsewhere = named or elsewhere
        return self._offer(asked, elsewhere, ELSEWHERE)

    def _settle(self, asked: str, found: Sequence[Unit], reason: str | Promise) -> Resolution | None:
        valid = [unit for unit in found if unit.is_valid_on(self.day)]
        if len(valid) == 1:
            return Resolution(asked, "unit", unit=valid[0], reason=reason)
        if valid:
            return self._offer(asked, valid, SEVERAL)
        after = [unit.successor for unit in found if unit.successor is not None]
        return self._offer(asked, after, SUCCEEDED) if after else None

    def _offer(self, asked: str, units: Iterable[Unit], reason: str | Promise) -> Resolution:
        unique = {unit.pk: unit for unit in units if unit.is_valid_on(self.day)}
        candidates = tuple(Candidate(unit, reason) for unit in list(unique.values())[:_MOST_CANDIDATES])
        return Resolution(asked, "candidates" if candidates else "unknown", candidates=candidates)

    def _derived_group(self, asked: str, key: str) -> Resolution | None:
        reduced = key
        for long, short in REDUCTIONS:
            reduced = reduced.replace(long, short)
        if child := _CHILD_GROUP.match(reduced):
            return Resolution(asked, "group", members=self._members(child[1], with_home=False))
        if both := _BOTH_LEVELS.match(reduced):
            form = both[1].replace("机关", "院")
            return Resolution(asked, "group", members=self._members(form, with_home=True))
        if key.startswith(GROUP_BEGINS) or key.endswith(GROUP_ENDS):
            return Resolution(asked, "group")
        return None

    def _members(self, form: str, *, with_home: bool) -> tuple[Unit, ...]:
        codes = [code for code, region in self.regions.items() if region.parent_id == self.home]
        places = ([self.home] if with_home else []) + sorted(codes)
        found = [
            unit
            for code in places
            for unit in self.by_form.get((code, form), [])
            if unit.is_valid_on(self.day)
        ]
        own = [unit for unit in found if unit.region_id in places]
        return tuple({unit.pk: unit for unit in own}.values())

    def _unknown(self, asked: str) -> Resolution:
        if self.nearness is None:
            self.nearness = _Nearness(unit for unit in self.units if unit.is_valid_on(self.day))
        near = self.nearness.to(asked)[:3]
        likely = [Candidate(unit, NEAR) for likeness, unit in near if likeness >= _NEAR]
        return Resolution(asked, "candidates" if likely else "unknown", candidates=tuple(likely))


def _scope(home: str) -> dict[str, Region]:
    """The region, all above it, and all below it (the table is read once: a few thousand short rows)."""
    rows = {region.pk: region for region in Region.objects.all()}
    below: dict[str | None, list[str]] = defaultdict(list)
    for region in rows.values():
        below[region.parent_id].append(region.pk)
    found: dict[str, Region] = {}
    step: str | None = home
    while step is not None and step in rows and step not in found:
        found[step] = rows[step]
        step = rows[step].parent_id
    queue = list(below[home])
    while queue:
        code = queue.pop()
        if code not in found:
            found[code] = rows[code]
            queue.extend(below[code])
    return found


def _place_names(regions: Iterable[Region]) -> list[tuple[str, str]]:
    """Full names and stems (临江市, 临江) with codes, longest first; a stem of two regions is left out."""
    full = {name_key(region.name): region.pk for region in regions}
    stems: dict[str, list[str]] = defaultdict(list)
    for name, code in full.items():
        stem = _SUFFIX.sub("", name)
        if len(stem) > 1 and stem != name:
            stems[stem].append(code)
    single = {stem: codes[0] for stem, codes in stems.items() if len(codes) == 1 and stem not in full}
    return sorted((full | single).items(), key=lambda pair: (-len(pair[0]), pair[0]))


def _strip_heads(key: str) -> str:
    """Take off what stands before the place: 中共临江市委 → 临江市委."""
    for head in _HEADS:
        key = key.removeprefix(head)
    return key


def _pairs(text: str) -> set[str]:
    return {text[n : n + 2] for n in range(len(text) - 1)}


class _Nearness:
    """Names by their pairs of characters, so that a name is compared only with names it shares some with."""

    def __init__(self, units: Iterable[Unit]) -> None:
        self.rows: list[tuple[Unit, int]] = []
        self.having: dict[str, list[int]] = defaultdict(list)
        for unit in units:
            for key in filter(None, (unit.name_key, unit.short_key)):
                found = _pairs(key)
                for pair in found:
                    self.having[pair].append(len(self.rows))
                self.rows.append((unit, len(found)))

    def to(self, name: str) -> list[tuple[float, Unit]]:
        """Return (likeness, unit), best first; likeness is shared pairs over all pairs, 0–1."""
        wanted = _pairs(name_key(name))
        shared: Counter[int] = Counter()
        for pair in wanted:
            shared.update(self.having.get(pair, ()))
        best: dict[UUID, tuple[float, Unit]] = {}
        for row, count in shared.items():
            unit, size = self.rows[row]
            likeness = count / (len(wanted) + size - count)
            if unit.pk not in best or best[unit.pk][0] < likeness:
                best[unit.pk] = (likeness, unit)
        return nsmallest(
            _MOST_CANDIDATES, best.values(), key=lambda p: (-p[0], p[1].protocol_order, p[1].code)
        )
