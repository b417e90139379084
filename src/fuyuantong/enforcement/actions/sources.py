"""Agreements: a court proposes, the unit that holds the data agrees, either ends it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any
from uuid import UUID

from django.urls import reverse
from django.utils.translation import gettext as _

from fuyuantong.common.refusals import Forbidden, NotFound
from fuyuantong.common.uow import UnitOfWork
from fuyuantong.enforcement import kinds, policy
from fuyuantong.enforcement.actions.cases import wrong
from fuyuantong.enforcement.adapters import adapter_of, link_names
from fuyuantong.enforcement.doors import take
from fuyuantong.enforcement.kinds import SourceState
from fuyuantong.enforcement.models import Source
from fuyuantong.enforcement.trail import note
from fuyuantong.notices.actions import tell
from fuyuantong.notices.kinds import Subject as About
from fuyuantong.organs.models import Unit

LIVE = {SourceState.PROPOSED, SourceState.AGREED}


def propose_source(
    uow: UnitOfWork,
    *,
    unit: UUID,
    title: str,
    classes: Sequence[str],
    link: str,
    purpose: str,
    valid_until: date,
    sla_hours: int = 24,
    per_minute: int = 60,
    controls: bool = False,
) -> Source:
    """Propose an agreement; nothing is asked before the unit agrees.

    E-SOURCE-LINK: the installation's file has no such connection. E-SOURCE-TWICE: it runs already.
    """
    if not policy.may_open(uow.actor) or uow.actor.unit is None:
        raise Forbidden(str(policy.COURTS_ONLY))
    if not Unit.objects.filter(pk=unit).exclude(pk=uow.actor.unit).exists():
        raise NotFound
    known = kinds.asset_classes()
    if not classes or any(code not in known for code in classes):
        raise wrong("E-ASSET-CLASS", _("请从财产类别中选择。"), "classes")
    if valid_until < uow.today:
        raise wrong("E-DATE", _("有效期已过。"), "valid_until")
    if link not in link_names():
        raise wrong("E-SOURCE-LINK", _("系统配置中没有这个连接，请系统管理员先配置。"), "link")
    adapter_of(link)
    if Source.objects.filter(court=uow.actor.unit, unit=unit, link=link, state__in=LIVE).exists():
        raise wrong("E-SOURCE-TWICE", _("与这个单位的这个连接已有协议。"), "link")
    source = Source.objects.create(
        court_id=uow.actor.unit,
        unit_id=unit,
        title=title.strip(),
        classes=list(classes),
        link=link,
        purpose=purpose.strip(),
        valid_until=valid_until,
        sla_hours=sla_hours,
        per_minute=per_minute,
        controls=controls,
        proposed_by=uow.actor.name,
        at=uow.now,
    )
    note(uow, "source_proposed", "asset_source", source.pk, classes=list(classes), controls=controls)
    _tell(uow, source, unit, _("%(unit)s商请接入查控：%(title)s"))
    return source


def decide_source(
    uow: UnitOfWork, key: UUID, *, agreed: bool, remark: str = "", expected: int | None = None
) -> Source:
    """The unit that holds the data agrees or does not; a refusal says why."""
    source = take(
        uow,
        Source,
        key,
        policy.may_agree,
        {SourceState.PROPOSED},
        expected=expected,
        words=policy.SOURCES_ONLY,
    )
    if not agreed and not remark.strip():
        raise wrong("E-REQUIRED", _("请写明不同意的理由。"), "text")
    source.state = SourceState.AGREED if agreed else SourceState.REFUSED
    source.remark, source.decided_by = remark.strip(), uow.actor.name
    source.save()
    note(uow, "source_agreed" if agreed else "source_refused", "asset_source", source.pk)
    _tell(uow, source, source.court_id, _("查控协议“%(title)s”：%(state)s"))
    return source


def end_source(uow: UnitOfWork, key: UUID, *, remark: str = "", expected: int | None = None) -> Source:
    """Either side ends it; messages that have not left do not leave any more."""

    def either(actor: Any, source: Source) -> bool:
        return policy.may_end(actor, source)

    source = take(uow, Source, key, either, LIVE, expected=expected, words=policy.SOURCES_ONLY)
    source.state, source.remark = SourceState.ENDED, remark.strip()
    source.save()
    note(uow, "source_ended", "asset_source", source.pk)
    other = source.unit_id if uow.actor.unit == source.court_id else source.court_id
    _tell(uow, source, other, _("查控协议“%(title)s”：%(state)s"))
    return source


def _tell(uow: UnitOfWork, source: Source, unit: UUID, words: str) -> None:
    said = {"unit": uow.actor.unit_name, "title": source.title, "state": source.get_state_display()}
    tell(
        uow,
        to_units=[unit],
        kind="enforcement.source",
        title=words % said,
        url=reverse("enforcement:source", args=[source.pk]),
        subject=About("asset_source", source.pk),
    )
