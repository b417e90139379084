"""From a figure to exactly its rows, and the viewer's right to them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.db import connection
from django.db.models import Exists, OuterRef, QuerySet
from django.db.models.expressions import RawSQL
from django.utils.translation import gettext as _

from fuyuantong.common.actors import Actor
from fuyuantong.common.refusals import BadInput, Forbidden, NotFound
from fuyuantong.indicators import policy
from fuyuantong.indicators.compiling.cells import Source
from fuyuantong.indicators.compiling.lines import Plan, Track, ids_sql
from fuyuantong.indicators.kinds import LETTERS, MEETINGS, Blind, Part
from fuyuantong.indicators.memo import recall
from fuyuantong.indicators.periods import Span
from fuyuantong.indicators.planning import plan_of_version
from fuyuantong.indicators.queries.library import told, version_in, version_of
from fuyuantong.matters.models import Draft, Obligation
from fuyuantong.meetings.models import Meeting
from fuyuantong.registers.kinds import Register, Sight
from fuyuantong.registers.models import Row
from fuyuantong.registers.queries import kind_of, register_of

Rows = QuerySet[Any]


_EVERYTHING: Mapping[str, type[Any]] = {
    "registers_row": Row,
    "matters_obligation": Obligation,
    "matters_draft": Draft,
    "meetings_meeting": Meeting,
}


_LINKAGES = """
WITH RECURSIVE step AS (
  (SELECT linkage FROM registers_row WHERE book_id = %s ORDER BY linkage LIMIT 1)
  UNION ALL
  SELECT (SELECT r.linkage FROM registers_row r WHERE r.book_id = %s AND r.linkage > step.linkage
    ORDER BY r.linkage LIMIT 1) FROM step WHERE step.linkage IS NOT NULL)
SELECT linkage FROM step WHERE linkage IS NOT NULL
"""


@dataclass(frozen=True, slots=True)
class RowSet:
    """The rows behind a part of a figure, all of which the viewer may see. `register` None: other things."""

    data: str
    register: Register | None
    queryset: Rows
    count: int


def rows(
    viewer: Actor,
    code: str,
    span: Span,
    *,
    part: Part = Part.DENOMINATOR,
    groups: Mapping[str, str] | None = None,
    excluded: str = "",
    version: int | None = None,
) -> RowSet:
    """Exactly the rows of a figure, or of the part of it that `groups` names.

    NotFound when the definition shows this viewer nothing; Forbidden with a sentence when the viewer may not
    see every one of these rows: a part of them would be another figure.
    """
    policy.check_look(viewer)
    row = version_in(code, span) if version is None else version_of(code, version)
    indicator, plan = told(row), plan_of_version(row)
    wrong = [name for name in groups or {} if indicator.grouping(name) is None]
    place = next((n for n, one in enumerate(indicator.exclusions) if one.key == excluded), None)
    if wrong or (excluded and place is None):
        raise BadInput("E-PARAM-GROUP", _("这个指标没有“%s”。") % (wrong[0] if wrong else excluded)[:40])
    part = Part.EXCLUDED if excluded else part
    if part is Part.DENOMINATOR and indicator.denominator is None:
        part = Part.NUMERATOR
    track = plan.tracks[-1 if part is Part.NUMERATOR else 0]
    sql = _ids(plan, track, part, groups or {}, place)
    times = [span.first, span.end]
    counted = _count(sql, times)
    found = _visible(viewer, track.source).filter(pk__in=RawSQL(sql, times))
    if found.count() != counted:
        if indicator.blind is Blind.NOTHING:
            raise NotFound
        raise Forbidden(
            _("这个数由 %d 行得出，其中有您看不到的行，您看到的是官方数。") % counted,
            hint=_("可以按分组查看本单位的部分。"),
        )
    register = register_of(track.source.code) if track.source.is_register else None
    return RowSet(track.source.code, register, found, counted)


def _ids(plan: Plan, track: Track, part: Part, groups: Mapping[str, str], place: int | None) -> str:
    """The numerator of a track of its own is that track's whole."""
    whole = part is Part.NUMERATOR and track.numerator is None
    return ids_sql(plan, track, Part.DENOMINATOR if whole else part, groups, place)


def _count(sql: str, times: list[Any]) -> int:
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT count(*) FROM ({sql}) i", times)
        return int(cursor.fetchone()[0])


def _visible(viewer: Actor, source: Source) -> Rows:
    """The one rule of each kind of thing; the system itself sees all."""
    if policy.is_system(viewer):
        found: Rows = _EVERYTHING[source.table].objects.all()
        return found
    if source.is_register:
        return Row.objects.visible_to(viewer, kind_of(viewer))
    if source.code == LETTERS:
        return Draft.objects.visible_to(viewer)
    if source.code == MEETINGS:
        return Meeting.objects.visible_to(viewer)
    return Obligation.objects.visible_to(viewer)


def sees_all(viewer: Actor, plan: Plan, span: Span) -> bool:
    """Whether the viewer may see every row behind the figure of this period (both sides of it)."""
    if policy.is_system(viewer):
        return True
    return all(_sees_all_of(viewer, plan, track, span) for track in plan.tracks)


def linkages_of(book: str) -> frozenset[str]:
    """Whose offices know of rows of a register: read by stepping through the index, not the rows."""
    with connection.cursor() as cursor:
        cursor.execute(_LINKAGES, [book, book])
        return frozenset(row[0] for row in cursor.fetchall())


def _sees_all_of(viewer: Actor, plan: Plan, track: Track, span: Span) -> bool:
    if track.source.is_register:
        book = track.source.code
        register = recall(("register", book), lambda: register_of(book))
        kind = recall(("kind", viewer.unit), lambda: kind_of(viewer))
        if register.sight is Sight.EVERYBODY or kind in {str(one) for one in register.also}:
            return True
        known = register.sight is Sight.OFFICE and viewer.offices
        if known and recall(("linkages", book), lambda: linkages_of(book)) <= set(viewer.offices):
            return True
    sql, times = ids_sql(plan, track, Part.DENOMINATOR, {}), [span.first, span.end]
    if track.source.is_register:  # the first row that is hidden answers
        hidden = Row.objects.hidden_from(viewer, kind_of(viewer))
        return not hidden.filter(pk__in=RawSQL(sql, times)).exists()
    seen = _visible(viewer, track.source).filter(pk=OuterRef("pk"))
    everything = _EVERYTHING[track.source.table].objects.filter(pk__in=RawSQL(sql, times))
    return not everything.filter(~Exists(seen)).exists()
