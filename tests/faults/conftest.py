"""The cast of 临江市 in a database with real transactions, and clients signed in as its members."""

from __future__ import annotations

import pytest

from matters.conftest import Handed, city, enter, handed

__all__ = ["Handed", "city", "enter", "handed"]


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        if "/faults/" in str(item.path):
            item.add_marker(pytest.mark.crash)
