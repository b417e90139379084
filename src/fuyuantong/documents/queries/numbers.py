"""A unit's book of numbers: year by year, with what is missing in a series (nothing, unless somebody dug)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from django.db.models import Count, Q

from fuyuantong.common.actors import Actor
from fuyuantong.common.refusals import NotFound
from fuyuantong.documents.kinds import NumberState
from fuyuantong.documents.models.numbers import NumberRule, NumberSeries, PaperNumber, PaperNumberQuerySet

NUMBER_ORDER = ("-taken_at", "-id")


@dataclass(frozen=True, slots=True)
class SeriesView:
    """One 机关代字 in one year: how many were given out, how many of them voided, whether one is missing."""

    name: str
    last: int
    kept: int
    voided: int

    @property
    def whole(self) -> bool:
        return self.kept == self.last


def numbers(
    viewer: Actor, *, year: int | None = None, prefix: str = "", state: str = ""
) -> PaperNumberQuerySet:
    """The rows of the viewer's book; order them by `NUMBER_ORDER`."""
    rows = PaperNumber.objects.visible_to(viewer).select_related("unit", "series")
    if year:
        rows = rows.filter(year=year)
    if prefix:
        rows = rows.filter(series__prefix=prefix)
    return rows.filter(state=state) if state else rows


def number_of(subject_type: str, subject_id: UUID) -> PaperNumber | None:
    """The newest number of a paper the caller may see, voided ones included."""
    rows = PaperNumber.objects.filter(subject_type=subject_type, subject_id=subject_id)
    return rows.order_by("-taken_at", "-id").first()


def get_number(viewer: Actor, number_id: UUID) -> PaperNumber:
    found = PaperNumber.objects.visible_to(viewer).filter(pk=number_id).first()
    if found is None:
        raise NotFound
    return found


def series_of(viewer: Actor, year: int) -> Sequence[SeriesView]:
    rows = NumberSeries.objects.filter(unit_id=viewer.unit_key, year=year).order_by("prefix")
    counted = rows.annotate(
        kept=Count("numbers"), gone=Count("numbers", filter=Q(numbers__state=NumberState.VOIDED))
    )
    return [SeriesView(str(row), row.last, row.kept, row.gone) for row in counted]


def years_of(viewer: Actor, this: int) -> list[int]:
    """Years that have numbers, newest first; this year always."""
    found = PaperNumber.objects.visible_to(viewer).order_by().values_list("year", flat=True).distinct()
    return sorted({*found, this}, reverse=True)


def rules_of(viewer: Actor) -> Sequence[NumberRule]:
    return list(NumberRule.objects.filter(unit_id=viewer.unit_key).order_by("genre"))
