"""A group robot in the style of 企业微信 (JSON by POST), one for a unit; addresses: settings only."""

from __future__ import annotations

import json
from typing import Any
from urllib.request import HTTPRedirectHandler, Request, build_opener

from django.conf import settings
from django.utils.translation import gettext_lazy as _

from fuyuantong.notices.kinds import Outside
from fuyuantong.organs.models import Person, Unit

SECONDS = 10
ANSWER_BYTES = 64 * 1024


class NotTaken(Exception):
    """The robot's server refused the message."""


class _NoRedirect(HTTPRedirectHandler):
    def redirect_request(self, *_arguments: Any, **_more: Any) -> None:
        """A configured address never leads elsewhere."""


class WebhookChannel:
    """Never carries titles: such servers stand outside. A robot usually takes 20 messages a minute."""

    code = "webhook"
    word = _("群机器人")
    for_units = True
    carries_titles = False
    per_minute = 20

    def address(self, recipient: Person | Unit) -> str:
        return str(settings.FYT_WEBHOOKS.get(recipient.code, "")) if isinstance(recipient, Unit) else ""

    def send(self, address: str, message: Outside) -> str:
        if not address.startswith(("https://", "http://")):
            raise NotTaken("address is not http")
        body = json.dumps(
            {"msgtype": "markdown", "markdown": {"content": message.text}}, ensure_ascii=False
        ).encode()
        headers = {"Content-Type": "application/json; charset=utf-8", "Idempotency-Key": message.key}
        request = Request(address, data=body, headers=headers, method="POST")  # noqa: S310 - checked above
        with build_opener(_NoRedirect).open(request, timeout=SECONDS) as answer:
            return self._receipt(answer.read(ANSWER_BYTES))

    def _receipt(self, body: bytes) -> str:
        try:
            answer = json.loads(body or b"{}")
        except ValueError:
            raise NotTaken("the answer is not JSON") from None
        if not isinstance(answer, dict) or answer.get("errcode", 0) != 0:
            raise NotTaken(f"errcode {answer.get('errcode') if isinstance(answer, dict) else '?'}")
        return "0"
