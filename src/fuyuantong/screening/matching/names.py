"""One spelling for the many ways of writing a person's or an organisation's name, and how near two names
are.

Width, blanks, invisible characters, traditional and variant characters, the dots of 少数民族 names,
remarks in brackets
behind a name, the forms of brackets, the words of a company's form. What differs after that may be a slip
or another one:
`agreement` says which is possible, and no name ever blocks.
"""

from __future__ import annotations

import re
import unicodedata
from functools import cache, lru_cache
from itertools import pairwise

PERSON, ORGANISATION = "P", "O"
EQUAL, SIMILAR, DIFFERENT, ABSENT = "equal", "similar", "different", "absent"

#: Rare and variant characters of names with the common one that registers write for them. Beside OpenCC's
#: table.
VARIANTS = {
    "堃": "坤", "珎": "珍", "喆": "哲", "淼": "渺", "峯": "峰", "昇": "升", "甦": "苏", "皙": "晰",
    "槑": "梅", "迺": "乃", "叡": "睿", "堦": "阶", "栢": "柏", "菓": "果", "凖": "准", "犇": "奔",
    "劦": "协", "昞": "炳", "冨": "富", "徳": "德", "恵": "惠", "髙": "高", "﨑": "崎", "尃": "专",
    "嶋": "岛", "㛃": "洁", "䶮": "龑", "𠅤": "恒", "尛": "小", "皛": "晓", "鈤": "日",
}  # fmt: skip
_DROPPED = re.compile(r"[\s\u200b-\u200f\u2060\ufeff\u00ad·•．.・‧∙⋅●。,，、'’‘\"“”*\-‐‑–—_/]+")
_REMARK = re.compile(
    r"\((?:原名|曾用名|又名|别名|化名|身份证|已故|死亡|男|女|本人|法人|法定代表人|负责人|户主|未成年|退休"
    r"|重名|[0-9]{1,2}|[A-Z])[^()]*\)?"
)
_FORMER = re.compile(r"\((?:原名|曾用名|又名|别名|化名|原)[::为是]?([^()]{2,40})\)?")
_BRACKETS = str.maketrans("[]{}【】〔〕〈〉《》<>", "()()()()()()()")
FORMS = (
    ("有限责任公司", "有限公司"),
    ("股份公司", "股份有限公司"),
    ("股份有限责任公司", "股份有限公司"),
    ("集团公司", "集团有限公司"),
    ("农民专业合作社", "合作社"),
    ("专业合作社", "合作社"),
)
CUT_FORMS = ("有限公", "有限责任公")
NO_NAME = frozenset(
    {"", "无", "不详", "未知", "空", "NULL", "NONE", "N", "NA", "测试", "暂无", "无名", "某某"}
)
_FIRST_HAN, _LAST_HAN = 0x4E00, 0x9FA5
_PLAIN = re.compile(r"[\u4e00-\u9fa5]+")
_HALF = 0.5
_ORGANISATION_NEAR = 0.6


@cache
def variants() -> dict[int, str]:
    """Every single character that is written as another one: traditional forms (OpenCC) and `VARIANTS`."""
    import opencc

    chars = [
        chr(i) for block in ((0x3400, 0x4DC0), (0x4E00, 0xA000), (0x20000, 0x2A6E0)) for i in range(*block)
    ]
    simple = opencc.OpenCC("t2s").convert("\n".join(chars)).split("\n")
    table = {ord(a): b for a, b in zip(chars, simple, strict=True) if a != b and len(b) == 1}
    table |= {ord(a): b for a, b in VARIANTS.items()}
    # What registers write for a rare character stays as it is, also where OpenCC has it the other way (龑).
    return {code: b for code, b in table.items() if VARIANTS.get(b) != chr(code)}


@lru_cache(maxsize=65536)
def name_key(kind: str, name: str | None) -> str:
    """Return the one spelling of a name; empty for no name. Idempotent. `kind` is P or O."""
    if not name:
        return ""
    text = name
    while not is_plain(text) and (folded := _folded(kind, text)) != text:
        text = folded
    if kind == ORGANISATION:
        text = company_form(text)
    return "" if text.upper() in NO_NAME else text


def is_plain(name: str) -> bool:
    """Whether nothing but the company's form can differ: common simplified characters only."""
    return _plain().fullmatch(name) is not None


@cache
def _plain() -> re.Pattern[str]:
    odd = sorted(c for c in variants() if _FIRST_HAN <= c <= _LAST_HAN)
    ranges = [(a + 1, b - 1) for a, b in pairwise([_FIRST_HAN - 1, *odd, _LAST_HAN + 1]) if b - a > 1]
    return re.compile("[" + "".join(chr(a) if a == b else f"{chr(a)}-{chr(b)}" for a, b in ranges) + "]+")


def _folded(kind: str, name: str) -> str:
    if _PLAIN.fullmatch(name):
        return name.translate(variants())
    text = unicodedata.normalize("NFKC", name).translate(_BRACKETS).upper()
    text = _DROPPED.sub("", "".join(c for c in text if unicodedata.category(c)[0] != "C" or c.isspace()))
    text = _REMARK.sub("", text)
    if kind == PERSON:
        text = re.sub(r"\([^()]*\)?", "", text)
    text = text.replace("(", "").replace(")", "")
    return text.translate(variants())


def company_form(text: str) -> str:
    """Write the form of a company in one way; a name cut off in its form is completed."""
    for long, short in FORMS:
        text = text.replace(long, short)
    return text + "司" if text.endswith(CUT_FORMS) else text


def all_keys(kind: str, name: str | None) -> tuple[str, ...]:
    """Today's key first, then those of the former names that stand behind it; without empty and double
    ones."""
    return tuple(dict.fromkeys(k for k in (name_key(kind, name), *former_names(kind, name)) if k))


def former_names(kind: str, name: str | None) -> tuple[str, ...]:
    """The keys of the former names that stand in brackets behind a name: 甲（曾用名：乙）."""
    if not name or not ("(" in name or "（" in name):
        return ()
    text = unicodedata.normalize("NFKC", name).translate(_BRACKETS)
    return tuple(key for found in _FORMER.findall(text) if (key := name_key(kind, found)))


def agreement(kind: str, mine: tuple[str, ...], theirs: tuple[str, ...]) -> str:
    """How two sets of name keys (today's first, then former ones) agree: the best of all pairs."""
    if not mine or not theirs:
        return ABSENT
    if set(mine) & set(theirs):
        return EQUAL
    return SIMILAR if any(_near(kind, a, b) for a in mine for b in theirs) else DIFFERENT


def _near(kind: str, a: str, b: str) -> bool:
    """Shared characters (each counted once) over all: half for persons, three fifths for organisations."""
    rest = list(b)
    shared = 0
    for char in a:
        if char in rest:
            rest.remove(char)
            shared += 1
    share = 2 * shared / (len(a) + len(b))
    return share >= (_ORGANISATION_NEAR if kind == ORGANISATION else _HALF)
