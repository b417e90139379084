"""Volumes for the tables that hold every address and operation: one that is due, one proposed for destruction."""

from __future__ import annotations

from datetime import date
from typing import Any, ClassVar
from uuid import UUID

from django.core.files.uploadedfile import SimpleUploadedFile
from tests import make

from fuyuantong.archives.models import Destruction, Filing, Volume
from fuyuantong.common.now import read_clock
from fuyuantong.documents.actions import receive_upload
from fuyuantong.plans.models import Plan

PAGES: dict[str, str] = {
    f"archives:{page}": " ".join(f"archives_{one}" for one in operations.split())
    for page, operations in {
        "index": "volumes filing destructions",
        "file-year": "file_year",
        "directory": "volume_directory",
        "volume": "volume",
        "retention": "set_volume_retention",
        "content": "volume_content",
        "due": "volumes propose_destruction",
        "destruction": "destruction",
        "destruction-list": "destruction_register",
        "step": "approve_destruction refuse_destruction record_destruction_approval drop_destruction "
        "carry_out_destruction",
    }.items()
} | {"plans:volume": "plans_plan_volume"}
"""Address of a page → the operations that do the same."""
READS = {f"archives:{name}" for name in ("index", "directory", "volume", "content", "destruction", "destruction-list",
                                         "destruction-scan")} | {"plans:volume"}  # fmt: skip
BUSINESS = {"archives:retention", "archives:due", "archives:step"}


class ArchiveRows:
    """`due` and `gone` are volumes of the office's unit made of `matter`; `proposal` holds the second."""

    KINDS: ClassVar[dict[str, Any]] = {"volumes": Volume, "destructions": Destruction}

    def __init__(self, city: make.City, mark: str, matter: UUID) -> None:
        unit, now, self.addressee = city.justice, read_clock(), city.finance.pk
        paper = make.do(
            city.office, receive_upload, SimpleUploadedFile(f"{mark}.txt", f"{mark}案卷".encode())
        )
        made: Any = Destruction.objects.create(
            unit=unit, region=make.CITY, state="proposed", opinion="无保存价值", appraisers="赵甲", count=1,
            proposed_by="赵甲", proposed_at=now, scan=paper,
        )  # fmt: skip
        volumes = [
            Volume.objects.create(
                unit=unit, region=make.CITY, year=year, number=1, source="matter", source_id=matter,
                title=f"{mark}案卷", began_on=date(year, 1, 1), ended_on=date(year, 2, 1), papers=1, pages=1,
                retention="y10", proposed="y10", basis="一般事务", expires_on=date(2025, 12, 31), file=paper,
                filed_by="赵甲", filed_at=now, destruction=held,
            )
            for year, held in ((2026, None), (2015, made))
        ]  # fmt: skip
        filing = Filing.objects.create(
            unit=unit, region=make.CITY, year=2014, total=1, done=1, state="ready", by_name="赵甲", at=now
        )
        Plan.objects.create(
            title="上年要点", year=2025, state="issued", linkage=city.linkage.code, region=unit.region,
            created_by_name="赵甲", created_at=now,
        )  # fmt: skip
        self.due, self.gone, self.proposal, self.filing = volumes[0].pk, volumes[1].pk, made.pk, filing.pk

    def keys(self) -> dict[str, Any]:
        """The ids by the first words of operations' paths."""
        return {"volumes": self.due, "destructions": self.proposal, "filings": self.filing}

    def texts(self, operation: str) -> dict[str, str]:
        """What is said beside the file of an upload."""
        told = {"by": "顾怀民", "on": read_clock().date().isoformat(), "words": "同意"}
        letter = {"verb": "receive", "unit": str(self.addressee), "why": "无账号"}
        return {
            "archives_record_destruction_approval": told, "matters_letter_recording": letter,
        }.get(operation, {})  # fmt: skip

    def bodies(self) -> dict[str, Any]:
        """A good body of every operation."""
        return {
            "archives_file_year": {"year": 2025},
            "archives_set_volume_retention": {"retention": "y30", "reason": "典型"},
            "archives_propose_destruction": {
                "volumes": [str(self.due)], "opinion": "无保存价值", "appraisers": "赵甲",
            },
            "archives_approve_destruction": {}, "archives_refuse_destruction": {"words": "再留"},
            "archives_carry_out_destruction": {"watchers": ["赵甲", "钱乙"]},
        }  # fmt: skip

    def values(self) -> dict[str, Any]:
        """What fills the addresses of pages."""
        keys = {f"archives:{name}.key": self.due for name in ("volume", "retention", "content")}
        of_proposal = ("destruction", "destruction-list", "destruction-scan", "step")
        keys |= {f"archives:{name}.key": self.proposal for name in of_proposal}
        kinds = {"archives:directory.kind": "docx", "archives:destruction-list.kind": "docx"}
        years = {"archives:directory.year": 2026, "archives:file-year.year": 2025}
        return keys | kinds | years | {"archives:step.step": "drop", "plans:volume.form": "zip"}
