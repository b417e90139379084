"""Bringing a database to this release: once, by its owner, remembered."""

from __future__ import annotations

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


def test_half_loaded_sample_data_are_never_shown(fresh_database, tmp_path: Path) -> None:
    with psycopg.connect(fresh_database["DATABASE_OWNER_URL"], autocommit=True) as owner:
        owner.execute("INSERT INTO fyt_prepared (what, fingerprint) VALUES ('demo', 'begun')")
    done = fyt("migrate", "--demo", "--no-library", env=environment(tmp_path, **fresh_database))
    assert done.returncode == 1
    assert "E-UP-HALF" in done.stderr
