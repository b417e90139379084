"""A CSV file as it comes in: its columns and its one encoding. Web processes look here, without loading DuckDB."""

from __future__ import annotations

import re

from fuyuantong.common.refusals import FieldError, Refusal

LIST_COLUMNS = ("list_id", "kind", "name", "id_no", "sex", "birth_year", "province")
ROW_COLUMNS = ("row_id", "kind", "name", "id_no", "birth", "sex", "province")
#: Types of a column of ids that are read as whole numbers of 64 bits.
WHOLE_NUMBERS = frozenset({"TINYINT", "SMALLINT", "INTEGER", "BIGINT", "UTINYINT", "USMALLINT", "UINTEGER"})


def decoded(raw: bytes, called: str) -> str:
    """One encoding for the whole file: UTF-8, or GB 18030. A file that mixes them is refused with its
    first odd line."""
    try:
        return raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = raw.count(b"\n", 0, error.start) + 1
    several = any(_utf8_chinese(part) for part in raw.split(b"\n"))
    try:
        text = raw.decode("gb18030")
    except UnicodeDecodeError:
        several = True
        text = ""
    if several:
        raise Refusal(
            "E-LIST-ENCODING", f"文件“{called}”混用了几种文字编码，第 {line} 行起读不出来。",
            hint="请统一存为 UTF-8 后重新提交。", errors=(FieldError("E-LIST-ENCODING", "文字编码不一致", line=line),),
        )  # fmt: skip
    return text


def _utf8_chinese(line: bytes) -> bool:
    """Whether a line is Chinese in UTF-8, which bytes of GB 18030 very rarely are."""
    try:
        return bool(re.search(r"[\u4e00-\u9fff]{2}", line.decode("utf-8")))
    except UnicodeDecodeError:
        return False
