"""Reading files safely: a file's text, or a refusal that says what to do.

`read_file` reads in this process; `read_in_child` does the same in a capped process of its own and is
what anything that receives uploads must call.  Names are loaded when asked for: the child starts faster
without what only its parent needs.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from fuyuantong.documents.reading.files import read_file
    from fuyuantong.documents.reading.kinds import Limits, ReadText
    from fuyuantong.documents.reading.parent import read_in_child, read_table_in_child

__all__ = ["Limits", "ReadText", "read_file", "read_in_child", "read_table_in_child"]

_HOME = {
    "read_file": "files",
    "read_in_child": "parent",
    "read_table_in_child": "parent",
    "Limits": "kinds",
    "ReadText": "kinds",
}


def __getattr__(name: str) -> Any:
    if name not in _HOME:
        raise AttributeError(name)
    return getattr(import_module(f"{__name__}.{_HOME[name]}"), name)
