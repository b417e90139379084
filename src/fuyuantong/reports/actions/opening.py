"""Opening an issue: by hand for a period that has ended, or by the schedule; its cut and its first draft."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from uuid import UUID

from django.urls import reverse
from django.utils.translation import gettext as _

from fuyuantong.clocks.due import compute_due
from fuyuantong.clocks.queries import current_calendar
from fuyuantong.common.actors import SYSTEM
from fuyuantong.common.refusals import Conflict, NotFound
from fuyuantong.common.uow import UnitOfWork
from fuyuantong.indicators.periods import Span, read_span, span_of
from fuyuantong.notices.actions import tell
from fuyuantong.notices.kinds import Subject
from fuyuantong.organs.models import Linkage, Unit
from fuyuantong.reports import policy
from fuyuantong.reports.cutting import cut, digest_of
from fuyuantong.reports.doors import take_issue, wrong
from fuyuantong.reports.drafting import drafted
from fuyuantong.reports.kinds import Owner, Product, State
from fuyuantong.reports.models import Cut, Issue, Passage, ProductVersion, Schedule
from fuyuantong.reports.protecting import shown
from fuyuantong.reports.queries.library import latest, told
from fuyuantong.reports.trail import note

OWNER_KINDS = {Owner.COURT: "court", Owner.PROCURATORATE: "procuratorate"}


def open_issue(uow: UnitOfWork, *, code: str, linkage: str, period: str) -> Issue:
    """Open the issue of an ended period: its figures are cut and its text is drafted.

    Errors: E-RULE (a period that is not the product's, or that runs still; a linkage that it is not for),
    E-RPT-TWICE (opened already), E-RPT-OWNER (the linkage has no organ that makes it).
    """
    place = _linkage(linkage)
    policy.check_open(uow.actor, linkage)
    row = latest(code)
    product = told(row)
    _suits(product, place)
    span = read_span(period)
    if span != span_of(product.every, span.first):
        raise wrong(
            "period",
            _("“%s”不是这个产品的一期。") % period,
            hint=_("季度写作 2026Q3，半年写作 2026H1，年度写作 2026。"),
        )
    if span.end > uow.today:
        raise wrong("period", _("%s还没有结束，不能取数。") % span.label)
    standing = Issue.objects.filter(code=code, linkage=linkage, span=span.text, corrects=None)
    if standing.exclude(state=State.CANCELLED).exists():
        raise Conflict("E-RPT-TWICE", _("%s的这份材料已经开出。") % span.label)
    return _opened(uow, row, place, span)


def _linkage(code: str) -> Linkage:
    place = (
        Linkage.objects.select_related("office_unit", "region").filter(code=code, valid_until=None).first()
    )
    if place is None:
        raise NotFound
    return place


def _suits(product: Product, place: Linkage) -> None:
    if place.kind not in product.linkages:
        raise wrong(
            "linkage", _("“%(name)s”不适用于%(linkage)s。") % {"name": product.name, "linkage": place.name}
        )


def _owner(product: Product, place: Linkage) -> Unit:
    if product.owner is Owner.OFFICE:
        return place.office_unit
    units = place.members.filter(kind=OWNER_KINDS[product.owner]).order_by("protocol_order", "code")
    found = units.filter(region=place.region).first() or units.first()
    if found is None:
        raise Conflict("E-RPT-OWNER", _("这个联动机制没有可以起草“%s”的成员单位。") % product.name)
    return found


def _opened(
    uow: UnitOfWork,
    row: ProductVersion,
    place: Linkage,
    span: Span,
    *,
    corrects: Issue | None = None,
    reason: str = "",
) -> Issue:
    product = told(row)
    owner = corrects.owner if corrects else _owner(product, place)
    title = shown(product.title, {"期": span.label, "地区": place.region.name})
    made = Issue.objects.create(
        product=row, code=row.code, linkage=place.code, region=place.region_id, owner=owner,
        by_office=product.owner is Owner.OFFICE, title=f"{title}（更正）" if corrects else title,
        span=span.text,
        due_on=_due(product, span.last if corrects is None else uow.today), corrects=corrects, reason=reason,
        opened_by_name=uow.actor.name, opened_at=uow.now,
    )  # fmt: skip
    _cut(uow, made, 1)
    before = list(corrects.passages.values_list("part", "text", "drafted")) if corrects else []
    texts = before or [(part, text, text) for part, text in drafted(product)]
    Passage.objects.bulk_create(
        Passage(issue=made, part=part, place=n, text=text, drafted=first)
        for n, (part, text, first) in enumerate(texts, 1)
    )
    note(
        uow, "opened", "report", made.pk, region=made.region, code=row.code, version=row.version,
        span=span.text, linkage=place.code, corrects=str(corrects.pk) if corrects else "",
    )  # fmt: skip
    _tell_makers(uow, made)
    return made


def _due(product: Product, since: date) -> date | None:
    if product.within is None:
        return None
    due = compute_due(since, product.within, current_calendar()).due
    return due.date() if isinstance(due, datetime) else due


def _tell_makers(uow: UnitOfWork, made: Issue) -> None:
    to = {"to_offices": [made.linkage]} if made.by_office else {"to_units": [made.owner_id]}
    tell(
        uow,
        kind="report.opened",
        title=_("请起草：%(title)s，发布期限 %(due)s") % {"title": made.title, "due": made.due_on or "—"},
        url=reverse("reports:issue", args=[made.pk]),
        subject=Subject("report", made.pk, made.linkage),
        **to,
    )


def _cut(uow: UnitOfWork, issue: Issue, revision: int) -> Cut:
    body = cut(
        told(issue.product), read_span(issue.span), region=issue.region, owner=issue.owner.name, now=uow.now
    )
    return Cut.objects.create(
        issue=issue, revision=revision, body=body, digest=digest_of(body), at=uow.now, by_name=uow.actor.name
    )


def recut(uow: UnitOfWork, key: UUID, *, expected: int | None = None) -> Cut:
    """Take the figures anew; the text keeps its words and shows the new ones. E-RPT-SAME: none differs."""
    row = take_issue(uow, key, {State.DRAFT}, expected=expected)
    before = row.cut
    made = _cut(uow, row, before.revision + 1)
    if {**made.body["words"], "截至": ""} == {**before.body["words"], "截至": ""} and all(
        made.body[name] == before.body[name] for name in ("tables", "charts", "lags")
    ):
        raise Conflict("E-RPT-SAME", _("现在的数与上次取的相同。"))
    row.save(update_fields=["version"])
    note(uow, "cut", "report", row.pk, region=row.region, revision=made.revision, digest=made.digest)
    return made


def correct(uow: UnitOfWork, key: UUID, *, reason: str, expected: int | None = None) -> Issue:
    """更正: the issued paper stays as it is; a new issue of the same period refers to it, with the reason."""
    row = take_issue(uow, key, {State.ISSUED}, expected=expected)
    if not reason.strip():
        raise wrong("reason", _("请写明更正的理由。"), "E-REQUIRED")
    if row.corrections.exclude(state=State.CANCELLED).exists():
        raise Conflict("E-RPT-TWICE", _("这份材料已经有一份更正。"), hint=_("请在那份更正上办理。"))
    place = _linkage(row.linkage)
    made = _opened(uow, row.product, place, read_span(row.span), corrects=row, reason=reason.strip()[:500])
    row.save(update_fields=["version"])
    return made


def start_schedule(uow: UnitOfWork, *, code: str, linkage: str) -> Schedule:
    """Take a product up: from the period that ended last on, issues open by themselves. Again changes
    nothing."""
    place = _linkage(linkage)
    policy.check_open(uow.actor, linkage)
    product = told(latest(code))
    _suits(product, place)
    _owner(product, place)
    last = span_of(product.every, uow.today).previous
    row, _new = Schedule.objects.select_for_update().get_or_create(
        linkage=linkage, code=code,
        defaults={"opened_until": last.first - timedelta(days=1), "by_name": uow.actor.name, "version": 0},
    )  # fmt: skip
    if not row.active:
        row.opened_until = max(row.opened_until, last.last)
    row.active, row.version = True, row.version + 1
    row.save()
    note(uow, "scheduled", "report_schedule", row.pk, region=place.region_id, code=code, linkage=linkage)
    return row


def stop_schedule(uow: UnitOfWork, key: UUID) -> Schedule:
    row = Schedule.objects.select_for_update().filter(pk=key, linkage__in=uow.actor.offices).first()
    if row is None:
        raise NotFound
    policy.check_open(uow.actor, row.linkage)
    row.active, row.version = False, row.version + 1
    row.save(update_fields=["active", "version"])
    note(uow, "unscheduled", "report_schedule", row.pk, code=row.code, linkage=row.linkage)
    return row


def open_due(uow: UnitOfWork, key: UUID) -> list[Issue]:
    """Open every issue of a schedule whose period has ended since, oldest first, each once (the tick)."""
    if uow.actor is not SYSTEM:
        raise NotFound
    row = Schedule.objects.select_for_update().filter(pk=key, active=True).first()
    if row is None:
        return []
    version = latest(row.code)
    every = told(version).every
    place = (
        Linkage.objects.select_related("office_unit", "region")
        .filter(code=row.linkage, valid_until=None)
        .first()
    )
    made: list[Issue] = []
    span = span_of(every, row.opened_until + timedelta(days=1))
    while place is not None and span.end <= uow.today:
        standing = Issue.objects.filter(code=row.code, linkage=row.linkage, span=span.text, corrects=None)
        if not standing.exists():
            made.append(_opened(uow, version, place, span))
        row.opened_until = span.last
        span = span.following
    row.save(update_fields=["opened_until"])
    return made
