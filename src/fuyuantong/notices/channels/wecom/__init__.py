"""企业微信, and 政务微信: the same interface on a host of one's own (`host` of the file).

Robots: 群机器人, the key stands in the address, 20 messages a minute each. Applications: corpid and secret
give an access_token of two hours. Errors used: 40014 and 42001 (token ended), 45009 and 45033 (too often),
93000 (the robot is gone), 81013 (nobody to reach), 40001, 40013 and 40056 (wrong keys).
"""

from fuyuantong.notices.channels.wecom.app import WecomApp
from fuyuantong.notices.channels.wecom.robot import WecomRobot

__all__ = ["WecomApp", "WecomRobot"]
