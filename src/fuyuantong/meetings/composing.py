"""The record's draft from what was decided: 会议认为 / 会议明确 / 会议要求, numbered with 牵头 and 时限."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from fuyuantong.meetings.kinds import DECIDING, Nature, Outcome

_NUMBERS = "一二三四五六七八九十"
_SAYS = {
    Nature.DECISION: ("会议听取了", "会议认为", "会议明确", "会议要求"),
    Nature.CONSULTATION: ("会商听取了", "与会单位认为", "经会商，形成以下意见", "建议"),
    Nature.CONSENSUS: ("研讨会听取了", "与会人员认为", "经研讨，形成以下共识", "建议"),
    Nature.HEARING: ("听证会听取了", "听证参加人提出", "听证情况", "后续工作"),
    Nature.RELEASE: ("发布会发布了", "发布内容", "发布情况", "后续工作"),
}
_NOT_YET = {
    Outcome.DEFERRED: "暂缓研究。",
    Outcome.NEXT: "下次会议再议。",
    Outcome.DROPPED: "不予讨论。",
}


@dataclass(frozen=True, slots=True)
class Told:
    """One item as the record tells it; `resolutions` are (text, leads, partners, due day)."""

    title: str
    reporter: str
    is_minutes: bool
    outcome: str
    text: str
    dissent: str
    resolutions: Sequence[tuple[str, Sequence[str], Sequence[str], date | None]]


def record_text(nature: str, opening: str, items: Sequence[Told]) -> str:
    """The body of the record, paragraph by paragraph; what was not reached is said to go to the next
    meeting."""
    heard, thinks, states, asks = _SAYS[Nature(nature)]
    parts = [opening]
    for n, item in enumerate(items):
        parts.append(f"{numeral(n + 1)}、{item.title}")
        if item.is_minutes:
            parts.append(
                "会议审议通过上次会议纪要。" if item.outcome in DECIDING else "上次会议纪要修改后另行审议。"
            )
            continue
        if item.reporter:
            parts.append(f"{heard}{item.reporter}关于{item.title}的汇报。")
        if item.text:
            parts.append(
                f"{thinks}，{_sentence(item.text)}" if nature != Nature.RELEASE else _sentence(item.text)
            )
        if item.outcome in DECIDING and item.resolutions:
            parts.append(f"{states}：")
            parts += [f"（{numeral(k)}）{_resolution(*one)}" for k, one in enumerate(item.resolutions, 1)]
        elif item.outcome not in DECIDING:
            parts.append(
                _NOT_YET.get(Outcome(item.outcome), "") if item.outcome else "因时间关系未研究，转下次会议。"
            )
        if item.dissent:
            parts.append(f"{asks}，{_sentence(item.dissent)}")
    return "\n".join(part for part in parts if part)


def numeral(n: int) -> str:
    """一, 十, 十一, 二十 … up to 99."""
    if n <= len(_NUMBERS):
        return _NUMBERS[n - 1]
    tens, ones = divmod(n, 10)
    return f"{'' if tens == 1 else _NUMBERS[tens - 1]}十{_NUMBERS[ones - 1] if ones else ''}"


def _resolution(text: str, leads: Sequence[str], partners: Sequence[str], due_on: date | None) -> str:
    who = f"由{'、'.join(leads)}牵头" if leads else ""
    helped = f"{'、'.join(partners)}配合" if partners else ""
    when = f"{due_on.year}年{due_on.month}月{due_on.day}日前完成" if due_on else ""
    tail = "，".join(part for part in (who, helped, when) if part)
    return f"{text.rstrip('。；;')}{f'（{tail}）' if tail else ''}。"


def _sentence(text: str) -> str:
    return text if text.endswith(("。", "！", "？")) else f"{text}。"
