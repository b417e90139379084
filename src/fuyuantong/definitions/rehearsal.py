"""推演: the scenarios of a definition, run on the pure machine with the delivered calendar.

A step is an act of the definition, or one of these moves of an obligation by a unit:
签收, 送达, 反馈 (then 核验 or 退回补正 where the task is verified), 退办 (agreed), 延期 ({期限, 延长}), and
回复 = the whole of it at once, up to 办结. `{任务: …}` says which task when the unit has several. With an
act, `{送达日: …}` gives the day of service, for all or per unit, and `{由: …}` the party if several may act.

A definition with a failing scenario cannot be published.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import date, datetime, time, timedelta
from typing import Any

from fuyuantong.clocks.calendar import WorkCalendar
from fuyuantong.clocks.calendar_library import library_calendar
from fuyuantong.clocks.counting import add_months
from fuyuantong.clocks.due import Due, compute_due, extend, pause
from fuyuantong.clocks.terms import Term, Unit, parse_term
from fuyuantong.common.now import SHANGHAI
from fuyuantong.common.refusals import Refusal
from fuyuantong.definitions.effects import Effect, Outcome, ResumeClock, StartClock, StopClock, SuspendClock
from fuyuantong.definitions.kinds import Expectation, ExpectationKind, Mechanism, OriginKind, Scenario, Step
from fuyuantong.definitions.machine import after_progress, apply_act, possible_acts
from fuyuantong.definitions.problems import Problem
from fuyuantong.definitions.snapshot import (
    ObligationView,
    Progress,
    Snapshot,
    advance,
    begin,
)
from fuyuantong.definitions.vocabulary.words import REMINDER_DO

ClockKey = tuple[str, str, str]
SERVED, BY, TASK, CLOCK, LONGER = "送达日", "由", "任务", "期限", "延长"


@dataclass(frozen=True, slots=True)
class RunningClock:
    """A clock in the rehearsal: its due date, and the days on which it stopped or was suspended."""

    origin_on: date
    due_on: date
    answer: Due | None = None
    stopped_on: date | None = None
    suspended_on: date | None = None
    extended: int = 0


@dataclass(slots=True)
class Rehearsal:
    """A matter played through in memory."""

    mechanism: Mechanism
    calendar: WorkCalendar
    snapshot: Snapshot
    clocks: dict[ClockKey, RunningClock] = field(default_factory=dict)
    effects: list[tuple[date, Effect]] = field(default_factory=list)

    def do(self, step: Step) -> None:
        """Carry out one step, or raise the machine's refusal."""
        if self.mechanism.act(step.act):
            self._act(step)
        elif step.act in _MOVES:
            _MOVES[step.act](self, step)
        else:
            raise Refusal("E-ACT-UNKNOWN", f"“{step.act}”既不是本定义的动作，也不是任务的动作。")

    def _act(self, step: Step) -> None:
        act = self.mechanism.act(step.act)
        data = dict(step.data)
        served = data.pop(SERVED, None)
        default = act.by[0] if act else ""
        party = str(data.pop(BY, "")) or (step.unit if act and step.unit in act.by else default)
        own = self.snapshot.parties.get(party, ())
        unit = step.unit if step.unit in own else own[0] if len(own) == 1 else ""
        self._take(apply_act(self.snapshot, step.act, party, data, step.on, self._served(served), unit))

    def _served(self, value: Any) -> dict[str, date]:
        if isinstance(value, dict):
            return value
        units = {unit for units in self.snapshot.parties.values() for unit in units}
        return _EveryUnit(units, value) if value else {}

    def _take(self, outcome: Outcome) -> None:
        self.snapshot = advance(self.snapshot, outcome)
        for effect in outcome.effects:
            self.effects.append((outcome.on, effect))
            self._tick(effect, outcome.on)

    def _tick(self, effect: Effect, on: date) -> None:
        match effect:
            case StartClock():
                self.clocks[effect.clock, effect.task, effect.unit] = self._started(effect)
            case StopClock():
                self._change(effect.clock, lambda c: replace(c, stopped_on=on), (effect.task, effect.unit))
            case SuspendClock(clock, day):
                self._change(clock, lambda c: replace(c, suspended_on=day))
            case ResumeClock(clock, day):
                self._change(clock, lambda c: self._resumed(c, day))

    def _started(self, effect: StartClock) -> RunningClock:
        rule = self.mechanism.clock(effect.clock)
        if effect.due_on or rule.term is None:
            return RunningClock(effect.origin_on, effect.due_on or effect.origin_on)
        start: date | datetime = effect.origin_on
        if rule.term.unit is Unit.HOUR:
            start = datetime.combine(effect.origin_on, time(0), SHANGHAI)
        answer = compute_due(start, rule.term, self.calendar, roll=rule.roll)
        return RunningClock(effect.origin_on, _day(answer), answer)

    def _change(
        self, clock: str, change: Callable[[RunningClock], RunningClock], owner: tuple[str, str] | None = None
    ) -> None:
        for key, running in self.clocks.items():
            if key[0] == clock and running.stopped_on is None and owner in {None, key[1:]}:
                self.clocks[key] = change(running)

    def _resumed(self, clock: RunningClock, on: date) -> RunningClock:
        if clock.suspended_on is None or clock.answer is None:
            raise Refusal("E-STATE", "期限没有中止，不能恢复。")
        answer = pause(clock.answer, clock.suspended_on, on, self.calendar)
        return replace(clock, answer=answer, due_on=_day(answer), suspended_on=None)

    def obligation(self, step: Step) -> ObligationView:
        """The unit's one open obligation that the step means."""
        named = dict(step.data).get(TASK)
        views = [o for o in self.snapshot.obligations if o.is_open and o.unit == step.unit]
        views = [o for o in views if named in {None, o.task}]
        if not views:
            raise Refusal("E-STATE", f"{step.unit or '该单位'}没有未办结的任务，不能“{step.act}”。")
        if len({o.task for o in views}) > 1:
            names = "、".join(o.task for o in views)
            raise Refusal("E-RULE", f"{step.unit}有几项任务：{names}，请用 {{任务: …}} 指明。")
        return views[0]

    def move(self, step: Step, progress: Progress, moment: OriginKind | None = None) -> None:
        view = self.obligation(step)
        self.snapshot, outcome = after_progress(self.snapshot, view, progress, moment, step.on)
        self._take(outcome)

    def extend(self, step: Step) -> None:
        data = dict(step.data)
        own = (str(data.get(CLOCK, "")), "", "")
        if own in self.clocks:
            keys = [own]
            by = self.mechanism.clock(own[0]).extension.by
            if by is not None and step.unit not in {by, *self.snapshot.parties.get(by, ())}:
                raise Refusal("E-FORBIDDEN", f"“{own[0]}”由{by}决定延长。")
        else:
            view = self.obligation(step)
            keys = [k for k in self.clocks if k[1:] == (view.task, view.unit)]
            keys = [k for k in keys if data.get(CLOCK) in {None, k[0]}]
        term = parse_term(str(data.get(LONGER, "")))
        for key in keys:
            rule, running = self.mechanism.clock(key[0]), self.clocks[key]
            if running.stopped_on or running.answer is None or running.extended >= rule.extension.times:
                continue
            answer = extend(running.answer, term, self.calendar)
            self.clocks[key] = replace(
                running, answer=answer, due_on=_day(answer), extended=running.extended + 1
            )
            return
        raise Refusal("E-RULE", f"{step.unit}的期限不能再延。")

    def firings(self) -> set[tuple[date, str, str, str]]:
        """Every reminder that speaks: (day, 做 code, clock, unit). A stopped clock is silent afterwards."""
        fired = set()
        for (key, _task, unit), clock in self.clocks.items():
            for rule in self.mechanism.reminders:
                if rule.clock != key:
                    continue
                day = beside(clock.due_on, rule.when.sign, rule.when.term, self.calendar)
                if (clock.stopped_on is None or day < clock.stopped_on) and day > clock.origin_on:
                    fired.add((day, rule.do.value, key, unit))
        return fired


class _EveryUnit(dict[str, date]):
    """The same day of service for every unit, those named by the act itself included."""

    def __init__(self, units: set[str], day: date) -> None:
        super().__init__(dict.fromkeys(units, day))
        self._day = day

    def get(self, _unit: str, _default: Any = None) -> Any:
        return self._day


def beside(day: date, sign: int, term: Term | None, calendar: WorkCalendar) -> date:
    """The day `term` before (−1) or after (+1) another; the day itself when there is no term."""
    if term is None:
        return day
    if term.unit is Unit.WORKDAY:
        left = term.n
        while left:
            day += timedelta(days=sign)
            left -= not calendar.is_rest(day)
        return day
    if term.unit is Unit.HOUR:
        return day + timedelta(hours=sign * term.n)
    if term.unit is Unit.DAY:
        return day + timedelta(days=sign * term.n)
    return add_months(day, sign * term.n * (12 if term.unit is Unit.YEAR else 1))


def _day(answer: Due) -> date:
    return answer.due.astimezone(SHANGHAI).date() if isinstance(answer.due, datetime) else answer.due


def _sign(rehearsal: Rehearsal, step: Step) -> None:
    if rehearsal.obligation(step).signed:
        raise Refusal("E-STATE", f"{step.unit}已经签收。")
    rehearsal.move(step, Progress.OPEN, OriginKind.SIGNED)


def _reply(rehearsal: Rehearsal, step: Step) -> None:
    view = rehearsal.obligation(step)
    if view.progress is Progress.REPLIED:
        raise Refusal("E-STATE", f"{step.unit}已经反馈，正待核验。")
    task = rehearsal.mechanism.task(view.task)
    missing = [key for key in task.reply_requires if key not in dict(step.data)]
    if missing:
        raise Refusal("E-REQUIRED", f"反馈还须填写：{'、'.join(missing)}。")
    rehearsal.move(step, Progress.DONE if task.ends_by_reply else Progress.REPLIED, OriginKind.REPLIED)


def _verify(rehearsal: Rehearsal, step: Step) -> None:
    if rehearsal.obligation(step).progress is not Progress.REPLIED:
        raise Refusal("E-STATE", f"{step.unit}还没有反馈，不能核验。")
    rehearsal.move(step, Progress.DONE)


def _send_back(rehearsal: Rehearsal, step: Step) -> None:
    if rehearsal.obligation(step).progress is not Progress.REPLIED:
        raise Refusal("E-STATE", f"{step.unit}还没有反馈，不能退回补正。")
    rehearsal.move(step, Progress.OPEN)


def _return(rehearsal: Rehearsal, step: Step) -> None:
    if rehearsal.obligation(step).progress is Progress.REPLIED:
        raise Refusal("E-STATE", f"{step.unit}已经反馈，不能退办。")
    rehearsal.move(step, Progress.VOID)


_MOVES: dict[str, Callable[[Rehearsal, Step], None]] = {
    "签收": _sign,
    "送达": lambda r, s: r.move(s, Progress.OPEN, OriginKind.SERVED),
    "反馈": _reply,
    "核验": _verify,
    "退回补正": _send_back,
    "退办": _return,
    "回复": lambda r, s: r.move(s, Progress.DONE),
    "延期": lambda r, s: r.extend(s),
}


def start(mechanism: Mechanism, calendar: WorkCalendar | None = None) -> Rehearsal:
    return Rehearsal(mechanism, calendar or library_calendar(), replace(begin(mechanism), calendar=calendar))


def rehearse(mechanism: Mechanism, file: str = "定义", calendar: WorkCalendar | None = None) -> list[Problem]:
    """Run every scenario; each that fails gives one problem at the line where it failed."""
    problems = []
    for scenario in mechanism.scenarios:
        problem = _run(start(mechanism, calendar), scenario, file)
        if problem:
            problems.append(problem)
    return problems


def _run(rehearsal: Rehearsal, scenario: Scenario, file: str) -> Problem | None:
    for line in scenario.steps:
        try:
            failure = _failure(rehearsal, line) if isinstance(line, Expectation) else None
            if isinstance(line, Step):
                rehearsal.do(line)
        except Refusal as refusal:
            failure = f"“{line.act if isinstance(line, Step) else ''}”被拒：{refusal}"
        except (TypeError, ValueError, KeyError, AttributeError):
            failure = "这一行的写法不对，无法推演。"
        if failure:
            return Problem(file, line.line, "E-DEF-REHEARSAL", f"推演“{scenario.name}”不成立：{failure}")
    return None


def _failure(rehearsal: Rehearsal, expected: Expectation) -> str | None:
    return _EXPECT[expected.kind](rehearsal, expected.value)


def _stage(rehearsal: Rehearsal, value: Any) -> str | None:
    stage = rehearsal.snapshot.stage
    return None if stage == value else f"应处于“{value}”，实处于“{stage}”。"


def _due(rehearsal: Rehearsal, value: Any) -> str | None:
    for clock, days in dict(value).items():
        running = {k[2]: c.due_on for k, c in rehearsal.clocks.items() if k[0] == clock and not c.stopped_on}
        wanted = days if isinstance(days, dict) else None
        if wanted is not None:
            for unit, day in wanted.items():
                if running.get(unit) != day:
                    return f"期限“{clock}”对{unit}应到 {day}，实为 {running.get(unit, '未起算')}。"
        elif days is None or days is False:
            if running:
                return f"期限“{clock}”应未在计算，实到 {min(running.values())}。"
        elif set(running.values()) != {days}:
            found = "、".join(str(day) for day in sorted(set(running.values()))) or "未起算"
            return f"期限“{clock}”应到 {days}，实为 {found}。"
    return None


def _reminders(rehearsal: Rehearsal, value: Any) -> str | None:
    fired = rehearsal.firings()
    for row in value:
        day, do, *rest = row
        code = REMINDER_DO[do].value
        hits = [f for f in fired if f[:2] == (day, code) and all(name in f[2:] for name in rest)]
        if not hits:
            days = sorted(f[0] for f in fired if f[1] == code)
            found = "、".join(map(str, days)) or "没有"
            return f"{day} 应“{do}”，实际“{do}”的日子：{found}。"
    return None


def _open(rehearsal: Rehearsal, value: Any) -> str | None:
    units = sorted(o.unit for o in rehearsal.snapshot.obligations if o.is_open)
    right = len(units) == value if isinstance(value, int) else units == sorted(value or [])
    return None if right else f"未办结的应为 {value}，实为 {'、'.join(units) or '无'}。"


def _refused(rehearsal: Rehearsal, value: Any) -> str | None:
    try:
        rehearsal.do(value)
    except Refusal:
        return None
    offers = [view.key for view in possible_acts(rehearsal.snapshot, rehearsal.snapshot.parties)]
    return f"“{value.act}”应被拒，却办成了（此时可办：{'、'.join(offers) or '无'}）。"


_EXPECT: dict[ExpectationKind, Callable[[Rehearsal, Any], str | None]] = {
    ExpectationKind.STAGE: _stage,
    ExpectationKind.DUE: _due,
    ExpectationKind.REMINDERS: _reminders,
    ExpectationKind.OPEN: _open,
    ExpectationKind.REFUSED: _refused,
}
