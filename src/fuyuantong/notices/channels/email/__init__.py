"""Mail, over the server that the settings name. The key becomes the Message-ID: a repeat is seen as one."""

from __future__ import annotations

import hashlib

from django.conf import settings
from django.core.mail import EmailMessage
from django.utils.translation import gettext_lazy as _

from fuyuantong.notices.channels import ToPerson
from fuyuantong.notices.kinds import Outside
from fuyuantong.organs.models import Person, Unit


class EmailChannel(ToPerson):
    code = "email"
    word = _("电子邮件")

    def address(self, recipient: Person | Unit) -> str:
        return recipient.email if isinstance(recipient, Person) else ""

    def send(self, address: str, message: Outside) -> str:
        number = hashlib.sha256(message.key.encode()).hexdigest()[:32]
        domain = settings.DEFAULT_FROM_EMAIL.rpartition("@")[2].strip("> ") or "localhost"
        identity = f"<{number}@{domain}>"
        body = "\n\n".join(["\n".join([message.title, *message.lines]), message.url])
        EmailMessage(message.title, body, to=[address], headers={"Message-ID": identity}).send()
        return identity
