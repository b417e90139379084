"""`fyt audit verify [--json]`, `fyt audit seal`, `fyt audit key`."""

from __future__ import annotations

import argparse
import json
import sys
from dataclasses import asdict

from fuyuantong.audit.actions import seal, seal_key_path
from fuyuantong.audit.signing import key_id, public_bytes, signer
from fuyuantong.audit.verifying import Verdict, verify
from fuyuantong.common.now import read_clock


def main(argv: list[str]) -> int:
    """Exit 0 when the whole trail is sound, 1 when something was changed, removed or inserted."""
    parser = argparse.ArgumentParser(prog="fyt audit", description="核验、封存审计链")
    parser.add_argument("what", choices=["verify", "seal", "key"])
    parser.add_argument("--json", action="store_true")
    parser.add_argument("--public-key", help="十六进制公钥；不给则用本机的封存密钥")
    options = parser.parse_args(argv)
    own = public_bytes(signer(seal_key_path()))
    if options.what == "key":
        print(json.dumps({"key_id": key_id(own), "public_key": own.hex()}))
        return 0
    if options.what == "seal":
        made = seal(read_clock())
        print(json.dumps({"seal": made.number if made else None}))
        return 0
    public = bytes.fromhex(options.public_key) if options.public_key else own
    verdict = verify(public)
    _print(verdict, as_json=options.json)
    return 0 if verdict.good else 1


def _print(verdict: Verdict, *, as_json: bool) -> None:
    if as_json:
        print(json.dumps({"good": verdict.good, **asdict(verdict)}, ensure_ascii=False))
        return
    print(f"核验 {verdict.entries} 条，{verdict.streams} 条链，{verdict.seals} 个封存。")
    for fault in verdict.faults:
        print(f"{fault.code} {fault.stream} {fault.sentence}", file=sys.stderr)
    if verdict.good:
        print("完整，未发现改动。")
