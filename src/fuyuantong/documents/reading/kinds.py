"""What reading a file yields, its limits, and the refusals with their stable codes."""

from __future__ import annotations

import re
from dataclasses import asdict, dataclass
from typing import Any, Literal

from fuyuantong.common.refusals import Refusal

Kind = Literal["txt", "docx", "pdf", "html", "xlsx", "ofd", "doc"]

MIB = 1024 * 1024
MARKED = re.compile(r"(?:绝|机|秘)\s?密\s?[★☆✯]|(?:绝密|机密|秘密) ?[*＊]")
"""A mark of secrecy (GB/T 9704-2012 §7.2.2: 密级, ★ and 保密期限): no open text bears it, on any page."""


@dataclass(frozen=True, slots=True)
class Limits:
    """Bounds of one reading: bytes of the file and of a package, entries, pages, characters."""

    file_bytes: int = 50 * MIB
    zip_bytes: int = 200 * MIB
    zip_entries: int = 2000
    zip_ratio: int = 100
    pages: int = 1000
    rows: int = 50_000
    characters: int = 4_000_000


@dataclass(frozen=True, slots=True)
class ReadText:
    """A file's text with LF line ends, what the file really is, how it was encoded, and what was left out."""

    text: str
    kind: Kind
    encoding: str
    notices: tuple[str, ...] = ()

    def to_json(self) -> dict[str, Any]:
        """As the child process hands it back."""
        return {
            "text": self.text,
            "kind": self.kind,
            "encoding": self.encoding,
            "notices": list(self.notices),
        }


@dataclass(frozen=True, slots=True)
class Sheet:
    """One sheet of a table. `rows` are [number, cells] of the rows that are not empty, numbers from 1.

    A cell is null, a text, a number, true or false, {"day": "2026-01-05"}, or {"formula": "=A1"}.
    `merged` are ranges (A1:B2); `hidden` says that the sheet is, `hidden_rows` how many of its rows are.
    """

    name: str
    rows: list[Any]
    merged: list[str]
    hidden: bool = False
    hidden_rows: int = 0
    separator: str = ""

    def to_json(self) -> dict[str, Any]:
        return asdict(self)


# code: (status, sentence, what to do)
_SENTENCES: dict[str, tuple[int, str, str]] = {
    "E-FILE-MISSING": (404, "找不到文件。", "请检查路径和文件名。"),
    "E-FILE-EMPTY": (400, "文件是空的（0 字节）。", "请确认文件已保存完整后重新上传。"),
    "E-FILE-SIZE": (413, "文件超过 50 MB 上限。", "请删去图片或拆分后再上传。"),
    "E-FILE-CORRUPT": (422, "文件已损坏或不完整。", "请用原软件打开确认无误，另存后重新上传。"),
    "E-FILE-TYPE": (
        415,
        "文件内容与扩展名不符，或不是可读取的类型。",
        "可读取：txt、docx、pdf、html、xlsx、ofd、doc。",
    ),
    "E-FILE-MACRO": (422, "文件含有宏。", "请在 Word/Excel 中另存为不含宏的 .docx 或 .xlsx 后上传。"),
    "E-XML-DTD": (
        422,
        "文件内部含有文档类型声明或外部实体，可能有害。",
        "请用 Word 或 WPS 打开后另存为新文件再上传。",
    ),
    "E-FILE-EXTERNAL": (
        422,
        "文件引用了外部网络上的模板、图片或对象。",
        "请断开这些链接、将内容嵌入文件后再上传。",
    ),
    "E-ZIP-RATIO": (422, "文件解压后过大，疑似压缩炸弹。", "请用原软件打开，删去多余内容后另存上传。"),
    "E-ZIP-ENTRIES": (422, "文件内部部件过多。", "请用原软件打开，另存后重新上传。"),
    "E-ZIP-LINK": (422, "文件内部含有链接，可能有害。", "请用原软件打开，另存后重新上传。"),
    "E-ZIP-PATH": (422, "文件内部路径不合规定，可能有害。", "请用原软件打开，另存后重新上传。"),
    "E-FILE-ENCRYPTED": (422, "文件已加密，无法读取。", "请去除密码后上传。"),
    "E-DOC-NO-TEXT": (422, "文件中没有文字，可能是扫描件或图片。", "请上传文字版，或手工录入任务。"),
    "E-PDF-ACTIVE": (422, "PDF 中含有脚本、自动动作或内嵌文件。", "请重新打印为普通 PDF 后上传。"),
    "E-TEXT-CONTROL": (422, "文本中含有控制字符。", "请用记事本等软件清除后重新保存。"),
    "E-FILE-SECRET": (
        422,
        "文件首页标有密级，本系统不得处理涉密文件。",
        "请立即停止上传，按保密规定在涉密系统中办理。",
    ),
    "E-ENCODING": (422, "无法确定文本编码，或编码有误。", "请用记事本另存为 UTF-8 后重新上传。"),
    "E-DOC-LIMIT": (422, "文件篇幅超过上限。", "请拆分后分别上传。"),
    "E-IMP-ROWS": (422, "表格的行太多。", "一次最多 50,000 行，请拆分后分别导入。"),
    "E-IMP-DIM": (422, "表格的列太多，或在很远处还有内容。", "请删去多余的行列，或另建一张新表后再导入。"),
    "E-CSV-QUOTE": (422, "CSV 文件的引号没有成对。", "请用表格软件打开核对，另存后再导入。"),
    "E-CSV-COLUMNS": (422, "CSV 文件有一行的栏数比表头多。", "请检查该行是否多了分隔符。"),
    "E-FILE-UNREADABLE": (
        422,
        "文件无法读取，读取过程异常中止。",
        "请用原软件打开，另存后重新上传；仍不行请上传文字版。",
    ),
}


class FileRefused(Refusal):
    """A file that is not read; `code` is one of a closed list of stable codes."""

    def __init__(self, code: str, detail: str = "", *, hint: str | None = None) -> None:
        status, sentence, remedy = _SENTENCES[code]
        super().__init__(code, f"{sentence}{detail}", status=status, hint=remedy if hint is None else hint)


def codes() -> tuple[str, ...]:
    """Every code that reading can refuse with."""
    return tuple(_SENTENCES)
