"""What the pages of the room have in common."""

from __future__ import annotations

from urllib.parse import urlencode

from django.http import HttpRequest

from fuyuantong.common.actors import Actor
from fuyuantong.common.paging import Page
from fuyuantong.common.parts import Paging
from fuyuantong.common.refusals import NotFound


def viewer_of(request: HttpRequest) -> Actor:
    """The person at the present post; without one there is nothing here."""
    actor = getattr(request, "actor", None)
    if not isinstance(actor, Actor) or actor.person is None:
        raise NotFound
    return actor


def number_of(request: HttpRequest) -> str:
    return str(getattr(request, "request_id", ""))


def turn(base: str, page: Page, kept: dict[str, str]) -> Paging:  # type: ignore[type-arg]
    def link(**more: str | None) -> str:
        return f"{base}?{urlencode(kept | {k: v for k, v in more.items() if v})}"

    return Paging(
        shown=len(page.rows),
        previous_href=link(before=page.previous) if page.previous else "",
        next_href=link(after=page.next) if page.next else "",
        first_href=link() if page.previous else "",
    )
