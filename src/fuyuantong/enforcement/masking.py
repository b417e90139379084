"""Numbers and names as pages, messages and the API show them: the middle covered; nothing here uncovers."""

from __future__ import annotations

_HEAD, _TAIL = 6, 4


def masked(number: str) -> str:
    """A long number keeps its head and tail; a short one (account, plate) its last characters only."""
    if len(number) > _HEAD + _TAIL:
        return number[:_HEAD] + "*" * (len(number) - _HEAD - _TAIL) + number[-_TAIL:]
    shown = len(number) // 3
    return "*" * (len(number) - shown) + number[len(number) - shown :]


def masked_name(kind: str, name: str) -> str:
    """A person's first character; a company's name stays."""
    return name if kind != "P" or not name else name[0] + "*" * (len(name) - 1)


def beside(name: str, number: str) -> str:
    """A name with its masked number; the name alone once the number was erased."""
    return f"{name}（{masked(number)}）" if number else name


def masked_address(address: str) -> str:
    """As far as the county or street; an e-mail keeps its first character and its host."""
    name, at, host = address.partition("@")
    if at:
        return f"{name[:1]}***@{host}"
    return address[:_HEAD] + "*" * max(0, len(address) - _HEAD)
