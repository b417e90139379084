"""`fyt definitions`: check definitions with errors by line, draw a flow, print the schema. No database.

Exit 0 good, 1 refused (problems on standard error, or as JSON with `--json`), 2 usage.
"""

from __future__ import annotations

import json
import sys
from dataclasses import asdict
from pathlib import Path

from fuyuantong.common.refusals import Refusal
from fuyuantong.definitions.drawing import draw_mermaid, draw_svg
from fuyuantong.definitions.examining import examine, examined
from fuyuantong.definitions.json_schema import schema_text
from fuyuantong.definitions.ladders import examine_ladder, is_ladder, ladder_files
from fuyuantong.definitions.problems import Problem
from fuyuantong.definitions.shelf import mechanism_file, mechanism_files, read_text

USAGE = """用法：fyt definitions check [文件或文件夹…] [--json]
      fyt definitions draw 代码或文件 [--mermaid]
      fyt definitions schema

  check   检查格式、关系、期限、用语，并推演；不写文件时检查随产品交付的全部定义
  draw    画出流程（SVG，或 Mermaid 文本）
  schema  输出词汇表的 JSON Schema
"""


def main(argv: list[str]) -> int:
    if set(argv) & {"-h", "--help"}:
        sys.stdout.write(USAGE)
        return 0
    names = [word for word in argv if not word.startswith("--")]
    flags = {word for word in argv if word.startswith("--")}
    if not names or flags - {"--json", "--mermaid"}:
        sys.stderr.write(USAGE)
        return 2
    try:
        return _do(names[0], names[1:], flags)
    except Refusal as refusal:
        sys.stderr.write(f"{refusal}（{refusal.code}）\n")
        return 1


def _do(verb: str, rest: list[str], flags: set[str]) -> int:
    if verb == "check":
        return _check(rest, as_json="--json" in flags)
    if verb == "draw" and len(rest) == 1:
        return _draw(rest[0], mermaid="--mermaid" in flags)
    if verb == "schema" and not rest:
        sys.stdout.write(schema_text())
        return 0
    sys.stderr.write(USAGE)
    return 2


def _files(names: list[str]) -> list[Path]:
    if not names:
        return [*mechanism_files(), *ladder_files()]
    files: list[Path] = []
    for name in names:
        path = Path(name)
        files += sorted(path.rglob("*.yaml")) if path.is_dir() else [path]
    if not files:
        raise Refusal("E-FILE-MISSING", "没有找到定义文件（*.yaml）。")
    return files


def _check(names: list[str], *, as_json: bool) -> int:
    """One line (or JSON document) per file; problems of all files are found before the command ends."""
    bad = False
    for path in _files(names):
        try:
            text = read_text(path)
            if is_ladder(text):
                bad = _check_ladder(path, text, as_json=as_json) or bad
                continue
            mechanism, problems = examine(text, str(path))
        except Refusal as refusal:
            mechanism, problems = None, [Problem(str(path), 0, refusal.code, refusal.message, refusal.hint)]
        bad = bad or bool(problems)
        if as_json:
            code = mechanism.code if mechanism else None
            document = {
                "file": str(path),
                "code": code,
                "problems": [asdict(problem) for problem in problems],
            }
            sys.stdout.write(json.dumps(document, ensure_ascii=False) + "\n")
        elif problems:
            sys.stderr.write("".join(f"{problem}\n" for problem in problems))
        elif mechanism:
            scenarios = len(mechanism.scenarios)
            sys.stdout.write(
                f"{path}：无误（{mechanism.name} 第 {mechanism.version} 版，推演 {scenarios} 个情形）\n"
            )
    return 1 if bad else 0


def _check_ladder(path: Path, text: str, *, as_json: bool) -> bool:
    """The same for a file of library/ladders; True when something is wrong."""
    ladder, problems = examine_ladder(text, str(path))
    if as_json:
        told = {
            "file": str(path),
            "code": ladder.code if ladder else None,
            "problems": [asdict(p) for p in problems],
        }
        sys.stdout.write(json.dumps(told, ensure_ascii=False) + "\n")
    elif problems:
        sys.stderr.write("".join(f"{problem}\n" for problem in problems))
    elif ladder:
        sys.stdout.write(f"{path}：无误（{ladder.name} 第 {ladder.version} 版，{len(ladder.rungs)} 级）\n")
    return bool(problems)


def _draw(name: str, *, mermaid: bool) -> int:
    path = Path(name) if name.endswith(".yaml") else mechanism_file(name)
    mechanism = examined(read_text(path), str(path))
    sys.stdout.write((draw_mermaid if mermaid else draw_svg)(mechanism) + "\n")
    return 0
