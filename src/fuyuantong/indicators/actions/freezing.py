"""Freezing a period: the figures as they are, signed; a correction is a new revision with its reason."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence
from datetime import date

from django.db import connection
from django.utils.translation import gettext as _

from fuyuantong.common.refusals import Conflict, Refusal
from fuyuantong.common.uow import UnitOfWork
from fuyuantong.indicators import policy
from fuyuantong.indicators.compiling.lines import COLUMNS, Plan
from fuyuantong.indicators.compiling.reading_sql import lines_of
from fuyuantong.indicators.figures import as_json
from fuyuantong.indicators.kinds import SnapshotState
from fuyuantong.indicators.models import IndicatorVersion, Snapshot
from fuyuantong.indicators.periods import Span
from fuyuantong.indicators.planning import plan_of_version
from fuyuantong.indicators.queries.counting import rolled_up
from fuyuantong.indicators.queries.library import latest
from fuyuantong.indicators.queries.snapshots import latest_snapshot
from fuyuantong.indicators.queries.valuing import value
from fuyuantong.indicators.trail import note

REASON_MOST = 500
_SUMMED = ", ".join(f"sum({name})" for name in COLUMNS[3:])


def freeze(
    uow: UnitOfWork, span: Span, codes: Sequence[str], *, signed_by: str, signed_on: date | None = None
) -> list[Snapshot]:
    """Keep these indicators of an ended period as they are now; those signed before stay as they are.

    E-IND-OPEN while the period runs.
    """
    policy.check_freeze(uow.actor)
    if span.end > uow.today:
        raise Refusal(
            "E-IND-OPEN",
            _("%s还没有结束，不能签定。") % span.label,
            hint=_("请在期满后签定；需要提前用数的，导出现算的数并注明截止时刻。"),
        )
    made = []
    for code in dict.fromkeys(codes):
        row = latest(code)
        _lock(code, span)
        if latest_snapshot(code, span) is None:
            made.append(_keep(uow, row, span, 1, signed_by, signed_on or uow.today, ""))
    return made


def correct(
    uow: UnitOfWork, code: str, span: Span, *, reason: str, signed_by: str, signed_on: date | None = None
) -> Snapshot:
    """Sign the figure anew, with the reason; the former one stays beside it.

    By the version that was signed: another rule is another figure, not a correction. E-IND-UNSIGNED when
    there is nothing to correct, E-IND-SAME when nothing differs.
    """
    policy.check_freeze(uow.actor)
    if not reason.strip():
        raise Refusal("E-REQUIRED", _("请写明更正的理由。"))
    _lock(code, span)
    before = latest_snapshot(code, span)
    if before is None:
        raise Conflict("E-IND-UNSIGNED", _("这一期还没有签定。"), hint=_("请先签定。"))
    made = _keep(
        uow, before.version, span, before.revision + 1, signed_by, signed_on or uow.today, reason.strip()
    )
    if _said(made) == _said(before):
        raise Conflict("E-IND-SAME", _("现在的数与签定的相同，没有要更正的。"))
    Snapshot.objects.filter(pk=before.pk).update(state=SnapshotState.CORRECTED)
    return made


def _said(row: Snapshot) -> dict[str, object]:
    """The figure without the moment it was taken at, and its lines."""
    with connection.cursor() as cursor:
        names = ", ".join(COLUMNS)
        cursor.execute(
            f"SELECT md5(coalesce(string_agg(t::text, ';' ORDER BY t::text), '')) FROM"  # noqa: S608
            f" (SELECT track, {names} FROM indicators_kept WHERE snapshot_id = %s) t",
            [row.pk],
        )
        lines = cursor.fetchone()[0]
    return {**{key: part for key, part in row.figure.items() if key != "as_of"}, "lines": lines}


def _lock(code: str, span: Span) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtext(%s))", [f"snapshot:{code}:{span.text}"])


def _keep(
    uow: UnitOfWork,
    row: IndicatorVersion,
    span: Span,
    revision: int,
    signed_by: str,
    signed_on: date,
    reason: str,
) -> Snapshot:
    figure = as_json(value(uow.actor, row.code, span, version=row.version))
    text = json.dumps(figure, ensure_ascii=False, sort_keys=True)
    made = Snapshot.objects.create(
        version=row,
        code=row.code,
        span=span.text,
        revision=revision,
        figure=figure,
        digest=hashlib.sha256(text.encode()).hexdigest(),
        signed_by=signed_by.strip()[:60],
        signed_on=signed_on,
        reason=reason[:REASON_MOST],
        at=uow.now,
        by_person=uow.actor.person,
        by_name=uow.actor.name,
        by_unit_name=uow.actor.unit_name,
    )
    _keep_lines(made, row, plan_of_version(row), span)
    kind = "corrected" if revision > 1 else "signed"
    note(
        uow, kind, "snapshot", made.pk, code=row.code, version=row.version, span=span.text,
        revision=revision, digest=made.digest,
    )  # fmt: skip
    return made


def _keep_lines(made: Snapshot, row: IndicatorVersion, plan: Plan, span: Span) -> None:
    """Copy the lines of the period, the one before and the year before: every later question is theirs."""
    spans = [span, span.previous, span.year_ago]
    months = " OR ".join("(month >= %s AND month < %s)" for _one in spans)
    names = ", ".join(COLUMNS)
    with connection.cursor() as cursor:
        cursor.execute(
            f"INSERT INTO indicators_kept (snapshot_id, track, {names})"  # noqa: S608
            f" SELECT %s, track, month, keys, item, {_SUMMED}"
            f" FROM ({lines_of(plan, spans, rolled=rolled_up(row))}) l WHERE month IS NULL OR {months}"
            " GROUP BY track, month, keys, item",
            [made.pk, *(day for one in spans for day in (one.first, one.end))],
        )
