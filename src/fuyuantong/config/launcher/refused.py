"""What the launcher says when it will not go on. Kept free of Django: it runs before everything else."""

from __future__ import annotations


class Refused(Exception):
    """`code` is stable; the text is a sentence for the person at the terminal, with what to do next."""

    def __init__(self, code: str, message: str) -> None:
        super().__init__(message)
        self.code = code
        self.message = message
