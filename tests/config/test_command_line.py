"""`fyt`: one word, one command; refusals in a sentence with a code; light commands stay light."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

from config.processes import environment, fyt
from fuyuantong.common.refusals import BadInput
from fuyuantong.config import cli


def test_every_command_that_exists_is_listed(capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.main(["--help"]) == 0
    listed = capsys.readouterr().out
    assert "up " in listed
    assert all(f"\n  {name} " in listed for name, command in cli.COMMANDS.items() if cli._exists(command))


def test_without_a_command_the_usage_is_shown_and_that_is_an_error(
    capsys: pytest.CaptureFixture[str],
) -> None:
    assert cli.main([]) == 2
    assert "用法" in capsys.readouterr().out


def test_an_unknown_command_is_wrong_usage(capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.main(["nonsense"]) == 2
    assert "没有“nonsense”这个命令" in capsys.readouterr().err


def test_a_refusal_is_a_sentence_with_its_code_on_standard_error(monkeypatch, capsys) -> None:
    def refuse(_argv: list[str]) -> int:
        raise BadInput("E-TEST", "不行。", hint="请改。")

    monkeypatch.setattr(cli, "_main_of", lambda _command: refuse)
    assert cli.main(["due"]) == 1
    said = capsys.readouterr()
    assert (said.out, said.err) == ("", "不行。请改。（E-TEST）\n")


@pytest.mark.parametrize("name", ["due", "caseno", "ident", "parse", "up"])
def test_commands_that_need_no_database_do_not_load_django(name: str, tmp_path: Path) -> None:
    code = (
        "import sys; from fuyuantong.config import cli\n"
        f"cli._main_of(cli.COMMANDS[{name!r}])\nsys.exit('django.conf' in sys.modules or 'django.apps' in sys.modules)"
    )
    assert (
        subprocess.run([sys.executable, "-c", code], check=False, env=environment(tmp_path)).returncode == 0
    )


HELPS = """
import contextlib, io, json, sys
from fuyuantong.config import cli
for name in sys.argv[1:]:
    said = io.StringIO()
    with contextlib.redirect_stdout(said):
        try:
            code = cli.main([name, "--help"])
        except SystemExit as end:
            code = end.code
    print(json.dumps([name, code, said.getvalue()]))
"""


def test_help_needs_no_database_and_leaves_nothing_behind(tmp_path: Path) -> None:
    names = [name for name, command in cli.COMMANDS.items() if command.needs == "django"]
    done = subprocess.run(
        [sys.executable, "-c", HELPS, *names],
        check=False, capture_output=True, text=True, env=environment(tmp_path),
    )  # fmt: skip
    said = [json.loads(line) for line in done.stdout.splitlines()]
    assert [(name, code) for name, code, _text in said] == [(name, 0) for name in names], done.stderr
    assert [name for name, _code, text in said if f"fyt {name}" not in text] == []
    assert list(tmp_path.glob("**/secret-key")) == []
    assert "leak" not in done.stderr


def test_processes_that_compare_nothing_do_not_load_the_engine(tmp_path: Path) -> None:
    code = (
        "import sys; from fuyuantong.config.environment import setup_django\nsetup_django()\n"
        "import fuyuantong.config.urls\nsys.exit('duckdb' in sys.modules)"
    )
    told = environment(tmp_path) | {
        "FYT_SECRET_KEY": "only-for-this-process-0123456789-0123456789-0123456789"
    }
    assert subprocess.run([sys.executable, "-c", code], check=False, env=told).returncode == 0


def test_the_engine_ends_without_complaints(tmp_path: Path) -> None:
    code = (
        "import gc, duckdb\nfrom fuyuantong.config.environment import sweep_seldom\n"
        "kept = duckdb.connect()\nsweep_seldom()"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], check=False, env=environment(tmp_path), capture_output=True
    )
    assert (done.returncode, done.stderr) == (0, b"")


def test_wrong_options_are_wrong_usage(tmp_path: Path) -> None:
    assert fyt("up", "--nonsense", env=environment(tmp_path)).returncode == 2


def test_a_reader_that_goes_away_is_no_accident(tmp_path: Path) -> None:
    done = subprocess.run(
        f"{sys.executable} -m fuyuantong.config.cli --help | true",
        shell=True,
        check=False,
        capture_output=True,
        env=environment(tmp_path),
    )
    assert done.stderr == b""
