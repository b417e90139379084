"""From an indicator to SQL: lines of (month, keys, item, denominator, numerator, excluded).

A line is what some rows add to the figure. The same text runs over the rows themselves (a full recount), over
images of what changed (weight +1 new, -1 old), and its sums stand in the rollup. Reading adds lines up.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from fuyuantong.indicators.compiling.cells import MARK, OWNER, Kind, Source, dated, quoted
from fuyuantong.indicators.compiling.conditions import condition, within
from fuyuantong.indicators.kinds import Counting, Indicator, Leg, Part, Shape, Trait

MOST_EXCLUSIONS = 3
SEPARATOR = "\x1f"
"""Between the values of one key, and between the columns of one item."""
COLUMNS = ("month", "keys", "item", "d", "n", "x0", "x1", "x2")
Find = Callable[[str], Source]


@dataclass(frozen=True, slots=True)
class Amount:
    """How much a row adds: `sql` its number, `item` what is counted once (empty: nothing is)."""

    sql: str
    item: str = ""


@dataclass(frozen=True, slots=True)
class Track:
    """One reading of one source. `numerator` None: rows here are of the denominator's universe only."""

    source: Source
    day: str
    universe: str
    kept: str
    numerator: str | None
    excluded: tuple[str, ...]
    denominator: Amount | None
    above: Amount
    keys: tuple[str, ...]
    place: int


@dataclass(frozen=True, slots=True)
class Plan:
    """How one indicator is counted. `keys` are the columns by which lines are told apart."""

    indicator: Indicator
    tracks: tuple[Track, ...]
    keys: tuple[str, ...]
    many: tuple[bool, ...]
    ids: tuple[bool, ...]
    free: tuple[bool, ...]

    @property
    def different(self) -> bool:
        return any(
            track.above.item or (track.denominator and track.denominator.item) for track in self.tracks
        )

    @property
    def rolled(self) -> bool:
        """Whether a rollup is kept: every change of what is counted leaves an image, and where it matters
        on which day it is asked, the date that decides is that of the periods."""
        images = {track.source.images for track in self.tracks}
        settled = all(track.day == track.source.marked for track in self.tracks) or not self.dated
        return len(images) == 1 and "" not in images and settled

    @property
    def dated(self) -> bool:
        """Whether rows count otherwise once their day has come."""
        return any(
            MARK in sql
            for track in self.tracks
            for sql in (track.universe, track.kept, track.numerator or "", *track.excluded, *track.keys)
        )

    def place(self, group: str) -> int:
        """The place (from 0) of a breakdown's key."""
        found = self.indicator.grouping(group)
        return self.keys.index(found.column or OWNER) if found else -1

    def open_groups(self) -> tuple[str, ...]:
        """Breakdowns whose keys are units or words of closed lists: they tell nothing of single rows."""
        return tuple(one.key for one in self.indicator.groupings if not self.free[self.place(one.key)])

    def adds_up(self, groups: Sequence[str]) -> bool:
        """Whether the parts of this breakdown make the whole: not when one row may stand in several."""
        return not self.different and not any(self.many[self.place(group)] for group in groups)


def plan_of(indicator: Indicator, find: Find) -> Plan:
    """How it is counted; CannotCompile with a sentence when it cannot be."""
    keys = tuple(dict.fromkeys(one.column or OWNER for one in indicator.groupings))
    below, above = indicator.denominator, indicator.numerator
    main = below or above
    first = find(main.data or indicator.data)
    apart = below is not None and _apart(indicator, below, above)
    tracks = [_track(indicator, first, below, None if apart else above, keys, 0)]
    if apart:
        own = {one.column or OWNER: one.numerator or one.column or OWNER for one in indicator.groupings}
        other = find(above.data or indicator.data)
        tracks.append(_track(indicator, other, None, above, tuple(own[key] for key in keys), 1))
    cells = [first.cells[key] for key in keys]
    return Plan(
        indicator,
        tuple(tracks),
        keys,
        tuple(cell.kind is Kind.MANY for cell in cells),
        tuple(cell.key for cell in cells),
        tuple(cell.free for cell in cells),
    )


def _apart(indicator: Indicator, below: Leg, above: Leg) -> bool:
    """Whether the numerator is counted over other data than the denominator; over the same, its rows are
    among the denominator's (two dates over the same rows are refused)."""
    own = below.data or indicator.data
    return (above.data or own) != own


def _track(
    indicator: Indicator,
    source: Source,
    below: Leg | None,
    above: Leg | None,
    keys: tuple[str, ...],
    place: int,
) -> Track:
    main = below or above
    assert main is not None  # noqa: S101 - a plan has at least one side
    cells = source.cells
    universe = _of(main, source)
    shut = [condition(one.where, cells) for one in indicator.exclusions] if place == 0 else []
    kept = " AND ".join([universe, *(f"NOT {one}" for one in shut)])
    day_name = main.day or indicator.day if main.data in {"", indicator.data} else main.day
    day = _day(source, day_name or source.day)
    return Track(
        source=source,
        day=day,
        universe=universe,
        kept=kept,
        numerator=_of(above, source) if below and above else None if below else "TRUE",
        excluded=tuple(shut),
        denominator=_amount(indicator, below, source) if below else None,
        above=_amount(indicator, above or main, source),
        keys=tuple(_key(source, key) for key in keys),
        place=place,
    )


def _of(leg: Leg, source: Source) -> str:
    parts = [condition(leg.where, source.cells), *(within(rule, source.cells) for rule in leg.within)]
    return "(" + " AND ".join(parts) + ")"


def _day(source: Source, name: str) -> str:
    return source.own_days.get(name) or f"({source.cells[name].sql})::date"


def _key(source: Source, name: str) -> str:
    cell = source.cells[name]
    if cell.kind is Kind.MANY:
        one = f"SELECT string_agg(v, E'\\x1f' ORDER BY v) FROM jsonb_array_elements_text({cell.sql}) v"
        return f"coalesce(({one}), '')"
    return f"coalesce(({cell.sql})::text, '')"


def _amount(indicator: Indicator, leg: Leg, source: Source) -> Amount:
    counting = leg.counting or indicator.counting
    columns = leg.columns or indicator.columns
    if counting is Counting.SUM:
        return Amount(" + ".join(f"coalesce({source.cells[name].sql}, 0)" for name in columns))
    if counting is Counting.DIFFERENT:
        parts = ", ".join(f"coalesce(({source.cells[name].sql})::text, '')" for name in columns)
        return Amount("1", f"concat_ws(E'\\x1f', {parts})")
    return Amount("1")


def lines_sql(
    track: Track,
    relation: str = "",
    *,
    weighted: bool = False,
    where: str = "TRUE",
    on: str = "",
    daily: bool = False,
) -> str:
    """SELECT month, keys, item, d, n, x0, x1, x2: one line for each row that counts in this track.

    `weighted`: the relation is one of images. `on`: as of another day than today. `daily`: the day itself
    stands for the month.
    """
    weight, joins = ("r.weight", track.source.image_joins) if weighted else ("1", track.source.joins)
    month = track.day if daily else f"date_trunc('month', {track.day})::date"
    amount = track.denominator or track.above
    below = f"CASE WHEN {track.kept} THEN {weight} * ({amount.sql}) ELSE 0 END" if track.denominator else "0"
    wanted = f"{track.kept} AND {track.numerator}" if track.numerator is not None else "FALSE"
    above = f"CASE WHEN {wanted} THEN {weight} * ({track.above.sql}) ELSE 0 END"
    out = [
        f"CASE WHEN {track.universe} AND {track.excluded[place]} THEN {weight} ELSE 0 END"
        if place < len(track.excluded)
        else "0"
        for place in range(MOST_EXCLUSIONS)
    ]
    item = amount.item or track.above.item or "''"
    keys = f"ARRAY[{', '.join(track.keys)}]::text[]"
    return dated(
        f"SELECT {month} AS month, {keys} AS keys, {item} AS item,"
        f" ({below})::numeric AS d, ({above})::numeric AS n, ({out[0]})::numeric AS x0,"
        f" ({out[1]})::numeric AS x1, ({out[2]})::numeric AS x2"
        f" FROM {relation or track.source.table} r {joins}"
        f" WHERE {track.source.counted} AND {track.universe} AND {where}",
        on,
    )


def summed_sql(track: Track, relation: str, *, weighted: bool, on: str = "", daily: bool = False) -> str:
    """The lines of a relation added up: what the rollup keeps."""
    sums = ", ".join(f"sum({name}) AS {name}" for name in COLUMNS[3:])
    some = " OR ".join(f"sum({name}) <> 0" for name in COLUMNS[3:])
    lines = lines_sql(track, relation, weighted=weighted, on=on, daily=daily)
    return f"SELECT month, keys, item, {sums} FROM ({lines}) l GROUP BY month, keys, item HAVING {some}"


def ids_sql(
    plan: Plan, track: Track, part: Part, groups: Mapping[str, str], excluded: int | None = None
) -> str:
    """SELECT the ids of exactly the rows behind a part of a figure; two parameters: first day, day after."""
    wanted = track.kept
    if part is Part.NUMERATOR:
        wanted = f"{track.kept} AND {track.numerator}"
    elif part is Part.EXCLUDED:
        chosen = track.excluded if excluded is None else track.excluded[excluded : excluded + 1]
        wanted = f"{track.universe} AND ({' OR '.join(chosen) or 'FALSE'})"
    narrowed = [_in_group(plan, track, key, value) for key, value in groups.items()]
    return dated(
        f"SELECT r.id FROM {track.source.table} r {track.source.joins}"
        f" WHERE {track.source.counted} AND {wanted} AND {track.day} >= %s AND {track.day} < %s"
        f" {''.join(' AND ' + one for one in narrowed)}"
    )


def barred_sql(track: Track) -> str:
    """SELECT the ids of rows that would count if no rule kept them out; two parameters as of `ids_sql`."""
    return (
        f"SELECT r.id FROM {track.source.table} r {track.source.joins}"
        f" WHERE {track.source.base} AND r.barred"
        f" AND {track.universe} AND ({track.day} >= %s AND {track.day} < %s OR {track.day} IS NULL)"
    )


def _in_group(plan: Plan, track: Track, group: str, value: str) -> str:
    grouping = plan.indicator.grouping(group)
    place = plan.place(group)
    key = track.keys[place]
    trait = grouping.trait if grouping else Trait.ITSELF
    if trait is not Trait.ITSELF:
        column = TRAIT_COLUMNS[trait]
        name = "id::text" if plan.ids[place] else "name"
        units = f"SELECT {name} FROM organs_unit WHERE {column} = {quoted(value)}"
        return f"{key} IN ({units})"
    if plan.many[place]:
        return f"{quoted(value)} = ANY(string_to_array({key}, E'\\x1f'))"
    return f"{key} = {quoted(value)}"


TRAIT_COLUMNS: Mapping[Trait, str] = {Trait.REGION: "region_id", Trait.LEVEL: "level", Trait.KIND: "kind"}


def divides(indicator: Indicator) -> bool:
    return indicator.shape in {Shape.RATE, Shape.MEAN}
