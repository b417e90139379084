"""The one family of exceptions whose words may be shown to the user.

A refusal says what happened, where, and what to do next; the edge (page, API or command line) adds
that nothing was saved and the request number. Never put a stack, SQL, a path, a class name, another
unit's data or an unmasked personal number into one.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class FieldError:
    """One wrong place in the input.

    `pointer` is a JSON pointer or a form field's name; sheets, rows and columns are 1-based and only
    given for tables. `code` is stable (`E-DATE-NONEXIST`); `message` and `hint` are sentences.
    """

    code: str
    message: str
    pointer: str = ""
    hint: str = ""
    sheet: str | None = None
    row: int | None = None
    column: str | None = None
    line: int | None = None


class Refusal(Exception):
    """The request is refused and nothing was saved.

    `status` is the HTTP status an edge answers with; `code` is stable across releases.
    """

    status_default = 422

    def __init__(
        self,
        code: str,
        message: str,
        *,
        status: int | None = None,
        hint: str = "",
        errors: Sequence[FieldError] = (),
    ) -> None:
        super().__init__(message)
        self.code = code
        self.message = message
        self.status = self.status_default if status is None else status
        self.hint = hint
        self.errors = tuple(errors)

    def __str__(self) -> str:
        return f"{self.message}{self.hint}" if self.hint else self.message


class BadInput(Refusal):
    """The form of the request is wrong (400)."""

    status_default = 400


class NotFound(Refusal):
    """The object does not exist, or the viewer may not know that it does (404, always the same words)."""

    status_default = 404

    def __init__(self) -> None:
        super().__init__(
            "E-NOT-FOUND",
            "没有找到您要的内容。",
            hint="它可能已被移走，或您的岗位无权知悉。请返回列表重新查找。",
        )


class Forbidden(Refusal):
    """The viewer may see the object but not do this (403)."""

    status_default = 403

    def __init__(
        self, message: str, *, hint: str = "如确需办理，请联系本单位联络员或联席会议办公室。"
    ) -> None:
        super().__init__("E-FORBIDDEN", message, hint=hint)


class Conflict(Refusal):
    """Somebody or something was faster, or the state does not allow it (409)."""

    status_default = 409
