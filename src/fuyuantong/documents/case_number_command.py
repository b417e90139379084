"""`fyt caseno TEXT [--json]`: read one court case number, without a database.

Exit 0 good, 1 refused, 2 usage.
"""

from __future__ import annotations

import json
import sys

from fuyuantong.common.refusals import Refusal
from fuyuantong.documents.case_numbers import parse_case_number

USAGE = "用法：fyt caseno 案号 [--json]\n"


def main(argv: list[str]) -> int:
    """Run the command with the arguments after `fyt caseno`; return the exit status."""
    words = [word for word in argv if word != "--json"]
    if words in (["-h"], ["--help"]):
        sys.stdout.write(USAGE)
        return 0
    if len(words) != 1 or words[0].startswith("--"):
        sys.stderr.write(USAGE)
        return 2
    try:
        number = parse_case_number(words[0])
    except Refusal as refusal:
        sys.stderr.write(f"{refusal.code}: {refusal}\n")
        return 1
    text = json.dumps(number.as_json(), ensure_ascii=False) if "--json" in argv else number.normal
    sys.stdout.write(text + "\n")
    return 0
