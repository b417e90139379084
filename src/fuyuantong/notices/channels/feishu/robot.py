"""飞书 自定义机器人 with 签名校验."""

from __future__ import annotations

import base64
import hashlib
import hmac
import time
from typing import Any

from django.utils.translation import gettext_lazy as _

from fuyuantong.notices.channels.answers import must_be_taken
from fuyuantong.notices.channels.calling import call
from fuyuantong.notices.channels.robots import RobotChannel
from fuyuantong.notices.kinds import Outside


def sign(secret: str, seconds: int) -> str:
    """Base64 of HMAC-SHA256 of the empty message under the key `timestamp\\nsecret`."""
    return base64.b64encode(hmac.digest(f"{seconds}\n{secret}".encode(), b"", hashlib.sha256)).decode()


class FeishuRobot(RobotChannel):
    service = "feishu"
    code = "feishu-robot"
    word = _("飞书群机器人")
    per_minute = 100

    def send(self, address: str, message: Outside) -> str:
        robot = self.robot(address)
        body: dict[str, Any] = {"msg_type": "text", "content": {"text": message.text}}
        if robot.secret:
            at = int(time.time())
            body |= {"timestamp": str(at), "sign": sign(robot.secret, at)}
        answer = call(robot.url, body, key=message.key)
        must_be_taken(answer, "code", fast={9499, 11232}, never={19001, 19007})
        return "0"
