"""企业微信 群机器人: one JSON by POST; the key is part of the address."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from fuyuantong.notices.channels.answers import must_be_taken
from fuyuantong.notices.channels.calling import call
from fuyuantong.notices.channels.robots import RobotChannel
from fuyuantong.notices.kinds import Outside

TEXT_BYTES = 4096
"""A markdown text's most, in UTF-8."""


class WecomRobot(RobotChannel):
    service = "wecom"
    code = "wecom-robot"
    word = _("企业微信群机器人")
    per_minute = 20

    def send(self, address: str, message: Outside) -> str:
        text = message.text.encode()[:TEXT_BYTES].decode(errors="ignore")
        body = {"msgtype": "markdown", "markdown": {"content": text}}
        answer = call(self.robot(address).url, body, key=message.key)
        must_be_taken(answer, "errcode", fast={45009, 45033}, never={93000})
        return "0"
