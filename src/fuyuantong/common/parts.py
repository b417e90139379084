"""What the page components are given: plain, frozen, typed values (docs/build/frontend.md shows each).

Pages build these from the results of a query; templates only print them. `tone` is one of the keys of
`TONES`; every tone carries a shape and a word, so that colour never speaks alone (GB/T 37668).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

Text = str | Promise

# tone → (shape in the sprite, the word used when the page gives none)
TONES: dict[str, tuple[str, Text]] = {
    "ok": ("s-dot", _("正常")),
    "run": ("s-dot", _("办理中")),
    "soon": ("s-triangle", _("临期")),
    "over": ("s-diamond", _("超期")),
    "done": ("s-check", _("办结")),
    "paused": ("s-pause", _("暂缓")),
    "standing": ("s-loop", _("持续推进")),
    "review": ("s-half", _("待复核")),
    "late": ("s-plus", _("补录")),
    "wait": ("s-ring", _("待签收")),
    "note": ("s-square", _("提示")),
}

# lamp colour → (shape, word): 绿 正常, 黄 预警, 红 告警, 灰 不评 (courts and procuratorates get no lamp)
LAMPS: dict[str, tuple[str, Text]] = {
    "green": ("s-dot", _("正常")),
    "yellow": ("s-triangle", _("预警")),
    "red": ("s-diamond", _("告警")),
    "grey": ("s-ring", _("不评")),
}


@dataclass(frozen=True, slots=True)
class Kpi:
    """One figure that is a link to the rows behind it. `oldest` names the oldest of those rows."""

    label: Text
    value: str | int
    href: str
    tone: str = "run"
    note: Text = ""
    oldest: Text = ""
    unit: Text = ""


@dataclass(frozen=True, slots=True)
class Tab:
    label: Text
    href: str
    count: int | str | None = None
    current: bool = False
    alarming: bool = False


@dataclass(frozen=True, slots=True)
class Crumb:
    """One step of the breadcrumb; the last one has no `href`."""

    label: Text
    href: str = ""


@dataclass(frozen=True, slots=True)
class Event:
    """One entry of a timeline. `at` and `recorded` are ready to print; `recorded` only where it differs."""

    title: Text
    at: str
    who: Text = ""
    text: Text = ""
    tone: str = "run"
    recorded: str = ""
    files: Sequence[File] = ()
    anchor: str = ""


@dataclass(frozen=True, slots=True)
class File:
    name: str
    href: str
    size: str = ""
    by: Text = ""
    at: str = ""
    note: Text = ""


@dataclass(frozen=True, slots=True)
class ProofStep:
    """One step of a due date's proof: the rule in words, its article, the dates it moved between."""

    rule: Text
    article: str = ""
    start: str = ""
    end: str = ""
    skipped: Sequence[str] = ()


@dataclass(frozen=True, slots=True)
class Said:
    """A reminder of a term: what it was, when it was due and came, to whom, by which rule, why so late."""

    what: Text
    due: str
    came: str = ""
    whom: Text = ""
    rule: str = ""
    late: Text = ""


@dataclass(frozen=True, slots=True)
class ClockFace:
    """A running term as people read it: the due date, how much is left, and the proof.

    `due` is a date or moment ready to print; `used` is the share of the term gone by, 0–100.
    """

    label: Text
    due: str
    left: Text
    tone: str = "ok"
    used: int = 0
    basis: str = ""
    provisional: bool = False
    proof: Sequence[ProofStep] = ()
    said: Sequence[Said] = ()


@dataclass(frozen=True, slots=True)
class Mark:
    """Something on a day of the month calendar."""

    label: Text
    href: str = ""
    tone: str = "run"


@dataclass(frozen=True, slots=True)
class Day:
    on: date
    inside: bool = True
    today: bool = False
    kind: str = ""  # "rest" (休) or "work" (班), from the decreed calendar
    small: Text = ""
    marks: Sequence[Mark] = ()


@dataclass(frozen=True, slots=True)
class Month:
    """A month as weeks of seven days, Monday first; links to its neighbours."""

    label: Text
    weeks: Sequence[Sequence[Day]]
    previous_href: str = ""
    next_href: str = ""


@dataclass(frozen=True, slots=True)
class Paging:
    """Key paging: neighbours by link, a count that may be bounded (`说明`, for example 共 1000+ 条)."""

    shown: int
    total: Text = ""
    previous_href: str = ""
    next_href: str = ""
    first_href: str = ""
    sizes: Sequence[Tab] = ()


@dataclass(frozen=True, slots=True)
class Column:
    """One column a person may show or hide; `fixed` ones are always shown."""

    key: str
    label: Text
    shown: bool = True
    fixed: bool = False


@dataclass(frozen=True, slots=True)
class Pair:
    """One line of a description list; `wide` takes both columns."""

    label: Text
    value: object
    wide: bool = False


@dataclass(frozen=True, slots=True)
class Stage:
    """One stage of the short flow strip above a matter: done, now or ahead."""

    label: Text
    state: str = "ahead"
    note: Text = ""


@dataclass(frozen=True, slots=True)
class Empty:
    """What to say where nothing is: the fact, and what to do next."""

    title: Text
    text: Text = ""
    href: str = ""
    act: Text = ""
    icon: str = "inbox"
    extra: Sequence[Crumb] = field(default_factory=tuple)


@dataclass(frozen=True, slots=True)
class SavedLink:
    """A person's saved view of a list: its name, where it leads, and the address that takes it away."""

    label: str
    href: str
    remove: str
