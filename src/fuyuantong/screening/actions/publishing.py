"""A list's records come, are set right, and go; each delivery is a version, and who was told of a record
hears of it."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import date
from uuid import UUID

from django.db import connection
from django.urls import reverse
from django.utils.translation import gettext as _

from fuyuantong.common.refusals import FieldError, Forbidden, NotFound, Refusal
from fuyuantong.common.uow import UnitOfWork
from fuyuantong.notices.actions import tell
from fuyuantong.notices.kinds import Subject as About
from fuyuantong.screening import kinds, policy
from fuyuantong.screening.actions.compiling import wish_for_file
from fuyuantong.screening.doors import take
from fuyuantong.screening.kinds import HitState, Listing, ObjectionState, RecordState
from fuyuantong.screening.matching.lookup import hashed, record_keys
from fuyuantong.screening.models import Hit, ListVersion, Objection, Record, RecordKey
from fuyuantong.screening.queries import listing_of, live_version
from fuyuantong.screening.trail import note

GROWN_UP = 18
_SHOWN, _TOLD = 20, 3


@dataclass(frozen=True, slots=True)
class NewRecord:
    """What a publisher delivers. `kind` P or O; `sealed` is there to be refused: sealed matters never
    enter a list."""

    kind: str
    name: str
    case_no: str
    published_on: date
    number: str = ""
    former: tuple[str, ...] = ()
    birth_year: int | None = None
    sex: str = ""
    province: str = ""
    duty: str = ""
    conduct: tuple[int, ...] = ()
    expires_on: date | None = None
    principal: str = ""
    basis_unit: str = ""
    basis_no: str = ""
    filed_on: date | None = None
    performed: str = ""
    sealed: bool = False

    def published(self) -> dict[str, str]:
        """What `Record.published` holds of it."""
        told = {name: str(getattr(self, name) or "").strip() for name in kinds.PUBLISHED}
        return {name: text for name, text in told.items() if text}


def publish(
    uow: UnitOfWork,
    code: str,
    records: Sequence[NewRecord],
    *,
    source: str = "form",
    after: int | None = None,
    places: Sequence[int] = (),
) -> ListVersion:
    """Take records into a list as its next version, whole or not at all.

    `after` is the version that the publisher last saw; an older one is refused (E-LIST-OLD). `places` are the
    lines of the file that the records stand in; without a file they are counted from 1.
    Errors name the row: E-LIST-MINOR, E-LIST-SEALED, E-LIST-ROW, E-LIST-DOUBLE.
    """
    listing = listing_of(code)
    if not policy.may_publish(uow.actor, listing):
        raise Forbidden(str(policy.PUBLISHERS_ONLY))
    live = _lock(code)
    if after is not None and after < live:
        raise Refusal(
            "E-LIST-OLD",
            _("名单现为第 %(live)s 版，您提交的依据是第 %(after)s 版。") % {"live": live, "after": after},
            hint=_("请取得最新一版后重新提交；现有名单没有改动。"),
            status=409,
        )
    rows = [_row(uow, listing, record, live + 1) for record in records]
    _refuse_faults(uow, records, rows, places or range(1, len(rows) + 1))
    Record.objects.bulk_create(rows)
    keep_keys(rows)
    made = next_version(uow, code, live + 1, source, came=len(rows), digest=_digest(records))
    note(
        uow,
        "published",
        "list_version",
        made.pk,
        listing=code,
        number=made.number,
        records=len(rows),
        digest=made.digest,
        source=source,
    )
    return made


def withdraw(uow: UnitOfWork, key: UUID, state: str, *, why: str, expected: int | None = None) -> Record:
    """Shield, delete or mark as repaired: nobody is stopped by it any more, and all who met it are told."""
    if state not in kinds.WITHDRAWN:
        raise NotFound
    if not why.strip():
        words = _("请写明撤下的原因。")
        raise Refusal("E-REQUIRED", words, errors=[FieldError("E-REQUIRED", words, pointer="why")])
    record = take(
        uow, Record, key, policy.may_withdraw, kinds.LIVE, expected=expected, words=policy.PUBLISHERS_ONLY
    )
    take_down(uow, record, RecordState(state), why.strip())
    return record


def take_down(uow: UnitOfWork, record: Record, state: RecordState, why: str) -> None:
    """A record goes, by whatever cause; a new version of the list, the keys gone, hits and objections
    settled."""
    live = _lock(record.listing)
    record.state, record.why, record.withdrawn_at = state, why[:300], uow.now
    record.list_version, record.version = live + 1, record.version + 1
    record.save()
    record.keys.all().delete()
    next_version(uow, record.listing, live + 1, "form", went=1, digest=str(record.pk).replace("-", ""))
    Objection.objects.filter(record=record, state=ObjectionState.UPHELD).update(
        state=ObjectionState.CORRECTED, corrected_at=uow.now
    )
    note(
        uow, "withdrawn", "list_record", record.pk, listing=record.listing, state=str(state), number=live + 1
    )
    _tell_consumers(uow, record)


def _tell_consumers(uow: UnitOfWork, record: Record) -> None:
    met = Hit.objects.filter(record=record).exclude(state=HitState.RELEASED).select_related("asked__item")
    by_unit: dict[UUID, Hit] = {}
    for hit in met:
        by_unit.setdefault(hit.asked.item.unit_id, hit)
    met.update(state=HitState.WITHDRAWN)
    title = _("名单记录已撤下（%(state)s），请恢复当事人办理") % {"state": record.get_state_display()}
    for unit, hit in by_unit.items():
        tell(
            uow,
            to_units=[unit],
            kind="screening.withdrawn",
            title=title,
            url=reverse("screening:hit", args=[hit.pk]),
            subject=About("screening_hit", hit.pk),
        )


def keep_keys(rows: Sequence[Record]) -> None:
    """Whether a name is rare is asked when it is met, so every record is kept as if it were."""
    RecordKey.objects.bulk_create(
        [
            RecordKey(record=row, key=hashed(key))
            for row in rows
            for key in record_keys(row.subject(rare=True))
        ],
        batch_size=5000,
    )


def next_version(
    uow: UnitOfWork, code: str, number: int, source: str, *, came: int = 0, went: int = 0, digest: str
) -> ListVersion:
    wish_for_file(uow, code, number)
    return ListVersion.objects.create(
        listing=code,
        number=number,
        source=source,
        came=came,
        went=went,
        digest=digest,
        unit_id=uow.actor.unit,
        by_name=uow.actor.name,
        at=uow.now,
    )


def _lock(code: str) -> int:
    """One delivery to a list at a time; numbers then run without a gap."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtext(%s))", [f"screening:{code}"])
    return live_version(code)


def _row(uow: UnitOfWork, listing: Listing, record: NewRecord, number: int) -> Record:
    row = Record(
        listing=listing.code,
        unit_id=uow.actor.unit_key,
        kind=record.kind,
        name=record.name.strip(),
        former=list(record.former),
        number=record.number.strip(),
        birth_year=record.birth_year,
        sex=record.sex,
        province=record.province,
        case_no=record.case_no.strip(),
        duty=record.duty,
        conduct=list(record.conduct),
        published=record.published(),
        published_on=record.published_on,
        expires_on=record.expires_on,
        list_version=number,
    )
    row.spell()
    return row


def _refuse_faults(
    uow: UnitOfWork, records: Sequence[NewRecord], rows: Sequence[Record], places: Sequence[int]
) -> None:
    faults: list[FieldError] = []
    seen: dict[tuple[str, str, str], int] = {}
    for place, record, row in zip(places, records, rows, strict=True):
        same = (row.case_no, row.name, row.number)
        fault = _fault(uow.today, record, row)
        if same in seen:
            fault = ("E-LIST-DOUBLE", _("与第 %s 行重复") % seen[same])
        seen.setdefault(same, place)
        if fault:
            faults.append(FieldError(*fault, row=place))
    cases = {row.case_no for row in rows}
    there = set(
        Record.objects.filter(
            listing=rows[0].listing, unit_id=uow.actor.unit_key, case_no__in=cases, state__in=kinds.LIVE
        ).values_list("case_no", "name", "number")
        if rows
        else ()
    )
    faults += [
        FieldError("E-LIST-DOUBLE", _("名单里已有这一条"), row=seen[same]) for same in seen if same in there
    ]
    if faults or not rows:
        raise bad_rows(faults)


def _fault(today: date, record: NewRecord, row: Record) -> tuple[str, str] | None:
    if record.sealed:
        return "E-LIST-SEALED", _("封存的信息不得进入名单")
    if record.kind not in {"P", "O"} or not row.name_key or not row.case_no:
        return "E-LIST-ROW", _("类别、姓名或名称、案号没有写全")
    if record.kind == "P":
        born = row.subject()
        if not born.year:
            return "E-LIST-ROW", _("自然人须有有效证件号码或出生年份，以确认已成年")
        if not _grown_up(born.birth, born.year, today):
            return "E-LIST-MINOR", _("未成年人不得进入名单")
    if record.expires_on and record.expires_on < record.published_on:
        return "E-LIST-ROW", _("期限届满日早于发布日期")
    return None


def _grown_up(birth: str, year: str, today: date) -> bool:
    """Where only the year is known, the day is taken as its last: in doubt for the young."""
    born = (int(birth[:4]), int(birth[4:6]), int(birth[6:])) if birth else (int(year), 12, 31)
    return (today.year - GROWN_UP, today.month, today.day) >= born


def bad_rows(faults: Sequence[FieldError]) -> Refusal:
    if not faults:
        return Refusal("E-REQUIRED", _("没有要发布的记录。"))
    shown = (_("第 %(row)s 行：%(words)s") % {"row": f.row, "words": f.message} for f in faults[:_TOLD])
    return Refusal(
        faults[0].code if len(faults) == 1 else "E-LIST-ROWS",
        _("%(rows)s。共 %(n)s 行不合格，整批没有采用。") % {"rows": "；".join(shown), "n": len(faults)},
        hint=_("请更正后重新提交；现有名单没有改动。"),
        errors=faults[:_SHOWN],
    )


def _digest(records: Sequence[NewRecord]) -> str:
    told = [asdict(record) for record in records]
    return hashlib.sha256(json.dumps(told, default=str, sort_keys=True).encode()).hexdigest()
