"""What the application's role may do: everything to ordinary rows, only insert into and read the trail.

Run by the owner after every migration; saying it again changes nothing.
"""

from __future__ import annotations

from psycopg import Connection, sql

#: The trail and its seals: rows that nobody changes, not even we.
APPEND_ONLY = ("audit_entry", "audit_seal")
#: What only the owner writes.
READ_ONLY = ("django_migrations", "fyt_prepared")


def grant_to_app(connection: Connection[tuple[object, ...]], role: str) -> None:
    """Give `role` its rights on every table, sequence and function of the schema `public`."""
    tables = [
        str(row[0])
        for row in connection.execute(
            "SELECT c.relname FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace"
            " WHERE n.nspname = 'public' AND c.relkind IN ('r', 'p', 'v', 'm')"
            " AND pg_has_role(c.relowner, 'MEMBER')"
        )
    ]
    who = sql.Identifier(role)
    connection.execute(sql.SQL("REVOKE CREATE ON SCHEMA public FROM PUBLIC, {}").format(who))
    connection.execute(sql.SQL("GRANT USAGE ON SCHEMA public TO {}").format(who))
    for rights, names in _by_rights(tables).items():
        if names:
            listed = sql.SQL(", ").join(sql.Identifier("public", name) for name in names)
            connection.execute(sql.SQL("REVOKE ALL ON {} FROM {}").format(listed, who))
            connection.execute(sql.SQL("GRANT {} ON {} TO {}").format(sql.SQL(rights), listed, who))
    connection.execute(sql.SQL("GRANT USAGE, SELECT ON ALL SEQUENCES IN SCHEMA public TO {}").format(who))
    connection.execute(sql.SQL("GRANT EXECUTE ON ALL FUNCTIONS IN SCHEMA public TO {}").format(who))


def _by_rights(tables: list[str]) -> dict[str, list[str]]:
    return {
        "SELECT, INSERT": [t for t in tables if t in APPEND_ONLY],
        "SELECT": [t for t in tables if t in READ_ONLY],
        "SELECT, INSERT, UPDATE, DELETE": [t for t in tables if t not in APPEND_ONLY + READ_ONLY],
    }
