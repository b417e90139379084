"""A person's own accounts at the channels: entered, proved by a code that went there, changed, removed."""

from __future__ import annotations

import re
from uuid import UUID

from django.utils.crypto import constant_time_compare
from django.utils.translation import gettext as _

from fuyuantong.audit.streams import day_stream
from fuyuantong.common.jobs import defer_once
from fuyuantong.common.refusals import Conflict, FieldError, NotFound, Refusal
from fuyuantong.common.uow import Note, UnitOfWork
from fuyuantong.notices import kinds
from fuyuantong.notices.channels import Channel, channel_of, code_digest
from fuyuantong.notices.models import Handle


def ask_code(uow: UnitOfWork, channel: str, account: str) -> Handle:
    """Keep an account as entered and send a code to it; the one proved before stays in use meanwhile.

    Raises `Refusal` when the account has not the channel's shape, or when too many codes were asked today.
    """
    way = _way(uow, channel)
    account = account.strip()
    if not re.fullmatch(way.account_pattern, account):
        raise refused_account(_("账号格式不对。"), "/account")
    row, _new = Handle.objects.select_for_update().get_or_create(person_id=_person(uow), channel=channel)
    if row.account == account:
        raise refused_account(_("这个账号已经验证过，正在使用。"), "/account")
    asked = row.asked if row.asked_on == uow.today else 0
    if asked >= kinds.CODES_A_DAY:
        sentence = _("今天已发 %(n)s 次验证码，请明天再试。") % {"n": kinds.CODES_A_DAY}
        raise Refusal("E-CODE-OFTEN", sentence, status=429, hint=_("收不到时请核对账号，或联系系统管理员。"))
    row.pending, row.code, row.code_at, row.tries = account, "", None, 0
    row.asked, row.asked_on = asked + 1, uow.today
    row.save()
    defer_once(uow, "notices.prove", f"{row.pk}:{uow.now.isoformat()}", by_system=True, handle=row.pk)
    _note(uow, "handle.entered", channel)
    return row


def prove_account(uow: UnitOfWork, channel: str, code: str) -> str:
    """Put the entered account into use when the code is right; returns a sentence when it is not.

    A wrong code must be counted, so it is no refusal here: that would undo the count.
    """
    _way(uow, channel)
    row = Handle.objects.select_for_update().filter(person_id=_person(uow), channel=channel).first()
    if row is None or not row.pending:
        raise Conflict("E-CODE-NONE", _("没有待验证的账号。"), hint=_("请先填写账号，系统会发出验证码。"))
    if row.code_at is None or uow.now - row.code_at > kinds.CODE_LIVES or row.tries >= kinds.CODE_TRIES:
        return _("验证码已失效，请重新获取。")
    if not constant_time_compare(row.code, code_digest(row.pk, code.strip())):
        row.tries += 1
        row.save(update_fields=["tries"])
        return _("验证码不对，还可以试 %(n)s 次。") % {"n": kinds.CODE_TRIES - row.tries}
    row.account, row.proven_at = row.pending, uow.now
    row.pending, row.code, row.code_at, row.tries = "", "", None, 0
    row.save()
    _note(uow, "handle.proven", channel)
    return ""


def remove_account(uow: UnitOfWork, channel: str) -> None:
    """Forget a person's account at a channel, proved or not; what an administrator entered is used again."""
    row = Handle.objects.select_for_update().filter(person_id=_person(uow), channel=channel).first()
    if row is None or not (row.account or row.pending):
        raise Conflict("E-ACCOUNT-NONE", _("没有可以删除的账号。"), hint=_("请刷新页面查看。"))
    row.account = row.pending = row.code = ""
    row.proven_at = row.code_at = None
    # the row stays, and with it how many codes were sent today
    row.save()
    _note(uow, "handle.removed", channel)


def refused_account(sentence: str, pointer: str) -> Refusal:
    return Refusal("E-ACCOUNT", sentence, errors=[FieldError("E-ACCOUNT", sentence, pointer=pointer)])


def _person(uow: UnitOfWork) -> UUID:
    if uow.actor.person is None:
        raise NotFound
    return uow.actor.person


def _way(uow: UnitOfWork, channel: str) -> Channel:
    way = channel_of(channel)
    if uow.actor.person is None or way is None or not way.own_account:
        raise NotFound
    return way


def _note(uow: UnitOfWork, kind: str, channel: str) -> None:
    """On the trail stands which channel, never which account."""
    uow.record(Note(day_stream(uow.today), kind, "person", uow.actor.person, {"channel": channel}))
