"""消息: the inbox and preferences of the person who calls, and jobs that were given up.

A unit's key has no inbox: it reads worklists instead.
"""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse

from fuyuantong.common.actors import NOBODY
from fuyuantong.common.api import (
    Listed,
    Query,
    Receipt,
    Room,
    carry_out,
    perform,
    replayable,
    tagged,
    viewer,
)
from fuyuantong.common.now import read_clock
from fuyuantong.common.refusals import Refusal
from fuyuantong.notices import actions, queries
from fuyuantong.notices.schemas import (
    AccountCode,
    AccountOut,
    ChannelsOut,
    DeadLetterOut,
    LeaveOut,
    NewAccount,
    NewLeave,
    NoticeOut,
    NoticeQuery,
    PageQuery,
    Preferences,
    ReadAll,
    Settled,
    UnsureDelivery,
    account_out,
    channels_out,
    dead_letter_out,
    leave_out,
    notice_out,
    preferences_out,
    unsure_out,
)

room = Room("notices", read="", write="")


@room.reads("/notices", Listed[NoticeOut])
def notices(request: HttpRequest, query: Query[NoticeQuery]) -> Any:
    """我的消息，最新的在前."""
    found = queries.inbox(viewer(request), unread=query.unread == "true", size=query.limit, after=query.after)
    return {"items": [notice_out(row) for row in found.rows], "next": found.next}


@room.writes("/notices/{uuid:key}/read", body=False)
def read(request: HttpRequest, key: UUID) -> HttpResponse:
    """标为已读."""
    seen = queries.notice_for(viewer(request), key)

    def work(uow: Any) -> Receipt:
        actions.mark_read(uow, [seen.pk])
        return Receipt(id=seen.pk, kind="notice", state="read")

    return perform(request, work)


@room.writes("/notices/read", answer=ReadAll, body=False)
def read_all(request: HttpRequest) -> Any:
    """全部标为已读."""
    return {"read": carry_out(request, actions.mark_all_read)}


@room.reads("/notices/preferences", Preferences)
def preferences(request: HttpRequest) -> Any:
    """本人的消息设置."""
    who = viewer(request)
    return preferences_out(queries.own_preference(who), queries.own_channels(who))


@room.writes("/notices/preferences", answer=Preferences, method="PUT")
def prefer(request: HttpRequest, body: Preferences) -> Any:
    """修改本人的消息设置."""
    carry_out(request, lambda uow: actions.prefer(uow, **body.model_dump()))
    return body


@room.reads("/channel-accounts", Listed[AccountOut])
def accounts(request: HttpRequest) -> Any:
    """本人在各外发渠道的账号和用途."""
    return {"items": [account_out(row) for row in queries.accounts(viewer(request))], "next": None}


@room.writes("/channel-accounts/{slug:code}", method="PUT")
def enter_account(request: HttpRequest, code: str, body: NewAccount) -> HttpResponse:
    """填写或更换账号，验证码发往该账号."""

    def work(uow: Any) -> Receipt:
        row = actions.ask_code(uow, code, body.account)
        return Receipt(id=row.person_id, kind="account", state="pending")

    return perform(request, work)


@room.writes("/channel-accounts/{slug:code}/prove")
def prove_account(request: HttpRequest, code: str, body: AccountCode) -> HttpResponse:
    """用收到的验证码确认账号."""
    wrong = carry_out(request, lambda uow: actions.prove_account(uow, code, body.code))
    if wrong:
        raise Refusal("E-CODE", wrong)
    return tagged(Receipt(id=viewer(request).person or NOBODY, kind="account", state="proven"), None)


@room.writes("/channel-accounts/{slug:code}", method="DELETE", body=False)
def remove_account(request: HttpRequest, code: str) -> HttpResponse:
    """删除账号."""

    def work(uow: Any) -> Receipt:
        actions.remove_account(uow, code)
        return Receipt(id=uow.actor.person or NOBODY, kind="account", state="removed")

    return perform(request, work)


@room.reads("/leaves", Listed[LeaveOut])
def leaves(request: HttpRequest, query: Query[PageQuery]) -> Any:
    """请假代办登记，最近的在前."""
    found = queries.leaves(viewer(request), size=query.limit, after=query.after)
    return {"items": [leave_out(row) for row in found.rows], "next": found.next}


@room.writes("/leaves", status=201, keyed=True)
def enter_leave(request: HttpRequest, body: NewLeave) -> HttpResponse:
    """登记请假和代办人."""

    def work(uow: Any) -> Receipt:
        return Receipt(id=actions.enter_leave(uow, **body.model_dump()).pk, kind="leave", state="open")

    return perform(request, work, again=replayable, status=201)


@room.writes("/leaves/{uuid:key}/end", body=False)
def end_leave(request: HttpRequest, key: UUID) -> HttpResponse:
    """提前结束代办."""
    seen = queries.leave_of(viewer(request), key)

    def work(uow: Any) -> Receipt:
        return Receipt(id=actions.end_leave(uow, seen.pk).pk, kind="leave", state="ended")

    return perform(request, work)


@room.reads("/channels", ChannelsOut)
def channels(request: HttpRequest) -> Any:
    """已开通的外发渠道和各单位的群机器人（不含地址和密钥）."""
    who = viewer(request)
    return channels_out(queries.channel_uses(who, read_clock()), queries.robot_seats(who))


@room.reads("/unsure-deliveries", Listed[UnsureDelivery])
def unsure_deliveries(request: HttpRequest, query: Query[PageQuery]) -> Any:
    """可能已发出、等人核对的外发消息，未处理的在前."""
    found = queries.unsure(viewer(request), size=query.limit, after=query.after)
    names = queries.names_of(found.rows)
    return {
        "items": [unsure_out(row, names.get(row.unit or row.person or NOBODY, "")) for row in found.rows],
        "next": found.next,
    }


@room.writes("/unsure-deliveries/{uuid:key}/settle", body=False)
def settle_delivery(request: HttpRequest, key: UUID) -> HttpResponse:
    """登记对方已收到，不再重发."""

    def work(uow: Any) -> Receipt:
        return Receipt(id=actions.settle_delivery(uow, key).pk, kind="delivery", state="settled")

    return perform(request, work)


@room.writes("/unsure-deliveries/{uuid:key}/resend", body=False)
def resend_delivery(request: HttpRequest, key: UUID) -> HttpResponse:
    """对方没有收到，重新发送."""

    def work(uow: Any) -> Receipt:
        return Receipt(id=actions.resend_delivery(uow, key).pk, kind="delivery", state="resent")

    return perform(request, work)


@room.reads("/dead-letters", Listed[DeadLetterOut])
def dead_letters(request: HttpRequest, query: Query[PageQuery]) -> Any:
    """多次重试仍未完成的后台任务，未处理的在前."""
    found = queries.dead_letters(viewer(request), size=query.limit, after=query.after)
    return {"items": [dead_letter_out(row) for row in found.rows], "next": found.next}


@room.writes("/dead-letters/{int:job}/retry", answer=DeadLetterOut, body=False)
def retry_dead_letter(request: HttpRequest, job: int) -> Any:
    """重新执行."""
    return dead_letter_out(carry_out(request, lambda uow: actions.retry_dead_letter(uow, job)))


@room.writes("/dead-letters/{int:job}/settle", answer=DeadLetterOut)
def settle_dead_letter(request: HttpRequest, job: int, body: Settled) -> Any:
    """登记处理结果."""
    return dead_letter_out(carry_out(request, lambda uow: actions.settle_dead_letter(uow, job, body.remark)))
