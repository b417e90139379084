"""钉钉 自定义机器人 with 加签."""

from __future__ import annotations

import base64
import hashlib
import hmac
import time
from urllib.parse import urlencode

from django.utils.translation import gettext_lazy as _

from fuyuantong.notices.channels.answers import must_be_taken
from fuyuantong.notices.channels.calling import call
from fuyuantong.notices.channels.robots import RobotChannel
from fuyuantong.notices.kinds import Outside

BLOCKED_SECONDS = 600
"""So long a robot is blocked that was faster than 20 a minute."""


def sign(secret: str, milliseconds: int) -> str:
    """Base64 of HMAC-SHA256 of `timestamp\\nsecret` under the secret."""
    text = f"{milliseconds}\n{secret}".encode()
    return base64.b64encode(hmac.digest(secret.encode(), text, hashlib.sha256)).decode()


class DingtalkRobot(RobotChannel):
    service = "dingtalk"
    code = "dingtalk-robot"
    word = _("钉钉群机器人")
    per_minute = 20

    def send(self, address: str, message: Outside) -> str:
        robot = self.robot(address)
        url = robot.url
        if robot.secret:
            at = int(time.time() * 1000)
            url += ("&" if "?" in url else "?") + urlencode({"timestamp": at, "sign": sign(robot.secret, at)})
        body = {"msgtype": "text", "text": {"content": message.text}}
        answer = call(url, body, key=message.key)
        must_be_taken(answer, "errcode", fast={130101, 410100}, never={300001, 300005}, wait=BLOCKED_SECONDS)
        return "0"
