"""A question to a list: what may be asked, what is found, what is answered and kept."""

from __future__ import annotations

import hashlib
import hmac
import json
from collections import Counter
from collections.abc import Iterable, Sequence
from typing import NamedTuple
from uuid import UUID

from django.conf import settings
from django.utils.translation import gettext as _

from fuyuantong.common import rows
from fuyuantong.common.ids import new_id_text
from fuyuantong.common.refusals import FieldError, Forbidden, NotFound, Refusal
from fuyuantong.common.uow import UnitOfWork
from fuyuantong.screening import kinds, policy
from fuyuantong.screening.compiled.live import current
from fuyuantong.screening.kinds import Decision, HitState, ItemState
from fuyuantong.screening.masking import masked_name, masked_number
from fuyuantong.screening.matching.judging import BLOCK, Judgement, Subject, subject
from fuyuantong.screening.matching.lookup import hashed, row_keys, strongest
from fuyuantong.screening.models import Check, Hit, Item, Job, Record, Verdict
from fuyuantong.screening.queries import live_version
from fuyuantong.screening.trail import note

MOST_AT_ONCE = 100


class Question(NamedTuple):
    """One subject of a department's business; `reference` is the number of the business (办件编号)."""

    reference: str
    name: str
    number: str = ""
    kind: str = ""
    birth: str = ""
    sex: str = ""
    province: str = ""

    def subject(self) -> Subject:
        return subject(
            self.kind, self.name, self.number, birth=self.birth, sex=self.sex, province=self.province
        )


class Kept(NamedTuple):
    """A question as it was kept: what `Check` holds of it alone. `met`: it has hits."""

    id: str
    reference: str
    shown: str
    decision: str
    met: bool


class Asked(NamedTuple):
    """What all questions of one call share, and each of them."""

    item: Item
    list_version: int
    why: str
    kept: list[Kept]


def ask(uow: UnitOfWork, key: UUID, questions: Sequence[Question]) -> list[Check]:
    """As `ask_many`, each answer as its row."""
    asked = ask_many(uow, key, questions)
    return [_check(uow, asked.item, None, asked.list_version, asked.why, kept) for kept in asked.kept]


def ask_many(uow: UnitOfWork, key: UUID, questions: Sequence[Question]) -> Asked:
    """Compare up to 100 subjects under one item; each gets a `Check` with its hits.

    Without agreement, after its end or over the day's cap nothing is compared: the check says so (拒绝)
    and is kept, so that the attempt stays on the trail.
    """
    item = Item.taken_by(uow.actor, key)
    if item is None:
        raise NotFound
    if not policy.may_ask(uow.actor, item):
        raise Forbidden(str(policy.ASKERS_ONLY))
    _refuse_bad(questions)
    number, refused = live_version(item.listing), _why_not(uow, item, len(questions))
    subjects = [question.subject() for question in questions]
    met = [[]] * len(questions) if refused else find_all(uow, item.listing, number, subjects)
    kept = keep(
        uow, item, zip(questions, subjects, met, strict=True), number, why=refused, counted=not refused
    )
    verb = "check_refused" if refused else "checked"
    counts = Counter(one.decision for one in kept)
    told = {d: counts[d] for d in ("block", "review", "pass")}
    note(uow, verb, "screening_item", item.pk, checks=[one.id for one in kept], version=number, **told)
    return Asked(item, number, refused, kept)


def find_all(
    uow: UnitOfWork, listing: str, number: int, sides: Sequence[Subject]
) -> list[list[tuple[Record, Judgement]]]:
    """The live records that each subject meets, strongest first: by the list's file where it fits version
    `number`, else by the tables. A record is taken from the tables once more, so that what has gone
    meanwhile is no hit."""
    live = current(listing, number)
    if live is None:
        return [_by_tables(uow, listing, side) for side in sides]
    found = live.find(sides, uow.today)
    wanted = {key for hits in found for key, _judged in hits}
    records = Record.objects.live(uow.today).in_bulk(wanted) if wanted else {}
    return [[(records[key], judged) for key, judged in hits if key in records] for hits in found]


def _by_tables(uow: UnitOfWork, listing: str, row: Subject) -> list[tuple[Record, Judgement]]:
    keys = [hashed(key) for key in row_keys(row)]
    near = Record.objects.live(uow.today).filter(listing=listing, keys__key__in=keys).distinct()
    records = sorted(near, key=lambda r: str(r.pk))
    rare = _rare_names(uow, listing, (r for r in records if not r.subject().number.key))
    return strongest(row, ((r, r.subject(rare=r.name_key in rare)) for r in records))


def _rare_names(uow: UnitOfWork, listing: str, records: Iterable[Record]) -> set[str]:
    """Names that one subject alone bears on the list; the same reckoning as in SQL for whole files
    (`bulk.RARE`)."""
    names = {record.name_key for record in records}
    who: dict[str, set[str]] = {name: set() for name in names}
    for other in Record.objects.live(uow.today).filter(listing=listing, kind="P", name_key__in=names):
        side = other.subject()
        who[other.name_key].add(side.number.key or f"{side.year}|{side.province}")
    return {name for name, subjects in who.items() if len(subjects) == 1}


def keep(
    uow: UnitOfWork, item: Item, answers: Iterable[Answer], number: int, *, why: str = "", job: Job | None =
    None, counted: bool = False) -> list[Kept]:  # fmt: skip
    """Write checks and their hits down, all in a few statements; what this unit has reviewed before is not
    asked again."""
    told = list(answers)
    digests = [row_digest(side) if found else "" for _question, side, found in told]
    remembered = _remembered(item, digests) if any(digests) else {}
    blocks = kinds.listings()[item.listing].blocks
    all_, hits = [], []
    nothing = (Decision.REFUSED if why else Decision.PASS).value
    for (question, side, found), digest in zip(told, digests, strict=True):
        shown = masked_name(side.kind, question.name.strip())[:200]
        kept = Kept(new_id_text(), question.reference.strip(), shown, nothing, bool(found))
        if found:
            check = _check(uow, item, job, number, why, kept)
            same = (remembered.get((digest, record.pk)) for record, _judged in found)
            mine = [
                _hit(uow, check, question, record, judged, digest, blocks=blocks, same=known)
                for (record, judged), known in zip(found, same, strict=True)
            ]
            kept = kept._replace(decision=decision_of(item, [hit.state for hit in mine]).value)
            hits += mine
        all_.append(kept)
    if all_:
        rest = _written(all_)
        values = (item.pk, job and job.pk, why, number, uow.actor.name, uow.now, rest)
        if counted:  # what the day has seen of the item goes over in the same trip
            rows.tell(_COUNT + _INSERT, (item.asked_on, item.asked, item.pk, *values))
        else:
            rows.tell(_INSERT, values)
    if hits:
        Hit.objects.bulk_create(hits)
    return all_


_written = json.JSONEncoder(ensure_ascii=False, check_circular=False).encode
_COLUMNS = [field.attname for field in Check._meta.concrete_fields]  # noqa: SLF001 - Django's documented name
_COUNT = """
  WITH counted AS (UPDATE screening_item SET asked_on = %s, asked = %s WHERE id = %s)"""
_INSERT = """
  INSERT INTO screening_check
    (id, item_id, job_id, reference, shown, decision, why, list_version, by_name, at)
  SELECT (r ->> 0)::uuid, %s, %s, r ->> 1, r ->> 2, r ->> 3, %s, %s, %s, %s
  FROM json_array_elements(%s::json) r"""


def _check(uow: UnitOfWork, item: Item, job: Job | None, number: int, why: str, kept: Kept) -> Check:
    """A kept question as its row."""
    check = Check.from_db(
        None, _COLUMNS,
        (UUID(kept.id), item.pk, job and job.pk, kept.reference, kept.shown, Decision(kept.decision), why,
        number, uow.actor.name, uow.now),
    )  # fmt: skip
    check.item = item
    return check


Answer = tuple[Question, Subject, Sequence[tuple[Record, Judgement]]]


def _remembered(item: Item, digests: Iterable[str]) -> dict[tuple[str, UUID], bool]:
    known = Verdict.objects.filter(unit_id=item.unit_id, digest__in={d for d in digests if d})
    return {
        (digest, record): same for digest, record, same in known.values_list("digest", "record_id", "same")
    }


def _hit(
    uow: UnitOfWork, check: Check, question: Question, record: Record, judged: Judgement, digest: str, *,
    blocks: bool, same: bool | None,
) -> Hit:  # fmt: skip
    state = HitState.CONFIRMED if judged.decision == BLOCK and blocks else HitState.WAITING
    if same is not None:
        state = HitState.CONFIRMED if same else HitState.RELEASED
    reasons = [f"{r.feature}:{r.rule}" for r in judged.reasons]
    return Hit(
        asked=check, record=record, band=judged.band, row=_row(question), digest=digest, state=state,
        reasons=reasons, at=uow.now,
    )  # fmt: skip


def settle(check: Check, states: Iterable[str]) -> None:
    """The answer of a check follows from the states of its hits."""
    check.decision = decision_of(check.item, states)
    check.save(update_fields=["decision"])


def decision_of(item: Item, states: Iterable[str]) -> Decision:
    there = set(states)
    if HitState.CONFIRMED in there:
        return Decision.BLOCK if kinds.listings()[item.listing].blocks else Decision.REVIEW
    return Decision.REVIEW if there & {HitState.WAITING, HitState.SECOND} else Decision.PASS


def row_digest(side: Subject) -> str:
    """What a reviewed row is remembered under: nothing of it can be read back."""
    told = "|".join((side.kind, *side.names, side.number.text, side.birth)).encode()
    return hmac.new(str(settings.SECRET_KEY).encode(), told, hashlib.sha256).hexdigest()


def _row(question: Question) -> dict[str, str]:
    """The asker's own words for the look side by side; the number covered."""
    return {
        "name": question.name.strip()[:200],
        "number": masked_number(question.number.strip()[:40]),
        "birth": question.birth[:20],
        "sex": question.sex[:2],
        "province": question.province[:2],
    }


def _why_not(uow: UnitOfWork, item: Item, more: int) -> str:
    if item.state != ItemState.AGREED:
        return _("这个事项%(state)s，不能比对") % {"state": item.get_state_display()}
    if item.valid_until < uow.today:
        return _("这个事项的有效期已过")
    if item.asked_on != uow.today:
        item.asked_on, item.asked = uow.today, 0
    item.asked += more
    if item.asked > item.daily_cap:
        return _("已达每日比对上限")
    return ""


def _refuse_bad(questions: Sequence[Question]) -> None:
    if not 1 <= len(questions) <= MOST_AT_ONCE:
        raise Refusal("E-SCREENING-COUNT", _("一次可比对 1 至 %s 个对象。") % MOST_AT_ONCE)
    for place, question in enumerate(questions):
        pointer = "reference" if not question.reference.strip() else "name"
        if not question.reference.strip() or not (question.name.strip() or question.number.strip()):
            words = _("请填写办件编号，以及姓名或证件号码。")
            raise Refusal(
                "E-REQUIRED", words, errors=[FieldError("E-REQUIRED", words, pointer=pointer, row=place + 1)]
            )
