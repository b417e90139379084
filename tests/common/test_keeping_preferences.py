"""Size, theme and language are remembered by cookies through a plain form that returns to the same page."""

from __future__ import annotations

import pytest
from django.conf import settings
from django.test import RequestFactory

from fuyuantong.common.pages import preferences


def post(**data):
    return preferences(RequestFactory().post("/preferences/", data))


@pytest.mark.parametrize(
    ("field", "value", "cookie"),
    [
        ("size", "xlarge", "fyt_size"),
        ("theme", "dark", "fyt_theme"),
        ("language", "en", settings.LANGUAGE_COOKIE_NAME),
    ],
)
def test_a_choice_is_remembered_and_the_page_is_not_lost(field, value, cookie):
    response = post(**{field: value, "next": "/ledger/?q=甲&page=2"})
    assert response.status_code == 302
    assert response.cookies[cookie].value == value
    assert response.cookies[cookie]["samesite"] == "Lax"
    assert response["Location"] == "/ledger/?q=%E7%94%B2&page=2"


@pytest.mark.parametrize("target", ["https://evil.example/", "//evil.example", "javascript:alert(1)", ""])
def test_nobody_is_sent_to_another_host(target):
    assert post(size="large", next=target)["Location"] == "/"


def test_unknown_values_are_not_stored():
    assert not post(size="huge", theme="<x>", language="xx", next="/").cookies


def test_reading_changes_nothing():
    assert preferences(RequestFactory().get("/preferences/?size=large")).status_code == 405
