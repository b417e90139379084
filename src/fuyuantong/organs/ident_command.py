"""`fyt ident TEXT [--json]`: read one number of a person or an organisation, without a database.

Exit 0 good, 1 refused, 2 usage.
"""

from __future__ import annotations

import json
import sys
from datetime import UTC, datetime, timedelta

from fuyuantong.common.refusals import Refusal
from fuyuantong.organs.identifiers import parse_identifier

USAGE = "用法：fyt ident 号码 [--json]\n"


def main(argv: list[str]) -> int:
    """Run the command with the arguments after `fyt ident`; return the exit status."""
    words = [word for word in argv if word != "--json"]
    if words in (["-h"], ["--help"]):
        sys.stdout.write(USAGE)
        return 0
    if len(words) != 1 or words[0].startswith("--"):
        sys.stderr.write(USAGE)
        return 2
    today = (datetime.now(UTC) + timedelta(hours=8)).date()
    try:
        found = parse_identifier(words[0], today=today)
    except Refusal as refusal:
        sys.stderr.write(f"{refusal.code}: {refusal}\n")
        return 1
    if "--json" in argv:
        sys.stdout.write(json.dumps(found.as_json(), ensure_ascii=False) + "\n")
    else:
        sys.stdout.write(
            "\n".join([f"{found.kind}: {found.value}", *(w.message for w in found.warnings)]) + "\n"
        )
    return 0
