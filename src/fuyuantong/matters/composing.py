"""What a letter says at first: the facts of a matter put into a template of library/letters.

The addressee's line and the signature are set when it is printed; here is the title and the text between.
Fields that hold personal data are never put in by the machine. `FILL_IN` stands where only a person knows.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from fuyuantong.definitions.kinds import ReminderDo
from fuyuantong.documents.letters import (
    FILL_IN,
    Template,
    Value,
    ordinal,
    template_for,
    text_of,
    title_of,
)
from fuyuantong.documents.official import said_day
from fuyuantong.matters.kinds import Pressing

__all__ = ["FILL_IN", "Composed", "Facts", "compose", "compose_reminder", "day", "ordinal", "subject"]


@dataclass(frozen=True, slots=True)
class Facts:
    """What is known when a letter is drafted. `about` are the matter's plain fields, `items` its suggestions.

    `owner` owes what `task` says until `due_on` (`clock`); `gentle`: no organ that anybody here commands.
    """

    letter: str
    title: str
    mechanism: str
    today: date
    number: str = ""
    basis: str = ""
    about: tuple[tuple[str, str], ...] = ()
    items: tuple[str, ...] = ()
    owner: str = ""
    clock: str = ""
    due_on: date | None = None
    sent_on: date | None = None
    gentle: bool = False
    self_name: str = "我单位"


@dataclass(frozen=True, slots=True)
class Composed:
    """A letter's first words and the `template` that will lay them out."""

    genre: str
    title: str
    text: str
    template: str = ""

    @property
    def paragraphs(self) -> tuple[str, ...]:
        return tuple(self.text.splitlines())


def day(on: date | None) -> str:
    return said_day(on) or FILL_IN


def subject(title: str) -> str:
    """What a title is about: 关于…的司法建议 without its frame and without a mark in brackets after it."""
    return re.sub(r"^关于(.+?)的(?:司法建议|检察建议|检察意见|议题|请示)书?(?:（[^（）]*）)?$", r"\1", title)


def standard(facts: Facts, genre: str) -> dict[str, Value]:
    """What every template may name (`letters.kinds.STANDARD`)."""
    told = tuple(f"{key}：{value}" for key, value in facts.about)
    return {
        "文书": facts.letter or genre,
        "文种": genre,
        "标题": facts.title,
        "事由": subject(facts.title),
        "机制": facts.mechanism,
        "自称": facts.self_name,
        "依据": facts.basis or None,
        "事项情况": told or None,
        "建议条目": facts.items or None,
        "承办单位": facts.owner or None,
        "期限名称": facts.clock or "办理期限",
        "期限日期": facts.due_on,
        "送达日期": facts.sent_on,
        "今日": facts.today,
        "原文号": f"（{facts.number}）" if facts.number else "",
    }


def _suggested(genre: str, facts: Facts) -> dict[str, Value]:
    """A suggestion's title is the matter's own where that is one already."""
    named = "建议" in facts.title or "意见" in facts.title
    return {"标题": facts.title if named else f"关于{facts.title}的{genre}"}


def _assigned(facts: Facts) -> dict[str, Value]:
    return {
        "交办事项": facts.title,
        "催办事项": facts.title,
        "基本情况": "\n".join(f"{key}：{value}" for key, value in facts.about) or None,
        "办理期限": day(facts.due_on),
        "办理要求": "请按期办理，并书面反馈办理结果。",
    }


def _supervised(facts: Facts) -> dict[str, Value]:
    """It needs a leader's 批示 or the mandate of 政府督查 behind it, which only a person can name."""
    late = facts.due_on is not None and facts.due_on < facts.today
    state = f"已于{day(facts.due_on)}届满" if late else f"为{day(facts.due_on)}"
    term = f"“{facts.clock or '办理期限'}”{state}，截至{day(facts.today)}尚未办结。"
    return {
        "督办事项": facts.title,
        "未办结情况": term,
        "督办要求": "请说明未按期办结的原因、目前进展和下步措施，并明确办结时间。",
        "约谈事项": facts.title,
        "约谈原因": term,
        "催办内容": term,
    }


_COMMANDS = {
    "assignment-slip": "letter", "supervision-slip": "inquiry", "reminder-letter": "inquiry",
    "bulletin": "inquiry",
}  # fmt: skip
"""What is not said to organs that nobody here commands, and what is written to them instead."""
_REMINDERS: Mapping[str, tuple[str, str]] = {
    ReminderDo.DRAFT_SUPERVISION.value: ("督办单", "supervision-slip"),
    ReminderDo.DRAFT_FOLLOW_UP.value: ("跟进函", "follow-up"),
    ReminderDo.DRAFT_COPY.value: ("抄报", "copy-to-superior"),
    ReminderDo.DRAFT_BULLETIN.value: ("通报", "bulletin"),
    ReminderDo.DRAFT_REMINDER.value: ("提醒函", "reminder-letter"),
    ReminderDo.INQUIRE.value: ("函", "inquiry"),
}


def compose(genre: str, facts: Facts, code: str = "") -> Composed:
    """The first text of a letter of the definition; `code` is the template that the definition names."""
    genre = genre or facts.letter
    if facts.letter == "跟进函":
        code = "follow-up"
    template = template_for(code, genre)
    values: dict[str, Value] = {}
    if template.title == "{标题}":
        values |= _suggested(genre, facts)
    return _composed(template, genre, facts, values)


def compose_reminder(what: str, facts: Facts) -> Composed:
    """The first text of what a reminder asks for (拟督办单, 拟跟进函, 拟抄报, 拟通报)."""
    genre, code = _REMINDERS[what]
    return _composed(template_for(code, genre), genre, facts, {})


_PRESSING = {
    Pressing.SUPERVISION: ("督办单", "supervision-slip"),
    Pressing.INTERVIEW: ("约谈通知书", "interview-notice"),
    Pressing.BULLETIN: ("通报", "bulletin"),
}


def pressing_template(what: Pressing) -> str:
    """The code of the template of 督办单, 约谈通知书 or 通报."""
    return _PRESSING[what][1]


PRESSING_TEMPLATES = frozenset(code for _genre, code in _PRESSING.values())


def compose_pressing(what: Pressing, facts: Facts) -> Composed:
    """The first text of what a clerk wants drafted above 催办; who stands behind it, a person says."""
    genre, code = _PRESSING[what]
    return _composed(template_for(code, genre), genre, facts, {})


def _composed(template: Template, genre: str, facts: Facts, values: Mapping[str, Value]) -> Composed:
    if facts.gentle and template.code in _COMMANDS:
        template, genre = template_for(_COMMANDS[template.code], "函"), "函"
    told = {**standard(facts, genre), **_assigned(facts), **_supervised(facts), **values}
    return Composed(genre, title_of(template, told), text_of(template, told), template.code)
