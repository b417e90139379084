"""飞书: 自定义机器人 with 签名校验, and messages of an application.

A robot's signature is HMAC-SHA256 of nothing under the key `timestamp\\nsecret` (seconds), base64, in the
body; 100 messages a minute and 5 a second. An application's tenant_access_token lives two hours.
"""

from fuyuantong.notices.channels.feishu.app import FeishuApp
from fuyuantong.notices.channels.feishu.robot import FeishuRobot

__all__ = ["FeishuApp", "FeishuRobot"]
