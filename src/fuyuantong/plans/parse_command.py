"""`fyt parse FILE… [--json] [--text]`: the structure of policy documents, without a database.

One JSON document a file, always, in order; a file that cannot be read gives
`{"file", "error": {"code", "message"}}` and exit 1 at the end.
"""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from fuyuantong.common.refusals import Refusal
from fuyuantong.documents.reading.files import read_file
from fuyuantong.documents.reading.kinds import ReadText
from fuyuantong.documents.reading.parent import read_in_child
from fuyuantong.plans.extraction import Document, parse_text


def main(argv: Sequence[str]) -> int:
    """Parse the files named; 0 all read, 1 some refused, 2 wrong usage (raised by argparse)."""
    parser = argparse.ArgumentParser(prog="fyt parse", description="提取政策文件的任务、单位、期限和目标。")
    parser.add_argument("files", nargs="+", metavar="FILE", help="txt、docx、pdf、html、xlsx、ofd、doc")
    parser.add_argument("--json", action="store_true", help="每个文件输出一行 JSON")
    parser.add_argument("--text", action="store_true", help="输出位置所指的原文")
    options = parser.parse_args(argv)
    refused = 0
    for name in options.files:
        answer = _one(name, as_json=options.json, with_text=options.text)
        refused += "error" in answer
        if options.json:
            print(json.dumps(answer, ensure_ascii=False), flush=True)
    return 1 if refused else 0


def _read(path: Path) -> ReadText:
    """Plain text is read here; every other kind in the capped process, so that no file ends the command."""
    return read_file(path) if path.suffix.lower() == ".txt" else read_in_child(path)


def _one(name: str, *, as_json: bool, with_text: bool) -> dict[str, Any]:
    try:
        read = _read(Path(name))
    except Refusal as refusal:
        sentence = f"{refusal.message}{refusal.hint}"
        print(f"{name}：{sentence}（{refusal.code}）", file=sys.stderr)
        return {"file": name, "error": {"code": refusal.code, "message": sentence}}
    document = parse_text(read.text, file=name)
    answer = document.to_json()
    answer["notices"] = list(read.notices)
    if with_text:
        answer["text"] = read.text
    if not as_json:
        print(read.text if with_text else summary(document, read.notices))
    return answer


def summary(document: Document, notices: Sequence[str] = ()) -> str:
    """The document for a person to read at a terminal."""
    lines = [
        f"{document.file}  {document.title or '（未见标题）'}",
        (
            f"  发文机关：{'、'.join(document.issuers) or '未见'}  文号：{document.number or '未见'}  "
            f"日期：{document.issued_on or '未见'}"
        ),
    ]
    lines += [f"  提示：{n}" for n in notices]
    lines += [f"  注意：{w.code} {w.text}" for w in document.warnings]
    if not document.items:
        lines.append("  未识别到任务。")
    for item in document.items:
        lines.append(f"  {item.no or '·'} {item.title}")
        for word, names in (("牵头", item.lead), ("责任", item.responsible)):
            if names:
                lines.append(f"      {word}：{'、'.join(u.name for u in names)}")
        if item.deadline.kind != "none":
            lines.append(f"      期限：{item.deadline.raw} {item.deadline.iso or ''}".rstrip())
        lines += [f"      目标：{t.raw}" for t in item.targets]
    return "\n".join(lines)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
