"""Two fictional meetings of 临江市: one held, with decisions under way, and one that is being prepared."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from typing import Any
from uuid import UUID

from fuyuantong.common.actors import Actor
from fuyuantong.common.now import SHANGHAI, read_clock
from fuyuantong.common.uow import unit_of_work
from fuyuantong.config.demo.story import PURPOSE, clerk_of, sample
from fuyuantong.matters.actions import life
from fuyuantong.matters.models import Obligation
from fuyuantong.meetings import actions
from fuyuantong.meetings.actions import Arrangement, Coming, ResolutionWords, TopicWords
from fuyuantong.meetings.kinds import Outcome, ReplyState
from fuyuantong.meetings.models import AgendaItem, Attendee, Invitation
from fuyuantong.organs.models import Unit

LINKAGE = "linjiang-court"
SPECIAL, QUARTERLY = "topic-conference", "joint-conference-quarterly"


class _Diary:
    """Acts of the sample people on days that are past."""

    def __init__(self) -> None:
        self.units = {unit.code: unit for unit in Unit.objects.filter(code__startswith="LJ-")}
        self.office = sample("office")

    def do(self, actor: Actor, day: date, work: Any, *given: Any, hour: int = 9, **named: Any) -> Any:
        moment = min(datetime.combine(day, time(hour), SHANGHAI), read_clock())
        with unit_of_work(actor, purpose=PURPOSE, now=moment) as uow:
            return work(uow, *given, **named)

    def keys(self, *codes: str) -> list[UUID]:
        return [self.units[code].pk for code in codes]


def hold_meetings() -> None:
    """The held meeting in October, the coming one a week from now."""
    diary = _Diary()
    _held(diary)
    _coming(diary)


def _topic(diary: _Diary, day: date, kind: str, who: str, words: TopicWords) -> UUID:
    row = diary.do(sample(who), day, actions.propose, words, kind=kind, linkage=LINKAGE, submit=True)
    text = "属于多个部门职责交叉，建议提请会议研究（模拟）。"
    diary.do(diary.office, day + timedelta(days=1), actions.screen_topic, row.pk, text=text)
    return UUID(str(row.pk))


def _held(diary: _Diary) -> None:
    day = date(2026, 10, 12)
    words = TopicWords(
        title="老旧小区加装电梯纠纷诉前化解（模拟）",
        background="三个小区的加装电梯纠纷进入诉讼，低层住户与加装业主分歧较大（虚构）。",
        coordination="街道、社区已调解两次，采光和费用分担没有谈成（虚构）。",
        asks="请明确诉前化解的对接流程、牵头单位和完成时限。",
        reporter="周予安", attending=diary.keys("LJ-FY", "LJ-CZJ"), signed_by="市住建局主要负责人（模拟）",
    )  # fmt: skip
    topic = _topic(diary, day, SPECIAL, "housing", words)
    begins = datetime(2026, 10, 20, 9, tzinfo=SHANGHAI)
    name, place = "物业和加装电梯纠纷化解专题会议（模拟）", "市政府三楼会议室"
    told = Arrangement(name, begins, None, place, "顾怀民")
    office, row = (
        diary.office,
        diary.do(
            diary.office,
            day + timedelta(days=2),
            actions.prepare,
            kind=SPECIAL,
            linkage=LINKAGE,
            arrangement=told,
        ),
    )
    day = date(2026, 10, 15)
    diary.do(office, day, actions.place_topics, row.pk, topics=[topic])
    diary.do(
        office, day, actions.invite, row.pk, units=diary.keys("LJ-SJJ", "LJ-XFJ"), rank_wanted="分管负责人"
    )
    diary.do(office, day, actions.ask_consent, row.pk, text="拟召开专题会议，妥否，请批示。", hour=10)
    diary.do(
        office, day, actions.record_consent, row.pk, hour=15, seat="第一召集人", decided_by="市长（模拟）",
        decided_on=day, delegate="顾怀民", text="同意，请怀民同志召集。",
    )  # fmt: skip
    diary.do(office, day, actions.notify, row.pk, hour=16)
    for n, one in enumerate(Invitation.objects.filter(meeting=row.pk)):
        people = [Coming(f"参会人{n + 1}（模拟）", "副局长" if n else "局长")]
        diary.do(office, date(2026, 10, 16), actions.reply, one.pk, answer=ReplyState.COMING, people=people)
    day = date(2026, 10, 20)
    came = list(Attendee.objects.filter(invitation__meeting=row.pk).values_list("pk", flat=True))
    diary.do(office, day, actions.sign_in, row.pk, came=came)
    diary.do(office, day, actions.hold, row.pk, held_on=day)
    item = AgendaItem.objects.get(meeting=row.pk)
    resolutions = [
        ResolutionWords(
            "印发加装电梯纠纷诉前化解工作指引（模拟）", diary.keys("LJ-ZJJ"), diary.keys("LJ-FY", "LJ-CZJ"),
            None,
            date(2026, 12, 18),
        ),
        ResolutionWords("排查加装电梯项目矛盾并建立清单（模拟）", diary.keys("LJ-XFJ", "LJ-ZJJ"), (), None,
                        date(2026, 11, 30)),
    ]  # fmt: skip
    diary.do(
        office, day, actions.decide, item.pk, outcome=Outcome.AGREED, resolutions=resolutions, hour=11,
        text="加装电梯纠纷应当以协商为先，统一诉前化解的做法（模拟）",
    )  # fmt: skip
    diary.do(office, day, actions.submit_minutes, row.pk, hour=15)
    day = date(2026, 10, 22)
    diary.do(office, day, actions.sign_minutes, row.pk, signed_by="顾怀民", signed_on=day)
    diary.do(office, day, actions.issue_minutes, row.pk, number="临府院纪〔2026〕4号", issued_on=day, hour=10)
    first = Obligation.objects.filter(
        matter__number="临府院纪〔2026〕4号", owner=diary.units["LJ-ZJJ"]
    ).first()
    if first is not None:
        diary.do(clerk_of(first.owner_id), day + timedelta(days=1), life.sign, first.pk)


def _coming(diary: _Diary) -> None:
    today = read_clock().astimezone(SHANGHAI).date()
    words = TopicWords(
        title="企业破产财产处置税费协同（模拟）",
        background="破产企业不动产处置中税费申报、完税证明开具的流程不一致（虚构）。",
        asks="请明确税务、自然资源部门与法院的对接流程。",
        attending=diary.keys("LJ-SWJ", "LJ-ZRJ"), signed_by="市中院主要负责人（模拟）",
    )  # fmt: skip
    first = _topic(diary, today - timedelta(days=5), QUARTERLY, "court", words)
    begins = datetime.combine(today + timedelta(days=9), time(9), SHANGHAI)
    told = Arrangement("", begins, None, "市政府一号会议室", "")
    row = diary.do(
        diary.office,
        today - timedelta(days=2),
        actions.prepare,
        kind=QUARTERLY,
        linkage=LINKAGE,
        arrangement=told,
    )
    diary.do(diary.office, today - timedelta(days=1), actions.place_topics, row.pk, topics=[first])
    waiting = TopicWords(
        title="行政争议案前调解人员保障（模拟）", background="调解中心驻点人员不足（虚构）。",
        asks="请研究驻点人员和经费保障。", signed_by="市司法局复议应诉科（模拟）",
    )  # fmt: skip
    diary.do(
        sample("justice"), today - timedelta(days=1), actions.propose, waiting, kind=QUARTERLY,
        linkage=LINKAGE,
        submit=True,
    )  # fmt: skip
