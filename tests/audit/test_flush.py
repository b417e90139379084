"""The trail is written with the act, or the act does not happen."""

from __future__ import annotations

import pytest
from django.db import DatabaseError, connection, transaction

from fuyuantong.audit import actions, verifying
from fuyuantong.audit.models import Entry, Head, Seal
from fuyuantong.audit.signing import public_bytes, signer
from fuyuantong.common import uow as units
from fuyuantong.common.actors import SYSTEM
from fuyuantong.common.models import Heartbeat
from fuyuantong.common.now import read_clock
from fuyuantong.common.uow import Note, unit_of_work

pytestmark = pytest.mark.django_db


def note(stream: str, n: int = 0) -> Note:
    return Note(stream, "test.noted", "test", None, {"n": n})


def public() -> bytes:
    return public_bytes(signer(actions.seal_key_path()))


def test_every_unit_of_work_extends_the_chain_of_its_stream() -> None:
    for n in range(3):
        with unit_of_work(SYSTEM) as uow:
            uow.record(note("matter:a", n))
            uow.record(note("matter:b", n))
    rows = Entry.objects.filter(stream="matter:a").order_by("seq")
    assert [row.seq for row in rows] == [1, 2, 3]
    assert [bytes(row.prev) for row in rows[1:]] == [bytes(row.hash) for row in rows[:2]]
    assert Head.objects.get(stream="matter:b").seq == 3


def test_what_is_stored_is_what_was_hashed() -> None:
    """Read back from the database, microseconds, JSON and all, the hashes hold."""
    with unit_of_work(SYSTEM, purpose="核对") as uow:
        uow.record(
            Note("matter:a", "test.noted", "test", None, {"文": ["签收", 1.5, None, {"b": 1, "a": True}]})
        )
    assert verifying.verify(public()).good


def test_an_act_that_fails_leaves_no_line() -> None:
    with pytest.raises(RuntimeError), unit_of_work(SYSTEM) as uow:
        uow.record(note("matter:a"))
        raise RuntimeError
    assert not Entry.objects.exists()


def test_a_trail_that_cannot_be_written_undoes_the_act(monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(*_: object) -> None:
        raise DatabaseError("no trail today")

    monkeypatch.setattr(units, "_flush", [broken])
    with pytest.raises(DatabaseError), unit_of_work(SYSTEM) as uow:
        Heartbeat.objects.create(duty="test", at=uow.now)
        uow.record(note("matter:a"))
    assert not Heartbeat.objects.filter(duty="test").exists()


@pytest.mark.parametrize(
    "statement",
    ["UPDATE audit_entry SET kind = 'x'", "DELETE FROM audit_entry", "TRUNCATE audit_entry", "UPDATE audit_seal SET number = 9", "DELETE FROM audit_seal"],
)  # fmt: skip
def test_the_application_cannot_change_the_trail(statement: str) -> None:
    with unit_of_work(SYSTEM) as uow:
        uow.record(note("matter:a"))
    actions.seal(read_clock())
    with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement)


def test_sealing_covers_what_moved_and_nothing_twice() -> None:
    with unit_of_work(SYSTEM) as uow:
        uow.record(note("matter:a"))
        uow.record(note("matter:b"))
    first = actions.seal(read_clock())
    assert first is not None
    assert [leaf[0] for leaf in first.leaves] == ["matter:a", "matter:b"]
    assert actions.seal(read_clock()) is None
    with unit_of_work(SYSTEM) as uow:
        uow.record(note("matter:b"))
    second = actions.seal(read_clock())
    assert second is not None
    assert [leaf[:2] for leaf in second.leaves] == [["matter:b", 2]]
    assert bytes(second.prev) == bytes(first.hash)
    verdict = verifying.verify(public())
    assert verdict.good
    assert verdict.seals == Seal.objects.count() == 2


def test_a_nested_unit_of_work_joins_nothing_by_accident() -> None:
    """A second one inside the first would commit apart; it is refused."""
    with pytest.raises(RuntimeError), unit_of_work(SYSTEM), unit_of_work(SYSTEM):
        pass
