"""Reading files safely: a file's text, or a refusal that says what to do.

`read_file` reads in this process; `read_in_child` does the same in a capped process of its own and is
what anything that receives uploads must call.
"""

from fuyuantong.documents.reading.files import read_file
from fuyuantong.documents.reading.kinds import Limits, ReadText
from fuyuantong.documents.reading.parent import read_in_child

__all__ = ["Limits", "ReadText", "read_file", "read_in_child"]
