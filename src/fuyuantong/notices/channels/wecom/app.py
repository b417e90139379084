"""企业微信 and 政务微信 application messages to one member."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from django.utils.translation import gettext_lazy as _

from fuyuantong.notices.channels import ToPerson, fingerprint
from fuyuantong.notices.channels.answers import must_be_taken
from fuyuantong.notices.channels.calling import call
from fuyuantong.notices.channels.configured import account_of, section, stays_inside
from fuyuantong.notices.channels.tokens import TokenKeeper
from fuyuantong.notices.kinds import Outside
from fuyuantong.organs.models import Person, Unit

HOST = "https://qyapi.weixin.qq.com"
ENDED = {40014, 42001}
REPEATS = timedelta(hours=4)
"""So long the service itself drops the same message: the longest that it offers."""


class WecomApp(ToPerson):
    code = "wecom"
    word = _("企业微信、政务微信")
    own_account = True

    def __init__(self) -> None:
        self._tokens = TokenKeeper(self._fetch)

    @property
    def carries_titles(self) -> bool:  # type: ignore[override]
        return stays_inside("wecom")

    def address(self, recipient: Person | Unit) -> str:
        return account_of("wecom", recipient) if isinstance(recipient, Person) else ""

    def drops_repeat(self, begun: datetime, now: datetime) -> bool:
        return now - begun < REPEATS

    def send(self, address: str, message: Outside) -> str:
        own = section("wecom")
        body = {
            "touser": address,
            "msgtype": "text",
            "agentid": own.get("agent", 0),
            "text": {"content": message.text},
            "enable_duplicate_check": 1,
            "duplicate_check_interval": int(REPEATS.total_seconds()),
        }

        def use(token: str) -> dict[str, Any]:
            url = f"{own.get('host', HOST)}/cgi-bin/message/send?access_token={token}"
            return call(url, body, key=message.key)

        keys = fingerprint(f"{own.get('host', HOST)} {own.get('corp')} {own.get('secret')}")
        answer = self._tokens.call(keys, use, lambda found: found.get("errcode") in ENDED)
        must_be_taken(answer, "errcode", fast={45009, 45033}, never={81013, 40056})
        return str(answer.get("msgid", ""))

    def _fetch(self) -> tuple[str, int]:
        own = section("wecom")
        keys = f"corpid={own.get('corp', '')}&corpsecret={own.get('secret', '')}"
        answer = call(f"{own.get('host', HOST)}/cgi-bin/gettoken?{keys}")
        must_be_taken(answer, "errcode", fast={45009}, never={40001, 40013})
        return str(answer.get("access_token", "")), int(answer.get("expires_in", 0))
