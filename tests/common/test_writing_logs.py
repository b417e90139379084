"""A log line is one JSON object on one line, and personal data does not reach it."""

from __future__ import annotations

import json
import logging

from hypothesis import given
from hypothesis import strategies as st

from fuyuantong.common.logs import JsonLines, mask, request_id


def line(message="m", *args, exc_info=None, **extra):
    record = logging.LogRecord("fyt", logging.INFO, __file__, 1, message, args, exc_info)
    for key, value in extra.items():
        setattr(record, key, value)
    return JsonLines().format(record)


@given(st.text())
def test_any_text_makes_exactly_one_line_that_reads_back(text):
    out = line("%s", text)
    assert len(out.splitlines()) == 1
    assert json.loads(out)["message"] == mask(text)


def test_forged_lines_stay_inside_the_message():
    out = line('ok\n{"level":"ERROR"}\r\u2028x')
    assert len(out.splitlines()) == 1


def test_personal_keys_are_dropped_and_other_keys_kept():
    read = json.loads(line(phone="13900001111", person_name="张", password="x", code="E-X", status=409))
    assert not {"phone", "person_name", "password"} & set(read)
    assert (read["code"], read["status"]) == ("E-X", 409)


def test_identity_and_mobile_numbers_are_masked_wherever_they_stand():
    read = json.loads(line("号 11010519491231002X 电话 13912345678"))
    assert read["message"] == "号 110105********002X 电话 139****5678"


def test_the_request_number_is_on_every_line_of_a_request():
    token = request_id.set("abc")
    try:
        assert json.loads(line())["request_id"] == "abc"
    finally:
        request_id.reset(token)
    assert "request_id" not in json.loads(line())


def test_a_line_that_django_writes_after_the_request_carries_its_number_and_not_the_request():
    class Request:
        request_id = "abc"

    read = json.loads(line(request=Request()))
    assert read["request_id"] == "abc"
    assert "request" not in read


def test_an_error_is_told_on_the_same_line():
    try:
        int("坏\n了")
    except ValueError as error:
        out = line(exc_info=(type(error), error, error.__traceback__))
    assert len(out.splitlines()) == 1
    assert "ValueError" in json.loads(out)["error"]
