"""A department's whole file: taken in, compared by a worker with the very rules of `fyt screen`, hits
into the queue."""

from __future__ import annotations

import csv
import tempfile
from collections import Counter
from collections.abc import Iterator
from io import StringIO
from pathlib import Path
from typing import Any
from uuid import UUID

from django.conf import settings
from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.urls import reverse
from django.utils.translation import gettext as _

from fuyuantong.common.jobs import defer_once
from fuyuantong.common.refusals import Conflict, FieldError, Forbidden, NotFound, Refusal
from fuyuantong.common.uow import UnitOfWork
from fuyuantong.documents import storage
from fuyuantong.documents.actions import keep_made
from fuyuantong.documents.models import StoredFile
from fuyuantong.notices.actions import tell
from fuyuantong.notices.kinds import Subject as About
from fuyuantong.registers.kinds import RowState
from fuyuantong.registers.models import Row
from fuyuantong.screening import kinds, policy, progress
from fuyuantong.screening.actions.asking import Answer, Question, keep
from fuyuantong.screening.bulk.texts import ROW_COLUMNS, decoded
from fuyuantong.screening.kinds import ItemState, JobState
from fuyuantong.screening.matching.judging import Judgement, Reason
from fuyuantong.screening.models import Item, Job, Record
from fuyuantong.screening.queries import live_version
from fuyuantong.screening.trail import note

JOB = "screening.compare"
MOST_HITS = 20_000
MOST_REGISTER_ROWS = 50_000
CHUNK_ROWS = 100_000


def start_job(uow: UnitOfWork, key: UUID, upload: UploadedFile[Any]) -> Job:
    """Take a CSV file in (columns of `fyt screen`) and have it compared."""
    item = _askable(uow, key)
    file = _receive(uow, upload)
    return _started(uow, item, file, file.name)


def start_register_job(uow: UnitOfWork, key: UUID, code: str) -> Job:
    """Have the unit's own rows of a register compared (`kinds.sources`): those in force and not sealed.

    E-SCREENING-SOURCE: the register is none of these, or the unit has no rows in it. E-SCREENING-SIZE.
    """
    item = _askable(uow, key)
    source = kinds.sources().get(code)
    rows = Row.objects.filter(
        book_id=code, owner_id=uow.actor.unit_key, state=RowState.CURRENT, sealed=False
    ).select_related("book")
    found = list(rows.order_by("pk")[: MOST_REGISTER_ROWS + 1]) if source else []
    if source is None or not found:
        words = _("本单位在这个台账里没有可以比对的行。")
        places = [FieldError("E-SCREENING-SOURCE", words, pointer="source")]
        raise Refusal("E-SCREENING-SOURCE", words, errors=places)
    if len(found) > MOST_REGISTER_ROWS:
        raise Refusal("E-SCREENING-SIZE", _("一次最多 %s 行，请分几次提交。") % MOST_REGISTER_ROWS)
    uow.purpose = item.purpose[:200]  # personal cells are read for it
    text = StringIO()
    writer = csv.writer(text)
    writer.writerow(ROW_COLUMNS)
    province = uow.actor.region[:2] if source.local else ""
    for row in found:
        called = row.cells.get(source.reference) or row.pk
        number = row.cells.get(source.number, "")
        writer.writerow([called, source.kind, row.cells.get(source.name, ""), number, "", "", province])
    name = found[0].book.name
    file = keep_made(uow, text.getvalue().encode(), f"{name}.csv", "csv")
    return _started(uow, item, file, name, register=code, rows=len(found))


def _askable(uow: UnitOfWork, key: UUID) -> Item:
    """The unit's own item, as far as it is agreed to and its time is not over."""
    item = Item.objects.visible_to(uow.actor).filter(pk=key).first()
    if item is None:
        raise NotFound
    if not policy.may_ask(uow.actor, item):
        raise Forbidden(str(policy.ASKERS_ONLY))
    if item.state != ItemState.AGREED or item.valid_until < uow.today:
        raise Conflict("E-STATE", _("这个事项%(state)s，不能比对") % {"state": item.get_state_display()})
    return item


def _started(uow: UnitOfWork, item: Item, file: StoredFile, name: str, **told: Any) -> Job:
    job = Job.objects.create(item=item, name=name[:200], file=file, by_name=uow.actor.name, at=uow.now)
    note(uow, "job_started", "screening_job", job.pk, item=str(item.pk), digest=file.sha256, **told)
    defer_once(uow, JOB, str(job.pk), screening_job=str(job.pk))
    return job


def _receive(uow: UnitOfWork, upload: UploadedFile[Any]) -> StoredFile:
    """A CSV file of one encoding with the columns of a department's file; looked into before it is kept."""
    name = Path(upload.name or "").name
    if not name.lower().endswith(".csv"):
        raise Refusal("E-FILE-TYPE", _("整份比对只接收 CSV 文件。"))
    if (upload.size or 0) > int(settings.FYT_UPLOAD_MAX_BYTES):
        raise Refusal("E-FILE-SIZE", _("文件太大，请分几份提交。"))
    content = upload.read()
    head = decoded(content, name).partition("\n")[0]
    missing = [column for column in ROW_COLUMNS if column not in head.strip().split(",")]
    if missing:
        raise Refusal(
            "E-LIST-COLUMNS",
            _("文件缺少列：%s。") % "、".join(missing),
            hint=_("应有列：%s。") % "、".join(ROW_COLUMNS),
        )
    return keep_made(uow, content, name, "csv")


def run_job(uow: UnitOfWork, key: UUID) -> Job:
    """Compare (the job of a worker). A file that cannot be used is said so, with row and reason, and
    nothing is kept."""
    job = Job.objects.select_for_update(of=("self",)).select_related("item", "file").filter(pk=key).first()
    if job is None or job.file is None:
        raise NotFound
    try:
        with tempfile.TemporaryDirectory() as folder:
            _compare(uow, job, job.file.sha256, Path(folder))
        job.state = JobState.DONE
    except Refusal as refusal:
        job.state, job.error = JobState.FAILED, str(refusal)[:500]
    # Until this stands, whoever looks still sees it at work: the number stays as long.
    transaction.on_commit(lambda: progress.forget(key))
    used, job.file, job.done_at = job.file, None, uow.now
    job.save()
    used.delete()  # the sweep of contents without a row takes its content: it is full of numbers
    note(uow, "job_done", "screening_job", job.pk, state=str(job.state), counts=job.counts)
    tell(
        uow,
        to_units=[job.item.unit_id],
        kind="screening.job",
        url=reverse("screening:job", args=[job.pk]),
        title=_("整份比对%(state)s：%(title)s") % {"state": job.get_state_display(), "title": job.item.title},
        subject=About("screening_job", job.pk),
    )
    return job


def _compare(uow: UnitOfWork, job: Job, sha256: str, folder: Path) -> None:
    from fuyuantong.screening.bulk.files import from_csv, refuse_bad_rows
    from fuyuantong.screening.bulk.running import screen_files, write_list

    listed, rows, output = (folder / f"{name}.parquet" for name in ("list", "rows", "out"))
    progress.tell(job.pk, 0)
    lines = from_csv(storage.content_path(sha256), rows, shown=job.name)
    refuse_bad_rows(rows, job.name, lines)
    records = list(Record.objects.live(uow.today).filter(listing=job.item.listing).order_by("pk"))
    write_list(listed, _columns(records))

    def compared(done: int, every: int) -> None:
        progress.tell(job.pk, progress.READ + (progress.COMPARED - progress.READ) * done // max(1, every))

    summary = screen_files(
        listed, rows, output, hits_only=True, memory="1GB", chunk=CHUNK_ROWS, progress=compared
    )
    if sum(n for d, n in summary.decisions.items() if d != "pass") > MOST_HITS:
        raise Refusal("E-SCREENING-SIZE", _("命中超过 %s 行，请分几份提交。") % MOST_HITS)
    number = live_version(job.item.listing)
    checks = keep(uow, job.item, _answers(records, rows, output), number, job=job)
    # What has been reviewed before counts as it was decided, not as the run alone would ask.
    counts = Counter(str(check.decision) for check in checks)
    counts["pass"] += summary.rows - len(checks)
    job.rows, job.counts = summary.rows, dict(counts)


def _answers(records: list[Record], rows: Path, output: Path) -> Iterator[Answer]:
    """The hits of a run as the counter's answers are."""
    from fuyuantong.screening.bulk.running import hits_of

    for row, places, band, reasons in hits_of(rows, output):
        question = Question(reference=str(row.pop("row_id")), **row)
        told = tuple(Reason(*reason.split(":", 1)) for reason in reasons)
        decision = "block" if band in {"number", "number-body", "number-old"} else "review"
        yield (
            question,
            question.subject(),
            [(records[place], Judgement(decision, band, told)) for place in places],
        )


def _columns(records: list[Record]) -> Iterator[tuple[Any, ...]]:
    """The columns of a list's file; a former name stands in brackets behind the name, as files write it."""
    for place, r in enumerate(records):
        former = "".join(f"（曾用名：{name}）" for name in r.former)
        yield place, r.kind, r.name + former, r.number or None, r.sex, r.birth_year, r.province
