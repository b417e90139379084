"""One call of another system over HTTP: only to hosts that the installation names, and never for long.

The addresses come from the administrator's file, but robots' addresses are copied by hand from chats: a host
outside the list, another port, or clear text is refused before a packet leaves, redirects are not followed,
and no error repeats an address, because it holds the key.
"""

from __future__ import annotations

import json
import time
from collections.abc import Mapping
from http.client import HTTPException, HTTPResponse, InvalidURL
from typing import Any
from urllib.error import HTTPError, URLError
from urllib.parse import urlencode, urlsplit
from urllib.request import HTTPRedirectHandler, OpenerDirector, ProxyHandler, Request, build_opener

from django.conf import settings

from fuyuantong.common.jobs import Later
from fuyuantong.common.refusals import Refusal

SECONDS = 10
ANSWER_BYTES = 64 * 1024
CHUNK = 4096
LONGEST_LATER = 3600
USUAL_LATER = 60
TOO_MANY = 429
PUBLIC_HOSTS = frozenset({"qyapi.weixin.qq.com", "oapi.dingtalk.com", "api.dingtalk.com", "open.feishu.cn"})
_PORTS = {"https": 443, "http": 80}


class NotTaken(Exception):
    """The other side did not take the message; it is tried again. Says a code, never an address or a text.

    `status` is what it answered with, 0 when it was not even reached.
    """

    def __init__(self, code: str, status: int = 0) -> None:
        super().__init__(code)
        self.status = status


class Unheard(NotTaken):
    """Nobody knows: the message was on its way, and no answer came that says whether it was taken."""


class NoUse(Refusal):
    """The other side says that this can never work (a robot taken away, a wrong key): not tried again."""

    def __init__(self, code: str) -> None:
        super().__init__("E-CHANNEL", f"对方系统拒收（{code}）。", hint="请核对外发配置后重新执行。")


class _NoRedirect(HTTPRedirectHandler):
    def redirect_request(self, *_arguments: Any, **_more: Any) -> None:
        """A configured address never leads elsewhere."""


def check_host(url: str) -> str:
    """Return the address when its host is on the list; `http` and other ports only where the list says so.

    The list (`hosts` of the file) holds `host`, `host:port` or, for clear text, `http://host:port`.
    """
    try:
        parts = urlsplit(url)
        place = (parts.scheme, parts.hostname or "", parts.port or _PORTS.get(parts.scheme, 0))
    except ValueError:
        raise NoUse("地址不完整") from None
    if place not in _places() or parts.username is not None:
        raise NoUse("地址不在允许的主机名单内")
    return url


def _places() -> set[tuple[str, str, int]]:
    found = {("https", host, 443) for host in PUBLIC_HOSTS}
    for entry in settings.FYT_OUTSIDE.get("hosts", []):
        parts = urlsplit(entry if "://" in entry else f"https://{entry}")
        found.add((parts.scheme, parts.hostname or "", parts.port or _PORTS.get(parts.scheme, 0)))
    return found


def call(
    url: str,
    body: Mapping[str, Any] | None = None,
    *,
    form: bool = False,
    headers: Mapping[str, str] | None = None,
    key: str = "",
) -> dict[str, Any]:
    """POST `body` (JSON, or a form) or GET without one; return the answer's object.

    Raises `Later` on 429 (for as long as `Retry-After` says), `NoUse` for a host outside the list, `NotTaken`
    when it was not even reached or answered another status, and `Unheard` when it was called and no answer
    came that can be read: silent, too slow, no JSON object.
    """
    sent = dict(headers or {})
    data = None
    if body is not None:
        kind = "application/x-www-form-urlencoded" if form else "application/json"
        data = (urlencode(body) if form else json.dumps(body, ensure_ascii=False)).encode()
        sent["Content-Type"] = f"{kind}; charset=utf-8"
    if key:
        sent["Idempotency-Key"] = key
    return _object(fetch(url, data, sent))


def fetch(
    url: str, data: bytes | None = None, headers: Mapping[str, str] | None = None, *, most: int = ANSWER_BYTES
) -> bytes:
    """As `call`, for whoever reads the answer's bytes (at most `most` of them)."""
    request = Request(check_host(url), data=data, headers=dict(headers or {}))  # noqa: S310 - checked above
    try:
        return _read(_opener(), request, most)
    except HTTPError as error:
        error.close()
        if error.code == TOO_MANY:
            raise Later(wait_said(error.headers.get("Retry-After", ""))) from None
        raise NotTaken(f"HTTP {error.code}", error.code) from None
    except URLError as error:
        # Raised while calling, before anything was answered. Only the kind: some messages repeat the address.
        cause = error.reason
        raise NotTaken(type(cause).__name__ if isinstance(cause, Exception) else "URLError") from None
    except (OSError, HTTPException) as error:
        raise (NotTaken if isinstance(error, InvalidURL) else Unheard)(type(error).__name__) from None


def proxy_told() -> str:
    """The proxy of the installation's file, or nothing; never one that the environment names."""
    return str(settings.FYT_OUTSIDE.get("proxy", ""))


def seconds_told() -> float:
    """How long one call may take as a whole."""
    return float(settings.FYT_OUTSIDE.get("seconds", SECONDS))


def _opener() -> OpenerDirector:
    proxy = proxy_told()
    return build_opener(_NoRedirect, ProxyHandler({"http": proxy, "https": proxy} if proxy else {}))


def _read(opener: OpenerDirector, request: Request, most: int) -> bytes:
    """Read the answer within the time as a whole: a server that drips must not hold a worker."""
    seconds = seconds_told()
    end = time.monotonic() + seconds
    found = b""
    with opener.open(request, timeout=seconds) as answer:
        if not isinstance(answer, HTTPResponse):
            raise Unheard("the answer is not HTTP")
        while len(found) <= most:
            part = answer.read1(CHUNK)
            if not part:
                return found
            found += part
            if time.monotonic() > end:
                raise TimeoutError
    raise Unheard("the answer is too long")


def _object(body: bytes) -> dict[str, Any]:
    try:
        answer = json.loads(body or b"{}")
    except ValueError:
        raise Unheard("the answer is not JSON") from None
    if not isinstance(answer, dict):
        raise Unheard("the answer is not an object")
    return answer


def wait_said(said: str) -> int:
    """Seconds that a `Retry-After` asks for, within bounds."""
    return min(max(int(said), 1), LONGEST_LATER) if said.isdecimal() else USUAL_LATER
