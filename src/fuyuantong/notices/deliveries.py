"""The jobs that carry messages out of the product, and the duty of one message a day."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.conf import settings
from django.db import connection, transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from fuyuantong.common.actors import SYSTEM
from fuyuantong.common.jobs import Later, defer_once, duty, forget_old, job
from fuyuantong.common.now import SHANGHAI, day_of, read_clock
from fuyuantong.common.uow import UnitOfWork, unit_of_work
from fuyuantong.notices import queries
from fuyuantong.notices.actions import tell
from fuyuantong.notices.channels import Channel, channel_of, open_channels
from fuyuantong.notices.channels.calling import NotTaken, NoUse, Unheard
from fuyuantong.notices.channels.configured import robot_units
from fuyuantong.notices.kinds import SHOWN_AT_MOST, Outside, Subject
from fuyuantong.notices.models import Delivery, Notice, Preference
from fuyuantong.organs.kinds import Role
from fuyuantong.organs.models import Person, Post, Unit

KEPT_NOTICES = timedelta(days=400)
NAMED_AT_MOST = 10
SLOT_SECONDS = 60
SEND_TRIES = 11
"""About fifteen hours in all; the next day's message says the same again."""


@duty("notices.digest", 300)
def digest(now: datetime) -> int:
    """One message a day to everybody who has something unread, at the hour they chose; however late we are.

    Idempotent by key: a person and a day. Whether there is anything to say is decided when the job runs.
    """
    local = now.astimezone(SHANGHAI)
    count = 0
    with unit_of_work(SYSTEM, now=now) as uow:
        if open_channels(for_units=False):
            for person in queries.people_to_tell(local.hour, local.date()):
                count += defer_once(uow, "notices.digest", f"{local.date()}:{person}", person=str(person))
        if local.hour >= Preference().digest_hour and open_channels(for_units=True):
            for unit in Unit.objects.filter(code__in=robot_units()):
                count += _send_later(uow, unit, f"{local.date()}:{unit.pk}", None)
    return count


@job("notices.digest", gettext_lazy("每日消息"))
def digest_person(uow: UnitOfWork, person: str) -> None:
    """Send the person's daily message over their channels, when there is something unread.

    Who is on leave everywhere gets none: the deputies hear what waits, and the inbox keeps it all.
    """
    who = Person.objects.filter(pk=person, is_active=True).first()
    if who and not queries.is_away(who, uow.today) and queries.unread_of_person(who, uow.today):
        _send_later(uow, who, f"{uow.today}:{who.pk}", None)


@job("notices.urgent", gettext_lazy("紧急消息"))
def urgent(uow: UnitOfWork, notices: list[str]) -> None:
    """Send urgent messages to those who read them today; one job for each recipient, none in quiet hours."""
    rows = list(Notice.objects.filter(pk__in=notices, urgent=True))
    mark = hashlib.sha256("".join(sorted(f"{n.pk}{n.at.isoformat()}" for n in rows)).encode()).hexdigest()[
        :16
    ]
    for person in queries.readers_of(rows, uow.today):
        preference = queries.preference_of(person.pk)
        _send_later(uow, person, f"{person.pk}:{mark}", end_of_quiet(uow.now, preference), hurried=True)
    for unit in Unit.objects.filter(pk__in=[n.unit_id for n in rows if n.unit_id]):
        _send_later(uow, unit, f"{unit.pk}:{mark}", None)


def end_of_quiet(now: datetime, preference: Preference) -> datetime | None:
    """Return when the quiet hours end that `now` lies in; None outside of them."""
    start, end = preference.quiet_from, preference.quiet_until
    local = now.astimezone(SHANGHAI)
    inside = start <= local.hour < end if start <= end else local.hour >= start or local.hour < end
    if start == end or not inside:
        return None
    ends = local.replace(hour=end % 24, minute=0, second=0, microsecond=0)
    return ends if ends > local else ends + timedelta(days=1)


def _send_later(
    uow: UnitOfWork, recipient: Person | Unit, key: str, at: datetime | None, *, hurried: bool = False
) -> int:
    for_units = isinstance(recipient, Unit)
    channels = [c for c in open_channels(for_units=for_units) if c.address(recipient)]
    if isinstance(recipient, Person):
        wanted = queries.channels_of(recipient, hurried=hurried)
        channels = [c for c in channels if c.code in wanted]
    name = "unit" if for_units else "person"
    count = 0
    for channel in channels:
        kwargs: dict[str, Any] = {"channel": channel.code, name: str(recipient.pk)}
        count += defer_once(uow, "notices.send", f"{channel.code}:{key}", at=at, by_system=True, **kwargs)
    return count


@job("notices.send", gettext_lazy("外发消息"), outside=True, queue="outside", tries=SEND_TRIES)
def send(key: str, channel: str, person: str = "", unit: str = "") -> None:
    """Send one message over one channel: what is unread when it goes out; nothing when all has been read.

    Killed between sending and marking, nobody knows whether it went out. Where the other side itself tells a
    repeat, the same words go again under the same key; everywhere else a person is asked.
    """
    way, recipient = channel_of(channel), _recipient(person, unit)
    address = way.address(recipient) if way and recipient else ""
    if way is None or recipient is None or not address:
        return
    known = Delivery.objects.filter(key=key).first()
    if known is not None and (known.receipt or known.unsure_at):
        return
    begun = known.begun_at if known else None
    if begun is not None and not way.drops_repeat(begun, timezone.now()):
        _ask(way, key)
        return
    message = _said(known) if known and begun else compose(key, way, _unread(recipient))
    if message is None:
        return
    _take_slot(way, way.slot(address), message, person, unit)
    try:
        receipt = way.send(address, message)
    except Unheard:
        if way.drops_repeat(timezone.now(), timezone.now()):
            raise
        _ask(way, key)
        return
    except (NotTaken, NoUse, Later):
        Delivery.objects.filter(key=key).update(begun_at=None)
        raise
    Delivery.objects.filter(key=key).update(receipt=receipt[:200] or "ok", begun_at=None)


def _said(known: Delivery) -> Outside:
    """What was said the first time, word for word, marked as a repeat."""
    said = known.said
    return Outside(known.key, said["title"], tuple(said["lines"]), said["url"], said["at"], again=True)


def _ask(way: Channel, key: str) -> None:
    """It may have gone out, and the other side cannot tell a repeat: an administrator looks and decides."""
    with unit_of_work(SYSTEM) as uow:
        if not Delivery.objects.filter(key=key, unsure_at=None).update(unsure_at=uow.now):
            return
        admins = Post.objects.filter(roles__contains=[Role.SYSADMIN.value])
        tell(
            uow,
            kind="delivery.unsure",
            title=_("外发消息可能已发出，请核对：%(way)s") % {"way": way.word},
            text=_("发送途中断开，没有回执；对方平台不能识别重复，系统不再自动重发。"),
            url="/notices/channels/",
            subject=Subject("channel", UUID(int=0)),
            to_posts=admins.values_list("pk", flat=True),
            restricted=False,
            merge=way.code,
        )


def _recipient(person: str, unit: str) -> Person | Unit | None:
    if person:
        return Person.objects.filter(pk=person, is_active=True).first()
    return Unit.objects.filter(pk=unit).first()


def _unread(recipient: Person | Unit) -> list[Notice]:
    if isinstance(recipient, Unit):
        return queries.unread_of_unit(recipient.pk)
    return queries.unread_of_person(recipient, day_of(read_clock()))


def compose(key: str, way: Channel, unread: Sequence[Notice]) -> Outside | None:
    """Say how much is unread and where; name what is not restricted, where the channel may carry it."""
    if not unread:
        return None
    total = f"{SHOWN_AT_MOST}+" if len(unread) > SHOWN_AT_MOST else str(len(unread))
    hurried = sum(1 for notice in unread if notice.urgent)
    for_others = sum(1 for notice in unread if getattr(notice, "for_whom", ""))
    title = _("府院通：您有 %(n)s 条未读消息") % {"n": total}
    if hurried:
        title += _("，其中紧急 %(n)s 条") % {"n": hurried}
    if for_others:
        title += _("，代办 %(n)s 条") % {"n": for_others}
    lines = [n.title for n in unread if not n.restricted][:NAMED_AT_MOST] if way.carries_titles else []
    at = read_clock().astimezone(SHANGHAI).strftime("%m-%d %H:%M:%S")
    return Outside(key, title, tuple(lines), f"{settings.FYT_BASE_URL}/notices/", at)


def _take_slot(way: Channel, slot: str, message: Outside, person: str, unit: str) -> None:
    """Write down what we send now; over the limit a minute of all workers the job is put off."""
    now, key = timezone.now(), message.key
    with transaction.atomic():
        if way.per_minute:
            with connection.cursor() as cursor:
                cursor.execute("SELECT pg_advisory_xact_lock(hashtext(%s))", [f"notices:{slot}"])
            since = now - timedelta(seconds=SLOT_SECONDS)
            recent = Delivery.objects.filter(slot=slot, at__gt=since).exclude(key=key).order_by("-at")
            first = recent.values_list("at", flat=True)[way.per_minute - 1 : way.per_minute].first()
            if first is not None:
                raise Later(int((first - since).total_seconds()) + 1)
        to = {"person": UUID(person) if person else None, "unit": UUID(unit) if unit else None}
        said = {"title": message.title, "lines": message.lines, "url": message.url, "at": message.at}
        sent = {"channel": way.code, "slot": slot, "at": now, "said": said, **to}
        if not message.again:
            sent["begun_at"] = now
        Delivery.objects.update_or_create(key=key, defaults=sent)


@duty("notices.cleanup", 6 * 3600)
def clean_up(now: datetime) -> int:
    """Delete messages, deliveries and job marks that nobody will ask for any more."""
    count = int(Notice.objects.filter(at__lt=now - KEPT_NOTICES).delete()[0])
    count += int(Delivery.objects.filter(at__lt=now - KEPT_NOTICES).delete()[0])
    return count + forget_old(now)
