"""Damage in the text: advertising inserted, words missing, characters lost.

Advertising is found by its own words (官网入口, 投注 …) and taken to the left as far as all its
occurrences agree; it is left out of the reading, so a unit's name is read whole.  Missing words show in
set phrases with a hole (以习新时代), titles of laws cut short (《社区矫》) and nameless organs (市会).
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from fuyuantong.plans.extraction.model import Flaw, Span

_ADS = re.compile(
    r"(?:(?:体育)?(?:官网|官方|网站)(?:入口|登录|下载|注册)|网页版登录|体育(?:官网|平台|app)|娱乐(?:城|平台|官网|场)|棋牌|投注|博彩|彩票网|真人视讯|"
    r"老虎机|百家乐|代开发票|办证刻章|加微信|加QQ|扫码领取|点击进入|点击下载|备用网址|最新网址|优惠充值|开户送|注册送)"
    r"(?:官网|官方|入口|登录|下载|注册|网址|平台|网页版|手机版|安装|app|链接|首页|娱乐|投注){0,4}",
    re.IGNORECASE,
)
_CONTACT = re.compile(r"(?:联系人|手机|电话|邮箱|地址|QQ|微信|网址|传真)[: ]")
_URL = re.compile(r"(?:https?://|www\.)[A-Za-z0-9./_?=&%-]{4,120}")
_HOLES = (
    re.compile(r"习(?=新时代|法治思想|总书记|生态文明|文化思想|外交思想|强军)"),
    re.compile(r"贯彻党的(?=[,、]|精神)|《(?:关于)?贯彻落实的"),
    re.compile(r"总体观|打击危害违法|(?<=[和、与向])[市县区州](?=会[,。、])会|整治电信网络[,、](?=提升)"),
)
_BOOK = re.compile(r"《([^《》\n]{2,80})》")
_BOOK_CUT = re.compile(
    r"(?:矫|诉讼|处罚|复议|强制|刑|民|决|条|办|规|执|监|督|保|法治政|人民政|实施方|工作要|意|通|细|责|管|合规|矫正)$"
)
_LOST = re.compile("[\ufffd□■▇]{1,20}|锟斤拷|(?<![?])[?]{3,20}|[、,]{2,10}(?!$)|的的(?!确)")
_ODD_ITEM = re.compile(r"(?:(?<=\n)|^)\d{1,2}[.、] ?([\u4e00-\u9fff]{2})。(?=[\u4e00-\u9fff])")


def spam(folded: str) -> list[Flaw]:
    """Advertising in the text, as warnings in order of place; runs do not overlap."""
    marks = [m.span() for m in _ADS.finditer(folded)]
    merged: list[list[int]] = []
    for s, e in marks:
        if merged and s <= merged[-1][1]:
            merged[-1][1] = max(e, merged[-1][1])
        else:
            merged.append([s, e])
    by_text: dict[str, list[int]] = {}
    for s, e in merged:
        by_text.setdefault(folded[s:e], []).append(s)
    found = [
        (s - _common_left(folded, starts), s + len(word)) for word, starts in by_text.items() for s in starts
    ]
    if marks:
        found += _contact_block(folded)
    found += [m.span() for m in _URL.finditer(folded)] if marks else []
    return list(_warnings(folded, sorted(found), "spam-text"))


def _common_left(folded: str, starts: list[int]) -> int:
    """How far all occurrences agree to the left (at most 12 characters); 0 for a single one."""
    if len(starts) < 2:
        return 0
    n = 0
    while n < 12:
        c = folded[starts[0] - n - 1 : starts[0] - n]
        if not c or c in "\n。,、;:()" or any(folded[s - n - 1 : s - n] != c for s in starts):
            return n
        n += 1
    return n


def _contact_block(folded: str) -> list[Span]:
    """The advertiser's contact lines at the very head of the text."""
    found: list[Span] = []
    p = 0
    for line in folded[:600].split("\n"):
        if _CONTACT.match(line.strip()):
            found.append((p, p + len(line)))
        elif line.strip():
            break
        p += len(line) + 1
    return found


def _warnings(folded: str, spans: list[Span], code: str) -> Iterator[Flaw]:
    last = 0
    for start, e in spans:
        s = max(start, last)
        if e > s:
            yield Flaw(code, (s, e), folded[s:e])
            last = e


def holes(text: str, folded: str) -> list[Flaw]:
    """Missing words and lost characters."""
    spans: list[tuple[int, int, str]] = []
    for pattern in _HOLES:
        spans += [
            (max(0, m.start() - 2), min(len(folded), m.end() + 4), "missing-words")
            for m in pattern.finditer(folded)
        ]
    for m in _BOOK.finditer(folded):
        if _BOOK_CUT.search(m[1]):
            spans.append((m.start(), m.end(), "missing-words"))
    spans += [(m.start(), m.end(), "missing-words") for m in _ODD_ITEM.finditer(folded)]
    spans += [(m.start(), m.end(), "damaged") for m in _LOST.finditer(folded)]
    return [Flaw(code, (s, e), text[s:e]) for s, e, code in sorted(spans)]
