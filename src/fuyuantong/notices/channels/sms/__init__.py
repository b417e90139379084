"""Short messages over HTTP: gateways differ, so the file says what is sent and how the answer says yes.

```toml
[sms]
url = "https://sms.example.gov.cn/send"
body = {mobile = "{phone}", content = "{text}", id = "{key}"}
headers = {Authorization = "Bearer …"}
form = false                       # true: as a form
ok = {field = "code", value = 0}   # without it every 2xx is a yes
per_minute = 0
once = false                       # true: the gateway drops a second message with the same {key}
```
"""

from __future__ import annotations

import re
from datetime import datetime
from typing import Any

from django.utils.translation import gettext_lazy as _

from fuyuantong.notices.channels import ToPerson
from fuyuantong.notices.channels.calling import NotTaken, NoUse, call
from fuyuantong.notices.channels.configured import account_of, section
from fuyuantong.notices.kinds import Outside
from fuyuantong.organs.models import Person, Unit

_PLACES = re.compile(r"\{phone\}|\{text\}|\{key\}")


class SmsChannel(ToPerson):
    code = "sms"
    word = _("短信")
    own_account = True
    account_pattern = r"1[0-9]{10}"
    carries_titles = False

    @property
    def per_minute(self) -> int:  # type: ignore[override]
        return int(section("sms").get("per_minute", 0))

    def address(self, recipient: Person | Unit) -> str:
        if not isinstance(recipient, Person):
            return ""
        return account_of("sms", recipient) or recipient.phone

    def drops_repeat(self, _begun: datetime, _now: datetime) -> bool:
        """Only where the file says that the gateway drops what it had under the same `{key}`."""
        return section("sms").get("once") is True

    def send(self, address: str, message: Outside) -> str:
        own = section("sms")
        if not own.get("url"):
            raise NoUse("没有配置短信网关")
        words = {"{phone}": address, "{text}": message.text, "{key}": message.key}
        body = {name: _filled(value, words) for name, value in own.get("body", {}).items()}
        headers = {str(name): str(value) for name, value in own.get("headers", {}).items()}
        answer = call(str(own["url"]), body, form=own.get("form") is True, headers=headers, key=message.key)
        wanted = own.get("ok")
        if isinstance(wanted, dict) and answer.get(str(wanted.get("field"))) != wanted.get("value"):
            raise NotTaken(f"{wanted.get('field')} {str(answer.get(str(wanted.get('field'))))[:20]}")
        return "ok"


def _filled(value: Any, words: dict[str, str]) -> Any:
    """Put the words into a template's texts, in one pass: what is put in is not looked at again."""
    if isinstance(value, dict):
        return {name: _filled(inner, words) for name, inner in value.items()}
    if isinstance(value, list):
        return [_filled(inner, words) for inner in value]
    if not isinstance(value, str):
        return value
    return _PLACES.sub(lambda found: words[found[0]], value)
