"""The first text of an issue, from its definition: paragraphs whose figures are tokens. Pure."""

from __future__ import annotations

from collections.abc import Iterator

from fuyuantong.reports.kinds import Product


def drafted(product: Product) -> Iterator[tuple[str, str]]:
    """(section, text) in order; a section without words still has an empty paragraph to write in."""
    for part in product.parts:
        if not part.texts and not part.annex:
            yield part.key, ""
        for text in part.texts:
            yield part.key, text
