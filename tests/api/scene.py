"""One scene with something for every operation to work on, and a good call for each of them."""

from __future__ import annotations

import re
from datetime import date, timedelta
from decimal import Decimal
from functools import cache
from typing import Any
from uuid import uuid4

from django.core.files.uploadedfile import SimpleUploadedFile
from tests import make
from tests.documents.papers import letterhead_docx

from api.calling import V1, Caller, handed_out
from archives.scene import ArchiveRows
from dispatches.scene import DispatchRows
from enforcement.scene import EnforcementRows
from fuyuantong.common.actors import SYSTEM
from fuyuantong.common.ids import new_id
from fuyuantong.common.now import read_clock
from fuyuantong.config.api import document
from fuyuantong.definitions import actions as definitions
from fuyuantong.definitions.models import DefinitionVersion
from fuyuantong.documents import actions as numbering
from fuyuantong.documents.actions.letterheads import add_letterhead
from fuyuantong.documents.models import Letterhead, PaperNumber
from fuyuantong.matters.models import Addressee, Clock, Draft, Feedback, Matter, Obligation, Petition
from fuyuantong.meetings.models import Advice, AgendaItem, Invitation, Meeting, Topic
from fuyuantong.notices.models import Notice
from fuyuantong.organs.models import ApiToken, Linkage, Person, Post, Tenure, Unit, UnitAlias, UnitGroup
from fuyuantong.plans import actions as plans
from fuyuantong.plans.models import Damage, Import, Opinion, Plan, PlanItem
from fuyuantong.registers import actions as registers
from fuyuantong.registers.actions.funds import Movement
from fuyuantong.registers.kinds import FundStep
from fuyuantong.registers.models import Row
from fuyuantong.rounds.models import Round, Series, Sheet
from fuyuantong.workbench.models import SavedView
from handovers.scene import HandoverRows
from indicators.scene import ASKED, CODES, IndicatorRows
from instructions.scene import InstructionRows
from meetings.scene import CODE, MeetingRows
from notices.scene import NoticeRows
from packs.scene import PackRows
from registers.sharing import LentRows
from rounds.scene import RoundRows
from screening.scene import LIST, ScreeningRows

CANARY = "金丝雀七号"
MISSING = "00000000-0000-4000-8000-00000000abcd"
PAPER = """临江市2026年府院联动任务清单

一、总体任务
1.贯彻落实以习新时代中国特色社会主义思想，健全府院联动机制。（牵头单位：市司法局；完成时限：2027年6月30日）
2.建立金丝雀七号信息通报制度。（牵头单位：市中院；完成时限：2027年7月31日）
3.开展金丝雀七号联席会商。（牵头单位：市财政局；完成时限：2027年7月31日）
"""
DEFINITION = "schema: 1"
_FRAME = "版本: 1\n责任单位: 市司法局\n录入: [办公室, 各单位]\n可知: 本单位和办公室\n"
ACTIVITY = f"""台账: 试验活动
代码: trial-rows
类别: 活动
日期: 日期
{_FRAME}列:
  主题: {{类型: 文本, 必填: 是}}
  日期: {{类型: 日期, 必填: 是}}
"""
MONEY = f"""台账: 试验资金
代码: trial-money
类别: 资金
{_FRAME}列:
  科目: {{类型: 文本, 必填: 是, 唯一: 是}}
"""
PROFILE = """方案: 试验方案
代码: trial-area
版本: 1
来源: 试验
机制: [annual-plan-item]
"""
MONEY_OPERATIONS = frozenset({"registers_fund", "registers_apply_for", "registers_move_money"})
QUERIES: dict[str, dict[str, Any]] = {
    "dispatches_dispatch_case": {"case_number": "（2026）新2801行初15号"},
    "clocks_due": {"start": "2026-03-01", "term": "5D"},
    "definitions_changes": {"old": 2, "new": 2},
    "workbench_search": {"words": "金丝雀"}, **ASKED,
}  # fmt: skip


@cache
def operations() -> dict[str, tuple[str, str, dict[str, Any]]]:
    """Operation id → (method, path, what the document says of it), of every operation there is."""
    found = {}
    for path, methods in document()["paths"].items():
        for method, told in methods.items():
            found[told["operationId"]] = (method.upper(), path.removeprefix(V1), told)
    return found


def another_version(code: str) -> int:
    """Publish the next version of a mechanism, alike but for its number; returns the number."""
    row = DefinitionVersion.objects.get(code=code)
    text = row.source.replace(f"版本: {row.version}", f"版本: {row.version + 1}", 1)
    row.pk, row.version, row.source, row._state.adding = new_id(), row.version + 1, text, True
    row.save()
    return int(row.version)


class Scene:
    """A plan item handed out with its parts, a second matter, a petition, a file, a paper, two plans."""

    def __init__(self, city: make.City, office: Caller, housing: Caller) -> None:
        self.city = city
        handed = handed_out(office, city, f"{CANARY}对接流程")
        other = handed_out(office, city, f"{CANARY}第二件")
        self.matter, self.other = handed["matter"], other["matter"]
        self.lead, self.part = handed["lead"]["id"], handed["part"]["id"]
        upload = {"file": SimpleUploadedFile("a.txt", f"{CANARY}说明".encode()), "label": ""}
        headers = {**office.headers, "Idempotency-Key": "scene-file-1"}
        made = office.client.post(f"{V1}/matters/{self.matter}/files", upload, headers=headers)
        assert made.status_code == 201, made.content.decode()
        self.file = made.json()["id"]
        asked = Petition.objects.create(
            obligation_id=self.part, kind="extension", reason=CANARY, wanted_due=date(2027, 12, 31), at=read_clock(),
            by_name="甲", by_unit_name="市财政局",
        )  # fmt: skip
        lead_asked = Petition.objects.create(
            obligation_id=self.lead, kind="extension", reason=CANARY, wanted_due=date(2027, 12, 31), at=read_clock(),
            by_name="甲", by_unit_name="市住建局",
        )  # fmt: skip
        self.petition, self.lead_petition = asked.pk, lead_asked.pk
        self._own_clock_and_letter(city)
        self._papers(city)
        self._registers(city)
        self.meetings = MeetingRows(city, CANARY)
        make.do(SYSTEM, definitions.store_profile, PROFILE)
        self.next_version = another_version("annual-plan-item")
        self.rounds, self.packs = RoundRows(city, CANARY), PackRows(city, CANARY)
        self.indicators, self.archives = IndicatorRows(city, CANARY), ArchiveRows(city, CANARY, self.matter)
        self.enforcement, self.lent = EnforcementRows(city, CANARY), LentRows(city, CANARY, city.justice)
        self.instructions, self.handovers = InstructionRows(city, CANARY), HandoverRows(city, CANARY)
        self.dispatches, self.screening = DispatchRows(city, CANARY), ScreeningRows(city, CANARY)
        self._directory(city)
        self.notice = Notice.objects.filter(unit=city.finance).values_list("pk", flat=True)[0]

    def _own_clock_and_letter(self, city: make.City) -> None:
        """A clock of the matter itself, and a letter of the owing unit that waits for its signature."""
        clock = Clock.objects.create(
            matter_id=self.matter, key="完成期限", start_on=date(2026, 3, 2), due_on=date(2026, 12, 18)
        )
        draft = Draft.objects.create(
            matter_id=self.matter, genre="函", unit=city.housing, approval=False, title=f"{CANARY}商请函", text=CANARY,
            state="ready", drafted_on=date(2026, 3, 2), drafted_at=read_clock(), drafted_by="甲",
        )  # fmt: skip
        Addressee.objects.create(draft=draft, unit=city.finance)
        self.clock, self.draft_letter = clock.pk, draft.pk
        number = make.do(
            city.office, numbering.register_external, unit=city.justice.pk, genre="函", text="临司函〔2026〕8号", year=2026,
            subject_type="letter", subject_id=uuid4(), title=f"{CANARY}函",
        )  # fmt: skip
        self.number = number.pk  # type: ignore[attr-defined]
        head = SimpleUploadedFile("版头.docx", letterhead_docx())
        self.head = make.do(city.office, add_letterhead, head, name="函头").pk  # type: ignore[attr-defined]

    def _registers(self, city: make.City) -> None:
        """An activity and a budget of the owing unit, an application, an import that it has begun."""
        for text in (ACTIVITY, MONEY):
            make.do(SYSTEM, registers.publish, text)
        clerk = city.housing_clerk
        row = make.do(clerk, registers.enter_row, "trial-rows", {"主题": CANARY, "日期": "2026-01-05"})
        fund = make.do(clerk, registers.enter_row, "trial-money", {"科目": CANARY})
        make.do(clerk, registers.move, fund.pk, Movement(FundStep.BUDGET, Decimal(1000)))  # type: ignore[attr-defined]
        claim = make.do(clerk, registers.apply_for, fund.pk, Decimal(10), CANARY)  # type: ignore[attr-defined]
        table = SimpleUploadedFile("a.csv", f"主题,日期\n{CANARY}二,2026-01-06\n".encode())
        intake = make.do(clerk, registers.start_import, "trial-rows", table)
        self.row, self.fund, self.claim, self.intake = row.pk, fund.pk, claim.pk, intake.pk  # type: ignore[attr-defined]
        self.intake_digest = intake.digest  # type: ignore[attr-defined]

    def _papers(self, city: make.City) -> None:
        paper = SimpleUploadedFile(f"{CANARY}.txt", PAPER.encode())
        self.paper = make.do(city.office, plans.start_import, paper).pk  # type: ignore[attr-defined]
        items = list(PlanItem.objects.filter(source=self.paper).order_by("ordinal"))
        self.item, self.item2 = items[-2].pk, items[-1].pk
        self.damage = Damage.objects.filter(source=self.paper).values_list("pk", flat=True).first() or MISSING
        self.plan = Plan.objects.create(
            title=f"{CANARY}计划", year=2026, state="consulting", linkage=city.linkage.code, region=city.justice.region,
            created_by_name="甲", created_at=read_clock(),
        ).pk  # fmt: skip
        self.opinion = Opinion.objects.create(
            plan_id=self.plan, unit=city.housing, due_on=date(2027, 1, 1), asked_at=read_clock()
        ).pk
        self.draft = Plan.objects.create(
            title=f"{CANARY}草案", year=2026, linkage=city.linkage.code, region=city.justice.region,
            created_by_name="甲", created_at=read_clock(),
        ).pk  # fmt: skip

    def _directory(self, city: make.City) -> None:
        """A group, a spare unit with an alias, a person without a post, one with; a key; a job given up."""
        self.spare = make.unit("临江市试验局")
        self.alias = UnitAlias.objects.create(unit=self.spare, alias="试验局别名").pk
        self.group = UnitGroup.objects.create(name="市直各部门", region=city.justice.region).pk
        self.newcomer = make.person("丁新来", "dingxinlai", phone="13900000000")
        self.seat = make.post(self.spare)
        held = make.post(self.spare, title="值守岗")
        self.tenure = Tenure.objects.create(post=held, person=make.person(), since_on=date(2026, 1, 1)).pk
        self.token = ApiToken.objects.create(
            name="旧密钥", unit=self.spare, post=self.seat, digest="0" * 64, created_at=read_clock(),
            expires_at=read_clock() + timedelta(days=9),
        ).pk  # fmt: skip
        self.notices = NoticeRows(city)
        self.job = self.notices.job
        self.view = SavedView.objects.create(person=city.watcher.person, name="我的视图").pk

    def address(self, operation: str, path: str) -> str:
        """The path with the ids of this scene."""
        noun = path.split("/")[1]
        keys = {
            "matters": self.matter, "obligations": self.lead, "petitions": self.lead_petition, "imports": self.paper,
            "plan-items": self.item, "plans": self.draft, "opinions": self.opinion, "damages": self.damage,
            "register-rows": self.fund if operation in MONEY_OPERATIONS else self.row,
            "register-imports": self.intake, "fund-claims": self.claim, "letters": self.draft_letter, "numbers": self.number, "letterheads": self.head, "units": self.spare.pk, "notices": self.notice, "groups": self.group, "linkages": self.city.linkage.pk,
            "people": self.newcomer.pk, "posts": self.seat.pk, "tenures": self.tenure, "tokens": self.token,
            "views": self.view, "topics": self.meetings.topic, "topic-advices": self.meetings.advice, "meetings": self.meetings.meeting, "agenda-items": self.meetings.item,
            "meeting-invitations": self.meetings.invitation, **self.indicators.keys(),
            **self.rounds.keys(), **self.instructions.keys(), **self.notices.keys(), **self.handovers.keys(), **self.screening.keys(), **self.enforcement.keys(), **self.dispatches.keys(), **self.packs.keys(), **self.archives.keys(), **self.lent.keys(),
        }  # fmt: skip
        if operation == "plans_plan":
            keys["plans"] = self.draft
        number = self.meetings.paper if noun == "meetings" else self.instructions.number(noun, self.file)
        told = path.replace("{key}", str(keys.get(noun, ""))).replace("{number}", str(number))
        told = told.replace("{job}", str(self.job)).replace("{alias}", str(self.alias))
        told = told.replace("{clock}", str(self.clock)).replace("{other}", "trial-area")
        codes = {
            "meeting-kinds": CODE, "screening-lists": LIST, "regions": make.CITY, "registers": "trial-rows", "profiles": "trial-area", **CODES,
            "channel-accounts": "sms",
        }  # fmt: skip
        code = codes.get(noun, "annual-plan-item")
        return (
            re.sub(r"{code}", code, told)
            .replace("{version}", {"matters": str(self.next_version), "profiles": "1"}.get(noun, "2"))
            .replace("{name}", "todo")
            .replace("{paper}", "notice")
            .replace("{year}", "2026")
        )

    def version(self, path: str) -> int:
        """The version of what a path is about."""
        _empty, noun, key, *_rest = [*path.split("/"), "", ""]
        kinds = {
            "matters": Matter, "obligations": Obligation, "imports": Import, "plan-items": PlanItem, "plans": Plan,
            "opinions": Opinion, "damages": Damage, "units": Unit, "groups": UnitGroup, "linkages": Linkage,
            **IndicatorRows.KINDS, "people": Person, "posts": Post, "register-rows": Row, "letters": Draft,
            "rounds": Round, "round-sheets": Sheet, "round-series": Series, **InstructionRows.kinds(), **HandoverRows.KINDS, **ScreeningRows.kinds(), **EnforcementRows.kinds(), **DispatchRows.kinds(), **ArchiveRows.KINDS,
            "topics": Topic, "meetings": Meeting, "topic-advices": Advice, "agenda-items": AgendaItem,
            "meeting-invitations": Invitation, "numbers": PaperNumber, "letterheads": Letterhead, **PackRows.kinds(), **LentRows.kinds(),
        }  # fmt: skip
        row = (
            kinds[noun].objects.filter(pk=key).first() if noun in kinds and len(key) == len(MISSING) else None
        )
        return getattr(row, "revision", row.version) if row else 1

    def body(self, operation: str) -> Any:
        """A good body of an operation; None for those without one."""
        city, day, reason = self.city, "2027-12-31", {"reason": "情况变化"}
        post = str(city.housing_clerk.post)
        named: dict[str, Any] = {
            "registers_check_register": {"source": DEFINITION},
            "registers_publish_register": {"source": ACTIVITY.replace("版本: 1", "版本: 2")},
            "definitions_check_profile": {"source": PROFILE},
            "definitions_store_profile": {"source": PROFILE.replace("版本: 1", "版本: 2")},
            "registers_enter_row": {"values": {"主题": "新主题", "日期": "2026-01-05"}},
            "registers_correct_row": {"values": {"主题": "改名"}, **reason},
            "registers_advance_row": {"values": {}},
            "registers_apply_for": {"amount": "5", "purpose": "用途"},
            "registers_decide_claim": {"amount": "10"},
            "registers_move_money": {"step": "budget", "amount": "1"},
            "registers_confirm_import": {"digest": self.intake_digest},
            "matters_open_": {"mechanism": "annual-plan-item", "linkage": city.linkage.code, "title": "新事项"},
            "matters_do_act": {"act": "下达", "values": {"年度": 2026, "任务内容": "再下达", "时限类型": "未规定"}},
            "matters_comment": {"text": "请加快"},
            "matters_copy": {"units": [str(city.procuratorate.pk)]},
            "matters_follow": {"on": True},
            "matters_link": {"other": self.other},
            "matters_merge": {"into": self.other, **reason},
            "matters_scope": {"scope": "named", "posts": []},
            "matters_void_matter": reason,
            "matters_move_to_version": {"version": self.next_version, **reason},
            "matters_extend_clock": {"due_on": day, **reason},
            "matters_letter_write": {"letter": "函"},
            "matters_letter_edit": {"title": "商请函", "text": "正文", "to": [str(city.finance.pk)]},
            "matters_letter_number": {"number": "临建函〔2026〕1号"},
            "matters_letter_submit": {}, "matters_letter_sign": {}, "matters_letter_recall": {},
            "matters_letter_circulate": {"units": [str(city.finance.pk)]}, "matters_letter_opine": {},
            "matters_letter_seal": {}, "matters_letter_dispatch": {}, "matters_letter_file": {"file_number": "1"},
            "documents_set_number_rule": {"prefix": "临司发", "genre": "通知"},
            "documents_void_number": reason, "documents_retire_letterhead": {},
            "matters_batch": {"verb": "urge", "ids": [self.lead]},
            "matters_ask": {"kind": "return", **reason},
            "matters_decide": {"granted": True},
            "matters_object_": {"text": "有不同意见"},
            "matters_obligation_report": {"text": "进展"},
            "matters_obligation_submit": {"text": "已完成"},
            "matters_obligation_transfer": {"post": post},
            "matters_obligation_extend": {"due_on": day, **reason},
            "matters_obligation_review": {"due_on": day, **reason},
            "matters_obligation_again": {"due_on": day, **reason},
            "matters_obligation_suspend": {"basis": "第一条", **reason},
            "matters_obligation_look_back": {"finding": "属实", "sound": True},
            "matters_personal": {"purpose": "核对当事人"},
            "registers_row_personal": {"purpose": "核对当事人"},
            "organs_create_unit": {"name": "临江市新设局", "kind": "government", "region": make.CITY},
            "organs_change_unit": {"short_name": "试验局"},
            "organs_retire_unit": {"on": day},
            "organs_add_alias": {"alias": "试验局又名"},
            "organs_create_group": {"name": "市属各局", "region": make.CITY, "members": [str(city.finance.pk)]},
            "organs_change_group": {"members": [str(city.finance.pk), str(city.housing.pk)]},
            "organs_create_linkage": {"code": "linjiang-second", "name": "临江市府检联动", "kind": "procuratorate",
                                      "office_unit": str(city.procuratorate.pk)},
            "organs_change_linkage": {"name": "临江市府院联动联席会议"},
            "organs_create_region": {"code": "990190", "name": "新区", "level": "county", "parent": make.CITY},
            "organs_change_region": {"name": "临江"},
            "organs_create_person": {"username": "wangxin", "name": "王新"},
            "organs_change_person": {"phone": "13911111111"},
            "organs_reset_person": {"factor_too": True},
            "organs_end_sessions": {},
            "organs_create_post": {"title": "新岗", "roles": ["clerk"]},
            "organs_change_post": {"title": "改名岗"},
            "organs_start_tenure": {"username": "dingxinlai", "since": "2026-01-01"},
            "organs_end_tenure": {"on": day},
            "organs_issue_token": {"name": "对接", "post": str(self.seat.pk), "scopes": ["matters:read"]},
            "workbench_renew_feed": {"titles": False}, "workbench_save_view": {"name": "超期", "query": "lamp=over"},
            "organs_resolve": {"names": ["市中院"], "region": make.CITY},
            "definitions_check": {"source": DEFINITION},
            "definitions_publish": {"source": DEFINITION},
            "plans_settle_names": {"names": [{"raw": "市中院", "how": "unit", "units": [str(city.court.pk)]}]},
            "plans_forget_name": {"raw": "市中院"},
            "plans_to_plan": {"title": "计划", "year": 2027},
            "plans_correct_damage": {"text": "改正"},
            "plans_edit_item": {"title": "任务", "text": "内容", "lead": "市中院", "due_on": day},
            "plans_split_item": {"parts": [{"title": "一", "due_on": day}, {"title": "二", "due_on": day}]},
            "plans_choose_collector": {"name": "市中院"},
            "plans_answer_cautions": reason,
            "plans_merge_items": {"ids": [str(self.item), str(self.item2)]},
            "plans_confirm_many": {"ids": [str(self.item)]},
            "plans_consult": {"units": [str(city.court.pk)], "due_on": day},
            "plans_submit_plan": {"text": "无需征求意见"},
            "plans_approve_plan": {"decided_by": "甲", "decided_on": "2026-01-02"},
            "plans_send_back_plan": {"decided_on": "2026-01-02", "text": "再改"},
            "plans_print_plan": {"number": "临府〔2026〕1号", "issued_on": "2026-01-02"},
            "plans_void_plan": {"text": "不用了"},
            "plans_give_opinion": {"agreed": True},
            "plans_settle_opinion": {"adopted": True},
            **self.rounds.bodies(), **self.lent.bodies(), **self.packs.bodies(), **self.instructions.bodies(), **self.dispatches.bodies(), **self.notices.bodies(),
            **self.handovers.bodies(self.tenure, self.newcomer.username, operation), **self.screening.bodies(), **self.enforcement.bodies(), **self.meetings.bodies(), **self.indicators.bodies(), **self.archives.bodies(),
        }  # fmt: skip
        gentle = {"sign", "issue", "write_off", "approve", "accept", "urge"}
        plain = {} if operation.removeprefix("matters_obligation_") in gentle else reason
        return named.get(operation, plain)

    def call(self, caller: Caller, operation: str) -> Any:
        """Call an operation well: the right address, version, key and body; the rights are the caller's."""
        method, path, told = operations()[operation]
        address = self.address(operation, path)
        if method == "GET":
            return caller.get(address, **QUERIES.get(operation, {}))
        body = told.get("requestBody", {}).get("content", {})
        if "multipart/form-data" in body:
            name, text = (
                ("新来文.txt", PAPER + "4.再做一件。\n") if operation == "plans_start" else ("b.txt", "证据")
            )
            if operation == "registers_start_import":
                name, text = "新行.csv", "主题,日期\n又一行,2026-02-01\n"
            more, content = self.packs.texts(operation) | self.archives.texts(operation), text.encode()
            if operation == "documents_add_letterhead":
                name, content, more = "新版头.docx", letterhead_docx(), {"name": "新函头"}
            name, content = self.packs.upload(operation) or (name, content)
            headers = {**caller.headers, "Idempotency-Key": "scene-upload-1"}
            return caller.client.post(
                V1 + address, {"file": SimpleUploadedFile(name, content), **more}, headers=headers
            )
        sent = self.body(operation) if "application/json" in body else None
        return caller.send(address, sent, version=self.version(address), method=method)

    def ready(self, verb: str) -> None:
        """Bring the lead obligation into a state in which a verb may be said."""
        states = {
            "issue": "draft", "sign": "pending", "ask_correction": "pending", "supply": "correcting",
            "approve": "reviewing", "disapprove": "reviewing", "accept": "verifying", "send_back": "verifying",
            "write_off": "done", "look_back": "done", "again": "done", "withdraw": "pending",
        }  # fmt: skip
        Obligation.objects.filter(pk=self.lead).update(
            state=states.get(verb, "working"), held=verb == "unhold", ledger_item=True
        )
        Obligation.objects.filter(pk=self.part).update(state="done")
        Petition.objects.filter(pk=self.lead_petition).update(state="open")
        Feedback.objects.create(
            obligation_id=self.lead, kind="completion", state="in_review", text="已完成", occurred_on=date(2026, 3, 3),
            at=read_clock(), by_name="甲", by_unit_name="市住建局",
        )  # fmt: skip
