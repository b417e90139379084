"""The cast of the heart's tests, for those who try to get more than is theirs."""

from tests.matters.conftest import city, enter, handed

__all__ = ["city", "enter", "handed"]
