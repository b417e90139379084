"""The registers themselves: the library, one register as published, the examination of a text."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache

from django.core.exceptions import ImproperlyConfigured
from django.db import DatabaseError
from django.db.models import F, QuerySet

from fuyuantong.common.actors import Actor
from fuyuantong.common.refusals import NotFound
from fuyuantong.definitions.problems import Problem
from fuyuantong.organs.models import Unit
from fuyuantong.registers import policy
from fuyuantong.registers.kinds import Register
from fuyuantong.registers.models import Book, BookVersion
from fuyuantong.registers.reading import examine, examined


@lru_cache(maxsize=512)
def _read(digest: str, source: str) -> Register:  # noqa: ARG001 - the digest is part of the key
    return examined(source)


def kind_of(viewer: Actor) -> str:
    """The kind of the viewer's unit: what `visible_to` and the rights to enter need."""
    return Unit.objects.filter(pk=viewer.unit_key).values_list("kind", flat=True).first() or ""


def library(search: str = "", kind: str = "") -> Sequence[Book]:
    """Every register, narrowed to a word (name, code, group, inventory number) and a kind."""
    word = search.strip().casefold()

    def fits(book: Book) -> bool:
        text = " ".join((book.name, book.code, book.group, *book.rows_covered)).casefold()
        return (not kind or book.kind == kind) and (not word or word in text)

    return [book for book in Book.objects.order_by("kind", "group", "name") if fits(book)]


def book_of(code: str) -> Book:
    book = Book.objects.filter(code=code).first()
    if book is None:
        raise NotFound
    return book


def versions(code: str) -> QuerySet[BookVersion]:
    """All versions of a register, newest first."""
    return BookVersion.objects.filter(book_id=code).order_by("-version")


def version_of(code: str, version: int) -> BookVersion:
    row = BookVersion.objects.filter(book_id=code, version=version).first()
    if row is None:
        raise NotFound
    return row


def register_of(code: str, version: int | None = None) -> Register:
    """The register as published: the newest version, or one of the others."""
    number = book_of(code).version if version is None else version
    row = version_of(code, number)
    return _read(row.digest, row.source)


def register_of_book(book: Book) -> Register:
    return register_of(book.code, book.version)


def review(viewer: Actor, text: str) -> tuple[Register | None, list[Problem]]:
    """Examine a text without storing anything; for those who may publish."""
    policy.check(viewer, "register.publish")
    return examine(text, known=frozenset(Book.objects.values_list("code", flat=True)))


def text_to_edit(code: str) -> str:
    """The newest text with its version raised by one."""
    row = versions(code).first()
    if row is None:
        raise NotFound
    return re.sub(r"(?m)^版本:\s*\d+", f"版本: {row.version + 1}", row.source, count=1)


def columns_of_published(code: str) -> tuple[str, ...] | None:
    """The columns of a register as now published; None when there is none, or no database to ask."""
    try:
        row = BookVersion.objects.filter(book_id=code, book__version=F("version")).first()
    except (DatabaseError, ImproperlyConfigured, RuntimeError):
        return None
    return tuple(column.key for column in _read(row.digest, row.source).columns) if row else None
