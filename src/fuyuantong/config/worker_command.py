"""`fyt worker`: run the background jobs of the database until told to stop."""

from __future__ import annotations

import argparse
import os

from fuyuantong.config.checks import refuse_unsafe


def main(argv: list[str]) -> int:
    """Run one worker. Any number of them, on any number of machines, may serve one database."""
    parser = argparse.ArgumentParser(prog="fyt worker", description="运行后台任务。")
    parser.add_argument(
        "--concurrency", type=int, default=4, help="每类任务同时处理几个（默认 4；整份比对等长任务减半）"
    )
    options = parser.parse_args(argv)
    refuse_unsafe(os.environ["DATABASE_URL"])
    from fuyuantong.common.jobs import run_worker

    run_worker(concurrency=options.concurrency)
    return 0
