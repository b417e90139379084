"""The due date of a term, computed once by a pure function, with its proof.

Rules (facts and sources: library/terms and the articles named in each step):

- The day of the start is not counted (民法典 §201, 民事诉讼法 §85); hours run from the stated moment.
- D, M and Y are natural time; a month or year without the corresponding day ends on its last day.
- A last day on a rest day moves on to the first day after it; a 调休 working weekend day is no rest day.
- W counts working days only. H never moves: a 24-hour duty ends at its hour, holiday or not.
- Extensions join the term (延长 is counted on from the nominal end, so only the final end is moved on);
  pauses (中止 … 恢复) take the days after the pause up to and including the day of resumption out of the
  count. The result is the same whatever the order in which extensions and pauses were recorded.

A date that relies on a year without an official notice is `provisional` and is computed again later.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta
from itertools import pairwise
from typing import Any

from fuyuantong.clocks import proof
from fuyuantong.clocks.calendar import ONE_DAY, WorkCalendar
from fuyuantong.clocks.counting import Reached, add_hours, add_natural, add_workdays, roll_on
from fuyuantong.clocks.moments import FIRST, LAST, as_day, in_beijing
from fuyuantong.clocks.proof import Step
from fuyuantong.clocks.terms import Term, Unit
from fuyuantong.common.refusals import Refusal

EXTENDED = "批准延长的决定"
PAUSED = "中止、恢复的决定"


@dataclass(frozen=True, slots=True)
class Extension:
    """A granted extension (延长); `article` says by which rule or decision."""

    term: Term
    article: str = EXTENDED


@dataclass(frozen=True, slots=True)
class Pause:
    """A pause that has ended: 中止 on `begun`, 恢复 on `resumed`; moments for terms in hours."""

    begun: date | datetime
    resumed: date | datetime
    article: str = PAUSED


@dataclass(frozen=True, slots=True)
class Due:
    """The answer: `due` (date, or Beijing moment for hours), whether provisional, and the proof.

    `nominal` is the last day before moving on; the other fields are what it was computed from, so that
    `extend` and `pause` can compute again.
    """

    due: date | datetime
    provisional: bool
    proof: tuple[Step, ...]
    nominal: date | datetime
    start: date | datetime
    term: Term
    roll: bool = True
    extensions: tuple[Extension, ...] = ()
    pauses: tuple[Pause, ...] = ()

    def as_json(self) -> dict[str, Any]:
        """Return the stable shape printed by `fyt due` and shown by the API."""
        return {
            "due": self.due.isoformat(),
            "provisional": self.provisional,
            "proof": [step.as_json() for step in self.proof],
        }


@dataclass(slots=True)
class _Walk:
    """Where the count stands while it is being made."""

    day: date
    calendar: WorkCalendar
    steps: list[Step] = field(default_factory=list)
    provisional: bool = False

    def reach(self, reached: Reached) -> None:
        self.day = reached.day
        self.provisional = self.provisional or reached.provisional


def compute_due(
    start: date | datetime,
    term: Term,
    calendar: WorkCalendar,
    *,
    roll: bool = True,
    extensions: Sequence[Extension] = (),
    pauses: Sequence[Pause] = (),
) -> Due:
    """Return the due date of a term that begins with an event on `start`.

    `roll=False` keeps a natural term's last day where it is. Terms in hours need a moment with a zone
    (E-DATE-FORMAT, E-DATE-ZONE). E-DATE-RANGE: start before 1900 or after 2199. E-RULE: a pause outside
    the running term, or hours mixed with days. E-STATE: a pause inside another one.
    """
    if not FIRST <= (start.date() if isinstance(start, datetime) else start) <= LAST:
        raise Refusal("E-DATE-RANGE", f"起算日 {start} 超出范围。", hint=f"只接受 {FIRST} 至 {LAST}。")
    ordered = _in_order(pauses)
    if term.unit is Unit.HOUR:
        return _hours_due(start, term, tuple(extensions), ordered, roll=roll)
    walk = _Walk(as_day(start), calendar)
    walk.steps.append(Step("期间开始之日不计入，自次日起算", proof.START_DAY, walk.day, walk.day + ONE_DAY))
    waiting = _count(walk, term, tuple(extensions), list(ordered))
    nominal = walk.day
    _finish(walk, term, waiting, roll=roll or term.unit is Unit.WORKDAY)
    if walk.provisional:
        walk.steps.append(_provisional_step(walk.day, calendar))
    return Due(
        walk.day, walk.provisional, tuple(walk.steps), nominal, start, term, roll, tuple(extensions), ordered
    )


def extend(due: Due, term: Term, calendar: WorkCalendar, *, article: str = EXTENDED) -> Due:
    """Return the due date after one more extension."""
    return recompute(replace(due, extensions=(*due.extensions, Extension(term, article))), calendar)


def pause(
    due: Due,
    begun: date | datetime,
    resumed: date | datetime,
    calendar: WorkCalendar,
    *,
    article: str = PAUSED,
) -> Due:
    """Return the due date after a pause that has ended: what remained on `begun` runs on after `resumed`."""
    return recompute(replace(due, pauses=(*due.pauses, Pause(begun, resumed, article))), calendar)


def recompute(due: Due, calendar: WorkCalendar) -> Due:
    """Compute the same clock again, for instance when a year's notice has been loaded."""
    return compute_due(
        due.start, due.term, calendar, roll=due.roll, extensions=due.extensions, pauses=due.pauses
    )


def remaining(due: Due, on: date | datetime, calendar: WorkCalendar) -> int:
    """Return what is left of the term at the end of `on`, never below 0.

    Working days for W, whole hours for H, else natural days up to the nominal end; this is what a pause
    beginning on that day keeps.
    """
    if isinstance(due.nominal, datetime):
        if not isinstance(on, datetime):
            raise _hours_need_moment()
        return max(0, (due.nominal - in_beijing(on)) // timedelta(hours=1))
    if due.term.unit is Unit.WORKDAY:
        return calendar.workdays_between(as_day(on), due.nominal)
    return max(0, (due.nominal - as_day(on)).days)


def _in_order(pauses: Sequence[Pause]) -> tuple[Pause, ...]:
    ordered = tuple(sorted(pauses, key=lambda p: p.begun))
    for spell in ordered:
        if spell.resumed < spell.begun:
            raise Refusal("E-RULE", f"恢复日 {spell.resumed} 早于中止日 {spell.begun}。")
    for earlier, later in pairwise(ordered):
        if later.begun < earlier.resumed:
            raise Refusal("E-STATE", f"{later.begun} 时期限已经中止，尚未恢复。", hint="请先恢复，再中止。")
    return ordered


def _segments(term: Term, extensions: tuple[Extension, ...]) -> Iterator[list[tuple[Term, str]]]:
    """Group the term and its extensions into runs of one unit; each run is counted as one whole."""
    run: list[tuple[Term, str]] = [(term, proof.COUNT[term.unit])]
    for extension in extensions:
        if extension.term.unit is Unit.HOUR:
            raise Refusal("E-RULE", "以日、月、年计算的期限不能按小时延长。")
        if extension.term.unit is not run[0][0].unit:
            yield run
            run = []
        run.append((extension.term, extension.article))
    yield run


def _count(walk: _Walk, term: Term, extensions: tuple[Extension, ...], waiting: list[Pause]) -> list[Pause]:
    """Count all segments, taking out the pauses that fall into them; return the pauses left over."""
    if waiting and as_day(waiting[0].begun) < walk.day:
        raise Refusal("E-RULE", f"中止日 {waiting[0].begun} 早于起算日 {walk.day}。")
    first = True
    for segment in _segments(term, extensions):
        origin, total = walk.day, 0
        for part, article in segment:
            total += part.n
            _count_part(walk, origin, Term(total, part.unit), part, article, extending=not first)
            first = False
        while waiting and as_day(waiting[0].begun) <= walk.day:
            _take_out(walk, waiting.pop(0), segment[0][0].unit)
    return waiting


def _count_part(walk: _Walk, origin: date, whole: Term, part: Term, article: str, *, extending: bool) -> None:
    """Move to the end of `whole` counted from `origin`, and write the step for its last `part`."""
    before = walk.day
    if whole.unit is Unit.WORKDAY:
        reached = add_workdays(origin, whole.n, walk.calendar)
        skipped = tuple(day for day in reached.skipped if day > before)
        words = f"按工作日计算 {part.n} 日，法定休假日不计入，调休上班日计入"
    else:
        reached, skipped = Reached(add_natural(origin, whole)), ()
        words = (
            f"按自然日计算 {part.n} 日，休假日计入"
            if whole.unit is Unit.DAY
            else _months_words(origin, part, reached)
        )
    rule = f"延长 {part.words}，自原届满日连续计算" if extending else words
    walk.reach(reached)
    walk.steps.append(Step(rule, article, before + ONE_DAY, walk.day, skipped))


def _months_words(origin: date, part: Term, reached: Reached) -> str:
    if reached.day.day == origin.day:
        return f"计算 {part.words}，以到期月的对应日为最后一日"
    return f"计算 {part.words}，到期月没有对应日，以月末日为最后一日"


def _take_out(walk: _Walk, spell: Pause, unit: Unit) -> None:
    """Take one pause out of the count: what remained after its first day runs on after its last day."""
    begun, resumed = as_day(spell.begun), as_day(spell.resumed)
    if unit is Unit.WORKDAY:
        left = walk.calendar.workdays_between(begun, walk.day)
        walk.reach(add_workdays(resumed, left, walk.calendar))
        words = f"剩余 {left} 个工作日"
    else:
        left = (walk.day - begun).days
        walk.reach(Reached(resumed + timedelta(days=left)))
        words = f"剩余 {left} 日"
    gone = tuple(begun + timedelta(days=i) for i in range(1, (resumed - begun).days + 1))
    walk.steps.append(
        Step(
            f"中止期间 {len(gone)} 日不计入，{words}自恢复次日起继续计算",
            spell.article,
            begun,
            walk.day,
            gone,
        )
    )


def _finish(walk: _Walk, term: Term, waiting: list[Pause], *, roll: bool) -> None:
    """Move on from a rest day, and honour a pause that began between the nominal and the moved last day."""
    while True:
        end = roll_on(walk.day, walk.calendar)
        if not (roll and waiting and as_day(waiting[0].begun) <= end.day):
            break
        spell = waiting.pop(0)
        resumed = as_day(spell.resumed)
        walk.steps.append(Step("中止时期限仅余顺延日，至恢复之日止", spell.article, walk.day, resumed))
        walk.day = resumed
    if waiting:
        raise Refusal("E-RULE", f"中止日 {waiting[0].begun} 在期限届满之后。", hint="期限届满后不能中止。")
    if not roll:
        if walk.calendar.is_rest(walk.day):
            walk.steps.append(
                Step("最后一日虽为法定休假日，本期限不顺延", "本期限的规定", walk.day, walk.day)
            )
        return
    if end.skipped:
        names = "、".join(dict.fromkeys(walk.calendar.name_of(day) for day in end.skipped))
        rule = f"最后一日为法定休假日（{names}），以休假日结束后的第一日为届满之日"
        walk.steps.append(Step(rule, proof.ROLL, walk.day, end.day, end.skipped))
    elif walk.calendar.is_moved_workday(walk.day) and term.unit is not Unit.WORKDAY:
        walk.steps.append(Step("最后一日为调休上班日，不是休假日，不顺延", proof.NOTICE, walk.day, walk.day))
    walk.reach(end)


def _provisional_step(day: date, calendar: WorkCalendar) -> Step:
    lacking = "未收录" if calendar.decreed and day.year < min(calendar.decreed) else "尚未公布"
    year = f"{day.year}年" if calendar.is_provisional(day) else "期间内有关年度"
    rule = f"{year}的放假安排{lacking}，暂按周末和公历日期固定的法定节日推算，待国办通知确认后重算"
    return Step(rule, f"{proof.NOTICE}（{lacking}）", day, day)


def _hours_due(
    start: date | datetime,
    term: Term,
    extensions: tuple[Extension, ...],
    pauses: tuple[Pause, ...],
    *,
    roll: bool,
) -> Due:
    """Count hours from the stated moment (the stricter reading); holidays play no part."""
    if not isinstance(start, datetime):
        raise _hours_need_moment()
    begun = end = in_beijing(start)
    steps = [Step("按小时计算，自规定的时刻起算", proof.START_HOUR, begun, begun)]
    for part, article in [(term, proof.COUNT[Unit.HOUR]), *((e.term, e.article) for e in extensions)]:
        if part.unit is not Unit.HOUR:
            raise Refusal("E-RULE", "以小时计算的期限只能按小时延长。")
        before, end = end, add_hours(end, part.n)
        steps.append(Step(f"计算 {part.words}，不因休假日顺延", article, before, end))
    for spell in pauses:
        if not (isinstance(spell.begun, datetime) and isinstance(spell.resumed, datetime)):
            raise _hours_need_moment()
        if not begun <= spell.begun <= end:
            raise Refusal("E-RULE", f"中止时刻 {spell.begun.isoformat()} 不在期限之内。")
        end += spell.resumed - spell.begun
        steps.append(Step("中止期间不计入", spell.article, in_beijing(spell.begun), end))
    return Due(end, False, tuple(steps), end, start, term, roll, extensions, pauses)


def _hours_need_moment() -> Refusal:
    return Refusal(
        "E-DATE-FORMAT",
        "以小时计算的期限须写明时刻，只有日期无法计算。",
        hint="请写成 2026-03-01T09:30:00+08:00 的样子。",
        status=400,
    )
