"""Word's automatic numbers, rendered from numbering.xml and styles.xml."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from fuyuantong.documents.reading.packages import Package

if TYPE_CHECKING:
    from lxml.etree import _Element

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_DIGITS = "〇一二三四五六七八九"
_HAN = {
    "chineseCounting",
    "chineseCountingThousand",
    "japaneseCounting",
    "taiwaneseCounting",
    "taiwaneseCountingThousand",
    "ideographTraditional",
    "koreanCounting",
}


def chinese(n: int) -> str:
    """1–9999 in Chinese figures as headings write them: 十二, 二十, 一百零三."""
    if n <= 0 or n >= 10000:
        return str(n)
    if n < 10:
        return _DIGITS[n]
    if n < 20:
        return "十" + (_DIGITS[n - 10] if n > 10 else "")
    out, zero = "", False
    for unit, word in ((1000, "千"), (100, "百"), (10, "十"), (1, "")):
        d, n = divmod(n, unit)
        if d:
            out += ("零" if zero else "") + _DIGITS[d] + word
            zero = False
        elif out and n:
            zero = True
    return out


def _roman(n: int) -> str:
    out = ""
    for value, word in (
        (1000, "m"),
        (900, "cm"),
        (500, "d"),
        (400, "cd"),
        (100, "c"),
        (90, "xc"),
        (50, "l"),
        (40, "xl"),
        (10, "x"),
        (9, "ix"),
        (5, "v"),
        (4, "iv"),
        (1, "i"),
    ):
        while n >= value:
            out, n = out + word, n - value
    return out


def rendered(n: int, fmt: str) -> str | None:
    """A number in one of Word's formats; None for a format not known."""
    if fmt in _HAN:
        return chinese(n)
    simple = {
        "decimal": str(n),
        "decimalZero": f"{n:02d}",
        "decimalFullWidth": str(n),
        "decimalHalfWidth": str(n),
        "none": "",
        "ideographDigital": "".join(_DIGITS[int(c)] for c in str(n)),
        "decimalEnclosedParen": f"({n})",
        "decimalEnclosedFullstop": f"{n}.",
        "lowerRoman": _roman(n),
        "upperRoman": _roman(n).upper(),
    }
    if fmt in simple:
        return simple[fmt]
    if fmt in ("decimalEnclosedCircle", "decimalEnclosedCircleChinese"):
        return chr(0x2460 + n - 1) if 1 <= n <= 20 else str(n)
    if fmt in ("upperLetter", "lowerLetter"):
        letter = chr((n - 1) % 26 + 97) * ((n - 1) // 26 + 1)
        return letter.upper() if fmt == "upperLetter" else letter
    return None


@dataclass(slots=True)
class _Level:
    start: int = 1
    fmt: str = "decimal"
    text: str = ""


@dataclass(slots=True)
class _List:
    levels: dict[int, _Level] = field(default_factory=dict)
    counts: dict[int, int] = field(default_factory=dict)


class Numbering:
    """The counters of one document; `text(paragraph)` advances them."""

    def __init__(self, package: Package) -> None:
        self.unknown = False
        self.lists: dict[str, _List] = {}
        self.styles: dict[str, tuple[str | None, int | None, str | None]] = {}
        root = package.xml("word/numbering.xml")
        if root is not None:
            self._load(root)
        styles = package.xml("word/styles.xml")
        for style in [] if styles is None else list(styles.iter(W + "style")):
            num, level = _num_pr(style.find(W + "pPr"))
            based = style.find(W + "basedOn")
            self.styles[style.get(W + "styleId", "")] = (
                num,
                level,
                based.get(W + "val") if based is not None else None,
            )

    def _load(self, root: _Element) -> None:
        abstract: dict[str, _List] = {}
        for a in root.iter(W + "abstractNum"):
            made = _List()
            for lvl in a.iter(W + "lvl"):
                made.levels[int(lvl.get(W + "ilvl", "0"))] = _level(lvl)
            abstract[a.get(W + "abstractNumId", "")] = made
        for num in list(root.iter(W + "num")):
            ref = num.find(W + "abstractNumId")
            base = abstract.get(ref.get(W + "val", "") if ref is not None else "")
            if base is None:
                continue
            overrides = list(num.iter(W + "lvlOverride"))
            own = base if not overrides else _List(dict(base.levels))
            for over in overrides:
                k = int(over.get(W + "ilvl", "0"))
                start, own_level = over.find(W + "startOverride"), over.find(W + "lvl")
                level = _level(own_level) if own_level is not None else own.levels.get(k, _Level())
                own.levels[k] = _Level(
                    int(start.get(W + "val", "1")) if start is not None else level.start,
                    level.fmt,
                    level.text,
                )
            self.lists[num.get(W + "numId", "")] = own

    def _of(self, p: _Element) -> tuple[str | None, int]:
        props = p.find(W + "pPr")
        num, level = _num_pr(props)
        style = props.find(W + "pStyle") if props is not None else None
        name = style.get(W + "val") if style is not None else None
        for _ in range(12):
            if num is not None or name is None or name not in self.styles:
                break
            num, styled, name = self.styles[name]
            level = level if level is not None else styled
        return num, level or 0

    def text(self, p: _Element) -> str:
        """The number that stands before a paragraph, "" if none; counts on."""
        num, level = self._of(p)
        made = self.lists.get(num) if num not in (None, "0") else None
        if made is None or level not in made.levels:
            return ""
        made.counts[level] = made.counts.get(level, made.levels[level].start - 1) + 1
        for deeper in [k for k in made.counts if k > level]:
            del made.counts[deeper]
        here = made.levels[level]
        if here.fmt == "bullet":
            return ""
        return re.sub(r"%([1-9])", lambda m: self._part(made, int(m[1]) - 1), here.text)

    def _part(self, made: _List, k: int) -> str:
        level = made.levels.get(k, _Level())
        words = rendered(made.counts.get(k, level.start), level.fmt)
        if words is None:
            self.unknown = True
            return ""
        return words


def _level(lvl: _Element) -> _Level:
    def val(tag: str, default: str) -> str:
        found = lvl.find(W + tag)
        return found.get(W + "val", default) if found is not None else default

    start = val("start", "1")
    return _Level(int(start) if start.isdigit() else 1, val("numFmt", "decimal"), val("lvlText", ""))


def _num_pr(props: _Element | None) -> tuple[str | None, int | None]:
    found = props.find(W + "numPr") if props is not None else None
    if found is None:
        return None, None
    num, level = found.find(W + "numId"), found.find(W + "ilvl")
    word = level.get(W + "val", "0") if level is not None else None
    return (num.get(W + "val") if num is not None else None), (int(word) if word and word.isdigit() else None)
