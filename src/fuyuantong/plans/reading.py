"""The text of a stored paper, read in the capped process."""

from __future__ import annotations

import shutil
import tempfile
from pathlib import Path

from fuyuantong.documents.models import StoredFile
from fuyuantong.documents.queries import open_file
from fuyuantong.documents.reading import ReadText, read_in_child


def read_stored(file: StoredFile) -> ReadText:
    """Return what its check has read in this very act, or read a released file.

    Contents lie under their hash; the reader wants the kind as an ending.
    """
    if file.reading is not None:
        return file.reading
    with tempfile.TemporaryDirectory(prefix="fyt-paper-") as folder:
        named = Path(folder) / f"paper.{file.kind or 'bin'}"
        shutil.copyfile(open_file(file), named)
        return read_in_child(named)
