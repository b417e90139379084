"""Adding lines up: by period and breakdown, from the rollup and fresh images, or from the rows themselves."""

from __future__ import annotations

from collections.abc import Sequence
from uuid import UUID

from fuyuantong.common.now import today
from fuyuantong.indicators.compiling.cells import quoted
from fuyuantong.indicators.compiling.lines import COLUMNS, TRAIT_COLUMNS, Plan, Track, lines_sql
from fuyuantong.indicators.kinds import Trait
from fuyuantong.indicators.periods import Span

_NUMBERS = COLUMNS[3:]


def figure_sql(
    plan: Plan,
    spans: Sequence[Span],
    groups: Sequence[str] = (),
    *,
    rolled: UUID | None = None,
    frozen: UUID | None = None,
) -> str:
    """SELECT span, [groups…], d, n, x0, x1, x2. `rolled`: the version whose rollup is read; `frozen`: the
    snapshot whose lines are.

    The span -1 holds rows without a date. One statement, so one snapshot: rollup and images always agree.
    """
    lines = lines_of(plan, spans, rolled=rolled, frozen=frozen, keyed=bool(groups))
    joins, names = _groups(plan, groups)
    keys = ["span", *(f"g{n}" for n in range(len(groups)))]
    picked = ", ".join(
        [
            "CASE WHEN l.month IS NULL THEN -1 ELSE s.no END AS span",
            *(f"{sql} AS g{n}" for n, sql in enumerate(names)),
        ]
    )
    sums = ", ".join(f"sum({name}) AS {name}" for name in _NUMBERS)
    body = f"SELECT {picked}, track, item, {', '.join(_NUMBERS)} FROM ({lines}) l {_spans(spans)} {joins}"
    by = ", ".join(keys)
    if not plan.different:
        return f"SELECT {by}, {sums} FROM ({body}) b GROUP BY {by} ORDER BY {by}"
    inner = f"SELECT {by}, track, item, {sums} FROM ({body}) b GROUP BY {by}, track, item"
    outer = ", ".join(_once(plan, name) for name in _NUMBERS)
    return f"SELECT {by}, {outer} FROM ({inner}) i GROUP BY {by} ORDER BY {by}"


def lines_of(
    plan: Plan,
    spans: Sequence[Span],
    *,
    rolled: UUID | None = None,
    frozen: UUID | None = None,
    keyed: bool = True,
) -> str:
    """SELECT track, month, keys, item, d, n, x0, x1, x2 of these periods, from where they stand."""
    if frozen:
        names = ", ".join(COLUMNS)
        return f"SELECT track, {names} FROM indicators_kept WHERE snapshot_id = {quoted(str(frozen))}"
    return _rolled(plan, spans, rolled, keyed=keyed) if rolled else _counted(plan, spans)


def _once(plan: Plan, name: str) -> str:
    """Items once, other amounts summed; each track by its own way of counting."""
    parts = []
    for track in plan.tracks:
        amount = track.above if name == "n" else track.denominator or track.above
        counted = f"count(*) FILTER (WHERE track = {track.place} AND {name} > 0)"
        summed = f"coalesce(sum({name}) FILTER (WHERE track = {track.place}), 0)"
        parts.append(counted if amount.item else summed)
    return f"({' + '.join(parts)})::numeric AS {name}"


def _bounds(spans: Sequence[Span]) -> tuple[str, str]:
    return quoted(min(span.first for span in spans).isoformat()), quoted(
        max(span.end for span in spans).isoformat()
    )


def _inside(track: Track, span: Span) -> str:
    first, end = _bounds([span])
    return f"({track.day} >= {first} AND {track.day} < {end})"


def _counted(plan: Plan, spans: Sequence[Span]) -> str:
    """The rows themselves, of the periods asked for and without a date."""
    found = []
    for track in plan.tracks:
        times = " OR ".join(_inside(track, span) for span in spans)
        where = f"({times} OR {track.day} IS NULL)"
        found.append(f"SELECT {track.place} AS track, c.* FROM ({lines_sql(track, where=where)}) c")
    return " UNION ALL ".join(found)


def _rolled(plan: Plan, spans: Sequence[Span], version: UUID, *, keyed: bool) -> str:
    """The rollup and the images that are not in it yet.

    What depends on the day on which it is asked stands in the rollup twice, as if its day had come and as if
    not: without keys by day, with keys by month, so that of the present month the rows are counted.
    """
    day, (first, end) = today(), _bounds(spans)
    names = ", ".join(COLUMNS)
    near = f"(month IS NULL OR (month >= {first} AND month < {end}))"
    state, rest = "", []
    if plan.dated:
        now = Span(day.replace(day=1), 1)
        state = f" AND lapsed = coalesce(month < {quoted(day.isoformat())}, FALSE)"
        if keyed:
            near += f" AND month IS DISTINCT FROM {quoted(now.first.isoformat())}"
            rest = [now] if any(span.first < now.end and now.first < span.end for span in spans) else []
    kept = (
        f"SELECT track, {names} FROM indicators_tally WHERE version_id = {quoted(str(version))}"
        f" AND grain = {int(keyed)} AND {near}{state}"
    )
    found = [kept]
    for track in plan.tracks:
        fresh = lines_sql(
            track, track.source.images, weighted=True, on=day.isoformat(), daily=plan.dated and not keyed
        )
        found.append(f"SELECT {track.place} AS track, c.* FROM ({fresh}) c WHERE {near}")
        for span in rest:
            live = lines_sql(track, where=_inside(track, span), on=day.isoformat())
            found.append(f"SELECT {track.place} AS track, c.* FROM ({live}) c")
    return " UNION ALL ".join(found)


def _spans(spans: Sequence[Span]) -> str:
    """Lines without a date are told once, beside the first period."""
    values = ", ".join(
        f"({n}, {quoted(s.first.isoformat())}::date, {quoted(s.end.isoformat())}::date)"
        for n, s in enumerate(spans)
    )
    inside = "(l.month >= s.a AND l.month < s.b) OR (l.month IS NULL AND s.no = 0)"
    return f"JOIN (VALUES {values}) s(no, a, b) ON {inside}"


def _groups(plan: Plan, groups: Sequence[str]) -> tuple[str, list[str]]:
    joins, names = [], []
    for n, group in enumerate(groups):
        grouping, place = plan.indicator.grouping(group), plan.place(group)
        key = f"l.keys[{place + 1}]"
        if plan.many[place]:
            joins.append(f"LEFT JOIN LATERAL unnest(string_to_array({key}, E'\\x1f')) k{n}(v) ON TRUE")
            key = f"k{n}.v"
        trait = grouping.trait if grouping else Trait.ITSELF
        if trait is Trait.ITSELF:
            names.append(f"coalesce({key}, '')")
            continue
        column = TRAIT_COLUMNS[trait]
        if plan.ids[place]:
            units = f"SELECT id::text AS k, {column} AS v FROM organs_unit"
        else:
            units = (
                f"SELECT DISTINCT ON (name) name AS k, {column} AS v FROM organs_unit"
                " ORDER BY name, valid_until DESC NULLS FIRST, code"
            )
        joins.append(f"LEFT JOIN ({units}) u{n} ON u{n}.k = {key}")
        names.append(f"coalesce(u{n}.v, '')")
    return " ".join(joins), names
