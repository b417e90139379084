"""The room's router, receipts of its acts, and the proof of who sits there that administrators owe."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _

from fuyuantong.common.actors import Actor
from fuyuantong.common.api import Receipt, Room, perform, viewer
from fuyuantong.common.api.acting import Work
from fuyuantong.common.now import read_clock
from fuyuantong.common.refusals import Refusal
from fuyuantong.organs import policy
from fuyuantong.organs.models import ApiToken, Linkage, Person, Post, Tenure, Unit, UnitGroup

room = Room("organs", read="organs:read", write="organs:write")
PERSONAL = "personal:read"
KINDS: dict[type[Any], str] = {
    Unit: "unit",
    UnitGroup: "group",
    Linkage: "linkage",
    Person: "person",
    Post: "post",
    Tenure: "tenure",
    ApiToken: "token",
}


def told(row: Unit | UnitGroup | Linkage | Person | Post | Tenure | ApiToken) -> Receipt:
    return Receipt(id=row.pk, kind=KINDS[type(row)], version=getattr(row, "version", None))


def keep(
    request: HttpRequest, verb: str, work: Work, *, status: int = 200, shape: type[Receipt] = Receipt
) -> HttpResponse:
    """Perform one act of the directory; a repeated request is answered only to who still may (`verb`)."""
    check_confirmed(request)

    def again(actor: Actor, _receipt: Receipt) -> None:
        policy.check(actor, verb)

    return perform(request, work, again=again, status=status, shape=shape)


def check_confirmed(request: HttpRequest) -> None:
    """Refuse (401) an administrator's act when the second factor was last proved too long ago."""
    session = getattr(request, "session", {})
    if not policy.is_confirmed(viewer(request), int(session.get("confirmed_at", 0)), read_clock()):
        sentence = _("距上次确认身份已超过 5 分钟。")
        raise Refusal("E-CONFIRM", sentence, status=401, hint=_("请先在页面“我的账号—确认身份”。"))
