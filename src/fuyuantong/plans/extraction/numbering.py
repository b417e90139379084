"""Numbers of headings and items: 第一章, 第一，, 一、, （一）, A., 1., （1）, 1）, ①, ⑴; style and value."""

from __future__ import annotations

import re
from dataclasses import dataclass

from fuyuantong.plans.extraction.temporal import number

_CN = "[一二三四五六七八九十百]{1,4}"
TOKEN = re.compile(
    r"(?m:^)(?P<dd>\d{1,2}(?:\.\d{1,2}){1,3})(?:[.、] ?| (?=\S)|(?=[\u4e00-\u9fff“《]))"
    r"(?![亿万个元米倍天件次年月])"
    rf"|第(?P<part>{_CN}|\d{{1,3}})(?P<kind>[编章节部条])(?:[ :、]+|分[:、 ]?)?(?![,款项第规之])"
    r"|(?<![\u4e00-\u9fff])(?:任务|举措|事项|重点任务|措施|问题|清单|项目|行动|工程)"
    rf"(?P<task>{_CN}|\d{{1,2}})[:.、 ]"
    rf"|(?P<cn>{_CN})[、.](?=\s*\S)"
    rf"|\((?P<cp>{_CN})\) ?[、.:]?"
    r"|(?<![\d.A-Za-z%])(?P<ar>\d{1,3})(?: ?、(?!\d+[、号项条])| ?[.](?!\d(?!\d{3}年|2345|\d?月|\d?·))"
    r"|(?<=\n\d\d)[:。](?=[\u4e00-\u9fff“])|(?<=\n\d)[:。](?=[\u4e00-\u9fff“]))"
    r"|\((?P<ap>\d{1,2})\) ?[、.:]?|(?<![\d(])(?P<rp>\d{1,2})\)[、.]?"
    r"|(?P<o>[①-⑳])[、.]?|(?P<of>[⒈-⒛])|(?P<op>[⑴-⒇])[、.]?|(?P<oc>[㈠-㈩])[、.]?"
    r"|(?m:^)(?P<al>[A-Z])[.、](?=[\u4e00-\u9fff“])"
    rf"|(?m:^)第(?P<nth>{_CN}) ?(?:项[:、. ]|[,、:])(?![一二三四]季)"
)
# single characters that are numbers: their first code point, and the style they stand for
_SIGNS = {
    "o": (0x2460, "o"),
    "of": (0x2488, "ar"),
    "op": (0x2474, "ap"),
    "oc": (0x3220, "cp"),
    "al": (0x41, "al"),
}


@dataclass(frozen=True, slots=True)
class Token:
    """A number at flow[start:end]; `style` names its form, `label` is how the document writes it."""

    style: str
    value: int
    label: str
    start: int
    end: int

    @property
    def outer(self) -> bool:
        """Whether it numbers a section of the document (一、 or 第一章), not an item in one."""
        return self.style == "cn" or self.style.startswith("part")


def read_token(m: re.Match[str]) -> Token:
    """The number that a match of TOKEN stands for."""
    last = m.lastgroup or ""
    style = "part" if last == "kind" else last
    word = m[style]
    if style in _SIGNS:
        first, style = _SIGNS[style]
        value = ord(word) - first + 1
        return Token(style, value, word, m.start(), m.end())
    if style == "dd":
        parts = word.split(".")
        return Token(f"dd-{len(parts)}", int(parts[-1]), word, m.start(), m.end())
    value = number(word)
    text = m.group().strip()
    if style in ("cn", "ar"):
        label = word
    elif style in ("cp", "ap"):
        label = f"({word})"
    else:
        label = text.rstrip("、.: ")
    if style == "part":
        style = "part-" + m["kind"]
    return Token(style, value, label, m.start(), m.end())
