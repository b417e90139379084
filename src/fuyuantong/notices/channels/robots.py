"""What the robots of a unit's group have in common: one for a unit, a limit a minute each."""

from __future__ import annotations

from datetime import datetime

from fuyuantong.notices.channels import fingerprint
from fuyuantong.notices.channels.calling import NoUse
from fuyuantong.notices.channels.configured import Robot, robot, stays_inside
from fuyuantong.organs.models import Person, Unit


class RobotChannel:
    """Titles go to a group only where the service stands inside the offices' network."""

    service = ""
    code = ""
    for_units = True
    own_account = False
    account_pattern = ""
    reaches_all = False
    per_minute = 20

    @property
    def carries_titles(self) -> bool:
        return stays_inside(self.service)

    def address(self, recipient: Person | Unit) -> str:
        """The unit's code when it has a robot here."""
        if not isinstance(recipient, Unit) or robot(self.service, recipient.code) is None:
            return ""
        return recipient.code

    def slot(self, address: str) -> str:
        """The limit is the robot's, however many units share it."""
        return fingerprint(self.robot(address).url)

    def drops_repeat(self, _begun: datetime, _now: datetime) -> bool:
        """No service of groups' robots can tell a repeat."""
        return False

    def robot(self, address: str) -> Robot:
        found = robot(self.service, address)
        if found is None:
            raise NoUse("没有配置机器人")
        return found
