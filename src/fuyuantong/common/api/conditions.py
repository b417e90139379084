"""`If-Match` and `ETag`: nobody overwrites what somebody else did in between."""

from __future__ import annotations

import re

from django.http import HttpRequest

from fuyuantong.common.refusals import BadInput, FieldError, Refusal

_TAG = re.compile(r'"([0-9]{1,9})"', re.ASCII)


def tag(version: int) -> str:
    """The ETag of a version (RFC 9110 §8.8.3)."""
    return f'"{version}"'


def expected(request: HttpRequest) -> int | None:
    """The version that the client last saw; None when it did not say."""
    given = request.headers.get("If-Match", "")
    if not given:
        return None
    match = _TAG.fullmatch(given.strip())
    if match is None:
        message, hint = "If-Match 应为查询时得到的 ETag。", '例如 If-Match: "3"。'
        place = FieldError("E-VERSION-FORMAT", message, pointer="If-Match", hint=hint)
        raise BadInput("E-VERSION-FORMAT", message, hint=hint, errors=[place])
    return int(match[1])


def demand(request: HttpRequest) -> None:
    """Refuse (428) a change without the version it was made on."""
    if expected(request) is None:
        raise Refusal(
            "E-VERSION-MISSING",
            "请求没有写明所依据的版本。",
            status=428,
            hint="请先查询，再把得到的 ETag 放在 If-Match 中重发。",
        )
