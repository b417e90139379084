"""立卷 of a year: ordered in one act, done by a worker a few volumes at a time, so that progress shows."""

from __future__ import annotations

from uuid import UUID

from django.db.models import Max
from django.utils.translation import gettext as _

from fuyuantong.archives import policy
from fuyuantong.archives.kinds import FilingState, expires
from fuyuantong.archives.models import Filing, Volume
from fuyuantong.archives.rules import proposed
from fuyuantong.archives.sources import Candidate, candidates, papers_of
from fuyuantong.archives.trail import note
from fuyuantong.common.jobs import defer_once
from fuyuantong.common.refusals import Conflict, NotFound, Refusal
from fuyuantong.common.uow import UnitOfWork
from fuyuantong.documents.actions import keep_made
from fuyuantong.documents.binding import as_zip, pages_of

FILING_JOB = "archives.filing"
AT_ONCE = 5
"""Volumes in one unit of work."""


def start_filing(uow: UnitOfWork, year: int) -> Filing:
    """Order the volumes of a year that are not filed yet.

    Errors: E-FORBIDDEN; E-STATE while one is under way; E-EMPTY when there is nothing to file.
    """
    policy.check(uow.actor, "keep")
    mine = Filing.objects.select_for_update().filter(unit_id=uow.actor.unit, year=year)
    if mine.filter(state=FilingState.MAKING).exists():
        raise Conflict("E-STATE", _("%d 年正在立卷，请等完成后再看。") % year)
    waiting = _waiting(uow, year)
    if not waiting:
        raise Refusal(
            "E-EMPTY",
            _("%d 年没有需要立卷的事项、会议或计划。") % year,
            hint=_("办结的事项、已召开的会议、已下达的计划才立卷；立过卷的不再立。"),
        )
    made = Filing.objects.create(
        unit_id=uow.actor.unit_key, region=waiting[0].region, year=year, total=len(waiting),
        by_name=uow.actor.name, at=uow.now,
    )  # fmt: skip
    note(uow, "filing_started", "filing", made.pk, region=made.region, year=year, total=made.total)
    defer_once(uow, FILING_JOB, f"{made.pk}:0", filing=str(made.pk))
    return made


def file_some(uow: UnitOfWork, key: UUID) -> Filing:
    """File the next few (the job) and order what is left."""
    filing: Filing | None = Filing.objects.select_for_update().filter(pk=key).first()
    if filing is None or filing.unit_id != uow.actor.unit:
        raise NotFound
    if filing.state != FilingState.MAKING:
        return filing
    policy.check(uow.actor, "keep")
    passed = {one["key"] for one in filing.skipped}
    waiting = [one for one in _waiting(uow, filing.year) if str(one.key) not in passed]
    for one in waiting[:AT_ONCE]:
        try:
            _file(uow, filing, one)
        except Refusal as refusal:
            filing.skipped.append({"source": one.source, "key": str(one.key), "why": refusal.message})
        else:
            filing.done += 1
    if len(waiting) <= AT_ONCE:
        filing.state = FilingState.READY
        note(
            uow, "filing_done", "filing", filing.pk, region=filing.region, year=filing.year,
            done=filing.done, skipped=len(filing.skipped),
        )  # fmt: skip
    else:
        defer_once(uow, FILING_JOB, f"{key}:{filing.done + len(filing.skipped)}", filing=str(key))
    filing.save(update_fields=["done", "skipped", "state"])
    return filing


def _waiting(uow: UnitOfWork, year: int) -> list[Candidate]:
    filed = Volume.objects.filter(unit_id=uow.actor.unit_key, year=year).values_list("source", "source_id")
    known = set(filed)
    return [one for one in candidates(uow.actor, year) if (one.source.value, one.key) not in known]


def _file(uow: UnitOfWork, filing: Filing, one: Candidate) -> Volume:
    papers = papers_of(uow.actor, one, uow.today)
    rule = proposed(one.source, one.trait)
    last = Volume.objects.filter(unit_id=filing.unit_id, year=filing.year).aggregate(last=Max("number"))[
        "last"
    ]
    content = as_zip([(one.title, papers)])
    row = Volume(
        unit_id=filing.unit_id, region=one.region, year=filing.year, number=(last or 0) + 1,
        source=one.source, source_id=one.key, title=one.title, began_on=one.began_on,
        ended_on=one.ended_on, papers=len(papers),
        pages=pages_of(papers), retention=rule.retention, proposed=rule.retention, basis=rule.words,
        expires_on=expires(filing.year, rule.retention), filed_by=filing.by_name, filed_at=uow.now,
    )  # fmt: skip
    row.file = keep_made(uow, content, f"{filing.year}-{row.number} {one.title}.zip", "zip")
    row.save()
    note(
        uow, "filed", "volume", row.pk, region=row.region, year=row.year, number=row.number,
        source=one.source, of=str(one.key), sha256=row.file.sha256, pages=row.pages, retention=row.retention,
    )  # fmt: skip
    return row
