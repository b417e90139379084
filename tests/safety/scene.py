"""A matter of others with a canary in every text, and all who must not get at it."""

from __future__ import annotations

import re
from datetime import date
from decimal import Decimal
from typing import Any
from uuid import uuid4

from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from tests import make
from tests.documents.papers import letterhead_docx
from tests.matters.conftest import at, hand_out

from api.scene import ACTIVITY, MONEY, PROFILE, another_version
from archives.scene import ArchiveRows
from dispatches.scene import DispatchRows
from enforcement.scene import EnforcementRows
from fuyuantong.common.actors import SYSTEM, Actor
from fuyuantong.definitions import actions as definitions
from fuyuantong.documents import actions as numbering
from fuyuantong.documents.actions.letterheads import add_letterhead
from fuyuantong.matters.actions import life, petitions, replying, talking, urging
from fuyuantong.matters.actions.opening import Opening, act, open_matter
from fuyuantong.matters.kinds import PetitionKind
from fuyuantong.matters.models import Clock, Draft, Matter, Obligation, Petition
from fuyuantong.organs.models import Person
from fuyuantong.plans.models import Damage, Import, Plan, PlanItem
from fuyuantong.registers import actions as registers
from fuyuantong.registers.actions.funds import Movement
from fuyuantong.registers.kinds import FundStep
from handovers.scene import HandoverRows
from indicators.scene import IndicatorRows
from instructions.scene import InstructionRows
from meetings.scene import CODE, MeetingRows
from notices.scene import NoticeRows
from packs.scene import PackRows
from registers.sharing import LentRows
from rounds.scene import RoundRows
from screening.scene import ScreeningRows

CANARY = "金丝雀甲乙丙"
PAPER = f"""临江市府院联动联席会议办公室
临府院办发〔2026〕3号
关于印发《2026年临江市{CANARY}要点》的通知

一、推进行政争议{CANARY}
1.建立{CANARY}机制。设立{CANARY}调解室。（牵头单位：市中院；责任单位：市财政局；完成时限：2026年9月30日）
2.贯彻落实以习新时代中国特色社会主义思想，健全{CANARY}机制。（牵头单位：市司法局；完成时限：2026年6月30日）
"""


def enter(actor: Actor) -> Client:
    client = Client(raise_request_exception=False)
    who = Person.objects.get(pk=actor.person)
    client.force_login(who, backend="fuyuantong.organs.backends.Accounts")
    return client


class Scene:
    """`values` fills the addresses; `outsiders` see nothing of it, `readers` see it and may do nothing."""

    def __init__(self, city: make.City) -> None:
        self.city = city
        self.matter, sent = hand_out(city)
        Matter.objects.filter(pk=self.matter.pk).update(
            title=f"{CANARY}流程", number=f"（2026）{CANARY}1号", source=CANARY,
            fields={**Matter.objects.get(pk=self.matter.pk).fields, "任务内容": CANARY, "专班专人": CANARY},
        )  # fmt: skip
        Obligation.objects.update(title=f"{CANARY}流程", content=CANARY, targets=[{"目标": CANARY}])
        self.lead = next(row for row in sent if row.duty == "lead")
        self.part = next(row for row in sent if row.duty == "partner")
        self._talk()
        self.letter = self._letter()
        self._papers()
        self._cast()
        make.do(SYSTEM, definitions.store_profile, PROFILE)
        another_version("annual-plan-item")
        profiles = (
            "profile",
            "profile-version",
            "profile-use",
            "profile-compare",
            "profile-edit",
            "profile-source",
        )
        clock = Clock.objects.create(
            matter=self.matter, key="完成期限", start_on=date(2026, 3, 2), due_on=date(2026, 12, 18)
        )
        self.values: dict[str, Any] = {
            "matter_id": self.matter.pk, "obligation_id": self.lead.pk, "petition_id": self.petition.pk,
            "number": self.file, "notice": uuid4(), "code": "annual-plan-item", "version": 2, "slug": "x",
            "kind": "extension", "name": "sign", "job": 1, "unit": city.housing.pk, "post": city.housing_clerk.post,
            "person": city.housing_clerk.person, "tenure": uuid4(), "token": uuid4(), "alias": 1, "group": uuid4(),
            **self._registers(city), **RoundRows(city, CANARY).values(), **LentRows(city, CANARY, city.finance).values(), **PackRows(city, CANARY).values(), **IndicatorRows(city, CANARY).values(), **HandoverRows(city, CANARY).values(), **InstructionRows(city, CANARY).values(), **NoticeRows(city).values(), **ScreeningRows(city, CANARY).values(), **EnforcementRows(city, CANARY).values(), **DispatchRows(city, CANARY).values(), **ArchiveRows(city, CANARY, self.matter.pk).values(), **self._meetings(city), **{f"definitions:{name}.code": "trial-area" for name in profiles},
            "definitions:profile-version.version": 1, "definitions:profile-use.version": 1, "other": "trial-area",
            "clock": clock.pk, "clock_id": clock.pk, "secret": "whoever-knows-it-may",
            "linkage": city.linkage.pk, "key": self.paper.pk, "item": self.item.pk, "damage": self.damage,
            "opinion": self.opinion, "step": "consult", "view_id": uuid4(), "matters:act.key": "增派",
            "matters:ledger_export.kind": "xlsx", "matters:batch.name": "sign", "organs:region.code": make.CITY,
            "plans:plan.key": self.plan.pk, "plans:plan-edit.key": self.plan.pk, "plans:plan-edit.item": self.plan_item,
            "plans:volume.key": self.plan.pk, "plans:opinion.key": self.plan.pk, "plans:step.key": self.plan.pk,
            **self._numbers(city), "draft_id": Draft.objects.get(matter=self.letter).pk, "matters:letter_verb.name": "drop",
        }  # fmt: skip

    def _numbers(self, city: make.City) -> dict[str, Any]:
        """A number and a letterhead of the owing unit."""
        keeper = make.actor(city.housing, roles=("leader",))
        row = make.do(
            keeper, numbering.register_external, unit=city.housing.pk, genre="函", text="临建函〔2026〕8号", year=2026,
            subject_type="letter", subject_id=uuid4(), title="函",
        )  # fmt: skip
        head = make.do(keeper, add_letterhead, SimpleUploadedFile("a.docx", letterhead_docx()), name="函头")
        keys = {f"documents:letterhead-{verb}.key": head.pk for verb in ("preview", "retire")}
        return {"documents:number-void.key": row.pk, **keys}

    def _registers(self, city: make.City) -> dict[str, Any]:
        """Rows, a budget with an application, an import of the owing unit, by the names of their addresses."""
        for text in (ACTIVITY, MONEY):
            make.do(SYSTEM, registers.publish, text)
        clerk = city.housing_clerk
        row = make.do(clerk, registers.enter_row, "trial-rows", {"主题": CANARY, "日期": "2026-01-05"})
        fund = make.do(clerk, registers.enter_row, "trial-money", {"科目": CANARY})
        make.do(clerk, registers.move, fund.pk, Movement(FundStep.BUDGET, Decimal(1000)))
        claim = make.do(clerk, registers.apply_for, fund.pk, Decimal(10), CANARY)
        table = SimpleUploadedFile("a.csv", f"主题,日期\n{CANARY}二,2026-01-06\n".encode())
        self.intake = make.do(clerk, registers.start_import, "trial-rows", table)
        acts = ("row", "correct", "advance", "void", "seal", "unseal", "personal")
        lists = ("rows", "export", "definition", "edit", "template", "enter", "import")
        keys = {f"registers:{act}.key": row.pk for act in acts}
        keys |= {f"registers:{act}.key": fund.pk for act in ("apply", "money")}
        keys |= {f"registers:{act}.key": claim.pk for act in ("decide", "claim_money")}
        keys |= {f"registers:{name}.code": "trial-rows" for name in lists}
        files = {"registers:export.kind": "csv", "registers:template.kind": "csv"}
        return keys | files | {"registers:intake.key": self.intake.pk}

    def _meetings(self, city: make.City) -> dict[str, Any]:
        """Topics and a meeting being prepared, by the names of their addresses."""
        self.rows = rows = MeetingRows(city, CANARY)
        told: dict[str, Any] = {
            "meetings:reply.key": rows.invited, "invitation": rows.invitation, "advice": rows.advice,
            "meetings:uninvite.unit": city.court.pk, "meetings:paper.number": rows.paper,
            "meetings:topic-step.step": "withdraw", "meetings:step.step": "cancel", "meetings:print.paper": "notice",
            "meetings:year.year": 2026, "meetings:kind-version.version": 1,
        }  # fmt: skip
        lists = (
            ("topic topic-edit topic-step advise topic-form", "key", rows.topic),
            (
                "meeting step attendance minutes add-paper paper decide remove-item move-item",
                "key",
                rows.meeting,
            ),
            ("add-item-paper uninvite print plates volume", "key", rows.meeting),
            ("decide remove-item move-item add-item-paper", "item", rows.item),
            ("kind kind-edit kind-version", "code", CODE),
            ("topic-form print volume year", "kind", "pdf"),
        )
        for names, parameter, value in lists:
            told |= {f"meetings:{name}.{parameter}": value for name in names.split()}
        return told

    def _talk(self) -> None:
        city, lead = self.city, self.lead
        day = at("2026-03-03")
        make.do(city.housing_clerk, life.sign, lead.pk, now=day)
        make.do(
            city.housing_clerk,
            replying.report,
            lead.pk,
            text=CANARY,
            problems=CANARY,
            next_steps=CANARY,
            now=day,
        )
        self.petition: Petition = make.do(  # type: ignore[assignment]
            city.housing_clerk, petitions.petition, lead.pk, PetitionKind.EXTENSION, reason=CANARY,
            wanted_due=date(2026, 9, 1), now=day,
        )  # fmt: skip
        make.do(city.office, urging.urge_many, [lead.pk], text=CANARY, now=day)
        make.do(city.office, talking.comment, self.matter.pk, text=CANARY, now=day)
        make.do(city.finance_clerk, life.ask_correction, self.part.pk, reason=CANARY, now=day)
        file = SimpleUploadedFile(f"{CANARY}.txt", f"{CANARY}正文".encode())
        answer = enter(city.office).post(f"/matters/{self.matter.pk}/files/", {"file": file, "label": CANARY})
        assert answer.status_code == 302, answer.content.decode()[-500:]
        from fuyuantong.documents.models import Attachment

        self.file = Attachment.objects.get().pk

    def _letter(self) -> Matter:
        """Of this one the office knows the envelope only."""
        city = self.city
        opening = Opening(
            mechanism="judicial-recommendation", linkage=city.linkage.code, title=f"{CANARY}司法建议",
            units={"发出单位": [city.court.pk]},
        )  # fmt: skip
        letter: Matter = make.do(city.judge, open_matter, opening, now=at("2026-03-02"))  # type: ignore[assignment]
        items = [{"问题": CANARY, "建议": CANARY}]
        for key, data in (
            ("提请审议", {"建议类型": "综合治理类", "建议事项": items}),
            ("编号签发", {"建议书文号": "临法建〔2026〕3号", "签发日期": "2026-03-02"}),
            ("送达", {"被建议单位": [str(city.housing.pk)]}),
        ):
            make.do(city.judge, act, letter.pk, key, data=data, now=at("2026-03-02"))
        self.suggestion = Obligation.objects.get(matter=letter)
        return letter

    def _papers(self) -> None:
        office = enter(self.city.office)
        answer = office.post("/imports/", {"file": SimpleUploadedFile(f"{CANARY}要点.txt", PAPER.encode())})
        assert answer.status_code == 303, answer.content.decode()[-500:]
        found = re.search(r"/imports/([0-9a-f-]+)/", answer["Location"])
        assert found
        self.paper = Import.objects.get(pk=found[1])
        self.item = PlanItem.objects.filter(source=self.paper).order_by("ordinal")[0]
        self.damage = Damage.objects.filter(source=self.paper).values_list("pk", flat=True).first() or uuid4()
        self.plan = Plan.objects.create(
            title=f"{CANARY}计划", year=2026, linkage=self.city.linkage.code, region=self.paper.region,
            state="draft", created_at=at("2026-03-02"),
        )  # fmt: skip
        self.plan_item, self.opinion = uuid4(), uuid4()

    def _cast(self) -> None:
        city = self.city
        elsewhere = make.unit("临江市发展和改革委员会", "市发改委")
        other = make.linkage(elsewhere, "linjiang-other")
        former = make.actor(city.market, roles=("clerk", "liaison"))
        rows = hand_out(city, leads=[city.market.pk])[1]
        lost = next(row for row in rows if row.duty == "lead")
        asked = make.do(
            former, petitions.petition, lost.pk, PetitionKind.REASSIGN, reason="不属职责",
            wanted_unit=city.housing.pk, now=at("2026-03-03"),
        )  # fmt: skip
        make.do(city.office, petitions.decide, asked.pk, granted=True, now=at("2026-03-04"))  # type: ignore[attr-defined]
        Matter.objects.filter(pk=lost.matter_id).update(title=f"{CANARY}改派后")
        Obligation.objects.filter(matter=lost.matter_id).update(title=f"{CANARY}改派后")
        self.lost = lost
        self.outsiders: dict[str, Actor] = {
            "foreign": make.actor(make.unit(), roles=("clerk", "liaison")),
            "foreign chief": make.actor(make.unit(), roles=("leader", "reviewer")),
            "former": former,
            "bureau": city.justice_clerk,
            "other office": make.actor(elsewhere, roles=("office", "liaison"), serves=other),
            "office role without a seat": make.actor(city.justice, roles=("office",)),
            "reader elsewhere": make.actor(make.unit(), roles=("readonly",)),
            "definer": make.actor(make.unit(), roles=("definer",)),
            "auditor": make.actor(city.housing, roles=("auditor",)),
            "sysadmin": make.actor(city.housing, roles=("sysadmin",)),
            "secadmin": make.actor(city.housing, roles=("secadmin",)),
        }
        self.readers: dict[str, Actor] = {
            "reader of the owner": make.actor(city.housing, roles=("readonly",)),
            "reader of the office": make.actor(city.justice, roles=("readonly",), serves=city.linkage),
        }
