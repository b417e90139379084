"""Publishing registers as immutable versions, and loading the delivered ones."""

from __future__ import annotations

import hashlib

from django.db import connection

from fuyuantong.common.refusals import Conflict
from fuyuantong.common.uow import UnitOfWork
from fuyuantong.definitions.shelf import read_text
from fuyuantong.registers import policy
from fuyuantong.registers.kinds import Register
from fuyuantong.registers.models import Book, BookVersion, Row, RowMark
from fuyuantong.registers.reading import examined
from fuyuantong.registers.shelf import delivered_codes, register_files
from fuyuantong.registers.trail import note_book
from fuyuantong.registers.writing import marks_of

_MARKS_AT_ONCE = 1000


def publish(uow: UnitOfWork, text: str, *, file: str = "台账") -> BookVersion:
    """Examine a text and publish it. The same text again is no new version.

    Raises DefinitionRefused with every problem and its line; Conflict E-DEF-VERSION when the version is not
    newer than the newest, or the kind of the register would change under its rows.
    """
    policy.check(uow.actor, "register.publish")
    register = examined(text, file, known=frozenset(Book.objects.values_list("code", flat=True)))
    _lock(register.code)
    known = BookVersion.objects.filter(book_id=register.code, version=register.version).first()
    if known is not None and known.digest == _digest(text):
        return known
    newest = Book.objects.filter(code=register.code).first()
    if newest is not None and register.version <= newest.version:
        raise Conflict(
            "E-DEF-VERSION",
            f"“{newest.name}”已发布到第 {newest.version} 版，发布后不可更改。",
            hint=f"请把“版本”改为 {newest.version + 1} 再发布；已有的行保留原来的内容。",
        )
    if newest is not None and register.kind != newest.kind:
        raise Conflict("E-DEF-KIND", f"“{newest.name}”是{newest.get_kind_display()}，新版不能改变类别。")
    return _published(uow, register, text)


def load_registers(uow: UnitOfWork) -> list[BookVersion]:
    """Publish every delivered register whose version is not in the database yet; again changes nothing."""
    policy.check(uow.actor, "register.load")
    known = set(BookVersion.objects.values_list("book_id", "version"))
    codes, fresh = delivered_codes(), []
    for path in register_files():
        text = read_text(path)
        register = examined(text, path.name, known=codes)
        if (register.code, register.version) not in known:
            _lock(register.code)
            fresh.append(_published(uow, register, text, shipped=True))
    return fresh


def _published(uow: UnitOfWork, register: Register, text: str, *, shipped: bool = False) -> BookVersion:
    before = Book.objects.filter(code=register.code).values_list("version", flat=True).first()
    book, _created = Book.objects.update_or_create(
        code=register.code,
        defaults={
            "name": register.name,
            "kind": str(register.kind),
            "group": register.group,
            "rows_covered": list(register.rows),
            "version": register.version,
            "sight": str(register.sight),
            "also": [str(entry) for entry in register.also],
        },
    )
    row = BookVersion.objects.create(
        book=book,
        version=register.version,
        name=register.name,
        source=text,
        digest=_digest(text),
        shipped=shipped,
        published_at=uow.now,
        published_by=uow.actor.person,
        published_by_name=uow.actor.name,
    )
    if before is not None and register.lent:
        _mark(register)
    note_book(uow, book.code, "published", row.pk, version=row.version, digest=row.digest)
    return row


def _mark(register: Register) -> None:
    """Rows that were there before a version lent them are found by its questions too."""
    RowMark.objects.filter(book_id=register.code).delete()
    marks: list[RowMark] = []
    for row in Row.objects.filter(book_id=register.code).only("cells", "book_id").iterator(chunk_size=500):
        marks += marks_of(register, row)
        if len(marks) >= _MARKS_AT_ONCE:
            RowMark.objects.bulk_create(marks)
            marks = []
    RowMark.objects.bulk_create(marks)


def _lock(code: str) -> None:
    """One publisher of a register at a time, also for its first version."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtext(%s))", [f"register:{code}"])


def _digest(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()
