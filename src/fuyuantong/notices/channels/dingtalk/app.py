"""钉钉 工作通知 to one user of the organisation."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from urllib.parse import urlencode

from django.utils.translation import gettext_lazy as _

from fuyuantong.common.now import day_of
from fuyuantong.notices.channels import ToPerson, fingerprint
from fuyuantong.notices.channels.answers import must_be_taken
from fuyuantong.notices.channels.calling import call
from fuyuantong.notices.channels.configured import account_of, section, stays_inside
from fuyuantong.notices.channels.tokens import TokenKeeper
from fuyuantong.notices.kinds import Outside
from fuyuantong.organs.models import Person, Unit

HOST = "https://oapi.dingtalk.com"
ENDED = {40014, 42001, 88}
"""88 is how the gateway says that the token is no good."""


class DingtalkApp(ToPerson):
    code = "dingtalk"
    word = _("钉钉工作通知")
    own_account = True

    def __init__(self) -> None:
        self._tokens = TokenKeeper(self._fetch)

    @property
    def carries_titles(self) -> bool:  # type: ignore[override]
        return stays_inside("dingtalk")

    def address(self, recipient: Person | Unit) -> str:
        return account_of("dingtalk", recipient) if isinstance(recipient, Person) else ""

    def drops_repeat(self, begun: datetime, now: datetime) -> bool:
        """The service gives one user the same words of one application once a day."""
        return day_of(begun) == day_of(now)

    def send(self, address: str, message: Outside) -> str:
        own = section("dingtalk")
        body = {
            "agent_id": own.get("agent", 0),
            "userid_list": address,
            "msg": {"msgtype": "text", "text": {"content": message.text}},
        }

        def use(token: str) -> dict[str, Any]:
            path = f"/topapi/message/corpconversation/asyncsend_v2?access_token={token}"
            return call(f"{own.get('host', HOST)}{path}", body, key=message.key)

        keys = fingerprint(f"{own.get('host', HOST)} {own.get('key')} {own.get('secret')}")
        answer = self._tokens.call(keys, use, lambda found: found.get("errcode") in ENDED)
        must_be_taken(answer, "errcode", fast={90018, 143106})
        return str(answer.get("task_id", ""))

    def _fetch(self) -> tuple[str, int]:
        own = section("dingtalk")
        keys = urlencode({"appkey": own.get("key", ""), "appsecret": own.get("secret", "")})
        answer = call(f"{own.get('host', HOST)}/gettoken?{keys}")
        must_be_taken(answer, "errcode", never={40001, 40089})
        return str(answer.get("access_token", "")), int(answer.get("expires_in", 0))
