"""Who sits in the mechanism, which meetings it holds and what its roles owe.

Read from rules of work (工作规则) and from the setting up of a 领导小组: 召集人, 成员单位, 联络员, 组长;
定期会议 with their periods; the duties of 牵头单位, 配合单位 and 办公室.
"""

from __future__ import annotations

import re

from fuyuantong.plans.extraction.flow import Flow
from fuyuantong.plans.extraction.model import Duty, Meeting, Seat, Span
from fuyuantong.plans.extraction.outline import Node
from fuyuantong.plans.extraction.temporal import number, periods

_ROLE = (
    r"(?:联席会议|领导小组|工作专班|专班|本级|工作机制)?(?P<role>第一召集人|总召集人|副召集人|召集人|第一组长|组长|副组长|主任委员|"
    r"成员单位|成员|联络员|办公室主任|办公室副主任|副主任)"
)
_IS = re.compile(_ROLE + r"(?:分别|均)?(?:[:]|为(?!了))(?P<who>[^。;\n]{2,200})")
_SERVES = re.compile(
    r"(?:由|,|;|。|\n)(?P<who>[^由,;。\n:]{2,60}?)(?:分别|兼)?(?:担)?任(?:联席会议|领导小组|工作)?(?P<role>第一召集人|召集人|组长|副组长|办公室主任|办公室副主任|"
    r"主任|副主任|联络员)"
)
_BY = re.compile(r"(?P<role>(?:办公室)?(?:副)?主任|联络员)(?:分别)?由(?P<who>[^,;。\n]{2,80}?)(?:兼任|担任)")
_AS = re.compile(r"由(?P<who>[^,;。由\n]{2,40}?)(?:作为|为|担任)(?P<role>第一召集人|召集人|成员|联络员)")
_FOR = re.compile(r",(?P<who>[^,;。由\n]{2,60}?)为(?P<role>成员)(?=[。,;\n])")
_OFFICE = re.compile(r"办公室(?:\([^()\n]{0,30}\))?[,]?(?:常)?设(?:在|于)(?P<who>[^,。;\n]{2,30})")
_MEETING = re.compile(
    r"(?P<name>(?:定期|不定期|专题|全体|年度|季度|月度|部分成员|联络员|办公室|调度|工作|府院|府检)*(?:联席会议|联络员会议|专题会议|例会|调度会|协调会|会商会|"
    r"全体会议|成员会议|会议))(?:制度)?(?:,)?(?P<rest>[^。;\n]{0,40}?(?:召开|开展|举行)[^。;,\n]{0,16})"
)
_DUTY_HEAD = re.compile(
    r"(?P<who>牵头单位|配合单位|成员单位|各成员单位|责任单位|办公室|联席会议办公室|领导小组办公室|联络员|召集人)(?:的)?(?:主要)?(?:工作)?职责"
)
_DUTY_OWN = re.compile(
    r"(?P<who>牵头单位|配合单位|责任单位|各?成员单位|联络员)(?=对|要|负责|应|按|积极|承担|根据|做好|主动)"
)
_TIMES = re.compile(r"([一二两三四五六1-9])次")


def _people(flow: Flow, i: int, j: int) -> tuple[str, ...]:
    parts = re.split(r"[、,]|以及|(?<=[长任记])和", flow.quote(i, j))
    return tuple(p for p in parts if p)


def seats(flow: Flow) -> list[Seat]:
    """The seats of the mechanism in order of place, each place once."""
    found: dict[tuple[str, tuple[str, ...]], Seat] = {}
    for pattern in (_IS, _BY, _AS, _SERVES, _FOR, _OFFICE):
        for m in pattern.finditer(flow.text):
            role = m["role"] if "role" in m.re.groupindex else "办公室"
            a, b = flow.trim(*m.span("who"), " \n,;:")
            if a >= b or not _person_like(flow.text[a:b], role):
                continue
            office = (
                "办公室" in flow.text[max(0, m.start("role") - 12) : m.start("role")]
                if role in ("主任", "副主任")
                else False
            )
            role = "办公室" + role if office or role in ("主任", "副主任") else role
            seat = Seat(role, _people(flow, a, b), flow.span(a, b))
            found.setdefault((seat.role, seat.who), seat)
    return sorted(found.values(), key=lambda s: s.span)


def _person_like(text: str, role: str) -> bool:
    if role == "办公室":
        return not re.search(r"[的]|负责|主任", text)
    return len(text) <= 200 and not re.search(r"负责(?!人|同志)|应当|同意|组织|提出|指定|需要", text)


def meetings(flow: Flow) -> list[Meeting]:
    """Kinds of meetings with how often they are held."""
    found: list[Meeting] = []
    seen: set[tuple[str, str | None]] = set()
    for m in _MEETING.finditer(flow.text):
        often = periods(flow, m.start(), m.end())
        loose = re.search(r"不定期|适时|根据需要|必要时|随时", m.group())
        if (not often and not loose) or "分为" in m.group():
            continue
        every = often[0].every if often else None
        times = _TIMES.search(m["rest"])
        name = flow.quote(*m.span("name"))
        if (name, every) not in seen:
            seen.add((name, every))
            found.append(
                Meeting(
                    name,
                    every,
                    number(times[1]) if times else None,
                    flow.quote(*m.span()),
                    flow.span(*m.span()),
                )
            )
    return found


def duties(flow: Flow, nodes: list[Node]) -> list[Duty]:
    """Duties listed under a heading 职责, and paragraphs that say what a role is to do."""
    found: list[Duty] = []
    taken: set[Span] = set()
    for node in nodes:
        line_end = flow.text.find("\n", node.body)
        head = flow.text[node.body : line_end if 0 <= line_end < node.end else node.end][:60]
        own = _DUTY_OWN.match(head.strip())
        titled = _DUTY_HEAD.search(head)
        if own:
            found.append(_duty(flow, own["who"], node.body, node.own_end))
        elif titled and node.children:
            for child in node.children:
                text = flow.text[child.body : child.own_end].strip()
                inner = _DUTY_OWN.match(text)
                found.append(_duty(flow, inner["who"] if inner else titled["who"], child.body, child.own_end))
    unique = []
    for duty in found:
        if duty.span not in taken:
            taken.add(duty.span)
            unique.append(duty)
    return unique


def _duty(flow: Flow, who: str, i: int, j: int) -> Duty:
    i, j = flow.trim(i, j)
    return Duty(who, flow.raw[i:j], flow.span(i, j))
