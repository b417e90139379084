"""A pack for the tables that hold every address and operation, and what came back of it."""

from __future__ import annotations

import io
from datetime import date
from typing import Any

import openpyxl
from django.core.files.uploadedfile import SimpleUploadedFile
from tests import make

from fuyuantong.common.now import today
from fuyuantong.packs import actions
from fuyuantong.packs.models import OwnForm, Pack

PAGES: dict[str, str] = {
    "packs:index": "packs_packs",
    "packs:forms": "packs_own_forms packs_add_own_form",
    "packs:form": "packs_own_form packs_settle_own_form",
    "packs:form-retire": "packs_retire_own_form",
    "packs:form-ledger": "packs_own_form_ledger",
    "packs:new": "packs_make_packs",
    "packs:pack": "packs_pack packs_pack_rows",
    "packs:file": "packs_pack_content",
    "packs:print": "packs_print_pack",
    "packs:bundle": "packs_pack_bundle",
    "packs:withdraw": "packs_withdraw_pack",
    "packs:start-return": "packs_return_pack",
    "packs:return": "packs_pack_return packs_adopt_return",
    "packs:return-file": "packs_pack_return",
    "matters:volume": "matters_matter_volume",
    "matters:year_volumes": "matters_matter_volumes",
    "matters:record": "matters_record_sign matters_record_report matters_record_submit",
}
"""Address of a page → the operations that do the same."""


class PackRows:
    """`pack` (of the housing bureau), `file` (it, filled in), `back` (brought in by the bureau): their ids."""

    def __init__(self, city: make.City, mark: str) -> None:
        self.linkage, self.unit = city.linkage.code, str(city.housing.pk)
        made: Any = make.do(
            city.office, actions.make_packs, linkage=self.linkage, units=[city.housing.pk],
            title=f"{mark}填报", due_on=date(2027, 12, 31),
        )  # fmt: skip
        self.pack = Pack.objects.get(pk=made[0].pk)
        _pack, content = make.do(city.office, actions.take_file, self.pack.pk, "xlsx")  # type: ignore[misc]
        self.file = _filled(content, mark)
        upload = SimpleUploadedFile("任务包.xlsx", self.file)
        form = SimpleUploadedFile("台账.xlsx", own_form(mark))
        made = make.do(city.office, actions.add_form, form, linkage=self.linkage, name=f"{mark}台账")
        columns = {"A": "ordinal", "B": "title", "C": "due", "D": "text"}
        self.form: Any = make.do(city.office, actions.settle_form, made.pk, columns, first_row=2)  # type: ignore[attr-defined]
        self.back: Any = make.do(city.housing_clerk, actions.start_return, self.pack.pk, upload)

    def keys(self) -> dict[str, Any]:
        """The ids by the first words of operations' paths."""
        return {
            "packs": self.pack.pk,
            "pack-returns": self.back.pk,
            "pack-bundles": self.pack.bundle,
            "own-forms": self.form.pk,
        }

    @staticmethod
    def kinds() -> dict[str, Any]:
        """What has a version, by the first words of operations' paths."""
        return {"packs": Pack, "own-forms": OwnForm}

    def upload(self, operation: str) -> tuple[str, bytes] | None:
        """The file that an operation of this room takes: name and content."""
        if operation == "packs_add_own_form":
            return "又一张.xlsx", own_form("另")
        return ("任务包.xlsx", self.file) if operation == "packs_return_pack" else None

    def texts(self, operation: str) -> dict[str, str]:
        """What is said beside that file."""
        return {"linkage": self.linkage} if operation == "packs_add_own_form" else {}

    def bodies(self) -> dict[str, Any]:
        """A good body of every operation; and of those that record for a unit without an account."""
        why = {"why": "无账号"}
        return {
            "packs_make_packs": {
                "linkage": self.linkage, "units": [self.unit], "title": "填报", "due_on": "2027-12-31",
            },
            "packs_withdraw_pack": {"reason": "误发"},
            "packs_settle_own_form": {"columns": {"B": "title"}, "first_row": 2},
            "packs_adopt_return": {"digest": self.back.digest},
            "matters_record_sign": why,
            "matters_record_report": {"text": "进展", **why},
            "matters_record_submit": {"text": "已完成", **why},
        }  # fmt: skip

    def values(self) -> dict[str, Any]:
        """What fills the addresses of pages."""
        keys = {
            f"packs:{name}.key": self.pack.pk
            for name in ("pack", "file", "print", "withdraw", "start-return")
        }
        keys |= {f"packs:{name}.key": self.form.pk for name in ("form", "form-retire", "form-ledger")}
        keys |= {f"packs:{name}.key": self.back.pk for name in ("return", "return-file")}
        kinds = {"packs:file.kind": "xlsx", "packs:print.kind": "pdf", "packs:bundle.kind": "xlsx"}
        kinds |= {
            "matters:volume.form": "zip",
            "matters:year_volumes.form": "zip",
            "matters:year_volumes.year": 2026,
        }
        return keys | kinds | {"packs:print.paper": "assignment", "bundle": self.pack.bundle}


def own_form(words: str) -> bytes:
    """A small 台账: heads in the first row."""
    book = openpyxl.Workbook()
    page: Any = book.active
    for column, head in enumerate(("序号", "任务内容", "完成时限", "进展情况", f"{words}备注"), start=1):
        page.cell(1, column).value = head
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def _filled(content: bytes, words: str) -> bytes:
    """Something in 签收日期 and 进展情况 of every task."""
    book = openpyxl.load_workbook(io.BytesIO(content))
    page: Any = book.active
    head = next(n for n in range(1, 12) if any(cell.value == "任务编号" for cell in page[n]))
    places = {cell.value: cell.column for cell in page[head]}
    for row in range(head + 1, page.max_row + 1):
        if page.cell(row, places["任务编号"]).value and "-" in str(page.cell(row, places["任务编号"]).value):
            page.cell(row, places["签收日期"]).value = today().isoformat()
            page.cell(row, places["进展情况"]).value = f"{words}已办"
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()
