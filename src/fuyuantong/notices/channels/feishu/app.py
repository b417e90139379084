"""飞书 messages of an application to one user; `uuid` lets the service itself drop a repeat."""

from __future__ import annotations

import json
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

REPEATS = timedelta(hours=1)
"""So long the service knows a message by its `uuid`."""
HOST = "https://open.feishu.cn"
ENDED = {99991661, 99991663, 99991664, 99991668}


class FeishuApp(ToPerson):
    code = "feishu"
    word = _("飞书应用消息")
    own_account = True

    def __init__(self) -> None:
        self._tokens = TokenKeeper(self._fetch)

    @property
    def carries_titles(self) -> bool:  # type: ignore[override]
        return stays_inside("feishu")

    def address(self, recipient: Person | Unit) -> str:
        return account_of("feishu", recipient) if isinstance(recipient, Person) else ""

    def drops_repeat(self, begun: datetime, now: datetime) -> bool:
        return now - begun < REPEATS

    def send(self, address: str, message: Outside) -> str:
        own = section("feishu")
        body = {
            "receive_id": address,
            "msg_type": "text",
            "content": json.dumps({"text": message.text}, ensure_ascii=False),
            "uuid": fingerprint(message.key) + fingerprint(f"{message.key}:"),
        }

        def use(token: str) -> dict[str, Any]:
            url = f"{own.get('host', HOST)}/open-apis/im/v1/messages?receive_id_type={_kind(address)}"
            return call(url, body, headers={"Authorization": f"Bearer {token}"}, key=message.key)

        keys = fingerprint(f"{own.get('host', HOST)} {own.get('app')} {own.get('secret')}")
        answer = self._tokens.call(keys, use, lambda found: found.get("code") in ENDED)
        must_be_taken(answer, "code", fast={99991400, 230020}, never={230013})
        return str((answer.get("data") or {}).get("message_id", ""))

    def _fetch(self) -> tuple[str, int]:
        own = section("feishu")
        body = {"app_id": own.get("app", ""), "app_secret": own.get("secret", "")}
        url = f"{own.get('host', HOST)}/open-apis/auth/v3/tenant_access_token/internal"
        answer = call(url, body)
        must_be_taken(answer, "code", never={10003, 10014})
        return str(answer.get("tenant_access_token", "")), int(answer.get("expire", 0))


def _kind(account: str) -> str:
    if "@" in account:
        return "email"
    return "open_id" if account.startswith("ou_") else "user_id"
