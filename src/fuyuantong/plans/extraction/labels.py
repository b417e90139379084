"""The words that announce an annotation (牵头单位：, 责任单位：, 完成时限：), and heads of tables."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache
from typing import Literal

Role = Literal[
    "lead", "responsible", "assist", "deadline", "other", "task", "number", "category", "target", "state"
]

_ORGAN = r"(?:责任|主办|协办|负责)?(?:单位|部门|机构|机关|科室|处室)"
_AND = r"(?:和|及|、|/)?"
WORDS: dict[Role, str] = {
    "other": (
        r"(?:责任|牵头|分管|市级|包抓|挂包|包联|主要|直接|第一)?(?:责任人|领导|联系人|负责人|负责同志)|联系电话|备注|成果形式|任务来源|(?:技术|资金|智力|学术)支持单位|"
        r"(?:工作|年度)?(?:目标|措施|成果|标准|来源|要求)|目标(?:任务|要求)|预期(?:成果|目标)|考核(?:指标|标准)|具体(?:措施|举措)|"
        r"整改(?:措施|目标)|推进措施|进展情况|制度依据|主要任务|工作内容|任务内容|任务名称"
    ),
    "deadline": (
        r"(?:完成|办结|整改|推进|落实|办理|工作|实施|反馈|报送|责任|任务|计划|拟)*(?:时限|期限|时间节点|时间进度|时间安排|时间要求)(?:要求)?"
        r"|(?:计划|拟|预计|应)?(?:完成|办结|整改|实施|推进|落实)(?:时间|日期)|时间(?:表)?|进度(?:安排|要求|时限)"
    ),
    "lead": (
        r"(?:总|第一|主要|市级|县级)?牵头(?:责任|负责|主办|承办|主责|组织|实施|协调|落实)*"
        rf"(?:{_ORGAN})?(?:[及和、]责任人)?|主[办责]{_ORGAN}"
    ),
    "assist": (
        r"(?:主要)?(?:配合|协办|参与|协同|协助|会办|参加|协作|支持|协调)(?:责任|落实|负责|配合)*"
        rf"(?:{_ORGAN})|配合|协办|参与"
    ),
    "responsible": (
        rf"(?:主要|具体|市级|县级|直接|其他|各|第[一二三]|首要)?(?:责任|负责|承办|落实|实施|执行|主管|完成|任务)(?:责任|落实|配合|牵头)*"
        rf"(?:单位|部门|主体|机构|科室|处室)(?:{_AND}(?:(?:配合|协办|参与){_ORGAN}|责任人))?|(?:责任|任务|职责)?分工|责任|负责|承办"
    ),
}
_BUILT = "|".join(f"(?P<{r}>{WORDS[r]})" for r in WORDS)
_NOTE = r"(?:\([^()\n]{0,40}\))?"
LABEL = re.compile(
    r"(?:(?<![\u4e00-\u9fff])|(?<=[局委办院会府位门司联]))(?P<pre>\[)?"
    rf"(?P<word>{_BUILT}) ?{_NOTE} ?(?:(?P<colon>[:\]]+|—+(?=[\u4e00-\u9fff]))"
    r"|(?P<copula>[为是]):?(?=[\u4e00-\u9fff“\d])|(?P<gap>[ \t]+)|(?P<alone>(?=\n|$)))"
)
_TIME_AHEAD = re.compile(r"[^,。;:\n]{0,6}?(?:\d|[年月日底]|长期|持续|每)")
_NAMES = re.compile(
    r"[“\u4e00-\u9fff][^,。;:\n]{1,30}?"
    r"(?:局|委|办|院|厅|部|府|会|中心|公司|行|队|门|位|区|县|市)"
)
HEADS: tuple[tuple[Role, re.Pattern[str]], ...] = (
    ("number", re.compile(r"序号|编号|序|No\.?|项次|任务号")),
    (
        "other",
        re.compile(
            r".*(?:责任人|领导|联系人|负责人|电话|备注|依据|来源|说明|进展|情况|形式|签收|状态|分值|权重|填报|填表|主管人员|审核).*"
        ),
    ),
    (
        "lead",
        re.compile(
            rf"(?:总|第一|市级|县级)?牵头(?:责任|负责|主办|承办|主责)*{_ORGAN}?(?:\(.*\))?|主[办责]{_ORGAN}"
        ),
    ),
    (
        "assist",
        re.compile(
            rf".{{0,4}}(?:配合|协办|参与|协同|协助|会办|参加|协作)(?:责任|落实|负责)*(?:{_ORGAN})?(?:\(.*\))?|其他责任单位"
        ),
    ),
    ("deadline", re.compile(r".{0,6}(?:时限|期限|时间|日期|节点|进度)(?:安排|要求|节点)?")),
    (
        "responsible",
        re.compile(
            r".{0,6}(?:单位|部门|主体|科室)(?:[和及、/]?(?:配合|责任)(?:单位|部门|人))?(?:\(.*\))?|(?:责任|任务)?分工"
        ),
    ),
    (
        "category",
        re.compile(
            r"(?:任务|工作|事项)?(?:类别|分类|领域|板块|方面|类型|大项)|一级(?:指标|任务)|重点领域|项目类别"
        ),
    ),
    ("target", re.compile(r".{0,6}(?:目标|指标|成效|成果|标准)(?:要求|任务|值)?|完成标准")),
    (
        "task",
        re.compile(
            r".{0,8}(?:任务|事项|内容|举措|措施|项目|要点|问题|名称|清单|工作)(?:内容|名称|事项|要求|分解)?(?:\(.*\))?|工作要求"
        ),
    ),
)


# of the columns of tasks the one that says what was found, not what is to be done
_STATE = re.compile(r"(?:反馈|存在的?|主要|突出|具体|查摆)?问题(?:表现|描述|情况|内容|清单)?")


@dataclass(frozen=True, slots=True)
class Label:
    """A label at flow[start:end]; its value begins at `end`."""

    role: Role
    start: int
    end: int


def find_labels(text: str) -> list[Label]:
    """Every label of the text in order.

    A label is followed by a colon or stands in square brackets; one that is followed by a blank, 为 or
    是 must begin its line, its bracket or follow another annotation.
    """
    found: list[Label] = []
    for m in LABEL.finditer(text):
        start, word = m.start(), m["word"]
        before = text[start - 1] if start else "\n"
        if m["alone"] is not None and (len(word) < 4 or before != "\n"):
            continue
        if m["copula"]:
            role = next(r for r in WORDS if m[r])
            if _states(text, m.end(), role, before):
                found.append(Label(role, start, m.end()))
            continue
        if m["colon"] is None and (len(word) < 4 or not _opens(text, start, before, found)):
            continue
        if m["colon"] and m["colon"][0] == "]" and (not m["pre"] or (len(word) < 4 and before not in "\n。")):
            continue
        if len(word) == 2 and before not in "\n([,;。 \t":
            continue
        role = next(r for r in WORDS if m[r])
        found.append(Label(role, start, m.end()))
    return found


def _after_word(text: str, start: int) -> int:
    """Where the value of a label that is followed by a blank begins."""
    p = start
    while p < len(text) and text[p] not in " \t":
        p += 1
    return p + 1


def _states(text: str, p: int, role: Role, before: str) -> bool:
    """Whether 牵头单位为… states something: at the head of a bracket or clause, before a name or a time."""
    if before not in "\n([。;,":
        return False
    return _TIME_AHEAD.match(text, p) is not None if role == "deadline" else _NAMES.match(text, p) is not None


def _opens(text: str, start: int, before: str, found: list[Label]) -> bool:
    if before in "\n([" or (before == "。" and _NAMES.match(text, _after_word(text, start))):
        return True
    return bool(found) and before in " \t,;。" and "\n" not in text[found[-1].end : start]


def head_role(cell: str) -> Role | None:
    """The role of a table's column by its head; None for a cell that is no head."""
    bare = "".join(cell.split()).strip("*:")
    return _role(bare) if 1 <= len(bare) <= 16 else None


@lru_cache(maxsize=4096)
def _role(bare: str) -> Role | None:
    """The role of a head without blanks; cells repeat down a column."""
    for role, pattern in HEADS:
        if pattern.fullmatch(bare):
            return "state" if role == "task" and _STATE.fullmatch(bare) else role
    return None
