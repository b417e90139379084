"""Mail, over the server that the settings name. The key becomes the Message-ID: a repeat is seen as one."""

from __future__ import annotations

import hashlib
from datetime import datetime
from smtplib import SMTPResponseException

from django.conf import settings
from django.core.mail import EmailMessage
from django.utils.translation import gettext_lazy as _

from fuyuantong.notices.channels import ToPerson
from fuyuantong.notices.channels.calling import NotTaken
from fuyuantong.notices.channels.configured import account_of
from fuyuantong.notices.kinds import Outside
from fuyuantong.organs.models import Person, Unit

AGAIN = _("这封邮件可能已经发过一次，与前一封是同一封。")


class EmailChannel(ToPerson):
    code = "email"
    word = _("电子邮件")
    own_account = True
    account_pattern = r"[A-Za-z0-9_.+-]{1,64}@[A-Za-z0-9-]+(\.[A-Za-z0-9-]+)+"

    def address(self, recipient: Person | Unit) -> str:
        if not isinstance(recipient, Person):
            return ""
        return account_of("email", recipient) or recipient.email

    def drops_repeat(self, _begun: datetime, _now: datetime) -> bool:
        """One Message-ID is one letter; the letter says itself that it may have come before."""
        return True

    def send(self, address: str, message: Outside) -> str:
        number = hashlib.sha256(message.key.encode()).hexdigest()[:32]
        domain = settings.DEFAULT_FROM_EMAIL.rpartition("@")[2].strip("> ") or "localhost"
        identity = f"<{number}@{domain}>"
        again = [str(AGAIN)] if message.again else []
        body = "\n\n".join(["\n".join([message.title, *message.lines]), message.url, *again])
        try:
            EmailMessage(message.title, body, to=[address], headers={"Message-ID": identity}).send()
        except SMTPResponseException as error:
            raise NotTaken(f"SMTP {error.smtp_code}") from None
        return identity
