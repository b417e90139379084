"""The parts of a mechanism: parties, fields, stages, acts, tasks, clocks and what hangs on them."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date

from fuyuantong.clocks.terms import Term
from fuyuantong.definitions.kinds.words import (
    Every,
    FieldType,
    JoinAt,
    Joining,
    Numbering,
    Objection,
    OriginKind,
    ReminderDo,
    Sight,
    Standing,
    UnitKind,
)


@dataclass(frozen=True, slots=True)
class Basis:
    """A legal basis; `verified` is true only where somebody has read the text in force."""

    title: str
    number: str = ""
    article: str = ""
    verified: bool = False
    note: str = ""

    def __str__(self) -> str:
        return " ".join(part for part in (self.title, self.number, self.article) if part)


@dataclass(frozen=True, slots=True)
class Party:
    """`differs`: parties that no unit of this one may fill as well (包案单位与复查单位)."""

    key: str
    kinds: tuple[UnitKind, ...]
    standing: Standing | None = None
    many: bool = False
    optional: bool = False
    may_start: bool = False
    outsiders_start: bool = False
    one_collects: bool = False
    differs: tuple[str, ...] = ()
    sees: Sight | None = None
    note: str = ""
    line: int = 0


@dataclass(frozen=True, slots=True)
class Field:
    """A typed field; `columns` are the columns of each row when the type is 条目 (itemised)."""

    key: str
    type: FieldType
    required: bool = False
    many: bool = False
    options: tuple[str, ...] = ()
    columns: tuple[Field, ...] = ()
    personal: bool = False
    unit: str = ""
    note: str = ""
    line: int = 0


@dataclass(frozen=True, slots=True)
class Stage:
    key: str
    order: int
    label: str = ""
    start: bool = False
    terminal: bool = False
    note: str = ""
    line: int = 0

    @property
    def words(self) -> str:
        return self.label or self.key


@dataclass(frozen=True, slots=True)
class Act:
    """A move of the matter. `target` None: the act may be repeated and changes no stage.

    `sources` empty: allowed in every stage that is not terminal. `reopens`: may leave a terminal stage.
    `demands`: parties that must have a unit by then, although they are 可空.
    `after_write_off`: it follows by itself when the last task of the matter is 销号 (逐一对账销号).
    """

    key: str
    by: tuple[str, ...]
    sources: tuple[str, ...] = ()
    target: str | None = None
    requires: tuple[str, ...] = ()
    accepts: tuple[str, ...] = ()
    demands: tuple[str, ...] = ()
    condition: str = ""
    refusal: str = ""
    letters: tuple[str, ...] = ()
    sends: tuple[str, ...] = ()
    copies: tuple[str, ...] = ()
    recalls: tuple[str, ...] = ()
    suspends: tuple[str, ...] = ()
    resumes: tuple[str, ...] = ()
    reopens: bool = False
    after_write_off: bool = False
    ask: str = ""
    note: str = ""
    line: int = 0


@dataclass(frozen=True, slots=True)
class Join:
    """全部 / 任一 / `n` 个; `then` is the stage reached when it is fulfilled; a join only moves forward."""

    how: Joining = Joining.ALL
    n: int = 0
    at: JoinAt = JoinAt.DONE
    then: str | None = None
    condition: str = ""


@dataclass(frozen=True, slots=True)
class Task:
    """What one unit of a party comes to owe (承办任务) when the task is sent.

    `clocks` are alternatives in order: the first whose condition holds applies. `parts` are tasks owed to
    this task's owner (配合), sent together with it. `standing` is open-ended (长期坚持) with a review date.
    `ends_by_reply` (核验: 无): the reply itself fulfils it; nobody accepts it or sends it back.
    """

    key: str
    owner: str
    clocks: tuple[str, ...] = ()
    sign_clock: str | None = None
    verifier: str | None = None
    ends_by_reply: bool = False
    verify_clock: str | None = None
    join: Join = field(default_factory=Join)
    parts: tuple[str, ...] = ()
    waits_for_parts: bool = False
    reply_fields: tuple[str, ...] = ()
    reply_requires: tuple[str, ...] = ()
    item_field: str | None = None
    item_answers: tuple[str, ...] = ()
    unit_review: bool = True
    write_off: bool = False
    objection: Objection = Objection.RETURN
    standing: bool = False
    note: str = ""
    line: int = 0


@dataclass(frozen=True, slots=True)
class Origin:
    kind: OriginKind
    key: str = ""


@dataclass(frozen=True, slots=True)
class Extension:
    """延期 of a clock: how many times, by at most how long each, who decides; `times` 0: not at all."""

    times: int = 0
    most: Term | None = None
    by: str | None = None


@dataclass(frozen=True, slots=True)
class Clock:
    """A deadline rule. Exactly one of `term`, `from_field`, `fixed` gives the date, except that a filled-in
    `from_field` overrides `term` (函载期限). `statutory` clocks may be 中止 when `suspendable`; all others
    can only be 暂缓. `ceiling` is a limit whose passing is shown as a warning, never silently corrected.

    A clock that no task names belongs to the matter and stops on entering a stage of `until` or a terminal
    stage; the clock of a task belongs to each of its obligations. `restarts`: a new origin begins it anew.
    `review`: on its date a 持续推进 task is looked at again; nobody is late by it.
    `ladder` is the code of an escalation ladder whose rungs stand where the reminders say nothing.
    """

    key: str
    term: Term | None = None
    from_field: str | None = None
    fixed: date | None = None
    origin: Origin | None = None
    ceiling: Term | None = None
    extension: Extension = field(default_factory=Extension)
    statutory: bool = False
    suspendable: bool = False
    roll: bool = True
    review: bool = False
    ladder: str = ""
    applies: str = ""
    restarts: bool = False
    until: tuple[str, ...] = ()
    basis: tuple[Basis, ...] = ()
    note: str = ""
    line: int = 0


@dataclass(frozen=True, slots=True)
class Cycle:
    """Recurring duty: each period ends with one obligation of `task`, due `grace` after the period's end."""

    key: str
    every: Every
    task: str
    grace: Term | None = None
    since: tuple[str, ...] = ()
    applies: str = ""
    note: str = ""
    line: int = 0


@dataclass(frozen=True, slots=True)
class When:
    """A moment beside a due date: `sign` −1 before, 0 at, +1 after; `term` is None only at 0."""

    sign: int
    term: Term | None = None

    @property
    def words(self) -> str:
        if self.term is None:
            return "到期"
        return f"{'前' if self.sign < 0 else '后'} {self.term.words}"


@dataclass(frozen=True, slots=True)
class Reminder:
    clock: str
    when: When
    do: ReminderDo
    notify: tuple[str, ...] = ()
    copy: tuple[str, ...] = ()
    line: int = 0


@dataclass(frozen=True, slots=True)
class Letter:
    key: str
    genre: str = ""
    template: str = ""
    signer: str | None = None
    numbering: Numbering = Numbering.EXTERNAL
    approval: bool = False
    note: str = ""
    line: int = 0


@dataclass(frozen=True, slots=True)
class Derivation:
    """An act of this matter opens a matter of another mechanism, one per row of `each` when given, and only
    where `condition` holds. `parties` says which party of this matter fills which of the new one, as (there,
    here); a party of the same name fills it without being written."""

    key: str
    mechanism: str
    on_act: str
    each: str | None = None
    carries: tuple[tuple[str, str], ...] = ()
    parties: tuple[tuple[str, str], ...] = ()
    condition: str = ""
    line: int = 0


@dataclass(frozen=True, slots=True)
class RegisterRow:
    """A row that an act writes to a register: (column, field) pairs."""

    key: str
    register: str
    on_act: str
    columns: tuple[tuple[str, str], ...] = ()
    line: int = 0
