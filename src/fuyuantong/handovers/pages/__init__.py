"""机构调整与交接: the list, drafts with their preview, carrying out, slips."""

from fuyuantong.handovers.pages.drafts import choose, drop, edit, new, new_post
from fuyuantong.handovers.pages.showing import carry_out, index, show
from fuyuantong.handovers.pages.slips import paper, scan, sign

__all__ = [
    "carry_out", "choose", "drop", "edit", "index", "new", "new_post", "paper", "scan", "show", "sign",
]  # fmt: skip
