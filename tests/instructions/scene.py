"""A 呈批单 and a leader, for the tables that hold every address and operation."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile
from tests import make

from documents import samples
from fuyuantong.documents.actions import receive_upload
from fuyuantong.documents.models import Attachment
from fuyuantong.instructions import actions
from fuyuantong.instructions.models import Leader, Submission

DAY = date(2026, 3, 2)


SAME = {
    "instructions:index": "instructions_submissions",
    "instructions:new": "instructions_submit",
    "instructions:record-new": "instructions_submit instructions_record",
    "instructions:statistics": "instructions_instruction_figures",
    "instructions:leaders": "instructions_instruction_leaders instructions_add_instruction_leader",
    "instructions:leader": "instructions_change_instruction_leader",
    "instructions:submission": "instructions_submission",
    "instructions:record": "instructions_record",
    "instructions:drop": "instructions_drop",
    "instructions:paper": "instructions_submission_paper",
    "instructions:file": "instructions_submission_file",
    "instructions:mandates": "instructions_mandates instructions_add_mandate",
    "instructions:back": "instructions_back_letter",
    "instructions:sign": "instructions_sign_letter_on_paper",
    "instructions:original": "instructions_letter_original",
}
"""Every address of the room's pages and the operations that do the same."""


class InstructionRows:
    """`submission` of the office with a photo (`file`), `leader` who wrote on it: their ids."""

    def __init__(self, city: make.City, mark: str) -> None:
        self.linkage, self.unit, self.lead = city.linkage.code, city.justice.pk, city.housing.pk
        hall = make.unit("临江市人民政府")
        told = {"linkage": self.linkage, "name": f"{mark}领导", "position": "副市长", "unit": hall.pk}
        self.hall = hall.pk
        leader: Any = make.do(city.office, actions.add_leader, **told)
        self.leader = leader.pk
        row: Any = make.do(city.office, self._submit, mark)
        said = {"leader": leader.pk, "given_on": DAY, "words": f"{mark}请阅"}
        make.do(city.office, actions.record, row.pk, **said)
        self.submission = row.pk
        self.file = Attachment.objects.get(subject_id=row.pk).pk

    def _submit(self, uow: Any, mark: str) -> Submission:
        scan = receive_upload(uow, SimpleUploadedFile(f"{mark}.jpg", samples.jpeg()))
        return actions.submit(
            uow, linkage=self.linkage, title=f"{mark}报告", proposal=mark, source=mark, files=[scan]
        )

    def keys(self) -> dict[str, Any]:
        """The ids by the first words of operations' paths."""
        return {"submissions": self.submission, "instruction-leaders": self.leader}

    def number(self, noun: str, other: Any) -> Any:
        return self.file if noun == "submissions" else other

    @staticmethod
    def kinds() -> dict[str, Any]:
        return {"submissions": Submission, "instruction-leaders": Leader}

    def bodies(self) -> dict[str, Any]:
        """A good body of every operation."""
        leader = {"name": "丁副市长", "position": "副市长", "unit": str(self.unit)}
        item = {"text": "拿出整改方案", "leads": [str(self.lead)]}
        said = {"leader": str(self.leader), "given_on": DAY.isoformat(), "words": "同意", "items": [item]}
        return {
            "instructions_submit": {"linkage": self.linkage, "title": "情况报告"},
            "instructions_record": said,
            "instructions_drop": {"reason": "来文单位撤回"},
            "instructions_add_instruction_leader": {"linkage": self.linkage, **leader},
            "instructions_change_instruction_leader": leader,
            "instructions_add_mandate": {
                "linkage": self.linkage,
                "title": "授权",
                "number": "1号",
                "unit": str(self.hall),
                "matters": "任务",
                "issued_on": DAY.isoformat(),
            },
            "instructions_back_letter": {"backing": "instruction", "key": str(self.leader)},
            "instructions_sign_letter_on_paper": {
                "leader": str(self.leader),
                "signed_on": DAY.isoformat(),
                "original": str(self.file),
            },
            "matters_obligation_call": {"called": "周科长"},
            "matters_obligation_press": {"what": "supervision"},
            "matters_letter_answer": {"text": "即办"},
            "matters_letter_receive": {},
        }

    def values(self) -> dict[str, Any]:
        """What fills the addresses of pages."""
        names = ("submission", "record", "drop", "paper", "file")
        keys = {f"instructions:{name}.key": self.submission for name in names}
        return keys | {
            "instructions:leader.key": self.leader, "instructions:file.number": self.file,
            "instructions:paper.kind": "docx",
        }  # fmt: skip
