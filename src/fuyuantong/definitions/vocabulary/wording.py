"""From codes back to the Chinese words, for pages: the same tables, read the other way."""

from __future__ import annotations

import re
from enum import StrEnum
from functools import cache

from fuyuantong.definitions.kinds import Clock, Extension, Join, Joining, OriginKind
from fuyuantong.definitions.vocabulary.sections import SECTIONS

_ORIGINS = {
    OriginKind.SENT: "任务下达之日",
    OriginKind.SERVED: "送达之日",
    OriginKind.SIGNED: "签收之日",
    OriginKind.REPLIED: "反馈之日",
}


@cache
def _spellings() -> dict[StrEnum, str]:
    words: dict[StrEnum, str] = {}
    for section in SECTIONS.values():
        for key in section.keys.values():
            for text, word in key.words.items():
                words.setdefault(word, text)
    return words


def word_of(word: StrEnum | None) -> str:
    """The Chinese spelling of a closed word; empty for none."""
    return _spellings().get(word, str(word)) if word is not None else ""


_SIGNS = (
    (re.compile(r"期满日\(([^,()]+),\s*'([^']*)'\)\s*<\s*办理日"), r"自\1起已满 \2"),
    (re.compile(r"期满日\(([^,()]+),\s*'([^']*)'\)\s*>=\s*办理日"), r"自\1起未过 \2"),
    (re.compile(r"期满日\(([^,()]+),\s*'([^']*)'\)"), r"自\1起 \2的期满日"),
    (re.compile(r"\s*==\s*'([^']*)'"), r"为“\1”"),
    (re.compile(r"\s*!=\s*'([^']*)'"), r"不为“\1”"),
    (re.compile(r"\s+not\s+in\s+\(([^)]*)\)"), r"不属于（\1）"),
    (re.compile(r"\s+in\s+\(([^)]*)\)"), r"属于（\1）"),
    (re.compile(r"\s+and\s+"), "，且"),
    (re.compile(r"\s+or\s+"), "，或"),
    (re.compile(r"(?<![a-z])not\s+"), "非"),
    (re.compile(r"'([^']*)'"), r"“\1”"),
)


def condition_words(text: str) -> str:
    """A condition as people read it: 化解阶段为“诉中”，且审理程序为“普通程序”."""
    for pattern, words in _SIGNS:
        text = pattern.sub(words, text)
    return text


def clock_words(clock: Clock) -> str:
    """The rule of a deadline in one phrase: how long, from when, what overrides it."""
    parts = []
    if clock.fixed:
        parts.append(f"{clock.fixed:%Y-%m-%d}")
    if clock.term:
        parts.append(clock.term.words)
    if clock.from_field:
        parts.append(
            f"以“{clock.from_field}”载明的日期为准"
            if not clock.term
            else f"“{clock.from_field}”载明的从其日期"
        )
    if clock.ceiling:
        parts.append(f"一般不超过 {clock.ceiling.words}")
    return "；".join(parts)


def origin_words(clock: Clock) -> str:
    if clock.origin is None:
        return "—"
    if clock.origin.kind in _ORIGINS:
        return _ORIGINS[clock.origin.kind]
    kinds = {
        OriginKind.ACT: "办理“{}”之日",
        OriginKind.STAGE: "进入“{}”之日",
        OriginKind.FIELD: "“{}”所填之日",
    }
    return kinds[clock.origin.kind].format(clock.origin.key)


def extension_words(extension: Extension) -> str:
    if not extension.times:
        return "不可延"
    each = f"，每次不超过 {extension.most.words}" if extension.most else ""
    by = f"，{extension.by}批准" if extension.by else ""
    return f"{extension.times} 次{each}{by}"


def join_words(join: Join) -> str:
    how = {Joining.ALL: "全部", Joining.ANY: "任一", Joining.SOME: f"{join.n} 个"}[join.how]
    return f"{how}{word_of(join.at)}后到“{join.then}”" if join.then else ""
