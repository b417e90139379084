"""Writes of this room."""

from fuyuantong.documents.actions.files import (
    attach,
    attached_lately,
    keep_made,
    note_refused,
    receive_upload,
)
from fuyuantong.documents.actions.numbers import (
    hide_titles,
    register_external,
    set_rule,
    take_number,
    void_number,
)

__all__ = [
    "attach",
    "attached_lately",
    "hide_titles",
    "keep_made",
    "note_refused",
    "receive_upload",
    "register_external",
    "set_rule",
    "take_number",
    "void_number",
]
