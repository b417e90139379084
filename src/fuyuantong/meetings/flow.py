"""The course of a meeting of a kind, in the words of mechanisms, so that it is drawn as they are."""

from __future__ import annotations

from collections.abc import Iterable

from fuyuantong.definitions.drawing import draw_svg
from fuyuantong.definitions.kinds import Act, Mechanism, Stage
from fuyuantong.meetings.kinds import Kind, MeetingState, StepKind

_S, _K = MeetingState, StepKind
_ASKING = (
    (_K.ASKED, (_S.PREPARING,), _S.ASKED),
    (_K.CONSENTED, (_S.ASKED,), _S.APPROVED),
    (_K.REFUSED, (_S.ASKED,), _S.PREPARING),
)
_AFTER = (
    (_K.HELD, (_S.NOTIFIED,), _S.HELD),
    (_K.DRAFTED, (_S.HELD,), _S.REVIEWING),
    (_K.SENT_BACK, (_S.REVIEWING,), _S.HELD),
    (_K.SIGNED, (_S.REVIEWING,), _S.SIGNED),
    (_K.ISSUED, (_S.SIGNED,), _S.ISSUED),
    (_K.ARCHIVED, (_S.ISSUED,), _S.ARCHIVED),
)
_WITHOUT_CONSENT = {_S.ASKED, _S.APPROVED}
_CALLED_BY_RECORD = {_K.DRAFTED, _K.SENT_BACK, _K.SIGNED, _K.ISSUED}


def stages_of(kind: Kind) -> list[MeetingState]:
    """The stages of a meeting of the kind in order, 取消 apart."""
    every = [one for one in MeetingState if one is not MeetingState.CANCELLED]
    return [one for one in every if kind.consent or one not in _WITHOUT_CONSENT]


def draw_kind(kind: Kind) -> str:
    """The course as SVG text."""
    return draw_svg(course_of(kind))


def course_of(kind: Kind) -> Mechanism:
    """Stages and moves of a meeting of the kind. It is only drawn; nobody runs it."""
    stages = stages_of(kind)
    ends = {stages[-1], _S.CANCELLED}
    moves = [
        *(_ASKING if kind.consent else ()),
        (_K.NOTIFIED, (_S.APPROVED if kind.consent else _S.PREPARING,), _S.NOTIFIED),
        *_AFTER,
        (_K.CANCELLED, tuple(one for one in stages if one.value in _BEFORE), _S.CANCELLED),
    ]
    return Mechanism(
        code=f"meeting-{kind.code}",
        name=kind.name,
        version=kind.version,
        stages=tuple(
            Stage(str(one.value), n, str(one.label), terminal=one in ends)
            for n, one in enumerate([*stages, _S.CANCELLED])
        ),
        acts=tuple(_acts(kind, moves)),
    )


_BEFORE = frozenset({_S.PREPARING.value, _S.ASKED.value, _S.APPROVED.value, _S.NOTIFIED.value})


def _acts(
    kind: Kind, moves: Iterable[tuple[StepKind, tuple[MeetingState, ...], MeetingState]]
) -> Iterable[Act]:
    for step, sources, target in moves:
        yield Act(_words(kind, step), (), tuple(str(one.value) for one in sources), str(target.value))


def _words(kind: Kind, step: StepKind) -> str:
    """The step's word; what is not called 会议纪要 goes by its own name; what is handed out is said."""
    words = str(step.label)
    if step in _CALLED_BY_RECORD and kind.record != "会议纪要":
        words = words.replace("纪要", kind.record)
    if step is _K.ISSUED and kind.mechanism:
        words += "、交办"
    return words
