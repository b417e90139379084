"""派生: parties filled in the new matter must be parties of its mechanism, if that is delivered."""

from __future__ import annotations

from fuyuantong.definitions.checking.findings import Findings
from fuyuantong.definitions.shelf import delivered_parties


def check_derivations(findings: Findings) -> None:
    for derivation in findings.mechanism.derivations:
        known = delivered_parties(derivation.mechanism)
        for party, _source in derivation.parties:
            if known is not None and party not in known:
                sentence = f"派生“{derivation.key}”：机制“{derivation.mechanism}”没有参与方“{party}”。"
                findings.add(derivation.line, "E-DEF-DERIVED-PARTY", sentence, f"已有：{'、'.join(known)}。")
