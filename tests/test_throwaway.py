"""The databases of the test run itself."""

from __future__ import annotations

import psycopg
import pytest
from tests.throwaway import Databases


def test_a_database_is_dropped_although_a_session_of_the_other_role_is_still_ending(
    databases: Databases,
) -> None:
    databases.clone("still_in_use")
    session = psycopg.connect(databases.addresses("still_in_use")["DATABASE_URL"])
    session.execute("SELECT 1")
    databases.drop("still_in_use")
    with pytest.raises(psycopg.OperationalError):
        session.execute("SELECT 1")
