"""Title, issuers, 文号 and date: the matter at the head (or the foot) of a document."""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import dataclass

from fuyuantong.plans.extraction.flow import Flow
from fuyuantong.plans.extraction.temporal import number

_NUMBER = re.compile(
    r"(?:(?:发文字号|文号|文件编号|发文号)[: ]*)?"
    r"([\u4e00-\u9fff]{1,14}(?:\([\u4e00-\u9fff]+\))?[〔\[(]\d{4}[〕\])]\d{1,4}号)"
)
_DATE = re.compile(r"((?:19|20)\d\d) ?年 ?(\d{1,2}) ?月 ?(\d{1,2}) ?日")
_CN_DATE = re.compile(
    r"(二[〇零一二三四五六七八九]{3})年([一二三四五六七八九十]{1,2})月([一二三四五六七八九十]{1,3})日"
)
_META = re.compile(
    r"(?:成文日期|发文日期|印发日期|发布日期|发布时间|时间|日期)[: ]*"
    r"((?:19|20)\d\d)[-./年](\d{1,2})[-./月](\d{1,2})"
)
_ORGAN = re.compile(
    r"[\u4e00-\u9fff]{2,}(?:人民政府(?:办公室|办公厅)?|法院(?:办公室)?|检察院(?:办公室)?|委员会(?:办公室)?|领导小组(?:办公室)?|联席会议(?:办公室)?|"
    r"局|厅|委|办公室|办公厅|管委会|政府办)"
)
_KINDS = (
    r"(?:通知|意见|方案|要点|规则|办法|规定|细则|制度|清单|计划|决定|函|纪要|报告|通报|措施|分工|台账|机制|"
    r"规程|指引|责任书|任务表|分解表|一览表|协议|公告|通告|任务|安排|目标|行动|标准|责任状|备忘录)"
)
_TITLE_END = re.compile(rf"{_KINDS}(?:\([^()]*\))?》?$")
_ABOUT = re.compile(r"关于.{2,120}" + _KINDS + r"(?:\([^()]*\))?$")
_NOTICE = re.compile(r"关于(?:印发|转发|下发|发布|批转|公布|修订印发).*(?:通知|函)$")
_WHERE = re.compile(r"首页|当前位置|来源:|发布时间|字号|打印|分享|浏览|索引号|主题词|>|正文$")


@dataclass(frozen=True, slots=True)
class Head:
    """What the head and foot of a document say."""

    title: str
    notice: str | None
    issuers: tuple[str, ...]
    number: str | None
    issued_on: dt.date | None


def read_head(flow: Flow, first_part: int) -> Head:
    """Read the head: the paragraphs before the first numbered part, and the signature at the end."""
    lines = _lines(flow, 0, first_part)[:60]
    foot = _lines(flow, max(first_part, len(flow.text) - 600), len(flow.text))[-12:]
    titles = _titles(lines)
    notice = next((t for _, t in titles if _NOTICE.search(t)), None)
    title = next((t for _, t in reversed(titles) if t != notice), notice or "")
    issuers, issued = _signature(lines, foot)
    if not issuers and titles:
        issuers = _above(lines, titles[0][0])
    return Head(title, notice, issuers or _in_title(titles), _doc_number(lines + foot), issued)


def _lines(flow: Flow, i: int, j: int) -> list[str]:
    return [line for line in (part.strip() for part in flow.text[i:j].split("\n")) if line]


def _titles(lines: list[str]) -> list[tuple[int, str]]:
    """Lines (or runs of up to four short lines) that read as titles, with the index of the first."""
    found: list[tuple[int, str]] = []
    n = 0
    while n < len(lines):
        joined = ""
        for k in range(n, min(n + 4, len(lines))):
            part = lines[k]
            if (
                len(part) > 70
                or part.endswith(("。", ":", ";", ","))
                or _WHERE.search(part)
                or _NUMBER.fullmatch(part)
            ):
                break
            if (k > n and _is_organ(part)) or _dated(part):
                break
            joined += part
            if (
                len(joined) > 3
                and _TITLE_END.search(joined)
                and not _is_organ(lines[n])
                and joined.count("《") == joined.count("》")
            ):
                found.append((n, "".join(joined.split())))
                n = k
                break
            if _is_organ(lines[n]):
                break
        n += 1
    return found


def _is_organ(line: str) -> bool:
    parts = line.split()
    return bool(parts) and all(_ORGAN.fullmatch(p) for p in parts)


def _dated(line: str) -> dt.date | None:
    m = _DATE.fullmatch(line.strip("()")) or _CN_DATE.fullmatch(line.strip("()"))
    return _date(m) if m else None


def _date(m: re.Match[str]) -> dt.date | None:
    try:
        return dt.date(number(m[1]), number(m[2]), number(m[3]))
    except ValueError:
        return None


def _signature(lines: list[str], foot: list[str]) -> tuple[tuple[str, ...], dt.date | None]:
    """Issuers and date of the signature (organ lines straight above a date line), else a date alone."""
    for block in (lines, foot):
        for n, line in enumerate(block):
            day = _dated(line)
            if day is None:
                continue
            organs: list[str] = []
            k = n - 1
            while k >= 0 and _is_organ(block[k]):
                organs = block[k].split() + organs
                k -= 1
            return tuple(dict.fromkeys(organs)), day
    for line in lines:
        m = _META.search(line) or re.search(r"(?:^|\()((?:19|20)\d\d)年(\d{1,2})月(\d{1,2})日", line[:40])
        if m and (day := _date(m)):
            return (), day
    return (), None


def _above(lines: list[str], title_at: int) -> tuple[str, ...]:
    organs: list[str] = []
    k = title_at - 1
    while k >= 0 and _is_organ(lines[k]):
        organs = lines[k].split() + organs
        k -= 1
    return tuple(dict.fromkeys(organs))


def _in_title(titles: list[tuple[int, str]]) -> tuple[str, ...]:
    for _, title in titles:
        m = re.match(r"(.{3,60}?)关于", title)
        if m:
            names = [p for p in re.split(r"[ 、]", m[1]) if _ORGAN.fullmatch(p)]
            if names:
                return tuple(names)
    return ()


def _doc_number(lines: list[str]) -> str | None:
    for line in lines:
        m = _NUMBER.fullmatch("".join(line.split()))
        if m:
            return m[1]
    return None
