"""Publishing indicators and rules as immutable versions, and loading the delivered ones."""

from __future__ import annotations

import hashlib
from typing import TypeVar

from django.db import connection
from django.utils.translation import gettext as _

from fuyuantong.common.refusals import Conflict
from fuyuantong.common.uow import UnitOfWork
from fuyuantong.definitions.shelf import read_text
from fuyuantong.indicators import policy
from fuyuantong.indicators.folding import first_count
from fuyuantong.indicators.kinds import Indicator, Reconciliation
from fuyuantong.indicators.models import IndicatorVersion, Published, RuleVersion
from fuyuantong.indicators.planning import find_source
from fuyuantong.indicators.queries.library import codes
from fuyuantong.indicators.reading import examined, examined_rule
from fuyuantong.indicators.shelf import indicator_files, reconciliation_files
from fuyuantong.indicators.trail import note

T = TypeVar("T", bound=Published)


def publish_indicator(uow: UnitOfWork, text: str, *, file: str = "指标") -> IndicatorVersion:
    """Examine a text and publish it. The same text again is no new version.

    Raises DefinitionRefused with every problem and its line; E-DEF-VERSION when the version is not newer.
    """
    policy.check_publish(uow.actor)
    told = examined(text, file, find_source, codes())
    newest = _newest(IndicatorVersion, told.code)
    if newest is not None and newest.digest == _digest(text):
        return newest
    _check_newer(newest, told.version)
    return _published(uow, told, text)


def publish_rule(uow: UnitOfWork, text: str, *, file: str = "对账") -> RuleVersion:
    """The same for a reconciliation."""
    policy.check_publish(uow.actor)
    told = examined_rule(text, file, find_source)
    newest = _newest(RuleVersion, told.code)
    if newest is not None and newest.digest == _digest(text):
        return newest
    _check_newer(newest, told.version)
    return _published_rule(uow, told, text)


def load_indicators(uow: UnitOfWork) -> list[Published]:
    """Publish every delivered file whose version is not in the database yet; again changes nothing.

    Indicators and rules over registers that are not published here are left out until they are.
    """
    policy.check_load(uow.actor)
    known = set(IndicatorVersion.objects.values_list("code", "version"))
    fresh: list[Published] = []
    for path in indicator_files():
        text = read_text(path)
        told = examined(text, path.name)
        if (told.code, told.version) not in known:
            fresh.append(_published(uow, examined(text, path.name, find_source), text, shipped=True))
    known = set(RuleVersion.objects.values_list("code", "version"))
    for path in reconciliation_files():
        text = read_text(path)
        rule = examined_rule(text, path.name, find_source)
        if (rule.code, rule.version) not in known:
            fresh.append(_published_rule(uow, rule, text, shipped=True))
    return fresh


def _newest(model: type[T], code: str) -> T | None:
    """The newest version, with one publisher of a code at a time, also for its first version."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtext(%s))", [f"{model.__name__}:{code}"])
    return model._default_manager.filter(code=code).order_by("-version").first()  # noqa: SLF001


def _check_newer(newest: Published | None, version: int) -> None:
    if newest is not None and version <= newest.version:
        raise Conflict(
            "E-DEF-VERSION",
            _("“%(name)s”已发布到第 %(version)d 版，发布后不可更改。")
            % {"name": newest.name, "version": newest.version},
            hint=_("请把“版本”改为 %d 再发布；已签定的数仍按原来的版本。") % (newest.version + 1),
        )


def _published(uow: UnitOfWork, told: Indicator, text: str, *, shipped: bool = False) -> IndicatorVersion:
    row = IndicatorVersion.objects.create(
        code=told.code,
        version=told.version,
        name=told.name,
        group=told.group,
        family=told.family,
        rows=list(told.rows),
        source=text,
        digest=_digest(text),
        shipped=shipped,
        published_at=uow.now,
        published_by=uow.actor.person,
        published_by_name=uow.actor.name,
    )
    first_count(row)
    note(uow, "published", "indicator", row.pk, code=row.code, version=row.version, digest=row.digest)
    return row


def _published_rule(
    uow: UnitOfWork, told: Reconciliation, text: str, *, shipped: bool = False
) -> RuleVersion:
    row = RuleVersion.objects.create(
        code=told.code,
        version=told.version,
        name=told.name,
        group=told.group,
        source=text,
        digest=_digest(text),
        shipped=shipped,
        published_at=uow.now,
        published_by=uow.actor.person,
        published_by_name=uow.actor.name,
    )
    note(
        uow, "rule_published", "reconciliation", row.pk, code=row.code, version=row.version, digest=row.digest
    )
    return row


def _digest(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()
