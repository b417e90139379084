"""What the work comes to over the last year: answers of the sources, addresses, hand-overs, alerts.

Each line names what is counted, how many there were, for how many it was done, and the median of the hours
it took. The same lines stand on the page, in the file and in the API.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from statistics import median

from django.utils.translation import gettext as _

from fuyuantong.common.actors import Actor
from fuyuantong.enforcement import kinds, queries
from fuyuantong.enforcement.addresses import rates
from fuyuantong.enforcement.models import Alert, Call

PERIOD = timedelta(days=365)
_HOUR = 3600


@dataclass(frozen=True, slots=True)
class Line:
    """`whole` and `done` are counts; `hours` the median, `limit` the agreed one; none where there is none."""

    part: str
    name: str
    whole: int
    done: int
    hours: float | None = None
    limit: int | None = None

    @property
    def rate(self) -> float | None:
        """Per cent with one decimal."""
        return round(100 * self.done / self.whole, 1) if self.whole else None


def lines_of(viewer: Actor, now: datetime) -> list[Line]:
    """A court: everything; a source: how it answers itself."""
    since = now - PERIOD
    return [*_answers(viewer, since), *_addresses(viewer), *_searches(viewer, since), *_alerts(viewer, since)]


def _middle(spans: Iterable[timedelta]) -> float | None:
    hours = [span.total_seconds() / _HOUR for span in spans]
    return round(median(hours), 1) if hours else None


def _answers(viewer: Actor, since: datetime) -> list[Line]:
    found: list[Line] = []
    for source in queries.sources_of(viewer).order_by("at", "id"):
        calls = list(
            Call.objects.visible_to(viewer)
            .filter(source=source, at__gte=since)
            .values_list("state", "sent_at", "answered_at", "due_at")
        )
        answered = [(sent, at, due) for state, sent, at, due in calls if state in kinds.ANSWERED and at]
        name = f"{source.title}（{source.unit}）"
        hours = _middle(at - sent for sent, at, _due in answered if sent)
        found += [
            Line(_("已反馈"), name, len(calls), len(answered), hours, source.sla_hours),
            Line(_("按时反馈"), name, len(calls), sum(at <= due for _sent, at, due in answered)),
        ]
    return found


def _addresses(viewer: Actor) -> list[Line]:
    if viewer.unit_kind != "court":
        return []
    told = rates(viewer)
    return [
        Line(_("送达地址已登记"), _("在办案件的被执行人"), told["parties"], told["covered"]),
        Line(_("文书已送达"), _("已有结果的送达"), told["ended"], told["served"]),
    ]


def _searches(viewer: Actor, since: datetime) -> list[Line]:
    rows = list(queries.pursuits_of(viewer).filter(sent_at__gte=since))
    if not rows:
        return []
    steps: dict[tuple[str, str], list[float]] = {}
    for row in rows:
        for begin, end, hours in queries.hours_of(row):
            steps.setdefault((begin, end), []).extend([hours] if hours is not None else [])
    return [
        Line(
            _("查找移交已衔接"),
            f"{begin} → {end}",
            len(rows),
            len(hours),
            round(median(hours), 1) if hours else None,
        )
        for (begin, end), hours in steps.items()
    ]


def _alerts(viewer: Actor, since: datetime) -> list[Line]:
    rows: dict[str, list[Alert]] = {}
    for alert in Alert.objects.visible_to(viewer).filter(at__gte=since).order_by("rule"):
        rows.setdefault(alert.rule, []).append(alert)
    return [_handled(rule, found) for rule, found in rows.items()]


def _handled(rule: str, found: Sequence[Alert]) -> Line:
    """Decided, or closed by itself because the rule no longer held; how long that took."""
    done = [a for a in found if a.state not in kinds.OPEN_ALERTS]
    hours = _middle((a.decided_at or a.closed_at or a.at) - a.at for a in done)
    return Line(_("措施预警已处理"), kinds.rule_name(rule), len(found), len(done), hours)


HEADS: Sequence[str] = (
    "统计项目", "统计范围", "总数", "完成数", "完成率（%）", "用时中位数（小时）", "约定时限（小时）"
)  # fmt: skip
"""Headings of the file: documents are Chinese."""
