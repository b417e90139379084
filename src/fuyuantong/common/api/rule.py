"""What an operation demands before it is called; `Room` writes it, the door reads it."""

from __future__ import annotations

from dataclasses import dataclass

ANY = "*"
JSON, FORM = "application/json", "multipart/form-data"


@dataclass(frozen=True, slots=True)
class Rule:
    """`scope`: what a key must have ("": no key may; "*": any may). `keyed` wants `Idempotency-Key`,
    `versioned` wants `If-Match`.

    `takes` is the media type of the body ("" : none is read), `gives` the media types of a good answer.
    """

    scope: str
    keyed: bool = False
    versioned: bool = False
    takes: str = ""
    gives: tuple[str, ...] = (JSON,)
