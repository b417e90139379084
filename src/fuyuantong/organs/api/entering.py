"""Who calls the API: a unit's key at its post, or the person of a session."""

from __future__ import annotations

from time import monotonic
from uuid import UUID

from django.http import HttpRequest
from django.utils.translation import gettext as _

from fuyuantong.common.actors import Actor
from fuyuantong.common.api.door import Entrant
from fuyuantong.common.now import read_clock
from fuyuantong.common.refusals import Refusal
from fuyuantong.common.uow import unit_of_work
from fuyuantong.organs import passwords
from fuyuantong.organs.actions.tokens import touch_token
from fuyuantong.organs.addresses import client_ip
from fuyuantong.organs.models import Person
from fuyuantong.organs.queries import actor_for_token

_TOUCH_EVERY = 60.0
_touched: dict[UUID, float] = {}


def read_key(request: HttpRequest, raw: str) -> Entrant:
    """The post that a key stands for; its use is noted about once a minute."""
    actor, scopes, token = actor_for_token(raw, client_ip(request))
    if monotonic() - _touched.get(token, -_TOUCH_EVERY) >= _TOUCH_EVERY:
        _touched[token] = monotonic()
        with unit_of_work(actor, request_id=str(getattr(request, "request_id", ""))) as uow:
            touch_token(uow, token)
    return Entrant(actor, scopes, token)


def read_person(request: HttpRequest) -> Actor:
    """The signed-in person at the post chosen; 401 without a session, 403 while the account is wanting."""
    person = request.user
    if not isinstance(person, Person):
        raise Refusal(
            "E-SIGN-IN",
            _("尚未登录，也没有接口密钥。"),
            status=401,
            hint=_("请登录，或在 Authorization 中带上接口密钥。"),
        )
    if passwords.is_stale(person, read_clock()):
        raise Refusal("E-PASSWORD", _("密码已到期或须修改。"), status=403, hint=_("请先在页面上修改密码。"))
    actor = getattr(request, "actor", None)
    if not isinstance(actor, Actor):
        sentence = _("您的账号目前没有岗位。")
        raise Refusal("E-NO-POST", sentence, status=403, hint=_("请联系安全管理员办理任岗。"))
    return actor
