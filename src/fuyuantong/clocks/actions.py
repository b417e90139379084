"""Writes of the room: loading the delivered library, a year's notice entered by an office, a changed term."""

from __future__ import annotations

import hashlib
import json
from dataclasses import asdict, dataclass
from typing import Any

from django.db import connection
from django.utils.translation import gettext as _

from fuyuantong.audit.streams import day_stream
from fuyuantong.clocks import policy
from fuyuantong.clocks.calendar import SATURDAY, Decree
from fuyuantong.clocks.calendar_library import load_decrees
from fuyuantong.clocks.kinds import Origin
from fuyuantong.clocks.library import StatutoryTerm, library_terms
from fuyuantong.clocks.models import CalendarDay, CalendarYear, TermRow
from fuyuantong.clocks.recompute import CalendarDecreed, recompute_needed
from fuyuantong.clocks.terms import Term, parse_term
from fuyuantong.common.refusals import Conflict, FieldError, NotFound, Refusal
from fuyuantong.common.uow import Note, UnitOfWork

_CALENDAR_LOCK = 0x63616C  # "cal": two loaders at once would take the same version number
_CHANGEABLE = {
    "trigger_event", "actor", "action", "roll_last_day", "extension_approver", "excludes", "source_title",
    "source_no", "article", "valid_from", "valid_to", "severity", "checked", "note",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Loaded:
    """What loading did: rows written, rows already the same, rows kept because an office has set them."""

    written: int
    same: int
    kept: int


def load_calendar(uow: UnitOfWork) -> Loaded:
    """Bring the delivered yearly notices into the database; doing it again changes nothing.

    A year whose highest version an office has entered stays as it is.
    """
    policy.check(uow.actor, "library.load")
    _lock_calendar()
    latest = {row.year: row for row in CalendarYear.objects.in_force()}
    written = same = kept = 0
    for decree in load_decrees():
        row = latest.get(decree.year)
        if row is not None and row.digest == _digest(decree):
            same += 1
        elif row is not None and row.origin == Origin.LOCAL:
            kept += 1
        else:
            _store(uow, decree, Origin.LIBRARY, row.version + 1 if row else 1)
            written += 1
    return Loaded(written, same, kept)


def decree_year(uow: UnitOfWork, decree: Decree) -> CalendarYear:
    """Enter a year's notice, or a change of it, as an office; the same content again changes nothing.

    Raises E-RULE for a weekday among the working days, a day in both lists or outside the year.
    """
    policy.check(uow.actor, "calendar.change")
    _check(decree)
    _lock_calendar()
    row = CalendarYear.objects.filter(year=decree.year).order_by("-version").first()
    if row is not None and row.digest == _digest(decree):
        return row
    return _store(uow, decree, Origin.LOCAL, row.version + 1 if row else 1)


def load_terms(uow: UnitOfWork) -> Loaded:
    """Bring the delivered terms into the database; rows that an office has changed stay as they are."""
    policy.check(uow.actor, "library.load")
    rows = {row.code: row for row in TermRow.objects.select_for_update().order_by("code")}
    written = same = kept = 0
    for code, term in library_terms().items():
        values = _values(term)
        row = rows.get(code)
        if row is None:
            TermRow.objects.create(code=code, origin=Origin.LIBRARY, **values)
            written += 1
        elif row.origin == Origin.LOCAL:
            kept += 1
        elif all(getattr(row, name) == value for name, value in values.items()):
            same += 1
        else:
            TermRow.objects.filter(pk=code).update(**values, version=row.version + 1)
            written += 1
    if written:
        _note(uow, "term.loaded", {"written": written, "kept": kept})
    return Loaded(written, same, kept)


def change_term(
    uow: UnitOfWork,
    code: str,
    version: int,
    *,
    length: str | None = None,
    extension: str | None = None,
    **values: Any,
) -> TermRow:
    """Set a term for this installation. `length` and `extension` are terms (`60D`, `60 日`), "" for none.

    Raises E-TERM-*, E-VERSION (changed meanwhile), 404, E-FORBIDDEN.
    """
    policy.check(uow.actor, "term.change")
    row = TermRow.objects.select_for_update().filter(pk=code).first()
    if row is None:
        raise NotFound
    if row.version != version:
        raise Conflict("E-VERSION", _("这条期限刚被他人修改。"), hint=_("请刷新后再改。"))
    if wrong := values.keys() - _CHANGEABLE:
        raise Refusal("E-RULE", _("这些项不能修改：") + "、".join(sorted(wrong)))
    if length is not None:
        term: Term | None = parse_term(length) if length else None
        row.n, row.unit = (term.n, term.unit.value) if term else (None, "")
    if extension is not None:
        row.max_extension = parse_term(extension).code if extension else ""
    for name, value in values.items():
        setattr(row, name, value)
    row.origin = Origin.LOCAL
    row.version += 1
    row.save()
    _note(uow, "term.changed", {"code": code, "version": row.version})
    return row


def _lock_calendar() -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [_CALENDAR_LOCK])


def _check(decree: Decree) -> None:
    wrong = [
        *(f"{day} 不是周六或周日" for day in decree.work if day.weekday() < SATURDAY),
        *(f"{day} 同时列为放假和上班" for day in decree.work.keys() & decree.rest.keys()),
        *(
            f"{day} 不属于 {decree.year} 年度的安排"
            for day in (*decree.rest, *decree.work)
            if day.year != decree.year and (day.year, day.month) != (decree.year - 1, 12)
        ),
    ]
    if wrong:
        raise Refusal(
            "E-RULE",
            "；".join(sorted(wrong)[:5]) + "。",
            errors=[FieldError("E-RULE", text) for text in sorted(wrong)],
        )


def _digest(decree: Decree) -> str:
    content = asdict(decree)
    for part in ("rest", "work"):
        content[part] = sorted((day.isoformat(), name) for day, name in content[part].items())
    return hashlib.sha256(json.dumps(content, default=str, sort_keys=True).encode()).hexdigest()


def _store(uow: UnitOfWork, decree: Decree, origin: Origin, version: int) -> CalendarYear:
    row = CalendarYear.objects.create(
        year=decree.year,
        version=version,
        title=decree.title,
        number=decree.number,
        published_on=decree.published_on,
        change=decree.change,
        source=decree.source,
        origin=origin,
        digest=_digest(decree),
        stored_at=uow.now,
    )
    days = [(day, True, name) for day, name in decree.rest.items()]
    days += [(day, False, name) for day, name in decree.work.items()]
    CalendarDay.objects.bulk_create(
        CalendarDay(calendar_year=row, day=day, rests=rests, name=name) for day, rests, name in sorted(days)
    )
    _note(
        uow,
        "calendar.decreed",
        {"year": row.year, "version": version, "origin": str(origin), "digest": row.digest},
    )
    uow.publish(CalendarDecreed(row.year, version, recompute_needed(row.year)))
    return row


def _values(term: StatutoryTerm) -> dict[str, Any]:
    values = asdict(term)
    length = values.pop("term") and term.term
    values.pop("code")
    values.pop("check")
    return {
        **values,
        "n": length.n if length else None,
        "unit": length.unit.value if length else "",
        "direction": term.direction.value,
        "bound": term.bound.value,
        "severity": term.severity.value,
        "checked": term.check.value,
        "max_extension": term.max_extension.code if term.max_extension else "",
        "excludes": list(term.excludes),
    }


def _note(uow: UnitOfWork, kind: str, data: dict[str, Any]) -> None:
    uow.record(Note(day_stream(uow.today), kind, "clocks", None, data))
