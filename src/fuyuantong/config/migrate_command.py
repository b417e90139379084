"""`fyt migrate`: bring the database to this release, as its owner."""

from __future__ import annotations

import argparse
import os
from pathlib import Path


def main(argv: list[str]) -> int:
    """Migrate, grant, load the library; with `--demo`/`--real` also fix the kind of installation."""
    parser = argparse.ArgumentParser(prog="fyt migrate", description="把数据库升级到本版本。")
    kind = parser.add_mutually_exclusive_group()
    kind.add_argument("--demo", action="store_true", help="并载入演示数据")
    kind.add_argument("--real", action="store_true", help="并标记为正式系统")
    parser.add_argument("--no-library", action="store_true", help="不载入机制库")
    parser.add_argument("--static", action="store_true", help="并整理网页用的静态文件")
    options = parser.parse_args(argv)
    from django.conf import settings

    from fuyuantong.config.preparing import collect_static, prepare
    from fuyuantong.config.words import compile_words

    compile_words()
    demo = True if options.demo else (False if options.real else None)
    for line in prepare(demo=demo, library=not options.no_library):
        print(line)
    if options.static:
        collect_static(Path(settings.STATIC_ROOT or os.devnull))
    return 0
