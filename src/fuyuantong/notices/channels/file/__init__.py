"""Messages as lines of a file: for demonstrations without a network, and to see what would be sent."""

from __future__ import annotations

import json
import os
from datetime import datetime
from pathlib import Path

from django.conf import settings
from django.utils.translation import gettext_lazy as _

from fuyuantong.notices.channels import ToPerson
from fuyuantong.notices.kinds import Outside
from fuyuantong.organs.models import Person, Unit


class FileChannel(ToPerson):
    """Appends JSON lines to `FYT_OUTBOX` (mode 0600)."""

    code = "file"
    reaches_all = True
    word = _("文件（演示用）")

    def address(self, recipient: Person | Unit) -> str:
        return str(recipient.pk)

    def drops_repeat(self, _begun: datetime, _now: datetime) -> bool:
        """Every line bears its key."""
        return True

    def send(self, address: str, message: Outside) -> str:
        path = Path(settings.FYT_OUTBOX)
        path.parent.mkdir(parents=True, exist_ok=True)
        line = {
            "key": message.key,
            "to": address,
            "title": message.title,
            "lines": message.lines,
            "url": message.url,
        }
        with os.fdopen(os.open(path, os.O_CREAT | os.O_APPEND | os.O_WRONLY, 0o600), "ab") as file:
            file.write(json.dumps(line, ensure_ascii=False).encode() + b"\n")
        return path.name
