"""The columns of a list's file, made from the list's records by machine code, DuckDB and numpy: no Python object for each record.

Spelling is that of the comparison of whole files (`bulk.spelling`), so a record stands under the same number and names
in both. Records without a number that is a key (`few`) and those with one (`full`) lie apart, each by names.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

import duckdb
import numpy as np
import numpy.typing as npt

from fuyuantong.screening.bulk.native.shape import BLANK as SAYS_LITTLE
from fuyuantong.screening.bulk.native.shape import OLD as HAS_15
from fuyuantong.screening.bulk.native.shape import PERSON as IS_PERSON
from fuyuantong.screening.bulk.native.shape import SPELLED
from fuyuantong.screening.bulk.native.texts import copied, line_ends
from fuyuantong.screening.bulk.running import connect
from fuyuantong.screening.bulk.spelling import LIST, Entries, name_hash_of, place_text, with_words
from fuyuantong.screening.compiled.file import Column, lay_down
from fuyuantong.screening.compiled.marks import ASIDE, BLANK, COMPANY, FIELD, FORMER, OLD, TOLD
from fuyuantong.screening.matching.names import PERSON, all_keys

EPOCH = "DATE '2000-01-01'"
_SEVERAL = "(contains(name, '(') OR contains(name, '（') OR former <> '')"


def make_file_of_csv(path: Path, about: Mapping[str, Any], copied: Path, memory: str = "3GB") -> str:
    """The same from a CSV file without a head (id, kind, name, id_no, birth_year, sex, province, expires_on, former)."""
    with connect(memory, copied.parent) as con:
        con.execute(f"""CREATE TABLE given AS
            SELECT row_number() OVER () - 1 AS file_row_number, * REPLACE (coalesce(former, '') AS former)
            FROM read_csv('{str(copied).replace("'", "''")}', header = false, columns = {_SHAPE}, quote = '"', escape = '"', delim = ',')""")
        return make_file(path, about, con, "given")


_SHAPE = """{'id': 'UUID', 'kind': 'VARCHAR', 'name': 'VARCHAR', 'id_no': 'VARCHAR', 'birth_year': 'SMALLINT', 'sex': 'VARCHAR',
    'province': 'VARCHAR', 'expires_on': 'DATE', 'former': 'VARCHAR'}"""


def make_file(path: Path, about: Mapping[str, Any], con: duckdb.DuckDBPyConnection, source: str) -> str:
    """Write the file of the records that `source` (what stands behind FROM) gives: file_row_number (0, 1, 2 … each
    once), id (UUID), kind, name, id_no, birth_year, sex, province, expires_on (a day or null), former (names between
    `FORMER`, or empty). Returns the digest; needs about 300 bytes of memory a record beside DuckDB's own."""
    con.execute(f"CREATE OR REPLACE TEMP VIEW listed AS SELECT * FROM {source}")
    named = f"""(SELECT file_row_number, kind, name, id_no, birth_year, province FROM listed UNION ALL
        SELECT file_row_number, kind, unnest(string_split(former, '{FORMER}')), id_no, birth_year, province
        FROM listed WHERE former <> '')"""
    entries, names = _read(con, named)
    flags = _flags(con, entries)
    provinces, prov = _provinces(entries)
    has_key, named_ = entries["key"] != 0, entries["name"] != 0
    parts = {"few": _by_name(entries, ~has_key & named_), "full": _by_name(entries, has_key)}
    told = np.concatenate(list(parts.values()))
    records = _Records(con, np.unique(entries["no"][told[flags[told] & TOLD != 0]]))
    columns: dict[str, Column] = {}
    for part, rows in parts.items():
        here = entries[rows]
        begins = np.flatnonzero(np.diff(here["name"], prepend=here["name"][:1] + np.uint64(1)))
        mine: dict[str, Column] = {
            "flags": flags[rows], "prov": prov[rows], "begins": np.append(begins, len(here)).astype("<u4"),
            "marks": here["name"][begins], **records.of(here["no"], flags[rows]),
        }  # fmt: skip
        if part == "few":
            mine |= {"year": here["year"].astype("<u2"), "head": here["head"], "tail": here["tail"]}
        else:
            person = (here["flags"][begins] & IS_PERSON != 0) & (here["name"][begins] != 0)
            mine |= {"k": here["key"], **names.of(np.where(person, rows[begins], -1))}
        columns |= {f"{part}_{name}": np.ascontiguousarray(column) for name, column in mine.items()}
    order = np.argsort(columns["full_k"]).astype("<u4")
    columns |= {"words": records.words, "order": order, "keys": columns["full_k"][order]}
    return lay_down(path, {**about, "records_count": records.many, "provinces": provinces}, columns)


def _read(con: duckdb.DuckDBPyConnection, source: str) -> tuple[Entries, _Names]:
    """Every record under each of its names, and the keys of these names."""
    entries, words = [np.empty(0, SPELLED)], []
    for part, keys in with_words(con, source, LIST):
        entries.append(part)
        words.append(keys)
    every = np.concatenate(entries)
    return every, _Names(b"".join(words), len(every))


class _Names:
    """The keys of names, by the entries that they are of."""

    def __init__(self, text: bytes, many: int) -> None:
        self._text = np.frombuffer(text, np.uint8)
        self._ends = np.empty(many, np.int64)
        line_ends(self._text, self._ends)

    def of(self, entries: npt.NDArray[np.int64]) -> dict[str, Column]:
        """The names of some, and where each begins; below zero stands for none."""
        lines = entries[entries >= 0]
        room = int((self._ends[lines] - np.where(lines > 0, self._ends[lines - 1], -1)).sum()) + len(entries)
        text, starts = np.empty(room, np.uint8), np.empty(len(entries), "<u4")
        size = copied(self._text, self._ends, entries, text, starts)
        return {"names": text[:size], "name_at": starts}


def _by_name(entries: Entries, within: npt.NDArray[np.bool_]) -> npt.NDArray[np.int64]:
    """Some of the entries, in the order of their names."""
    rows = np.flatnonzero(within)
    return rows[np.argsort(entries["name"][rows], kind="stable")]


def _provinces(entries: Entries) -> tuple[list[str], npt.NDArray[np.uint16]]:
    """All provinces, nothing first, and which of them each entry has."""
    codes = np.unique(entries["place"])
    texts = [place_text(int(code)) for code in codes]
    every = ["", *sorted(text for text in texts if text)]
    places = np.array([every.index(text) for text in texts], dtype="<u2")
    return every, places[np.searchsorted(codes, entries["place"])]


def _aside(
    con: duckdb.DuckDBPyConnection, entries: Entries
) -> tuple[npt.NDArray[np.bool_], npt.NDArray[np.bool_]]:
    """Of persons with several names: which entries stand under another than today's (only today's makes one a bearer of it), and
    which belong to such a person."""
    found = con.execute(
        f"SELECT file_row_number, name FROM listed WHERE kind = 'P' AND {_SEVERAL}"
    ).fetchnumpy()
    numbers = np.asarray(found["file_row_number"])
    firsts = [next(iter(all_keys(PERSON, name)), "") for name in found["name"]]
    hashes = np.array([name_hash_of(first, IS_PERSON) if first else 0 for first in firsts], dtype=np.uint64)
    sorting = np.argsort(numbers)
    place = np.searchsorted(numbers, entries["no"], sorter=sorting).clip(max=max(0, len(numbers) - 1))
    if not len(numbers):
        none = np.zeros(len(entries), dtype=bool)
        return none, none
    several = numbers[sorting][place] == entries["no"]
    return several & (hashes[sorting][place] != entries["name"]), several


def _flags(con: duckdb.DuckDBPyConnection, entries: Entries) -> npt.NDArray[np.uint8]:
    """What is known of each record's place (`compiled.marks`). Persons of one name need no words: the number and the name's key say
    all."""
    aside, several = _aside(con, entries)
    person, old, blank = (entries["flags"] & flag != 0 for flag in (IS_PERSON, HAS_15, SAYS_LITTLE))
    key = entries["key"]
    words = (key <= 0) | ~person | several
    told = (
        OLD * (old & (key != 0)),
        ASIDE * aside,
        COMPANY * ~person,
        BLANK * (blank & (key == 0)),
        TOLD * words,
    )
    return np.asarray(np.sum(told, axis=0, dtype=np.uint8))


class _Records:
    """What every record has once, by its number in the source."""

    def __init__(self, con: duckdb.DuckDBPyConnection, told: npt.NDArray[np.int64]) -> None:
        """`told`: the numbers of the records whose words are kept."""
        rows = con.execute(f"""SELECT file_row_number AS no, (id::UUID::UHUGEINT >> 64)::UBIGINT AS high,
            (id::UUID::UHUGEINT & 18446744073709551615)::UBIGINT AS low,
            CASE WHEN expires_on IS NULL THEN 0 ELSE greatest(1, least(65535, expires_on - {EPOCH} + 1)) END::USMALLINT AS over
            FROM listed""").fetchnumpy()  # fmt: skip
        self.many = len(rows["no"])
        self.ids, self.over = np.empty((self.many, 2), dtype=">u8"), np.empty(self.many, dtype="<u2")
        self.ids[rows["no"], 0], self.ids[rows["no"], 1] = rows["high"], rows["low"]
        self.over[rows["no"]] = rows["over"]
        con.register("told_", {"no": told})
        words = con.execute(f"""SELECT file_row_number AS no,
            translate(concat_ws('{FIELD}', kind, coalesce(name, ''), coalesce(id_no, ''), coalesce(birth_year::VARCHAR, ''),
                coalesce(sex, ''), coalesce(province::VARCHAR, ''), former), '\n\r', '  ') AS line FROM listed
            WHERE file_row_number IN (SELECT no FROM told_)""").fetchnumpy()
        con.unregister("told_")
        self.words, starts = _joined(words["line"])
        self.line = np.zeros(self.many, dtype="<u4")
        self.line[words["no"]] = starts

    def of(self, no: npt.NDArray[np.int64], flags: npt.NDArray[np.uint8]) -> dict[str, Column]:
        """The columns of the records with these numbers."""
        told = np.flatnonzero(flags & TOLD)
        return {
            "ids": self.ids[no].view("u1").reshape(-1), "over": self.over[no],
            "told": told.astype("<u4"), "line": self.line[no[told]],
        }  # fmt: skip


def _joined(lines: Iterable[str]) -> tuple[Column, Column]:
    """All texts as one, and where each begins."""
    text = np.frombuffer(("\n".join([*lines, ""])).encode(), dtype="u1")
    ends = np.flatnonzero(text == ord("\n"))
    starts = np.zeros(len(ends), dtype="<u4")
    starts[1:] = ends[:-1] + 1
    return text, starts
