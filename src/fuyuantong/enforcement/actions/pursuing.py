"""查人找物, 临控: the most intrusive request. One case, one person or vehicle, one document, always two
people."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from django.core.files.uploadedfile import UploadedFile
from django.urls import reverse
from django.utils.translation import gettext as _

from fuyuantong.common import rows
from fuyuantong.common.refusals import Conflict, NotFound, Refusal
from fuyuantong.common.uow import UnitOfWork
from fuyuantong.enforcement import policy
from fuyuantong.enforcement.actions.cases import OPEN, wrong
from fuyuantong.enforcement.actions.inquiring import another_person, one_by_one
from fuyuantong.enforcement.doors import take
from fuyuantong.enforcement.kinds import PursuitState, Target
from fuyuantong.enforcement.models import Case, Party, Pursuit
from fuyuantong.enforcement.trail import note
from fuyuantong.matters.actions.filing import keep_files
from fuyuantong.matters.actions.opening import Opening, open_matter
from fuyuantong.matters.events import StageReached
from fuyuantong.matters.models import Party as Tied
from fuyuantong.notices.actions import tell
from fuyuantong.notices.kinds import Subject as About
from fuyuantong.organs.models import Linkage, Unit

MECHANISM, COURT, POLICE, SENT = "enforcement-locate-control", "执行法院", "公安机关", "布控中"
SEND, PAPER = "发送请求", "法律文书"
PLATE_MOST = 20


@dataclass(frozen=True, slots=True)
class NewPursuit:
    """`plate` for a vehicle; `police` is the unit that looks; `until_on` when the request is over."""

    party: UUID
    target: str
    police: UUID
    until_on: date
    plate: str = ""


def ask_pursuit(uow: UnitOfWork, case: UUID, told: NewPursuit, file: UploadedFile[Any]) -> Pursuit:
    """Open the matter of one request, with its legal document; it is not sent before another person
    agrees."""
    asker = one_by_one(uow)
    row = take(uow, Case, case, policy.may_handle, OPEN, words=policy.COURTS_ONLY)
    party = Party.objects.filter(pk=told.party, case=row).first()
    police = Unit.objects.filter(pk=told.police).first()
    if party is None or police is None:
        raise NotFound
    vehicle = told.target == Target.VEHICLE
    if vehicle == (not told.plate.strip()):
        raise wrong("E-REQUIRED", _("查找车辆须填车牌，查找人员不填。"), "plate")
    if party.kind != "P" and not vehicle:
        raise wrong("E-PARTY-KIND", _("只能查找自然人或车辆。"), "party")
    if told.until_on < uow.today:
        raise wrong("E-DATE", _("布控期满日早于今天。"), "until_on")
    about = [told.plate.strip(), ""] if vehicle else [party.name, party.number]
    opening = Opening(
        mechanism=MECHANISM,
        linkage=_linkage(row, police),
        title=_("查找临控：%s") % row.case_no,
        units={COURT: [row.court_id], POLICE: [police.pk]},
        values={
            "对象类别": "被执行车辆" if vehicle else "被执行人",
            "执行案号": row.case_no,
            "对象": [{"姓名或车牌": about[0], "证件号码": about[1]}],
            "承办法官": uow.actor.name,
            "布控期满日": told.until_on.isoformat(),
        },
    )
    matter = open_matter(uow, opening)
    keep_files(uow, matter, {PAPER: [file]})
    pursuit = Pursuit.objects.create(
        case=row, party=party, matter=matter, target=told.target, by_person=asker,
        by_name=uow.actor.name, agreed=pin(matter.fields, [police.pk]),
        attachment=UUID(matter.fields[PAPER][0]), at=uow.now,
    )  # fmt: skip
    note(uow, "pursuit_asked", "pursuit", pursuit.pk, matter=str(matter.pk), target=told.target)
    return pursuit


def _linkage(case: Case, police: Unit) -> str:
    """The linkage to which both belong."""
    both = Linkage.objects.filter(members=case.court_id).filter(members=police.pk).order_by("code").first()
    if both is None:
        raise wrong("E-LINKAGE", _("本院和这个单位不在同一个联动机制。"), "police")
    return both.code


def confirm_pursuit(
    uow: UnitOfWork, key: UUID, *, agreed: bool, remark: str = "", expected: int | None = None
) -> Pursuit:
    """Another person of the court lets the request go, or not. E-SECOND-PERSON: it is the same person."""

    def court(actor: Any, pursuit: Pursuit) -> bool:
        return policy.may_handle(actor, pursuit.case)

    states = {PursuitState.SECOND}
    pursuit = take(uow, Pursuit, key, court, states, expected=expected, words=policy.COURTS_ONLY)
    another_person(uow, pursuit.by_person)
    if pursuit.case.state not in OPEN:
        raise Conflict("E-STATE", _("案件已结，不能再查询。"))
    if not agreed and not remark.strip():
        raise wrong("E-REQUIRED", _("请写明不同意的理由。"), "text")
    pursuit.state = PursuitState.AGREED if agreed else PursuitState.WITHHELD
    pursuit.second_name, pursuit.why = uow.actor.name, remark.strip()[:300]
    pursuit.save()
    note(uow, "pursuit_agreed" if agreed else "pursuit_withheld", "pursuit", pursuit.pk)
    tell(
        uow, to_units=[pursuit.case.court_id], kind="enforcement.pursuit",
        title=_("查找临控请求：%(state)s，%(case)s")
        % {"state": pursuit.get_state_display(), "case": pursuit.case.case_no},
        url=reverse("enforcement:pursuit", args=[pursuit.pk]), subject=About("pursuit", pursuit.pk),
    )  # fmt: skip
    return pursuit


def pin(fields: Mapping[str, Any], police: Iterable[UUID]) -> str:
    """Digest of who or what is looked for, in which case, until when and by whom."""
    told = {name: fields.get(name) for name in ("对象类别", "执行案号", "对象", "布控期满日")}
    told["对象"] = [{k: v for k, v in one.items() if v} for one in told["对象"] or []]
    told["公安机关"] = sorted(map(str, police))
    return hashlib.sha256(json.dumps(told, sort_keys=True, ensure_ascii=False).encode()).hexdigest()


def on_stage(uow: UnitOfWork, event: StageReached) -> None:
    """Nothing of this mechanism is sent without an agreed row of this room for it, in a case that is open,
    and nothing else than what was agreed to. What the police give back (未派员解除) is not sent anew."""
    if event.stage != SENT or event.mechanism != MECHANISM:
        return
    agreed = [event.matter, PursuitState.AGREED.value]
    row = rows.take(Pursuit, "r.matter_id = %s AND r.state = %s", agreed, "case")
    if row is not None and row.sent_at is not None:
        return
    if row is None or row.case.state not in OPEN:
        raise Refusal(
            "E-SECOND-PERSON",
            _("查找临控须先由本院另一人审核同意，才能发送。"),
            hint=_("请在“执行查控”的案件页提出“查找临控”，审核同意后再发送请求。"),
        )
    police = (
        tied.unit_id for tied in rows.find(Tied, "r.matter_id = %s AND r.key = %s", [event.matter, POLICE])
    )
    papers = event.fields.get(PAPER) or []
    if row.agreed and (row.agreed != pin(event.fields, police) or str(row.attachment) not in papers):
        raise Refusal(
            "E-PURSUIT-CHANGED",
            _("发送的内容与审核同意的不一致，不能发送。"),
            hint=_("对象、案号、期满日、公安机关和法律文书须与审核的一致；要改的，请另行提出并审核。"),
        )
    row.sent_at = uow.now
    rows.change(row, "sent_at")
    note(uow, "pursuit_sent", "matter", event.matter)
