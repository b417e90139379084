"""Changes for the tables that hold every address and operation: a draft of the housing bureau, a slip of one done."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Any, ClassVar

from django.core.files.uploadedfile import SimpleUploadedFile
from tests import make

from fuyuantong.documents.actions import receive_upload
from fuyuantong.handovers import actions
from fuyuantong.handovers.models import Handover, Line, Side, Slip

PAGES = {
    f"handovers:{page}": f"handovers_{operations}"
    for page, operations in {
        "index": "handovers",
        "new": "draft_handover",
        "new-post": "draft_post_handover",
        "handover": "handover",
        "edit": "change_handover",
        "choose": "choose_handover",
        "drop": "drop_handover",
        "carry-out": "carry_out_handover",
        "sign": "sign_handover_slip",
        "scan": "handover_slip_scan",
        "paper": "handover_slip_pdf handovers_handover_slip",
    }.items()
}
"""Which operations do what a page does."""


class HandoverRows:
    """`draft` (duties of the housing bureau to 财政局, drafted by the office) and `slip` of one that is done."""

    KINDS: ClassVar[dict[str, Any]] = {"handovers": Handover, "handover-slips": Slip}

    def __init__(self, city: make.City, mark: str) -> None:
        self.city = city
        draft: Any = make.do(
            city.office, actions.draft_handover, nature="duties", title="职责划转", on=date(2026, 1, 1),
            givers=[city.housing], takers=[city.finance],
        )  # fmt: skip
        self.draft = draft.pk
        done = Handover.objects.create(
            nature="duties", title="职责划转（上年）", on=date(2025, 1, 1), region=make.CITY, state="done",
            drafted_by="市司法局", drafted_at=datetime(2025, 1, 1, tzinfo=UTC),
        )  # fmt: skip
        giver, taker = (
            Side.objects.create(handover=done, role=role, unit=unit, name=unit.name)
            for role, unit in (("gives", city.housing), ("takes", city.finance))
        )
        scan: Any = make.do(
            city.office, receive_upload, SimpleUploadedFile(f"{mark}.txt", f"{mark}签字".encode())
        )
        slip = Slip.objects.create(handover=done, giver=giver, taker=taker, counts={"duties": 1}, file=scan)
        Line.objects.create(slip=slip, holding="duties", row=slip.pk, title=f"{mark}任务", place=1)
        self.slip = slip.pk

    def keys(self) -> dict[str, Any]:
        """The ids by the first words of operations' paths."""
        return {"handovers": self.draft, "handover-slips": self.slip}

    def bodies(self, tenure: Any, person: Any, operation: str) -> dict[str, Any]:
        """A good body of every operation; the preview's fingerprint only where it is asked for (it reads everything)."""
        given, taken = str(self.city.housing.pk), str(self.city.finance.pk)
        return {
            "handovers_draft_handover": {
                "nature": "duties", "title": "划转", "on": "2026-01-01", "givers": [given], "takers": [taken],
            },
            "handovers_draft_post_handover": {"tenure": str(tenure), "username": person, "on": "2026-01-01"},
            "handovers_change_handover": {"title": "划转一", "on": "2026-01-02"},
            "handovers_choose_handover": {"choices": {}},
            "handovers_carry_out_handover": {"seen": self.seen() if operation == "handovers_carry_out_handover" else ""},
            "handovers_sign_handover_slip": {"given_by": "赵甲", "taken_by": "钱乙", "signed_on": "2025-02-01"},
        }  # fmt: skip

    def seen(self) -> str:
        """The fingerprint of the draft's preview as it is now."""
        from fuyuantong.handovers.queries import fingerprint, gathered

        return fingerprint(gathered(Handover.objects.get(pk=self.draft)))

    def values(self) -> dict[str, Any]:
        """What fills the addresses of pages."""
        drafts = ("handover", "edit", "choose", "drop", "carry-out")
        keys = {f"handovers:{name}.key": self.draft for name in drafts}
        return keys | {f"handovers:{name}.key": self.slip for name in ("sign", "scan", "paper")} | {
            "handovers:paper.kind": "docx"
        }  # fmt: skip
