"""钉钉: 自定义机器人 with 加签, and 工作通知 of an application.

A robot is signed by HMAC-SHA256 of `timestamp\\nsecret` (milliseconds) with the secret, base64, in the
address; it takes 20 messages a minute and is blocked for ten when it was faster. 专有钉钉 (浙政钉) is
another interface.
"""

from fuyuantong.notices.channels.dingtalk.app import DingtalkApp
from fuyuantong.notices.channels.dingtalk.robot import DingtalkRobot

__all__ = ["DingtalkApp", "DingtalkRobot"]
