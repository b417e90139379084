"""`fyt definitions` and `fyt profile list`: exit codes, lines, JSON; no database."""

from __future__ import annotations

import json
from xml.etree import ElementTree as ET

from tests.definitions.base import BASE, SAMPLES, broken

from fuyuantong.definitions import definitions_command, profile_command


def test_the_delivered_library_is_checked_when_no_path_is_given(capsys) -> None:
    assert definitions_command.main(["check"]) == 0
    out = capsys.readouterr().out
    assert "judicial-recommendation.yaml：无误" in out
    assert "推演 5 个情形" in out


def test_problems_are_written_with_file_and_line_and_the_exit_is_one(tmp_path, capsys) -> None:
    good, bad = tmp_path / "a.yaml", tmp_path / "b.yaml"
    good.write_text(BASE)
    bad.write_text(broken(("时长: 15 日", "时长: 15")))
    assert definitions_command.main(["check", str(tmp_path)]) == 1
    said = capsys.readouterr()
    assert f"{bad}:26 E-DEF-TERM-UNIT" in said.err
    assert f"{good}：无误" in said.out
    assert definitions_command.main(["check", str(tmp_path), "--json"]) == 1
    rows = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    assert [(row["code"], len(row["problems"])) for row in rows] == [("trial", 0), ("trial", 1)]
    assert rows[1]["problems"][0]["line"] == 26


def test_files_that_cannot_be_read_are_reported_and_the_others_still_checked(tmp_path, capsys) -> None:
    (tmp_path / "a.yaml").write_bytes("机制: 甲".encode("gb18030"))
    (tmp_path / "b.yaml").write_text(BASE)
    assert definitions_command.main(["check", str(tmp_path), str(tmp_path / "none.yaml")]) == 1
    said = capsys.readouterr()
    assert "E-FILE-ENCODING" in said.err
    assert "E-FILE-MISSING" in said.err
    assert "b.yaml：无误" in said.out


def test_drawing_by_code_or_file_gives_svg_or_mermaid(capsys) -> None:
    assert definitions_command.main(["draw", "annual-plan-item"]) == 0
    assert ET.fromstring(capsys.readouterr().out).tag.endswith("svg")
    assert definitions_command.main(["draw", str(SAMPLES / "normative-review.yaml"), "--mermaid"]) == 0
    assert capsys.readouterr().out.startswith("flowchart LR")
    assert definitions_command.main(["draw", "no-such-code"]) == 1
    assert "E-NOT-FOUND" in capsys.readouterr().err


def test_wrong_usage_is_exit_two(capsys) -> None:
    for argv in ([], ["fly"], ["draw"], ["check", "--fast"], ["schema", "x"]):
        assert definitions_command.main(argv) == 2
    for argv in ([], ["load"], ["list", "--x"]):
        assert profile_command.main(argv) == 2
    assert "用法" in capsys.readouterr().err


def test_profiles_are_listed(capsys) -> None:
    assert profile_command.main(["list", "--json"]) == 0
    codes = [json.loads(line)["code"] for line in capsys.readouterr().out.splitlines()]
    assert "linjiang-demo" in codes
    assert len(codes) == 6
