"""Names and numbers as they may be shown: the middle covered (the trade's usual way; reference of
personal data)."""

from __future__ import annotations

_HEAD, _TAIL, _SHORT = 6, 4, 2


def masked_name(kind: str, name: str) -> str:
    """A person's first character and stars; a company's name stays."""
    if kind != "P" or not name:
        return name
    return name[0] + "*" * max(1, len(name) - 1) if len(name) <= _SHORT else f"{name[0]}*{name[-1]}"


def masked_number(number: str) -> str:
    if len(number) <= _HEAD + _TAIL:
        return "*" * len(number)
    return number[:_HEAD] + "*" * (len(number) - _HEAD - _TAIL) + number[-_TAIL:]
