"""What is known of a subject after its texts were read."""

from __future__ import annotations

import numpy as np

#: One subject under one of its names. `no`: the row's number in its file; `name`: hash of the name's key, 0 for none; `key`: the
#: number's mark (`compiled.marks.number_mark`), 0 for none; `whole`: hash of an organisation's whole text; `head`, `tail`: the ends of
#: a person's number (`compiled.marks.ends_of`); `born` (YYYYMMDD), `year`, `place` (the first two characters of it): 0 for none.
SPELLED = np.dtype(
    [("no", "i8"), ("name", "u8"), ("key", "i8"), ("whole", "u8"), ("head", "i4"), ("tail", "i4"), ("born", "i4"),
     ("place", "u4"), ("year", "i2"), ("flags", "u1")], align=True,
)  # fmt: skip
#: A person; a number of 15 digits; a number that says too little to speak for or against; a number that says something.
PERSON, OLD, BLANK, TOLD = 1, 2, 4, 8
ROOM = 96
"""Codes of the longest text that is read; longer ones are left."""
