"""Numbers of people and organisations: what is valid, what is refused, and what is never done."""

import json
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fuyuantong.common.refusals import Refusal
from fuyuantong.organs import ident_command
from fuyuantong.organs.identifiers import (
    credit_code,
    organisation_code,
    parse_identifier,
    phone,
    resident_number,
)

TODAY = date(2026, 6, 1)
TABLE = Path(__file__).parent.parent / "conformance" / "identifiers" / "identifiers.jsonl"
ROWS = [json.loads(line) for line in TABLE.read_text(encoding="utf-8").splitlines()]
WEIGHTS = [2 ** (17 - i) % 11 for i in range(17)]  # GB 11643 states the weights as powers of two modulo 11


def with_check(body):
    """Append the check character, computed from the standard's formula rather than from a table."""
    total = sum(int(digit) * weight for digit, weight in zip(body, WEIGHTS, strict=True))
    check = (12 - total % 11) % 11
    return body + ("X" if check == 10 else str(check))


def code_of(call, *given, **named):
    with pytest.raises(Refusal) as error:
        call(*given, **named)
    return error.value.code


bodies = st.builds(
    lambda area, day, order: f"{area:06d}{day:%Y%m%d}{order:03d}",
    st.integers(110000, 659999),
    st.dates(date(1900, 1, 1), TODAY),
    st.integers(0, 999),
)


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row["id"])
def test_the_table_comes_out(row):
    if "code" in row:
        assert code_of(parse_identifier, row["text"], today=TODAY) == row["code"]
        return
    found = parse_identifier(row["text"], today=TODAY)
    assert (found.kind, found.value, found.original) == (row["kind"], row["value"], row["text"])
    assert [warning.code for warning in found.warnings] == row.get("warnings", [])


@given(bodies)
def test_every_well_formed_number_is_read_with_birth_and_sex(body):
    found = resident_number(with_check(body), today=TODAY)
    assert found.birth_on == date(int(body[6:10]), int(body[10:12]), int(body[12:14]))
    assert found.sex == ("男" if int(body[16]) % 2 else "女")
    assert found.kind == "resident"


@given(bodies, st.integers(0, 17), st.integers(1, 9))
def test_one_wrong_digit_is_always_refused(body, place, change):
    value = with_check(body)
    old = value[place]
    new = str((int(old) + change) % 10) if old != "X" else str(change)
    wrong = value[:place] + new + value[place + 1 :]
    assert code_of(resident_number, wrong, today=TODAY) in {"E-ID-CHECK", "E-ID-BIRTH"}


@given(bodies, st.integers(0, 15))
def test_two_swapped_digits_are_always_refused(body, place):
    value = with_check(body)
    swapped = value[:place] + value[place + 1] + value[place] + value[place + 2 :]
    if swapped != value:
        assert code_of(resident_number, swapped, today=TODAY) in {"E-ID-CHECK", "E-ID-BIRTH"}


@given(st.text(max_size=24))
def test_any_text_is_answered_or_refused_without_repeating_a_number(text):
    try:
        parse_identifier(text, today=TODAY)
    except Refusal as refusal:
        assert refusal.code.startswith("E-")
        if len(text.strip()) > 5:
            assert text not in str(refusal)


def test_a_refusal_never_holds_the_number_or_the_right_check_character():
    for wrong in ("110105194912310021", "91310115591693856B", "59169385-7"):
        with pytest.raises(Refusal) as error:
            parse_identifier(wrong, today=TODAY)
        assert wrong not in str(error.value)
        assert "X" not in error.value.message


@pytest.mark.parametrize(("area", "kind"), [("810000", "residence-permit"), ("820000", "residence-permit"), ("830000", "residence-permit"), ("932682", "foreign-permanent")])  # fmt: skip
def test_residence_permits_and_new_foreigners_cards_are_valid(area, kind):
    found = parse_identifier(with_check(area + "19900101001"), today=TODAY)
    assert (found.kind, found.warnings) == (kind, ())


def test_an_unknown_area_warns_and_never_refuses():
    for value, areas in (
        (with_check("70010119900101001"), None),
        (with_check("11010319900101001"), {"110105"}),
    ):
        found = resident_number(value, today=TODAY, areas=areas)
        assert [warning.code for warning in found.warnings] == ["W-ID-AREA"]
    assert resident_number(with_check("11010519900101001"), today=TODAY, areas={"110105"}).warnings == ()


def test_born_today_is_allowed_and_tomorrow_is_not():
    assert resident_number(with_check("11010520260601001"), today=TODAY).birth_on == TODAY
    assert code_of(resident_number, with_check("11010520260602001"), today=TODAY) == "E-ID-BIRTH"


def test_an_organisation_code_in_another_column_is_recognised_and_asked_about():
    assert code_of(credit_code, "59169385-6") == "E-ID-KIND"
    assert code_of(resident_number, "591693856", today=TODAY) == "E-ID-KIND"


def test_credit_codes_have_their_own_refusals():
    assert code_of(credit_code, "9131011559169385") == "E-USCC-LENGTH"
    assert code_of(credit_code, "913101155916938560") == "E-USCC-CHECK"
    assert code_of(credit_code, "91310115591693856O") == "E-USCC-FORMAT"
    assert code_of(credit_code, "9131****591693856A") == "E-ID-MASKED"
    found = credit_code("9131 0115 5916 9385 6a")
    assert (found.value, found.area, found.registrar) == ("91310115591693856A", "310115", "市场监管")


def test_a_credit_code_around_a_wrong_organisation_code_is_pointed_out():
    alphabet = "0123456789ABCDEFGHJKLMNPQRTUWXY"
    body = "91310115591693857"
    total = sum(alphabet.index(char) * 3**i for i, char in enumerate(body))
    found = credit_code(body + alphabet[(31 - total % 31) % 31])
    assert [warning.code for warning in found.warnings] == ["W-USCC-BODY"]


def test_organisation_codes_end_in_zero_or_x_where_the_sum_says_so():
    assert organisation_code("00000000-0").value == "00000000-0"
    assert organisation_code("00000006-X").value == "00000006-X"
    assert code_of(organisation_code, "5916938") == "E-ORG-FORMAT"
    assert code_of(organisation_code, "0000*000-0") == "E-ID-MASKED"


def test_phones_are_mobile_or_landline_or_refused():
    assert phone("１３８００１３８０００").kind == "mobile"
    assert phone("021-12345678").kind == "landline"
    for wrong in ("12800138000", "1380013800", "12345678", "138001380000"):
        assert code_of(phone, wrong) == "E-PHONE-FORMAT"
    assert code_of(phone, "138****8000") == "E-ID-MASKED"


def test_masks_keep_only_the_ends():
    assert resident_number("11010519491231002X", today=TODAY).masked == "110105********002X"
    assert phone("13800138000").masked == "138****8000"
    assert organisation_code("59169385-6").masked == "591***85-6"


def test_the_command_answers_in_json_and_refuses_on_standard_error(capsys):
    assert ident_command.main(["11010519491231002X", "--json"]) == 0
    answer = json.loads(capsys.readouterr().out)
    assert (answer["kind"], answer["birth_on"], answer["sex"]) == ("resident", "1949-12-31", "女")
    assert ident_command.main(["610104620927690"]) == 0
    assert "已停用" in capsys.readouterr().out
    assert ident_command.main(["110105194912310021", "--json"]) == 1
    out = capsys.readouterr()
    assert out.out == ""
    assert out.err.startswith("E-ID-CHECK: ")
    for argv in ([], ["a", "b"], ["--what"]):
        assert ident_command.main(argv) == 2
    assert ident_command.main(["--help"]) == 0
