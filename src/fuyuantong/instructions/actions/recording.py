"""What a leader wrote is recorded, and handed out in the same transaction: one matter for each thing asked.

三个规定 (中办发〔2015〕23号): words on a pending case warn, are limited to 协调化解, and the warning is
recorded; words on how a case is to be decided are not stored at all (`documents/guarding.py`).
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any
from uuid import UUID

from django.utils.translation import gettext as _

from fuyuantong.common.refusals import Forbidden
from fuyuantong.common.uow import UnitOfWork
from fuyuantong.definitions.courtesy import ADDRESSED_BY_LETTER
from fuyuantong.documents import guarding
from fuyuantong.documents.case_numbers import find_case_numbers
from fuyuantong.documents.models import StoredFile
from fuyuantong.documents.official import said_day
from fuyuantong.instructions import policy
from fuyuantong.instructions.actions.submitting import keep_files, submit
from fuyuantong.instructions.doors import required, take_submission, wrong
from fuyuantong.instructions.kinds import NewItem, SubmissionState
from fuyuantong.instructions.models import Instruction, Item, Leader, Submission
from fuyuantong.instructions.trail import note
from fuyuantong.matters.actions.opening import Opening, act, open_matter
from fuyuantong.matters.actions.returning import return_instruction
from fuyuantong.matters.models import Matter
from fuyuantong.matters.trail import digest
from fuyuantong.organs.models import Unit
from fuyuantong.registers.models import CaseMention

MECHANISM = "assigned-item"
GIVER, LEADS, PARTNERS, LEADER = "交办单位", "承办单位", "会办单位", "批示领导"
"""The mechanism under which 批示 are handed out, and its parties."""
TITLE_MOST = 120
ITEMS_MOST = 30


def record(
    uow: UnitOfWork,
    key: UUID,
    *,
    leader: UUID,
    given_on: date,
    words: str,
    items: Sequence[NewItem] = (),
    limited: bool = False,
    files: Sequence[StoredFile] = (),
    expected: int | None = None,
) -> Instruction:
    """登记批示 on a 呈批单: who wrote what on which day, and what follows from it.

    No `items`: 阅知, nothing is handed out. Errors: E-PENDING-CASE (the matter concerns a case and `limited`
    does not declare that the words are about 协调化解 only), E-DELIBERATION, E-RULE, E-REQUIRED; those of
    opening a matter.
    """
    states = {SubmissionState.SUBMITTED, SubmissionState.GIVEN}
    row = take_submission(uow, key, states, expected=expected)
    who = _leader(uow, row, leader)
    if not words.strip():
        raise required("words", _("请填写批示内容。"))
    if given_on > uow.today:
        raise wrong("given_on", _("日期 %(on)s 晚于今天。") % {"on": given_on})
    asked = [item for item in items if item.text.strip()]
    if len(asked) > ITEMS_MOST:
        raise wrong("items", _("一份批示最多分解 %d 项任务。") % ITEMS_MOST)
    guarding.check({"words": words} | {f"text-{n}": item.text for n, item in enumerate(asked)})
    pending = _about_case(row, [words, *(item.text for item in asked)])
    if pending and not limited:
        raise wrong(
            "limited",
            _("本事项涉及案件%(number)s。批示、过问在办案件须留痕，并限于协调化解。") % {"number": pending},
            _("确认批示只涉及协调化解、不涉及案件如何裁判的，请勾选说明后再提交；否则不得登记、交办。"),
            code="E-PENDING-CASE",
        )
    made = Instruction.objects.create(
        submission=row, leader=who, leader_name=who.name, position=who.position, given_on=given_on,
        words=words.strip(), limited=bool(pending), by_name=uow.actor.name,
        by_unit_name=uow.actor.unit_name, at=uow.now,
    )  # fmt: skip
    keep_files(uow, row, files)
    row.state = SubmissionState.GIVEN
    row.version += 1
    row.save(update_fields=["state", "version"])
    matters = [_hand_out(uow, row, made, n, item) for n, item in enumerate(asked, 1)]
    note(
        uow, "recorded", "submission", row.pk, region=row.region, leader=str(who.pk),
        words=digest(made.words), matters=[str(pk) for pk in matters], limited=made.limited,
        occurred_on=given_on.isoformat(),
    )  # fmt: skip
    if row.matter_id is not None:
        return_instruction(
            uow, row.matter_id, words=_told(made), given_on=given_on, instruction=made.pk, made=matters,
            limited=made.limited,
        )  # fmt: skip
    return made


def record_new(uow: UnitOfWork, *, submission: dict[str, Any], instruction: dict[str, Any]) -> Submission:
    """A 批示 that came without a 呈批单: both in one act. The dicts are the arguments of `submit` and
    `record`."""
    row = submit(uow, **submission)
    record(uow, row.pk, **instruction)
    return row


def _leader(uow: UnitOfWork, row: Submission, key: UUID) -> Leader:
    who = Leader.objects.select_related("unit").filter(pk=key, linkage=row.linkage, active=True).first()
    if who is None:
        raise wrong("leader", _("请从领导名录中选择在任领导。"))
    if not row.by_office and who.unit_id != uow.actor.unit:
        raise Forbidden(_("%(unit)s只登记本单位领导的批示。") % {"unit": uow.actor.unit_name})
    return who


def _about_case(row: Submission, texts: Sequence[str]) -> str:
    """A case number that the paper, its words or its matter name; empty where there is none."""
    for text in (row.title, row.proposal, *texts):
        for _start, _end, found in find_case_numbers(text):
            return found.normal
    if row.matter_id is None:
        return ""
    named = CaseMention.objects.filter(matter=row.matter_id).order_by("pk")
    return named.values_list("case_number", flat=True).first() or ""


def _hand_out(uow: UnitOfWork, row: Submission, made: Instruction, place: int, item: NewItem) -> UUID:
    basis = f"{made.position}{made.leader_name}{said_day(made.given_on)}批示"
    _check_units(uow, item, place)
    units: dict[str, Sequence[UUID]] = {LEADS: item.leads, PARTNERS: item.partners}
    if not row.by_office:
        units[GIVER] = [row.unit_id]
    if made.leader.unit.kind in policy.KINDS:
        units[LEADER] = [made.leader.unit_id]
    text = item.text.strip()
    values = {
        "类别": "督办件" if item.supervised else "交办件",
        "来件途径": "领导批示",
        "来文单位": "",
        "来文文号": row.source_number,
        "批示内容": made.words,
        "督办依据": basis if item.supervised else "",
        "办理要求": text,
        "办理时限": item.due_on.isoformat() if item.due_on else "",
    }
    matter = open_matter(
        uow,
        Opening(
            mechanism=MECHANISM,
            linkage=row.linkage,
            title=text if len(text) <= TITLE_MOST else f"{text[:TITLE_MOST]}……",
            units={name: list(found) for name, found in units.items() if found},
            values={name: value for name, value in values.items() if value},
            source=basis[:200],
        ),
    )
    act(uow, matter.pk, "提请审核")
    collector = item.leads[0] if len(item.leads) > 1 else None
    act(uow, matter.pk, "交办", collector=collector)
    Item.objects.create(
        instruction=made, place=place, text=text, supervised=item.supervised, matter=Matter(pk=matter.pk)
    )
    return matter.pk


def _check_units(uow: UnitOfWork, item: NewItem, place: int) -> None:
    if not item.leads:
        raise required(f"leads-{place - 1}", _("第 %d 项任务没有牵头单位。") % place)
    if item.due_on is not None and item.due_on < uow.today:
        words = _("第 %(n)d 项的完成时限 %(on)s 早于今天。") % {"n": place, "on": item.due_on}
        raise wrong(f"due-{place - 1}", words)
    kinds = dict(Unit.objects.filter(pk__in=[*item.leads, *item.partners]).values_list("name", "kind"))
    courts = [name for name, kind in kinds.items() if kind in {"court", "procuratorate"}]
    gentle = [name for name, kind in kinds.items() if kind in ADDRESSED_BY_LETTER]
    if courts or (gentle and item.supervised):
        name = (courts or gentle)[0]
        raise wrong(
            f"leads-{place - 1}" if courts else f"supervised-{place - 1}",
            _("对%(unit)s不交办、不督办。") % {"unit": name},
            _("请在相关事项中以函询、商请行文；批示内容会显示在事项动态中。"),
        )


def _told(made: Instruction) -> str:
    return f"{made.position}{made.leader_name}批示：{made.words}"
