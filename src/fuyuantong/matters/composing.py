"""What a letter says at first: one readable function for each 文种. Pure; people edit what comes out.

The addressee's line and the signature are set by the page; here is the title and the paragraphs between.
Fields that hold personal data are never put in by the machine. `FILL_IN` stands where only a person knows.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date

from fuyuantong.definitions.kinds import ReminderDo

FILL_IN = "〔签发前填写〕"
_ONES = "一二三四五六七八九十"


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
    genre: str
    title: str
    paragraphs: tuple[str, ...] = field(default_factory=tuple)

    @property
    def text(self) -> str:
        return "\n".join(self.paragraphs)


def day(on: date | None) -> str:
    return f"{on.year}年{on.month}月{on.day}日" if on else FILL_IN


def ordinal(n: int) -> str:
    """一、二、… 十九, then figures."""
    tens, ones = divmod(n, 10)
    if n > 19:  # noqa: PLR2004 - beyond that figures read better
        return str(n)
    return ("十" if tens else "") + (_ONES[ones - 1] if ones else "") if n != 10 else "十"  # noqa: PLR2004


def _listed(rows: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(f"{ordinal(n)}、{row}" for n, row in enumerate(rows, 1))


def _told(facts: Facts) -> tuple[str, ...]:
    return tuple(f"{key}：{value}" for key, value in facts.about)


def subject(title: str) -> str:
    """What a title is about: 关于…的司法建议 without its frame."""
    return re.sub(r"^关于(.+?)的(?:司法建议|检察建议|检察意见)书?$", r"\1", title)


def suggestion(genre: str, facts: Facts) -> Composed:
    """司法建议书, 检察建议书, 检察意见书: what was found, suggestions one by one, until when to answer."""
    grounds = f"根据{facts.basis}，" if facts.basis else ""
    until = f"请于{day(facts.due_on)}前" if facts.due_on else "请在收到本建议书后，于规定期限内"
    return Composed(
        genre,
        facts.title if "建议" in facts.title or "意见" in facts.title else f"关于{facts.title}的{genre}",
        (
            f"我院在工作中了解到{subject(facts.title)}方面的有关情况。{grounds}现提出如下建议：",
            *(_listed(facts.items) or _told(facts) or (FILL_IN,)),
            f"{until}将逐项研究采纳和落实情况书面回复我院；有不同意见的，请一并书面说明理由。",
        ),
    )


def letter(genre: str, facts: Facts) -> Composed:
    """函: between organs of which neither commands the other."""
    return Composed(
        genre,
        f"关于{facts.title}的{facts.letter or genre}",
        (
            f"现就“{facts.title}”有关事项函告如下：",
            *(_told(facts) or (FILL_IN,)),
            "以上事项，请予研究支持，并将有关情况函复为盼。",
        ),
    )


def notice(genre: str, facts: Facts) -> Composed:
    """通知 and the 通知书 of a statute."""
    grounds = (f"根据{facts.basis}，现通知如下：",) if facts.basis else ("现将有关事项通知如下：",)
    return Composed(
        genre, f"关于{facts.title}的{genre}", (*grounds, *(_told(facts) or (FILL_IN,)), "特此通知。")
    )


def request(genre: str, facts: Facts) -> Composed:
    """请示: one matter, upwards, with an answer asked for."""
    return Composed(
        genre,
        f"关于{facts.title}的请示",
        (f"现就“{facts.title}”请示如下：", *(_told(facts) or (FILL_IN,)), "妥否，请批示。"),
    )


def report(genre: str, facts: Facts) -> Composed:
    return Composed(
        genre,
        f"关于{facts.title}的{genre}",
        (f"现将“{facts.title}”有关情况报告如下：", *(_told(facts) or (FILL_IN,)), "特此报告。"),
    )


def slip(genre: str, facts: Facts) -> Composed:
    """交办单; to organs that are not commanded the same sheet is a 商请函."""
    if facts.gentle:
        return letter("函", facts)
    until = f"办理期限：{day(facts.due_on)}" if facts.due_on else f"办理期限：{FILL_IN}"
    return Composed(
        genre,
        f"{genre}：{facts.title}",
        (f"交办事项：{facts.title}", *_told(facts), until, "请按期办理，并书面反馈办理结果。"),
    )


def decision(genre: str, facts: Facts) -> Composed:
    """Any other paper of a statute (起诉书, 抗诉书, 移送书): its particulars, for the officer to write up."""
    return Composed(
        genre,
        f"{genre}（{facts.title}）",
        (
            *((f"依据：{facts.basis}",) if facts.basis else ()),
            *(_told(facts) or (FILL_IN,)),
            *_listed(facts.items),
        ),
    )


def supervision(genre: str, facts: Facts) -> Composed:
    """督办单: it needs a leader's 批示 or the mandate of 政府督查 behind it, which only a person can name."""
    if facts.gentle:
        return inquiry("函", facts)
    return Composed(
        genre,
        f"督办单：{facts.title}",
        (
            f"督办依据：{FILL_IN}",
            f"督办事项：{facts.title}",
            f"“{facts.clock}”已于{day(facts.due_on)}届满，截至{day(facts.today)}尚未办结。",
            "请说明未按期办结的原因、目前进展和下步措施，并明确办结时间。",
        ),
    )


def inquiry(genre: str, facts: Facts) -> Composed:
    """函询: how one asks a court, a procuratorate or a 中省直 unit."""
    return Composed(
        genre,
        f"关于商请函告“{facts.title}”办理情况的函",
        (
            f"“{facts.title}”的{facts.clock or '办理期限'}为{day(facts.due_on)}。",
            "为便于衔接，商请贵单位函告目前办理情况；需要我们配合的，请一并提出。",
        ),
    )


def follow_up(genre: str, facts: Facts) -> Composed:
    """跟进函 after a letter that nobody answered in time."""
    sent = f"于{day(facts.sent_on)}送达贵单位的" if facts.sent_on else "此前致贵单位的"
    no = f"（{facts.number}）" if facts.number else ""
    return Composed(
        genre,
        f"关于“{facts.title}”的跟进函",
        (
            (
                f"{facts.self_name}{sent}“{facts.title}”{no}，回复期限为{day(facts.due_on)}。"
                f"截至{day(facts.today)}，尚未收到贵单位的书面回复。"
            ),
            "请贵单位研究办理，并将逐项采纳和落实情况书面函复；办理中有困难或者有不同意见的，也请一并说明。",
        ),
    )


def copy_up(genre: str, facts: Facts) -> Composed:
    """抄报 to the organ above: it informs, and leaves to that organ what it does."""
    no = f"（{facts.number}）" if facts.number else ""
    return Composed(
        genre,
        f"关于“{facts.title}”回复情况的抄报",
        (
            (
                f"{facts.self_name}于{day(facts.sent_on)}向{facts.owner}送达“{facts.title}”{no}，"
                f"{facts.clock}为{day(facts.due_on)}。截至{day(facts.today)}，尚未收到书面回复。"
            ),
            "现将有关情况抄报贵单位，请在指导相关工作时予以考虑。",
        ),
    )


def bulletin(genre: str, facts: Facts) -> Composed:
    """通报 of one matter; courts, procuratorates and 中省直 units are asked instead."""
    if facts.gentle:
        return inquiry("函", facts)
    return Composed(
        genre,
        f"关于“{facts.title}”办理情况的通报",
        (
            (
                f"“{facts.title}”由{facts.owner}承办，{facts.clock}为{day(facts.due_on)}。"
                f"截至{day(facts.today)}尚未办结。"
            ),
            f"有关情况和要求：{FILL_IN}",
        ),
    )


_LETTERS: Mapping[str, Callable[[str, Facts], Composed]] = {
    "建议": suggestion,
    "意见书": suggestion,
    "通知": notice,
    "请示": request,
    "报告": report,
    "交办单": slip,
    "函": letter,
}
"""By what the 文种 contains, the first that fits; everything else is written by `decision`."""
_REMINDERS: Mapping[str, tuple[str, Callable[[str, Facts], Composed]]] = {
    ReminderDo.DRAFT_SUPERVISION.value: ("督办单", supervision),
    ReminderDo.DRAFT_FOLLOW_UP.value: ("跟进函", follow_up),
    ReminderDo.DRAFT_COPY.value: ("抄报", copy_up),
    ReminderDo.DRAFT_BULLETIN.value: ("通报", bulletin),
    ReminderDo.INQUIRE.value: ("函", inquiry),
}


def compose(genre: str, facts: Facts) -> Composed:
    """The first text of a letter of the definition."""
    genre = genre or facts.letter
    if facts.letter == "跟进函":
        return follow_up(genre, facts)
    writer = next((write for word, write in _LETTERS.items() if word in genre), decision)
    return writer(genre, facts)


def compose_reminder(what: str, facts: Facts) -> Composed:
    """The first text of what a reminder asks for (拟督办单, 拟跟进函, 拟抄报, 拟通报)."""
    genre, writer = _REMINDERS[what]
    return writer(genre, facts)
