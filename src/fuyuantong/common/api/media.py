"""What a call sends and what it wants back: 413, 415 and 406 before anything is read."""

from __future__ import annotations

from django.conf import settings
from django.http import HttpRequest

from fuyuantong.common.api.loading import refuse
from fuyuantong.common.api.rule import FORM, JSON, Rule
from fuyuantong.common.refusals import Refusal

_PROBLEM = "application/problem+json"
_MIB = 1024 * 1024


def check_media(request: HttpRequest, rule: Rule) -> None:
    """Raise the refusal that fits; `Content-Type` counts only where a body is read."""
    _check_accept(request.headers.get("Accept", ""), rule)
    if not rule.takes:
        return
    size = _length(request)
    most = int(settings.FYT_UPLOAD_MAX_BYTES) + _MIB if rule.takes == FORM else _MIB
    if size > most:
        raise Refusal(
            "E-TOO-LARGE", "提交的内容太大。", status=413, hint=f"上限 {most // _MIB} MB，请分批提交。"
        )
    kind = (request.content_type or "").lower()
    if rule.takes == JSON and size == 0:
        raise refuse("E-JSON", "请求体是空的（第 0 个字符处应有 JSON）。", hint="请发送 JSON。")
    charset = str((request.content_params or {}).get("charset", "utf-8")).lower()
    if kind != rule.takes or (rule.takes == JSON and charset not in {"utf-8", "utf8"}):
        raise Refusal(
            "E-MEDIA-TYPE", f"不接收“{kind[:60]}”。", status=415, hint=f"请使用 Content-Type: {rule.takes}。"
        )


def _length(request: HttpRequest) -> int:
    text = str(request.META.get("CONTENT_LENGTH") or "0")
    return int(text) if text.isascii() and text.isdigit() and len(text) < 16 else 0  # noqa: PLR2004


def _check_accept(accept: str, rule: Rule) -> None:
    if not accept or "*/*" in rule.gives:
        return
    wanted = {part.split(";")[0].strip().lower() for part in accept.split(",") if not _is_refused(part)}
    for kind in (*rule.gives, _PROBLEM):
        family = kind.split("/")[0] + "/*"
        if wanted & {kind, family, "*/*"}:
            return
    raise Refusal("E-ACCEPT", "没有您要的格式。", status=406, hint=f"可用：{'、'.join(rule.gives)}。")


def _is_refused(part: str) -> bool:
    """`;q=0` says that this one is not wanted."""
    values = (p.strip().lower() for p in part.split(";")[1:])
    return any(v.startswith("q=") and not v[2:].strip("0.") for v in values)
