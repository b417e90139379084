"""`fyt profile load CODE`, `fyt profile list`: jurisdiction profiles. Needs the database to load."""

from __future__ import annotations

import json
import sys

from fuyuantong.common.refusals import Refusal
from fuyuantong.definitions.reading import read_profile
from fuyuantong.definitions.shelf import profile_files, read_text

USAGE = """用法：fyt profile load 代码 [--json]
      fyt profile list [--json]

  load   启用一个方案：交付的，或自己保存的最新一版（先载入机制库中尚未发布的定义）
  list   列出随产品交付的方案
"""


def main(argv: list[str]) -> int:
    if set(argv) & {"-h", "--help"}:
        sys.stdout.write(USAGE)
        return 0
    names = [word for word in argv if not word.startswith("--")]
    as_json = "--json" in argv
    if set(argv) - set(names) - {"--json"}:
        sys.stderr.write(USAGE)
        return 2
    try:
        if names == ["list"]:
            return _list(as_json=as_json)
        if len(names) == len(("load", "CODE")) and names[0] == "load":
            return _load(names[1], as_json=as_json)
    except Refusal as refusal:
        sys.stderr.write(f"{refusal}（{refusal.code}）\n")
        return 1
    sys.stderr.write(USAGE)
    return 2


def _say(document: dict[str, object], words: str, *, as_json: bool) -> None:
    sys.stdout.write((json.dumps(document, ensure_ascii=False) if as_json else words) + "\n")


def _list(*, as_json: bool) -> int:
    for path in profile_files():
        body = read_profile(read_text(path), path.name)
        document: dict[str, object] = {"code": body.code, "name": body.name, "version": body.version}
        _say(document, f"{body.code}  {body.name}", as_json=as_json)
    return 0


def _load(code: str, *, as_json: bool) -> int:
    from fuyuantong.common.actors import SYSTEM
    from fuyuantong.common.uow import unit_of_work
    from fuyuantong.definitions.actions import load_library, load_profile, load_profiles

    with unit_of_work(SYSTEM, purpose="载入地区方案") as uow:
        fresh = load_library(uow)
        load_profiles(uow)
        row = load_profile(uow, code)
        document: dict[str, object] = {
            "code": row.code,
            "version": row.version,
            "published": [f.code for f in fresh],
        }
        _say(document, f"已启用方案“{row.name}”，新发布机制 {len(fresh)} 个。", as_json=as_json)
    return 0
