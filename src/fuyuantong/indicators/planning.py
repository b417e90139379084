"""From a published indicator to how it is counted, once for the process."""

from __future__ import annotations

from functools import lru_cache

from fuyuantong.common.refusals import NotFound
from fuyuantong.indicators.compiling.cells import Source, register_source
from fuyuantong.indicators.compiling.conditions import CannotCompile
from fuyuantong.indicators.compiling.lines import Plan, plan_of
from fuyuantong.indicators.compiling.sources import other_sources
from fuyuantong.indicators.kinds import Indicator
from fuyuantong.indicators.memo import recall
from fuyuantong.indicators.models import IndicatorVersion
from fuyuantong.indicators.reading import examined
from fuyuantong.registers.kinds import Register
from fuyuantong.registers.models import Book
from fuyuantong.registers.queries import register_of


@lru_cache(maxsize=512)
def indicator_of(digest: str, source: str) -> Indicator:  # noqa: ARG001 - the digest is part of the key
    """The indicator of a published text, read once for the process."""
    return examined(source)


def find_source(data: str) -> Source:
    """The source of 数据 as published now; CannotCompile when there is no such register."""
    if data in other_sources():
        return other_sources()[data]
    try:
        return _source(register_of(data))
    except NotFound as error:
        raise CannotCompile(f"台账“{data}”尚未发布。") from error


@lru_cache(maxsize=256)
def _source(register: Register) -> Source:
    return register_source(register)


def plan_of_version(version: IndicatorVersion) -> Plan:
    """How a published version is counted over the registers as they are now published."""
    indicator = indicator_of(version.digest, version.source)
    data = frozenset(_data(indicator))
    books = recall(("books", data), lambda: _books(data))
    return _plan(version.digest, version.source, books)


def _books(data: frozenset[str]) -> tuple[tuple[str, int], ...]:
    return tuple(Book.objects.filter(code__in=data).order_by("code").values_list("code", "version"))


@lru_cache(maxsize=1024)
def _plan(digest: str, source: str, books: tuple[tuple[str, int], ...]) -> Plan:  # noqa: ARG001
    return plan_of(indicator_of(digest, source), find_source)


def _data(indicator: Indicator) -> set[str]:
    legs = [indicator.numerator, *([indicator.denominator] if indicator.denominator else [])]
    return {indicator.data, *(leg.data for leg in legs)} - {""}
