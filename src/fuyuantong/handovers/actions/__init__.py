"""Every write of the room; the first parameter is always the unit of work."""

from fuyuantong.handovers.actions.carrying import carry_out
from fuyuantong.handovers.actions.drafting import (
    change_handover,
    choose,
    draft_handover,
    draft_post_handover,
    drop_handover,
)
from fuyuantong.handovers.actions.signing import record_signatures

__all__ = [
    "carry_out", "change_handover", "choose", "draft_handover", "draft_post_handover", "drop_handover",
    "record_signatures",
]  # fmt: skip
