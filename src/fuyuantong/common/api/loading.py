"""Reading a JSON body strictly: what a lenient reader would bend or lose is refused with its place.

Refused: other encodings than UTF-8, duplicate keys, NaN and Infinity, numbers that do not survive as they are
(beyond ±2^53, 1e999), nesting deeper than 32, lone surrogates, NUL and other control characters.
"""

from __future__ import annotations

import json
import math
import re
from typing import Any

from fuyuantong.common.refusals import BadInput, FieldError

DEEPEST = 32
LARGEST = 2**53
_NO_MARK = re.compile(r'"[^"\\]*(?:\\.[^"\\]*)*"?|[^"\[\]{}]+', re.DOTALL)
"""Strings, and what else is no bracket."""
_CONTROL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\x85\u2028\u2029\ufeff\ufffe\uffff]")
_SURROGATE = re.compile("[\ud800-\udfff]")
_DIGITS_MOST = 17


def refuse(code: str, message: str, pointer: str = "", hint: str = "") -> BadInput:
    """A refusal of the body with its one place."""
    return BadInput(code, message, hint=hint, errors=[FieldError(code, message, pointer=pointer, hint=hint)])


def load(body: bytes) -> Any:
    """Return the value of a body; raises `BadInput` (E-JSON…, E-ENCODING, E-TEXT-…)."""
    if not body.strip():
        raise refuse("E-JSON", "请求体是空的（第 0 个字符处应有 JSON）。", hint="请发送 JSON。")
    try:
        text = body.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise refuse(
            "E-ENCODING", f"请求体第 {error.start} 个字节不是 UTF-8。", hint="请以 UTF-8 编码发送。"
        ) from error
    try:
        value = json.loads(
            text, object_pairs_hook=_pairs, parse_constant=_constant, parse_int=_whole, parse_float=_fraction
        )
    except RecursionError:
        raise _too_deep() from None
    except json.JSONDecodeError as error:
        _check_marks(text)
        raise refuse(
            "E-JSON",
            f"请求体不是 JSON：第 {error.pos} 个字符处（第 {error.lineno} 行）读不下去。",
            hint="请核对引号、逗号和括号。",
        ) from error
    if text.count("[") + text.count("{") > DEEPEST:
        _check_depth(value, DEEPEST)
    # Without escapes no text holds what the body does not: one look for all of them. UTF-8 has no surrogates.
    if "\\" in text or (not text.isprintable() and _CONTROL.search(text)):
        _check_texts(value, "")
    return value


def check_text(text: str, pointer: str) -> None:
    """Refuse characters that no text of the office contains and that databases and headers choke on."""
    if _SURROGATE.search(text):
        raise refuse("E-TEXT-UNICODE", "文字中有不成对的代理字符。", pointer, "请重新输入这一项。")
    if _CONTROL.search(text):
        raise refuse("E-TEXT-CONTROL", "文字中有控制字符。", pointer, "请删去不可见的字符后重发。")


def _too_deep() -> BadInput:
    return refuse("E-JSON-DEPTH", f"请求体嵌套超过 {DEEPEST} 层。", hint="请减少嵌套。")


def _check_depth(value: Any, left: int) -> None:
    """Refuse a value that is nested deeper than `left` levels."""
    if type(value) is dict or type(value) is list:
        if not left:
            raise _too_deep()
        for one in value.values() if type(value) is dict else value:
            if type(one) is dict or type(one) is list:
                _check_depth(one, left - 1)


def _check_marks(text: str) -> None:
    """The same of a text that is no JSON."""
    depth = 0
    for mark in _NO_MARK.sub("", text):
        depth += 1 if mark in "[{" else -1
        if depth > DEEPEST:
            raise _too_deep()


def _pairs(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) != len(pairs):
        seen: set[str] = set()
        twice = next(key for key, _value in pairs if key in seen or seen.add(key))  # type: ignore[func-returns-value]
        shown = _SURROGATE.sub("?", twice)[:60]
        raise refuse("E-JSON-DUPKEY", f"“{shown}”写了两次。", f"/{shown}", "每个名称只写一次。")
    return found


def _number(text: str) -> BadInput:
    return refuse(
        "E-JSON-NUMBER", f"数字“{text[:40]}”无法准确保存。", hint="请使用 ±9007199254740992 以内的数。"
    )


def _constant(text: str) -> Any:
    raise _number(text)


def _whole(text: str) -> int:
    if len(text) > _DIGITS_MOST or abs(int(text)) > LARGEST:
        raise _number(text)
    return int(text)


def _fraction(text: str) -> float:
    value = float(text)
    if not math.isfinite(value) or abs(value) > LARGEST:
        raise _number(text)
    return value


def _check_texts(value: Any, pointer: str) -> None:
    if isinstance(value, str):
        check_text(value, pointer)
    elif isinstance(value, dict):
        for key, one in value.items():
            check_text(key, pointer)
            _check_texts(one, f"{pointer}/{key}")
    elif isinstance(value, list):
        for n, one in enumerate(value):
            _check_texts(one, f"{pointer}/{n}")
