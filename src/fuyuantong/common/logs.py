"""Log lines as JSON: one event, one line, whatever is in the text; no personal data under its own key."""

from __future__ import annotations

import json
import logging
import re
from contextvars import ContextVar
from datetime import UTC, datetime

# Set by the RequestId middleware, so that every line written for a request carries its number.
request_id: ContextVar[str] = ContextVar("fyt_request_id", default="")

_ORDINARY = set(vars(logging.makeLogRecord({}))) | {"message", "asctime", "taskName"}
_PERSONAL = re.compile(
    r"name|phone|mobile|tel|ident|id_?card|address|email|password|secret|token|cookie|session|body|text|request$",
    re.IGNORECASE,
)
# 18-digit and 15-digit identity numbers, mobile numbers: masked wherever they stand.
_NUMBERS = re.compile(r"(?<!\d)(\d{6})\d{8}(\d{3}[\dXx])(?!\d)|(?<!\d)(1[3-9]\d)\d{4}(\d{4})(?!\d)")


def mask(text: str) -> str:
    """Return the text with identity and mobile numbers masked in the middle."""
    return _NUMBERS.sub(lambda m: f"{m[1] or m[3]}{'*' * (8 if m[1] else 4)}{m[2] or m[4]}", text)


def _value(value: object) -> object:
    if value is None or isinstance(value, bool | int | float):
        return value
    return mask(str(value))


def _number(record: logging.LogRecord) -> str:
    """The request's number; Django logs refused requests after our middleware, with the request itself."""
    request = getattr(record, "request", None)
    return str(request_id.get() or getattr(record, "request_id", "") or getattr(request, "request_id", ""))


class JsonLines(logging.Formatter):
    """Format a record as one JSON object: at, level, logger, message, request_id, extras, error."""

    def format(self, record: logging.LogRecord) -> str:
        line: dict[str, object] = {
            "at": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname,
            "logger": record.name,
            "message": mask(record.getMessage()),
        }
        if number := _number(record):
            line["request_id"] = number
        for key, value in vars(record).items():
            if key not in _ORDINARY and key not in line and not _PERSONAL.search(key):
                line[key] = _value(value)
        if record.exc_info:
            line["error"] = mask(self.formatException(record.exc_info))
        # json.dumps escapes \n, \r and control characters; U+2028/2029 and friends are escaped by ASCII.
        return json.dumps(line, ensure_ascii=True, allow_nan=False, default=str)
