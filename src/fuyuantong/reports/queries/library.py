"""Products as published: the newest version of each, what one says, checking a text."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import lru_cache

from fuyuantong.common.actors import Actor
from fuyuantong.common.refusals import NotFound
from fuyuantong.definitions.problems import Problem
from fuyuantong.indicators import queries as indicators
from fuyuantong.indicators.compiling.cells import OWNER
from fuyuantong.indicators.compiling.conditions import CannotCompile
from fuyuantong.indicators.kinds import Indicator, Trait
from fuyuantong.indicators.planning import find_source
from fuyuantong.reports import policy
from fuyuantong.reports.kinds import Product
from fuyuantong.reports.models import ProductVersion
from fuyuantong.reports.reading import examine, examined


@lru_cache(maxsize=128)
def _told(digest: str, source: str) -> Product:  # noqa: ARG001 - the digest is part of the key
    return examined(source)


def told(row: ProductVersion) -> Product:
    """What a version says."""
    return _told(row.digest, row.source)


def latest(code: str) -> ProductVersion:
    """The newest version; NotFound when there is none."""
    row = ProductVersion.objects.filter(code=code).order_by("-version").first()
    if row is None:
        raise NotFound
    return row


def library() -> Sequence[ProductVersion]:
    """The newest version of every product, by form and name."""
    rows = ProductVersion.objects.order_by("code", "-version").distinct("code")
    return sorted(rows, key=lambda row: (row.form, row.name))


def versions(code: str) -> Sequence[ProductVersion]:
    """All versions, newest first."""
    return list(ProductVersion.objects.filter(code=code).order_by("-version"))


def find_indicator(code: str) -> Indicator | None:
    """The newest published indicator of a code."""
    try:
        return indicators.told(indicators.latest(code))
    except NotFound:
        return None


def is_unit(indicator: Indicator, by: str) -> bool:
    """Whether the keys of a group are units."""
    grouping = indicator.grouping(by)
    if grouping is None or grouping.trait is not Trait.ITSELF:
        return False
    data = (indicator.denominator.data if indicator.denominator else "") or indicator.data
    try:
        cell = find_source(data).cells.get(grouping.column or OWNER)
    except CannotCompile:
        return False
    return cell is not None and bool(cell.unit)


def check_text(text: str, file: str = "产品") -> tuple[Product | None, list[Problem]]:
    """Examine a text against the indicators as published now."""
    product, problems = examine(text, file, find_indicator, is_unit)
    if product is not None and not problems:
        problems = list(_overlaps(product))
    return product, problems


def _overlaps(product: Product) -> Iterator[Problem]:
    """Small numbers of persons must not follow from two public papers whose periods overlap."""
    if not product.public:
        return
    persons = {one.code: one.line for one in product.measures if one.persons}
    for row in library() if persons else ():
        other = told(row)
        if not other.public or other.code == product.code or other.every is product.every:
            continue
        for code in sorted({one.code for one in other.measures if one.persons} & set(persons)):
            yield Problem(
                "产品", persons[code], "E-RPT-OVERLAP",
                f"“{other.name}”已按另一种周期公开涉人的“{code}”，两份相减会推出小数。",
                "请用同一种周期，或者不公开、不写“涉人”的分组。",
            )  # fmt: skip


def review(viewer: Actor, text: str) -> tuple[Product | None, list[Problem]]:
    """The same for those who may publish."""
    policy.check_publish(viewer)
    return check_text(text)


def text_to_edit(row: ProductVersion) -> str:
    """The text with its version raised by one."""
    return re.sub(r"(?m)^版本:\s*\d+", f"版本: {row.version + 1}", row.source, count=1)
