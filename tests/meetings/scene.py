"""Rows of the room for the tables of rights and trails: topics of a bureau, a meeting being prepared, another notified."""

from __future__ import annotations

from datetime import date, datetime
from pathlib import Path
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile
from tests import make

from fuyuantong import library
from fuyuantong.common.actors import SYSTEM
from fuyuantong.common.now import SHANGHAI
from fuyuantong.meetings import actions
from fuyuantong.meetings.actions import Arrangement, TopicWords
from fuyuantong.meetings.models import (
    Advice,
    AgendaItem,
    Attendee,
    Invitation,
    Meeting,
    Topic,
)

CODE = "topic-conference"
TEXT = (Path(next(iter(library.__path__))) / "meetings" / f"{CODE}.yaml").read_text("utf-8")
NEXT_TEXT = TEXT.replace("版本: 1\n", "版本: 2\n", 1)
BEGINS = datetime(2027, 12, 30, 9, tzinfo=SHANGHAI)


class MeetingRows:
    """`canary` stands in every text. The housing bureau brings the topics and is asked for advice."""

    def __init__(self, city: make.City, canary: str) -> None:
        make.mechanism("meeting-resolution")
        make.do(SYSTEM, actions.publish_kind, TEXT)
        self.city, self.canary = city, canary
        told = {"kind": CODE, "linkage": city.linkage.code, "submit": True}
        made = [
            make.do(city.housing_clerk, actions.propose, self._words(n), **told)  # type: ignore[attr-defined]
            for n in ("甲", "乙", "丙")
        ]
        self.topic, placed, self.other = (row.pk for row in made)  # type: ignore[attr-defined]
        make.do(
            city.office, actions.ask_advice, self.topic, units=[city.housing.pk], due_on=date(2027, 12, 1)
        )
        self.advice = Advice.objects.get(topic=self.topic).pk
        Topic.objects.filter(pk=placed).update(state="screened")
        self.meeting = self._meeting()
        make.do(city.office, actions.place_topics, self.meeting, topics=[placed])
        make.do(city.office, actions.invite, self.meeting, units=[city.court.pk])
        self.item = AgendaItem.objects.get(meeting=self.meeting).pk
        self.invited = self._meeting()
        make.do(city.office, actions.invite, self.invited, units=[city.housing.pk])
        Meeting.objects.filter(pk=self.invited).update(state="notified")
        self.invitation = Invitation.objects.get(meeting=self.invited).pk
        file = SimpleUploadedFile(f"{canary}.txt", f"{canary}材料".encode())
        self.paper = make.do(city.office, actions.add_paper, self.meeting, file, label=canary).pk  # type: ignore[attr-defined]

    def _words(self, n: str) -> TopicWords:
        text = f"{self.canary}{n}"
        return TopicWords(title=f"{text}议题", background=text, asks=text, coordination=text, signed_by="甲")

    def _meeting(self) -> Any:
        told = Arrangement(title=f"{self.canary}会议", starts_at=BEGINS, place=self.canary, chair="甲")
        row = make.do(
            self.city.office, actions.prepare, kind=CODE, linkage=self.city.linkage.code, arrangement=told
        )
        return row.pk  # type: ignore[attr-defined]

    def stand(self, state: str, *, outcome: str = "", came: bool = False) -> None:
        """Bring the meeting to a state, with what that state needs."""
        held = date(2026, 1, 5)
        changes: dict[str, Any] = {"state": state}
        if state in {"held", "reviewing", "signed", "issued", "archived"}:
            changes |= {"held_on": held}
        if state in {"issued", "archived"}:
            changes |= {"issued_on": held}
        Meeting.objects.filter(pk=self.meeting).update(**changes)
        AgendaItem.objects.filter(pk=self.item).update(outcome=outcome)
        if came:
            invitation = Invitation.objects.filter(meeting=self.meeting).first()
            assert invitation
            Attendee.objects.create(invitation=invitation, name="甲", rank="处长", came=True)

    def bodies(self) -> dict[str, Any]:
        """A good body of each operation of the API."""
        city, rows = self.city, self
        topic = {"title": "新议题", "background": "背景", "asks": "请研究"}
        where = {"kind": CODE, "linkage": city.linkage.code}
        plan = {"starts_at": "2027-12-30T09:00:00+08:00", "place": "三楼", "chair": "甲"}
        said = {"text": "理由"}
        person = {"name": "甲", "rank": "处长"}
        named = {
            "propose": topic | where, "edit_topic": topic, "submit_topic": {"signed_by": "甲"},
            "merge_topic": {"into": str(rows.other)}, "give_advice": {"agreed": True},
            "ask_advice": {"units": [str(city.finance.pk)]}, "prepare_meeting": plan | where, "edit_meeting": plan,
            "place_topics": {"topics": [str(rows.other)]}, "add_topic": topic, "remove_item": {"item": str(rows.item)},
            "order_items": {"items": [str(rows.item)]}, "invite": {"units": [str(city.finance.pk)]},
            "uninvite": {"units": [str(city.court.pk)]}, "postpone": plan | said,
            "record_consent": {"seat": "召集人", "decided_by": "甲", "decided_on": "2026-01-05"},
            "refuse_consent": said | {"decided_on": "2026-01-05"}, "reply": {"answer": "coming", "people": [person]},
            "sign_in": {}, "hold_meeting": {"held_on": "2026-01-05"}, "decide_item": {"outcome": "agreed"},
            "sign_minutes": {"signed_by": "甲", "signed_on": "2026-01-05"}, "write_minutes": {"text": "正文"},
            "issue_minutes": {"number": "临府院纪〔2026〕9号", "issued_on": "2026-01-05"}, "chase": None,
            "remark_meeting": said | {"leader": "甲", "remarked_on": "2026-01-05"}, "archive_meeting": {"volume": "1"},
            "check_year": {"linkage": city.linkage.code, "year": 2026, "due_on": "2027-12-30"},
            "check_meeting_kind": {"source": NEXT_TEXT}, "publish_meeting_kind": {"source": NEXT_TEXT},
            **dict.fromkeys(
                ["withdraw_topic", "return_topic", "decline_topic", "screen_topic", "ask_consent", "notify",
                 "cancel_meeting", "submit_minutes", "send_back_minutes"],
                said,
            ),
        }  # fmt: skip
        return {f"meetings_{name}": body for name, body in named.items()}
