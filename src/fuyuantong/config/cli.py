"""The command line `fyt`: finds the command, opens what it needs, and says refusals in a sentence.

Exit 0 good, 1 refused, 2 wrong usage. Answers go to standard output, refusals to standard error.
"""

from __future__ import annotations

import importlib
import importlib.util
import os
import secrets
import sys
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from fuyuantong.common.refusals import Refusal


@dataclass(frozen=True, slots=True)
class Command:
    """`module` has `main(argv) -> int`. `needs` is nothing, or django (settings and a database)."""

    module: str
    says: str
    needs: str = "nothing"


COMMANDS = {
    "up": Command("fuyuantong.config.up_command", "启动：数据库、升级、网页服务和后台任务"),
    "migrate": Command("fuyuantong.config.migrate_command", "把数据库升级到本版本", "django"),
    "worker": Command("fuyuantong.config.worker_command", "只运行后台任务", "django"),
    "parse": Command("fuyuantong.plans.parse_command", "读出政策文件的结构（不入库）"),
    "due": Command("fuyuantong.clocks.due_command", "计算期限并给出依据"),
    "caseno": Command("fuyuantong.documents.case_number_command", "解析案号"),
    "ident": Command("fuyuantong.organs.ident_command", "校验身份证号、统一社会信用代码"),
    "definitions": Command("fuyuantong.definitions.definitions_command", "检查、绘制机制定义"),
    "letters": Command("fuyuantong.documents.letters_command", "检查文书模板"),
    "profile": Command("fuyuantong.definitions.profile_command", "载入地区方案", "django"),
    "audit": Command("fuyuantong.audit.audit_command", "核验审计记录", "django"),
    "admin": Command("fuyuantong.organs.admin_command", "建立第一个管理账号", "django"),
    "doctor": Command("fuyuantong.config.doctor_command", "检查本机和数据库的状态", "django"),
    "screen": Command("fuyuantong.screening.screen_command", "把部门数据与失信等名单批量比对"),
    "screening": Command("fuyuantong.config.screening_command", "只运行名单比对接口", "django"),
    "partner": Command("fuyuantong.enforcement.simulator", "模拟协助单位的查控服务（联调、演练用）"),
    "simulate": Command("fuyuantong.config.simulate_command", "在虚构城市里模拟一年的工作", "django"),
    "indicators": Command(
        "fuyuantong.indicators.indicators_command", "用 DuckDB 独立重算全部指标并对照", "django"
    ),
    "coverage": Command("fuyuantong.config.coverage_command", "对照功能清单逐行说明完成情况"),
}


def main(argv: Sequence[str] | None = None) -> int:
    """Run one command and return its exit code."""
    try:
        code = _dispatch(list(sys.argv[1:] if argv is None else argv))
        sys.stdout.flush()
    except Refusal as refusal:
        sys.stderr.write(f"{refusal}（{refusal.code}）\n")
        return 1
    except KeyboardInterrupt:
        return 130
    except BrokenPipeError:
        # The reader went away (`fyt … | head`): nothing is wrong, nothing to complain of at exit.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 1
    return code


def _dispatch(arguments: list[str]) -> int:
    if not arguments or arguments[0] in ("-h", "--help", "help"):
        sys.stdout.write(usage())
        return 0 if arguments else 2
    command = COMMANDS.get(arguments[0])
    if command is None or not _exists(command):
        sys.stderr.write(f"没有“{arguments[0]}”这个命令。\n\n{usage()}")
        return 2
    return _run(command, arguments[1:])


def usage() -> str:
    """List the commands that this installation has."""
    width = max(len(name) for name in COMMANDS)
    lines = [f"  {name.ljust(width)}  {c.says}" for name, c in COMMANDS.items() if _exists(c)]
    return "\n".join(["用法：fyt 命令 [选项]（fyt 命令 --help 看选项）", *lines, ""])


def _exists(command: Command) -> bool:
    return importlib.util.find_spec(command.module) is not None


def _run(command: Command, arguments: list[str]) -> int:
    if command.needs == "nothing":
        return _main_of(command)(arguments)
    from fuyuantong.config.environment import product_database, setup_django

    if {"-h", "--help"} & set(arguments):
        # Settings, but no database and no key of this installation: help must work anywhere.
        os.environ.setdefault("FYT_SECRET_KEY", secrets.token_urlsafe(48))
        setup_django()
        return _main_of(command)(arguments)
    if command.module != COMMANDS["worker"].module:
        os.environ.setdefault("FYT_LOG", "WARNING")  # a person reads this terminal
    with product_database():
        setup_django()
        return _main_of(command)(arguments)


def _main_of(command: Command) -> Callable[[list[str]], int]:
    main_of: Callable[[list[str]], int] = importlib.import_module(command.module).main
    return main_of


if __name__ == "__main__":
    sys.exit(main())
