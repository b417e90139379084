"""All messages of one errand at once: what comes back comes in waves, none waiting for the slowest."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from fuyuantong.common.jobs import Later
from fuyuantong.common.refusals import Refusal
from fuyuantong.enforcement.adapters.answers import Answer, Garbage, Packet, Unknowable, read_answer
from fuyuantong.enforcement.adapters.choosing import Adapter, adapter_of
from fuyuantong.notices.channels.calling import NotTaken

if TYPE_CHECKING:
    from fuyuantong.enforcement.adapters.line import Line

GATHERING = 0.05
"""Seconds for which the first answer of a wave waits for others, so that they are stored together."""
_FAULTS = (Later, NotTaken, Garbage, Unknowable, Refusal)


@dataclass(frozen=True, slots=True)
class Errand:
    """One message that is to be sent, or (`uncertain`) first asked about: it may have left before."""

    packet: Packet
    link: str
    uncertain: bool


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of it: an answer with its bytes, none yet (`answer` is None), or a fault."""

    errand: Errand
    answer: Answer | None = None
    content: bytes = field(default=b"", repr=False)
    fault: Exception | None = None

    @property
    def number(self) -> str:
        return self.errand.packet.number


def reach_all(errands: Sequence[Errand]) -> Iterator[list[Outcome]]:
    """Send all at once; yields what has come since, until everything has.

    Whoever takes a wave may store it meanwhile: what arrives in that time waits in the system's buffers. What
    is nobody's fault but a mistake of ours is raised at the end, when every other outcome was handed over.
    """
    if not errands:
        return
    from fuyuantong.enforcement.adapters.line import Line

    mistakes: list[BaseException] = []
    with asyncio.Runner() as runner:
        line = runner.run(Line.opened())
        loop = runner.get_loop()
        try:
            pending = {loop.create_task(_reach(line, errand)) for errand in errands}
            while pending:
                done, pending = runner.run(_wave(pending))
                mistakes += [error for task in done if (error := task.exception()) is not None]
                if wave := [task.result() for task in done if task.exception() is None]:
                    yield wave
        finally:
            runner.run(line.close())
    if mistakes:
        raise mistakes[0]


async def _wave(
    pending: set[asyncio.Task[Outcome]],
) -> tuple[set[asyncio.Task[Outcome]], set[asyncio.Task[Outcome]]]:
    done, pending = await asyncio.wait(pending, return_when=asyncio.FIRST_COMPLETED)
    if pending:
        more, pending = await asyncio.wait(pending, timeout=GATHERING)
        done |= more
    return done, pending


async def _reach(line: Line, errand: Errand) -> Outcome:
    try:
        content = await _send_or_ask(adapter_of(errand.link), line, errand)
        answer = read_answer(errand.packet.number, content) if content is not None else None
    except _FAULTS as fault:
        return Outcome(errand, fault=fault)
    return Outcome(errand, answer, content or b"")


async def _send_or_ask(adapter: Adapter, line: Line, errand: Errand) -> bytes | None:
    if errand.uncertain:
        try:
            return await adapter.ask(line, errand.packet.number)
        except LookupError:
            pass  # it never arrived: this is the first time for them
    return await adapter.send(line, errand.packet)
