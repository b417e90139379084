"""`fyt screening`: only the thin service that compares with lists, for departments' systems, beside `fyt
up`."""

from __future__ import annotations

import argparse
import os
import runpy
import sys

from fuyuantong.config.checks import refuse_unsafe


def main(argv: list[str]) -> int:
    """Serve until SIGTERM."""
    parser = argparse.ArgumentParser(prog="fyt screening", description="只提供名单比对接口的轻量服务")
    parser.add_argument("--host", default="127.0.0.1", help="监听地址（默认 127.0.0.1）")
    parser.add_argument("--port", type=int, default=8010, help="端口（默认 8010）")
    parser.add_argument("--processes", type=int, default=1, help="进程数（默认 1）")
    asked = parser.parse_args(argv)
    host = f"[{asked.host}]" if ":" in asked.host else asked.host
    refuse_unsafe(os.environ["DATABASE_URL"])
    os.environ.pop("GUNICORN_CMD_ARGS", None)
    sys.argv = [
        "gunicorn", "--no-control-socket", "--log-level=warning", "--worker-class=asgi",
        f"--workers={asked.processes}", f"--bind={host}:{asked.port}", "--graceful-timeout=30",
        "fuyuantong.config.screening_asgi:application",
    ]  # fmt: skip
    return int(runpy.run_module("gunicorn", run_name="__main__") is None)
