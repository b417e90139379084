"""Messages as lines on the standard output of the worker: for a machine without any network."""

from __future__ import annotations

import json
import sys
from datetime import datetime

from django.utils.translation import gettext_lazy as _

from fuyuantong.notices.channels import ToPerson
from fuyuantong.notices.kinds import Outside
from fuyuantong.organs.models import Person, Unit


class ConsoleChannel(ToPerson):
    code = "console"
    reaches_all = True
    word = _("控制台（离线用）")

    def address(self, recipient: Person | Unit) -> str:
        return str(recipient.pk)

    def drops_repeat(self, _begun: datetime, _now: datetime) -> bool:
        """Every line bears its key."""
        return True

    def send(self, address: str, message: Outside) -> str:
        line = {"key": message.key, "to": address, "title": message.title, "lines": message.lines}
        sys.stdout.write(json.dumps(line, ensure_ascii=True) + "\n")
        sys.stdout.flush()
        return "console"
