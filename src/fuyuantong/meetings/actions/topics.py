"""议题: applied for, changed, sent in, taken back by the unit that brings it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.utils.translation import gettext as _

from fuyuantong.common.refusals import Forbidden, NotFound
from fuyuantong.common.uow import UnitOfWork
from fuyuantong.documents import guarding
from fuyuantong.matters.models import Matter
from fuyuantong.meetings import policy
from fuyuantong.meetings.doors import required, rule, take_topic
from fuyuantong.meetings.kinds import OPEN_STATES, SCREENING, Host, Kind, StepKind, TopicState
from fuyuantong.meetings.models import KindVersion, Topic
from fuyuantong.meetings.queries.library import latest_kind
from fuyuantong.meetings.telling import tell_host
from fuyuantong.meetings.trail import step_topic
from fuyuantong.organs.models import Linkage, Unit


@dataclass(frozen=True, slots=True)
class TopicWords:
    """What the form 议题申请表 asks (reference §8.4). `matter`: the file the topic comes from."""

    title: str
    background: str
    asks: str
    coordination: str = ""
    reporter: str = ""
    attending: Sequence[UUID] = ()
    signed_by: str = ""
    signed_on: date | None = None
    leader_view: str = ""
    matter: UUID | None = None


def propose(
    uow: UnitOfWork,
    words: TopicWords,
    *,
    kind: str,
    linkage: str,
    host: UUID | None = None,
    submit: bool = False,
) -> Topic:
    """Apply for a topic. It goes to the linkage's office, or to `host` for meetings that units hold
    themselves.

    Errors: E-FORBIDDEN for who may not propose; E-REQUIRED; E-DELIBERATION; E-NOT-FOUND for a matter that the
    actor does not see.
    """
    version = latest_kind(kind)
    where = Linkage.objects.select_related("office_unit").filter(code=linkage, valid_until=None).first()
    unit = Unit.objects.filter(pk=uow.actor.unit_key).first()
    if where is None or not policy.takes_part(uow.actor, where):
        raise NotFound
    if unit is None or not policy.may_propose(uow.actor, version.kind, where, unit):
        raise Forbidden(_("这类会议的议题由该联动机制的成员单位提出，您现在的岗位不能提出。"))
    row = new_topic(uow, version, where, unit, words)
    row.host, row.by_office = _host(version.kind, where, unit, host)
    row.office_sees = version.kind.office_sees
    row.save(force_insert=True)
    row.attending.set(_attending(words.attending))
    step_topic(uow, row, StepKind.PROPOSED, meeting_kind=version.code)
    if submit:
        send_in(uow, row, words.signed_by)
    return row


def new_topic(uow: UnitOfWork, version: KindVersion, where: Linkage, unit: Unit, words: TopicWords) -> Topic:
    """A topic with its words checked, not saved yet."""
    row = Topic(
        kind=version, linkage=where.code, region_id=where.region_id, unit=unit, by_name=uow.actor.name,
        created_at=uow.now,
    )  # fmt: skip
    _fill(uow, row, words)
    return row


def edit_topic(uow: UnitOfWork, key: UUID, words: TopicWords, *, expected: int | None = None) -> Topic:
    """Change a topic: the unit until it is sent in, the host (拟定协商) until it stands on an agenda."""
    row = take_topic(uow, key, "topic.edit", OPEN_STATES | SCREENING, _("修改"), expected=expected)
    if row.state in SCREENING and not policy.runs(uow.actor, row):
        raise Forbidden(_("议题报送后由主办单位修改；如需更改，请先撤回。"))
    _fill(uow, row, words)
    row.save()
    row.attending.set(_attending(words.attending))
    step_topic(uow, row, StepKind.EDITED)
    return row


def submit_topic(uow: UnitOfWork, key: UUID, *, signed_by: str = "", expected: int | None = None) -> Topic:
    """报送: 主要负责人签字 is recorded with it."""
    row = take_topic(uow, key, "topic.submit", OPEN_STATES, _("报送"), expected=expected)
    send_in(uow, row, signed_by)
    return row


def send_in(uow: UnitOfWork, row: Topic, signed_by: str) -> None:
    row.signed_by = signed_by.strip()[:60] or row.signed_by
    if not row.signed_by:
        raise required("signed_by", _("请填写签字的主要负责人。"))
    row.signed_on = row.signed_on or uow.today
    row.state, row.answer = TopicState.SUBMITTED, ""
    row.save()
    step_topic(uow, row, StepKind.SUBMITTED, decided_by=row.signed_by)
    tell_host(
        uow,
        row,
        "topic.submitted",
        _("议题申请：%(title)s（%(unit)s）") % {"title": row.title, "unit": row.unit},
    )


def withdraw_topic(uow: UnitOfWork, key: UUID, *, text: str, expected: int | None = None) -> Topic:
    """撤回 before it stands on an agenda."""
    states = OPEN_STATES | SCREENING
    row = take_topic(uow, key, "topic.withdraw", states, _("撤回"), expected=expected)
    if not text.strip():
        raise required("text", _("请填写撤回的理由。"))
    sent = row.state not in OPEN_STATES
    row.state = TopicState.WITHDRAWN
    row.save()
    step_topic(uow, row, StepKind.WITHDRAWN, text=text)
    if sent:
        tell_host(uow, row, "topic.withdrawn", _("议题撤回：%(title)s") % {"title": row.title})
    return row


def _fill(uow: UnitOfWork, row: Topic, words: TopicWords) -> None:
    texts = {
        "title": words.title.strip(),
        "background": words.background.strip(),
        "asks": words.asks.strip(),
        "coordination": words.coordination.strip(),
        "leader_view": words.leader_view.strip(),
    }
    for name, sentence in (
        ("title", _("请填写议题。")),
        ("background", _("请填写背景与依据。")),
        ("asks", _("请填写拟请研究事项。")),
    ):
        if not texts[name]:
            raise required(name, sentence)
    guarding.check(texts)
    if words.signed_on and words.signed_on > uow.today:
        raise rule("signed_on", _("日期 %(on)s 晚于今天。") % {"on": words.signed_on})
    if words.matter and not Matter.objects.visible_to(uow.actor).filter(pk=words.matter).exists():
        raise NotFound
    row.title = texts["title"][:300]
    row.background, row.asks, row.coordination = texts["background"], texts["asks"], texts["coordination"]
    row.leader_view = texts["leader_view"]
    row.reporter, row.signed_by = words.reporter.strip()[:60], words.signed_by.strip()[:60]
    row.signed_on, row.matter = words.signed_on, words.matter or row.matter


def _attending(keys: Sequence[UUID]) -> list[Unit]:
    return list(Unit.objects.filter(pk__in=keys, valid_until=None))


def _host(kind: Kind, linkage: Linkage, unit: Unit, host: UUID | None) -> tuple[Unit, bool]:
    if Host.OFFICE in kind.hosts and host is None:
        return linkage.office_unit, True
    named = unit if host is None else linkage.members.filter(pk=host).first()
    if named is None or named.kind not in {str(one) for one in kind.hosts}:
        raise rule("host", _("“%(kind)s”由%(hosts)s主办，请选择主办单位。") % {
            "kind": kind.name, "hosts": "、".join(_host_word(one) for one in kind.hosts),
        })  # fmt: skip
    return named, False


def _host_word(host: Host) -> str:
    from fuyuantong.meetings.vocabulary import HOSTS

    return next(word for word, one in HOSTS.items() if one == host)
