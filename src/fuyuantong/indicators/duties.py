"""What the room does by the clock: folding the rollups, holding registers against each other."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.db.models import Count

from fuyuantong.common.actors import SYSTEM
from fuyuantong.common.jobs import duty
from fuyuantong.common.now import day_of
from fuyuantong.common.uow import unit_of_work
from fuyuantong.indicators.actions.reconciling import reconcile
from fuyuantong.indicators.folding import CROWDED, add_up, first_count, fold
from fuyuantong.indicators.kinds import OBLIGATIONS
from fuyuantong.indicators.models import Image, IndicatorVersion, Rolled, Tally, TaskImage
from fuyuantong.indicators.queries.library import library, rules
from fuyuantong.indicators.watching import look_at_images


@duty("indicators.reconcile", 86_400)
def reconcile_all(now: datetime) -> None:
    """Hold all registers against each other once a day."""
    for row in rules():
        with unit_of_work(SYSTEM, purpose="台账核对", now=now) as uow:
            reconcile(uow, row.code)


@duty("indicators.fold", 60)
def fold_all(now: datetime) -> None:
    """Fold every register that changed; add up the lines of versions that have very many; count those that
    have no rollup yet."""
    for row in library():
        if not Rolled.objects.filter(version=row).exists():
            with transaction.atomic():
                first_count(row)
    for book in Image.objects.order_by().values_list("book_id", flat=True).distinct():
        with transaction.atomic():
            look_at_images(book, day_of(now))
        fold(book)
    if TaskImage.objects.exists():
        fold(OBLIGATIONS)
    crowded = Tally.objects.order_by().values("version").annotate(many=Count("id")).filter(many__gt=CROWDED)
    many = {row["version"]: row["many"] for row in crowded}
    for version in IndicatorVersion.objects.filter(pk__in=many, rolled__isnull=False).select_related(
        "rolled"
    ):
        if many[version.pk] > 2 * version.rolled.lines:
            add_up(version)
