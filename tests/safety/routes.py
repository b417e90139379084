"""Every address of the product from its own resolver, filled with the ids of a scene."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from typing import Any

from django.urls import URLPattern, URLResolver, get_resolver

PART = re.compile(r"<(?:(\w+):)?(\w+)>")


def routes() -> Iterator[tuple[str, str, Callable[..., Any]]]:
    """(name with namespace, pattern, view) of every address."""
    yield from _walk(get_resolver().url_patterns, "", "")


def _walk(
    patterns: list[URLPattern | URLResolver], space: str, prefix: str
) -> Iterator[tuple[str, str, Callable[..., Any]]]:
    for entry in patterns:
        own = prefix + str(entry.pattern)
        if isinstance(entry, URLResolver):
            inner = f"{space}{entry.namespace}:" if entry.namespace else space
            yield from _walk(entry.url_patterns, inner, own)
        else:
            yield f"{space}{entry.name or own}", own, entry.callback


def filled(pattern: str, values: Mapping[str, Any], name: str = "") -> str:
    """The path with `values` by parameter name; `name.parameter` goes before the bare parameter."""

    def value(found: re.Match[str]) -> str:
        key = found[2]
        return str(values[f"{name}.{key}"] if f"{name}.{key}" in values else values[key])

    return "/" + PART.sub(value, pattern)
