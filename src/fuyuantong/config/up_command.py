"""`fyt up`: the whole product in one command. A light process: it does not load Django itself."""

from __future__ import annotations

import argparse
import os
import socket
import subprocess
import sys
import time

from fuyuantong.common.refusals import Refusal
from fuyuantong.config.checks import refuse_unsafe
from fuyuantong.config.environment import product_database
from fuyuantong.config.launcher import Cluster
from fuyuantong.config.launcher.open import var_folder
from fuyuantong.config.preparing_state import is_prepared, static_is_ready
from fuyuantong.config.supervising import Child, Supervisor
from fuyuantong.config.words import compile_words

_FIRST_PAGE_SECONDS = 120
_LOOPBACK = ("127.0.0.1", "::1", "localhost")


def main(argv: list[str]) -> int:
    """Start everything and stay until SIGTERM or Ctrl-C."""
    options = _parser().parse_args(argv)
    if options.demo and options.host not in _LOOPBACK:
        raise Refusal("E-UP-DEMO", "演示系统只能绑定本机地址（127.0.0.1）。", hint="正式部署请去掉 --demo。")
    if options.demo:
        os.environ["FYT_DEMO"] = "1"
        os.environ.setdefault("FYT_LOG", "WARNING")
    else:
        os.environ.pop("FYT_DEMO", None)
    _refuse_busy_port(options.host, options.port)
    compile_words()
    with product_database(exclusive=True) as cluster:
        for line in _prepare(demo=options.demo):
            say(line)
        refuse_unsafe(os.environ["DATABASE_URL"])
        return _serve(options, cluster)


def say(line: str) -> None:
    print(line, flush=True)


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="fyt up", description="启动府院通。")
    parser.add_argument("--port", type=int, default=8000, help="网页端口（默认 8000）")
    parser.add_argument(
        "--host", default="127.0.0.1", help="绑定地址（默认 127.0.0.1，由前置的 HTTPS 代理对外）"
    )
    parser.add_argument("--demo", action="store_true", help="虚构城市与示例账号，只绑定本机")
    parser.add_argument("--web-processes", type=int, default=min(os.cpu_count() or 1, 8), help="网页进程数")
    parser.add_argument(
        "--no-worker", action="store_true", help="不运行后台任务（另有机器运行 fyt worker 时）"
    )
    return parser


def _refuse_busy_port(host: str, port: int) -> None:
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.socket(family, socket.SOCK_STREAM) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except (OSError, OverflowError) as error:
            raise Refusal(
                "E-UP-PORT",
                f"端口 {port} 已被占用或不能使用。",
                hint="请用 --port 换一个端口，或先停止占用它的程序。",
            ) from error


def _prepare(*, demo: bool) -> list[str]:
    """Migrate and load when this release has not yet done so here; return the lines to show."""
    kept = var_folder() / "demo-accounts.txt"
    ready = is_prepared(os.environ["DATABASE_URL"], demo=demo)
    if not ready or not static_is_ready(var_folder() / "static") or (demo and not kept.exists()):
        say("正在准备数据库……")
        kind = "--demo" if demo else "--real"
        command = [sys.executable, "-m", "fuyuantong.config.cli", "migrate", kind, "--static"]
        done = subprocess.run(
            command, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, text=True, check=False
        )
        if done.returncode != 0:
            raise Refusal("E-UP-PREPARE", "数据库没有准备好，原因见上。")
        if demo:
            kept.touch(mode=0o600)
            kept.write_text(done.stdout, encoding="utf-8")
    return kept.read_text(encoding="utf-8").splitlines() if demo else []


def _serve(options: argparse.Namespace, cluster: Cluster | None) -> int:
    environment = {
        k: v for k, v in os.environ.items() if k not in ("DATABASE_OWNER_URL", "GUNICORN_CMD_ARGS")
    }
    children = [Child("网页服务", _web_command(options), environment)]
    if not options.no_worker:
        worker = [sys.executable, "-m", "fuyuantong.config.cli", "worker"]
        children.append(Child("后台任务", worker, environment))
    supervisor = Supervisor(children, say, also=lambda: _revive(cluster))
    supervisor.catch_signals()
    try:
        for child in children:
            child.start()
        _wait_for_first_page(supervisor, children[0], options)
        if not supervisor.stopping:
            say(f"府院通已启动：http://{options.host}:{options.port}（按 Ctrl-C 停止）")
        supervisor.watch()
    finally:
        supervisor.stop()
    say("府院通已停止。")
    return 0


def _web_command(options: argparse.Namespace) -> list[str]:
    host = f"[{options.host}]" if ":" in options.host else options.host
    return [
        sys.executable, "-m", "gunicorn", "--preload", "--no-control-socket", "--log-level=warning",
        "--worker-class=gthread", "--threads=8", f"--workers={options.web_processes}",
        f"--bind={host}:{options.port}", "--keep-alive=15", "--graceful-timeout=30",
        f"--worker-tmp-dir={_memory_folder()}",
        "fuyuantong.config.serve:application",
    ]  # fmt: skip


def _memory_folder() -> str:
    """Return a folder in memory for the heartbeat files: a slow disk must not look like a dead process."""
    return "/dev/shm" if os.access("/dev/shm", os.W_OK) else str(var_folder())  # noqa: S108


def _wait_for_first_page(supervisor: Supervisor, web: Child, options: argparse.Namespace) -> None:
    until = time.monotonic() + _FIRST_PAGE_SECONDS
    while time.monotonic() < until and not supervisor.stopping:
        if web.ended():
            raise Refusal("E-UP-WEB", "网页服务没有启动成功，原因见上。")
        try:
            with socket.create_connection((options.host, options.port), timeout=1):
                return
        except OSError:
            time.sleep(0.05)


def _revive(cluster: Cluster | None) -> None:
    if cluster is not None and cluster.process is not None and cluster.process.poll() is not None:
        cluster.spawn()
        say("数据库意外结束，已重新启动。")
