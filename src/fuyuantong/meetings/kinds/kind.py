"""A kind of meeting as its file says it: plain frozen values with the line of each part."""

from __future__ import annotations

from dataclasses import dataclass

from fuyuantong.clocks.terms import Term
from fuyuantong.definitions.kinds import Basis, Every
from fuyuantong.meetings.kinds.words import Host, Nature, Outcome, Sitting, Sort
from fuyuantong.organs.kinds import LinkageKind


@dataclass(frozen=True, slots=True)
class Convener:
    """One seat of the chain, first to be asked first. `may_delegate`: may have another leader preside."""

    key: str
    holder: str
    may_delegate: bool = False
    note: str = ""
    line: int = 0


@dataclass(frozen=True, slots=True)
class Role:
    """One role in the room (主持人, 听证员, 记录人); `least` of them must be present."""

    key: str
    least: int | None = None
    note: str = ""
    line: int = 0


@dataclass(frozen=True, slots=True)
class Lead:
    """How long before something has to be done. `statutory`: a shorter notice is refused, not only asked
    about."""

    key: str
    term: Term
    statutory: bool = False
    basis: tuple[Basis, ...] = ()
    line: int = 0


@dataclass(frozen=True, slots=True)
class Quorum:
    """How many of the member units must be there: a share in hundredths, or a number; and which must."""

    key: str
    percent: int | None = None
    units: int | None = None
    note: str = ""
    line: int = 0


@dataclass(frozen=True, slots=True)
class Entering:
    """A row written to a register for each item when the record goes out: column → what of the meeting."""

    key: str
    register: str
    columns: tuple[tuple[str, str], ...]
    line: int = 0


@dataclass(frozen=True, slots=True)
class Kind:
    """`consent`: it is held only after a convener has agreed. `approves_minutes`: the record of the last
    one is
    its first item. `record`: what the record is called. `mechanism`: under which what it decided is handed
    out; empty: nothing is. `case_guard`: pending cases are spoken of, so deliberation is refused.
    """

    code: str
    name: str
    version: int
    sort: Sort
    nature: Nature
    hosts: tuple[Host, ...]
    group: str = ""
    summary: str = ""
    rows: tuple[str, ...] = ()
    sources: tuple[str, ...] = ()
    basis: tuple[Basis, ...] = ()
    linkage: LinkageKind = LinkageKind.COURT
    every: Every | None = None
    conveners: tuple[Convener, ...] = ()
    sitting: Sitting = Sitting.SOME
    proposers: tuple[Host, ...] = ()
    consent: bool = False
    roles: tuple[Role, ...] = ()
    quorum: tuple[Quorum, ...] = ()
    notice: tuple[Lead, ...] = ()
    advice: Term | None = None
    materials: Term | None = None
    outcomes: tuple[Outcome, ...] = tuple(Outcome)
    approves_minutes: bool = False
    record: str = "会议纪要"
    papers: tuple[str, ...] = ()
    mechanism: str = ""
    entering: tuple[Entering, ...] = ()
    office_sees: bool = True
    public: bool = False
    case_guard: bool = False
