"""Checking a definition: relations between its parts, the flow, the clocks, the guard-rails of wording.

`check(mechanism)` returns every problem found, sorted by line; form is `reading`'s work, scenarios are
`rehearsal`'s. `examine(text)` does all three, for the editor, the command line and publishing alike.
"""

from __future__ import annotations

from fuyuantong.definitions.checking.clocks import check_clocks
from fuyuantong.definitions.checking.derivations import check_derivations
from fuyuantong.definitions.checking.findings import Findings
from fuyuantong.definitions.checking.flow import check_flow
from fuyuantong.definitions.checking.guardrails import check_guardrails
from fuyuantong.definitions.checking.references import check_references
from fuyuantong.definitions.checking.registers import check_registers
from fuyuantong.definitions.kinds import Mechanism
from fuyuantong.definitions.problems import Problem

_SERIOUS = ("E-DEF-UNKNOWN",)


def check(mechanism: Mechanism, file: str = "定义", unread: frozenset[str] = frozenset()) -> list[Problem]:
    """Return what is wrong. While names are unknown the flow is not judged: its findings would mislead.

    `unread` are names of parts left out by the reader; mentioning them is no mistake of its own.
    """
    findings = Findings(mechanism, file, unread)
    check_references(findings)
    check_registers(findings)
    check_derivations(findings)
    check_guardrails(findings)
    if not unread and not any(problem.code in _SERIOUS for problem in findings.problems):
        check_flow(findings)
        check_clocks(findings)
    return sorted(set(findings.problems))
