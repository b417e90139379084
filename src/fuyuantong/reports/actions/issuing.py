"""发布: the number, the recipients, the printed files; 签阅; and what is asked of units becomes matters."""

from __future__ import annotations

from datetime import date, datetime
from uuid import UUID

from django.urls import reverse
from django.utils.translation import gettext as _

from fuyuantong.clocks.due import compute_due
from fuyuantong.clocks.queries import current_calendar
from fuyuantong.clocks.terms import Term
from fuyuantong.common.jobs import defer_once
from fuyuantong.common.refusals import Conflict, NotFound
from fuyuantong.common.uow import UnitOfWork
from fuyuantong.documents.actions import keep_made
from fuyuantong.documents.actions.numbers import register_external, take_number
from fuyuantong.documents.official import print_docx, print_pdf
from fuyuantong.matters.actions.opening import Opening, open_matter
from fuyuantong.matters.models import Matter
from fuyuantong.matters.policy import handles
from fuyuantong.notices.actions import tell
from fuyuantong.notices.kinds import Subject
from fuyuantong.organs.models import Linkage, Unit
from fuyuantong.reports.composing import compose
from fuyuantong.reports.doors import take_finding, take_issue, wrong
from fuyuantong.reports.kinds import FindingState, Product, Reach, State
from fuyuantong.reports.models import Delivery, Finding, Issue
from fuyuantong.reports.protecting import shown
from fuyuantong.reports.queries.library import told
from fuyuantong.reports.trail import note

PRINT_JOB = "reports.print"
MECHANISM, PARTY = "assigned-item", "承办单位"


def issue(uow: UnitOfWork, key: UUID, *, number: str = "", expected: int | None = None) -> Issue:
    """发布: from now on it is never changed. The number is the unit's next one, the one given, or 第n期.

    Every unit of the distribution is told; what the rules ask of units is listed as findings.
    """
    row = take_issue(uow, key, {State.SIGNED}, expected=expected)
    product = told(row.product)
    row.state, row.issued_on = State.ISSUED, uow.today
    row.number = _number(uow, row, product, number.strip())
    row.save()
    units = _recipients(row, product)
    Delivery.objects.bulk_create(Delivery(issue=row, unit=unit, sent_at=uow.now) for unit in units)
    found = _list_findings(uow, row, product)
    note(
        uow, "issued", "report", row.pk, region=row.region, number=row.number, digest=row.cut.digest,
        units=len(units), findings=found,
    )  # fmt: skip
    tell(
        uow,
        to_units=[unit.pk for unit in units],
        kind="report.issued",
        title=_("请签阅：%s") % row.title,
        url=reverse("reports:issue", args=[row.pk]),
        subject=Subject("report", row.pk, row.linkage),
    )
    defer_once(uow, PRINT_JOB, str(row.pk), issue=str(row.pk))
    return row


def _number(uow: UnitOfWork, row: Issue, product: Product, given: str) -> str:
    genre = str(product.form.label)
    about = {
        "unit": row.owner_id, "genre": genre, "year": uow.today.year, "subject_type": "report",
        "subject_id": row.pk, "title": row.title,
    }  # fmt: skip
    if given:
        return register_external(uow, text=given[:80], **about).text  # type: ignore[arg-type]
    taken = take_number(uow, **about)  # type: ignore[arg-type]
    if taken is not None:
        return taken.text
    year = Issue.objects.filter(
        code=row.code, linkage=row.linkage, issued_on__year=uow.today.year, state=State.ISSUED
    ).exclude(pk=row.pk)
    return f"{uow.today.year}年第{year.count() + 1}期"


def _recipients(row: Issue, product: Product) -> list[Unit]:
    """The members it is meant for, without its maker; a correction also reaches all who got the first."""
    place = Linkage.objects.get(code=row.linkage)
    units = place.members.all()
    if Reach.MEMBERS not in product.to:
        named = {str(reach) for reach in product.to}
        units = units.filter(kind__in=named | ({"central"} if "government" in named else set()))
    found = {unit.pk: unit for unit in units}
    if row.corrects_id:
        found |= {one.unit_id: one.unit for one in row.corrects.deliveries.select_related("unit")}  # type: ignore[union-attr]
    found.pop(row.owner_id, None)
    return sorted(found.values(), key=lambda unit: (unit.protocol_order, unit.code))


def _list_findings(uow: UnitOfWork, row: Issue, product: Product) -> int:
    """One finding for each unit that a rule named in the cut; they get the paper, too."""
    cut, made = row.cut.body, []
    units = {str(unit.pk): unit for unit in Unit.objects.filter(pk__in=_named(cut))}
    for part in product.parts:
        for lag in part.lags:
            for one in cut["lags"][f"{part.key}/{lag.key}"]["units"]:
                words = {"单位": one["name"], "数": one["figure"], "期": cut["words"]["期"]}
                made.append(
                    Finding(
                        issue=row, lag=lag.key, unit=units[one["unit"]], figure=one["figure"],
                        demand=shown(lag.demand, words), letter=shown(lag.letter, words),
                        due_on=_due(lag.within, uow.today),
                    )
                )  # fmt: skip
    Finding.objects.bulk_create(made)
    known = set(row.deliveries.values_list("unit_id", flat=True))
    extra = {one.unit_id for one in made} - known - {row.owner_id}
    Delivery.objects.bulk_create(Delivery(issue=row, unit_id=pk, sent_at=uow.now) for pk in sorted(extra))
    return len(made)


def _named(cut: dict[str, dict[str, dict[str, list[dict[str, str]]]]]) -> set[str]:
    return {one["unit"] for lag in cut["lags"].values() for one in lag["units"]}


def _due(within: Term | None, since: date) -> date | None:
    if within is None:
        return None
    due = compute_due(since, within, current_calendar()).due
    return due.date() if isinstance(due, datetime) else due


def print_issue(uow: UnitOfWork, key: UUID) -> Issue:
    """Keep the printed files (the job). Done twice it is the same paper."""
    row = Issue.objects.select_for_update(of=("self",)).select_related("product", "owner").get(pk=key)
    if row.state != State.ISSUED or row.pdf_id is not None:
        return row
    document = compose(row)
    name = row.title[:100]
    row.pdf = keep_made(uow, print_pdf(document).content, f"{name}.pdf", "pdf")
    row.docx = keep_made(uow, print_docx(document), f"{name}.docx", "docx")
    row.save(update_fields=["pdf", "docx"])
    note(uow, "printed", "report", row.pk, region=row.region, sha256=row.pdf.sha256)
    return row


def read_issue(uow: UnitOfWork, key: UUID) -> Delivery:
    """签阅: the unit has read it; the first who says so is kept."""
    if not Issue.objects.visible_to(uow.actor).filter(pk=key).exists():
        raise NotFound
    row = Delivery.objects.select_for_update().filter(issue_id=key, unit_id=uow.actor.unit_key).first()
    if row is None or not handles(uow.actor):
        raise Conflict("E-STATE", _("这份材料不是发给您现在的单位签阅的。"))
    if row.read_at is None:
        row.read_at, row.read_by_name = uow.now, uow.actor.name
        row.save()
        note(uow, "read", "report", key, region=uow.actor.region, unit=str(row.unit_id))
    return row


def raise_finding(uow: UnitOfWork, key: UUID, *, expected: int | None = None) -> Matter:
    """Open an 交办件 for the unit, with the demand and its term; the office sends it out itself (登记)."""
    row = take_finding(uow, key, expected=expected)
    _check_open(row)
    values = {"类别": "交办件", "来件途径": "其他", "办理要求": row.demand}
    if row.due_on:
        values["办理时限"] = row.due_on.isoformat()
    matter = open_matter(
        uow,
        Opening(
            mechanism=MECHANISM, linkage=row.issue.linkage, title=f"{row.unit}：{row.lag}"[:200],
            units={PARTY: [row.unit_id]}, values=values,
            source=f"{row.issue.title}（{row.issue.number}）"[:200],
        ),
    )  # fmt: skip
    _settle(row, FindingState.TASKED, matter=matter.pk)
    note(uow, "finding_raised", "report_finding", row.pk, region=row.issue.region, matter=str(matter.pk))
    return matter


def drop_finding(uow: UnitOfWork, key: UUID, *, reason: str, expected: int | None = None) -> Finding:
    """不交办, with the reason."""
    row = take_finding(uow, key, expected=expected)
    _check_open(row)
    if not reason.strip():
        raise wrong("reason", _("请写明不交办的理由。"), "E-REQUIRED")
    _settle(row, FindingState.DROPPED, reason=reason.strip()[:500])
    note(uow, "finding_dropped", "report_finding", row.pk, region=row.issue.region)
    return row


def _check_open(row: Finding) -> None:
    if row.state != FindingState.OPEN:
        raise Conflict(
            "E-STATE", _("这一条%s。") % row.get_state_display(), hint=_("请刷新页面查看最新情况。")
        )


def _settle(row: Finding, state: FindingState, **values: object) -> None:
    for name, value in values.items():
        setattr(row, name, value)
    row.state = state
    row.version += 1
    row.save()
