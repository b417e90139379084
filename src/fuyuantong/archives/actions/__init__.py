"""Writes: filing a year, saying how long to keep, proposing, deciding and carrying out a destruction."""

from fuyuantong.archives.actions.destroying import approve, carry_out, drop, propose, record_decision, refuse
from fuyuantong.archives.actions.filing import file_some, start_filing
from fuyuantong.archives.actions.keeping import set_retention, take_directory, take_volume

__all__ = [
    "approve", "carry_out", "drop", "file_some", "propose", "record_decision", "refuse", "set_retention",
    "start_filing", "take_directory", "take_volume",
]  # fmt: skip
