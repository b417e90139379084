"""The rules that bind the application's role hold in every ordinary test."""

from __future__ import annotations

import psycopg
import pytest
from django.db import DatabaseError, connection, transaction


@pytest.mark.django_db
@pytest.mark.parametrize("table", ["audit_entry", "audit_seal"])
@pytest.mark.parametrize(
    "statement",
    ["UPDATE {} SET alg = 'x'", "DELETE FROM {}", "TRUNCATE {}", "ALTER TABLE {} ADD x int", "DROP TABLE {}"],
)
def test_the_trail_cannot_be_changed_by_the_application(table: str, statement: str) -> None:
    with pytest.raises(DatabaseError, match="permission denied|must be owner"), transaction.atomic():
        connection.cursor().execute(statement.format(table))


@pytest.mark.django_db
def test_the_application_cannot_make_tables() -> None:
    with pytest.raises(DatabaseError, match="permission denied"), transaction.atomic():
        connection.cursor().execute("CREATE TABLE public.own_table (x int)")


@pytest.mark.django_db
@pytest.mark.parametrize("table", ["django_migrations", "fyt_prepared"])
def test_what_the_owner_remembers_is_read_only(table: str) -> None:
    connection.cursor().execute(f"SELECT * FROM {table}")
    with pytest.raises(DatabaseError, match="permission denied"), transaction.atomic():
        connection.cursor().execute(f"DELETE FROM {table}")


@pytest.mark.django_db(transaction=True)
def test_a_test_with_real_transactions_works_as_the_application_too() -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT current_user, session_user")
        assert cursor.fetchone() == ("fyt_app", "fyt_app")
        cursor.execute("INSERT INTO django_content_type (app_label, model) VALUES ('left', 'behind')")


@pytest.mark.django_db
def test_nothing_is_left_behind_by_it() -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM django_content_type WHERE app_label = 'left'")
        assert cursor.fetchone() == (0,)


def test_a_fresh_database_is_migrated_and_empty(fresh_database: dict[str, str]) -> None:
    with psycopg.connect(fresh_database["DATABASE_URL"]) as other:
        assert other.execute("SELECT count(*) FROM audit_entry").fetchone() == (0,)
