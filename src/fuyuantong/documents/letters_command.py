"""`fyt letters check [PATH…]` and `fyt letters list [--json]`: the templates of letters, without a database.

Exit 0 good, 1 something is wrong, 2 usage.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path

from fuyuantong.documents.letters import check_folder, read_template, templates
from fuyuantong.documents.letters.kinds import Problem

USAGE = "用法：fyt letters check [文件或文件夹…]；fyt letters list [--json]\n"


def main(argv: list[str]) -> int:
    """Run the command with the arguments after `fyt letters`; return the exit status."""
    words = [word for word in argv if word != "--json"]
    if words in (["-h"], ["--help"]):
        sys.stdout.write(USAGE)
        return 0
    if words == ["list"]:
        _list("--json" in argv)
        return 0
    if not words or words[0] != "check" or any(word.startswith("--") for word in words):
        sys.stderr.write(USAGE)
        return 2
    found = _check([Path(word) for word in words[1:]])
    for path, problem in found:
        hint = f" {problem.hint}" if problem.hint else ""
        sys.stderr.write(f"{path}:{problem.line}: {problem.code} {problem.sentence}{hint}\n")
    return 1 if found else 0


def _list(as_json: bool) -> None:  # noqa: FBT001 - the one option there is
    for one in templates():
        line = {"name": one.name, "codes": one.codes, "genres": one.genres, "layout": one.layout.value}
        text = json.dumps(line, ensure_ascii=False) if as_json else f"{one.code}\t{one.name}"
        sys.stdout.write(text + "\n")


def _check(paths: list[Path]) -> list[tuple[Path, Problem]]:
    if not paths:
        return check_folder()
    found: list[tuple[Path, Problem]] = []
    for path in paths:
        if path.is_dir():
            found += check_folder(path)
        elif path.is_file():
            found += [(path, problem) for problem in read_template(path.read_text(encoding="utf-8"))[1]]
        else:
            found.append((path, Problem(1, "L-FILE", "没有这个文件。")))
    return found
