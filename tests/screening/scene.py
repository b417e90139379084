"""A listed company, an agreed item of the housing bureau, a check with its hit, an objection, a job: for the tables."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile
from tests import make

from fuyuantong.screening import actions
from fuyuantong.screening.actions import NewRecord, Question
from fuyuantong.screening.models import Hit, Item, Objection, Record

LIST = "dishonest-debtors"
NUMBER = "91310115591693856A"
COLUMNS = "row_id,kind,name,id_no,birth,sex,province\n"
_STEPS = "screening_agree_item screening_refuse_item screening_end_item"
SAME = {
    "screening:index": "screening_lists screening_screening_items screening_screening_hits screening_screening_objections",
    "screening:list": "screening_list_records screening_publish_records",
    "screening:list-file": "screening_publish_list_file",
    "screening:record": "screening_list_record screening_withdraw_record",
    "screening:record-object": "screening_object_to_record",
    "screening:item-new": "screening_propose_item",
    "screening:item": "screening_screening_item screening_screening_checks",
    "screening:ask": "screening_ask_list",
    "screening:item-file": "screening_start_screening_job",
    "screening:item-register": "screening_start_register_job",
    "screening:item-step": _STEPS,
    "screening:check": "screening_screening_check",
    "screening:hit": "screening_screening_hit",
    "screening:hit-step": "screening_review_hit screening_feed_back_hit screening_object_to_hit",
    "screening:objection": "screening_screening_objection",
    "screening:objection-step": "screening_decide_objection",
    "screening:job": "screening_screening_job",
}
"""Every address of the room's pages and the operations that do the same."""
READS = {"screening:index", "screening:list", "screening:item", "screening:check", "screening:hit", "screening:objection", "screening:job"}  # fmt: skip
BUSINESS = set(SAME) - READS - {"screening:item-new"}


class ScreeningRows:
    """`record`, `item`, `check`, `hit` (two people must still look), `objection`, `job`: their ids."""

    def __init__(self, city: make.City, mark: str) -> None:
        self.court = city.court.pk
        listed = NewRecord(
            kind="O", name=f"临江市{mark}有限公司", number=NUMBER, case_no=f"{mark}1号", published_on=date(2026, 1, 5),
            duty=mark, province="31",
        )  # fmt: skip
        make.do(city.judge, actions.publish, LIST, [listed])
        self.record = Record.objects.get().pk
        clerk = city.housing_clerk
        item: Any = make.do(
            clerk, actions.propose_item, listing=LIST, publisher=city.court.pk, title=f"{mark}施工许可", purpose=mark,
            measures=["M02"], valid_until=date(2030, 12, 31),
        )  # fmt: skip
        make.do(city.judge, actions.decide_item, item.pk, agreed=True)
        asked = Question(reference=f"{mark}2号", name=f"临江市{mark}有限公司", number="91310115****93856A")
        (check,) = make.do(clerk, actions.ask, item.pk, [asked])  # type: ignore[misc]
        hit = Hit.objects.get()
        objection: Any = make.do(clerk, actions.object_to, hit.pk, applicant=mark, text=mark)
        upload = SimpleUploadedFile(f"{mark}.csv", COLUMNS.encode())
        job: Any = make.do(clerk, actions.start_job, item.pk, upload)
        self.item, self.check, self.hit, self.objection, self.job = (
            item.pk, check.pk, hit.pk, objection.pk, job.pk,
        )  # fmt: skip

    def keys(self) -> dict[str, Any]:
        """The ids by the first words of operations' paths."""
        return {
            "list-records": self.record, "screening-items": self.item, "screening-checks": self.check,
            "screening-hits": self.hit, "screening-objections": self.objection, "screening-jobs": self.job,
        }  # fmt: skip

    @staticmethod
    def kinds() -> dict[str, Any]:
        return {
            "list-records": Record,
            "screening-items": Item,
            "screening-hits": Hit,
            "screening-objections": Objection,
        }

    def bodies(self) -> dict[str, Any]:
        """A good body of every operation."""
        record = {"kind": "O", "name": "临江市试验有限公司", "case_no": "2号", "published_on": "2026-01-05"}
        return {
            "screening_publish_records": {"records": [record]},
            "screening_withdraw_record": {"state": "deleted", "why": "已履行"},
            "screening_propose_item": {
                "listing": LIST, "publisher": str(self.court), "title": "招标", "purpose": "招标", "measures": ["M03"],
                "valid_until": "2030-12-31",
            },
            "screening_agree_item": {}, "screening_refuse_item": {"remark": "不需要"}, "screening_end_item": {},
            "screening_ask_list": {"questions": [{"reference": "3号", "name": "甲"}]},
            "screening_review_hit": {"same": False},
            "screening_feed_back_hit": {"text": "已告知"},
            "screening_object_to_record": {"applicant": "甲", "text": "已履行"},
            "screening_object_to_hit": {"applicant": "甲", "text": "不是我"},
            "screening_start_register_job": {"source": "base-tax"},
            "screening_decide_objection": {"upheld": False, "answer": "不成立"},
        }  # fmt: skip

    def values(self) -> dict[str, Any]:
        """What fills the addresses of pages."""
        by_name = {
            "record": self.record, "record-object": self.record, "item": self.item, "ask": self.item, "item-file": self.item, "item-register": self.item, "item-step": self.item,
            "check": self.check, "hit": self.hit, "hit-step": self.hit, "objection": self.objection,
            "objection-step": self.objection, "job": self.job,
        }  # fmt: skip
        keys = {f"screening:{name}.key": key for name, key in by_name.items()}
        codes = {f"screening:{name}.code": LIST for name in ("list", "list-file", "item-new")}
        return keys | codes | {
            "screening:item-step.step": "end", "screening:hit-step.step": "other", "screening:objection-step.step": "refuse",
        }  # fmt: skip
