"""`fyt due`: stable answers, codes and exit statuses."""

import json

import pytest

from fuyuantong.clocks.due_command import main


def test_json_is_one_document_of_the_stable_shape(capsys):
    assert main(["--from", "2026-09-17", "--term", "15D", "--json"]) == 0
    out = capsys.readouterr()
    assert out.err == ""
    assert len(out.out.splitlines()) == 1
    answer = json.loads(out.out)
    assert list(answer) == ["due", "provisional", "proof"]
    assert (answer["due"], answer["provisional"]) == ("2026-10-08", False)
    assert all(list(step) == ["rule", "article", "from", "to", "skipped"] for step in answer["proof"])


def test_options_may_be_joined_by_an_equals_sign_and_come_in_any_order(capsys):
    assert main(["--json", "--term=10D", "--no-roll", "--from=2026-01-22"]) == 0
    assert json.loads(capsys.readouterr().out)["due"] == "2026-02-01"


def test_hours_answer_with_a_moment(capsys):
    assert main(["--from", "2026-02-14T17:30:00+08:00", "--term", "24H", "--json"]) == 0
    assert json.loads(capsys.readouterr().out)["due"] == "2026-02-15T17:30:00+08:00"


def test_without_json_it_speaks_in_sentences(capsys):
    assert main(["--from", "2026-12-31", "--term", "10D"]) == 0
    text = capsys.readouterr().out
    assert "届满：2027-01-11（暂定）" in text
    assert "跳过 2 日" not in text or "→" in text


@pytest.mark.parametrize(
    ("start", "term", "code"),
    [
        ("2026-02-30", "5D", "E-DATE-NONEXIST"),
        ("20260101", "5D", "E-DATE-FORMAT"),
        ("0001-01-01", "5D", "E-DATE-RANGE"),
        ("2026-01-01T10:00:00", "5H", "E-DATE-ZONE"),
        ("2026-01-01", "-3D", "E-TERM-RANGE"),
        ("2026-01-01", "0D", "E-TERM-RANGE"),
        ("2026-01-01", "100000D", "E-TERM-RANGE"),
        ("2026-01-01", "soon", "E-TERM-FORMAT"),
        ("2026-01-01", "24H", "E-DATE-FORMAT"),
    ],
)
def test_refusals_go_to_standard_error_with_their_code(capsys, start, term, code):
    assert main(["--from", start, "--term", term, "--json"]) == 1
    out = capsys.readouterr()
    assert out.out == ""
    assert out.err.startswith(f"{code}: ")


@pytest.mark.parametrize(
    "argv",
    [
        [], ["--from", "2026-01-01"], ["--term", "5D"], ["--from", "2026-01-01", "--term"], ["x"],
        ["--from", "2026-01-01", "--term", "5D", "--what"], ["--from", "2026-01-01", "--term", "5D", "--json=1"],
        ["--from", "2026-01-01", "--term", "5D", "--term", "6D"],
    ],
)  # fmt: skip
def test_wrong_usage_exits_with_two(capsys, argv):
    assert main(argv) == 2
    assert "用法" in capsys.readouterr().err


def test_help_is_an_answer(capsys):
    assert main(["--help"]) == 0
    assert "用法" in capsys.readouterr().out
