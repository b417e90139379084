"""Bringing a database to this release: once, by its owner, remembered."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import psycopg
import pytest

from config.processes import environment, fyt
from fuyuantong.common.refusals import Refusal
from fuyuantong.config import fingerprint
from fuyuantong.config.preparing_state import is_prepared, kept_state


def test_a_migrated_database_knows_its_release(fresh_database, tmp_path: Path) -> None:
    done = fyt("migrate", "--real", env=environment(tmp_path, **fresh_database))
    assert done.returncode == 0, done.stderr
    assert kept_state(fresh_database["DATABASE_URL"]) == {
        "database": fingerprint.of_database(),
        "mode": "real",
    }
    assert is_prepared(fresh_database["DATABASE_URL"], demo=False)
    with pytest.raises(Refusal, match="正式数据") as refused:
        is_prepared(fresh_database["DATABASE_URL"], demo=True)
    assert refused.value.code == "E-UP-MODE"


def test_another_release_prepares_again(fresh_database, tmp_path: Path, monkeypatch) -> None:
    assert fyt("migrate", "--real", env=environment(tmp_path, **fresh_database)).returncode == 0
    monkeypatch.setattr(fingerprint, "of_database", lambda: "another")
    assert not is_prepared(fresh_database["DATABASE_URL"], demo=False)


def test_without_the_owner_it_is_refused_with_what_to_set(fresh_database, tmp_path: Path) -> None:
    only_app = {"DATABASE_URL": fresh_database["DATABASE_URL"]}
    done = fyt("migrate", env=environment(tmp_path, **only_app))
    assert done.returncode == 1
    assert "DATABASE_OWNER_URL" in done.stderr


def test_preparing_again_brings_back_rights_that_were_widened(fresh_database, tmp_path: Path) -> None:
    with psycopg.connect(fresh_database["DATABASE_OWNER_URL"], autocommit=True) as owner:
        owner.execute("GRANT ALL ON audit_entry TO fyt_app")
    assert fyt("migrate", "--no-library", env=environment(tmp_path, **fresh_database)).returncode == 0
    with (
        psycopg.connect(fresh_database["DATABASE_URL"]) as app,
        pytest.raises(psycopg.errors.InsufficientPrivilege),
    ):
        app.execute("DELETE FROM audit_entry")


SCHEMA = """
SELECT table_name, column_name, data_type, is_nullable, column_default, character_maximum_length
FROM information_schema.columns WHERE table_schema = 'public' ORDER BY 1, 2;
SELECT indexdef FROM pg_indexes WHERE schemaname = 'public' ORDER BY 1;
SELECT conrelid::regclass::text, conname, pg_get_constraintdef(oid) FROM pg_constraint
WHERE connamespace = 'public'::regnamespace ORDER BY 1, 2;
SELECT tgrelid::regclass::text, pg_get_triggerdef(oid) FROM pg_trigger WHERE NOT tgisinternal ORDER BY 1, 2;
SELECT proname, prosrc FROM pg_proc WHERE pronamespace = 'public'::regnamespace ORDER BY 1, 2
"""


def schema_of(address: str) -> list[tuple[object, ...]]:
    """Columns, indexes, constraints and triggers: everything in a schema that migrations make."""
    with psycopg.connect(address) as owner:
        return [row for statement in SCHEMA.split(";") for row in owner.execute(statement)]


def test_a_first_installation_ends_at_the_schema_of_an_upgrade(
    databases, fresh_database, tmp_path: Path
) -> None:
    """The template was made the quick way; here each migration is drawn whole, as Django does."""
    slow = f"slow_{os.getpid()}"
    databases._execute("CREATE DATABASE {} TEMPLATE template0", slow)
    try:
        code = (
            "from fuyuantong.config.environment import setup_django; setup_django()\n"
            "from django.core.management import call_command; from fuyuantong.config.roles import *\n"
            "connect_as(owner_address()); call_command('migrate', interactive=False, verbosity=0)"
        )
        env = environment(tmp_path, **databases.addresses(slow))
        done = subprocess.run(
            [sys.executable, "-c", code], env=env, capture_output=True, text=True, check=False
        )
        assert done.returncode == 0, done.stderr
        quick = [
            row for row in schema_of(fresh_database["DATABASE_OWNER_URL"]) if "fyt_prepared" not in str(row)
        ]
        assert quick == schema_of(databases.addresses(slow)["DATABASE_OWNER_URL"])
        assert len(quick) > 1000
    finally:
        databases.drop(slow)


def test_half_loaded_sample_data_are_never_shown(fresh_database, tmp_path: Path) -> None:
    with psycopg.connect(fresh_database["DATABASE_OWNER_URL"], autocommit=True) as owner:
        owner.execute("INSERT INTO fyt_prepared (what, fingerprint) VALUES ('demo', 'begun')")
    done = fyt("migrate", "--demo", "--no-library", env=environment(tmp_path, **fresh_database))
    assert done.returncode == 1
    assert "E-UP-HALF" in done.stderr
