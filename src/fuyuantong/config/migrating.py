"""Running the migrations; on an empty database without drawing the same hundred models hundreds of times.

Django keeps a class of every model as it was at each step, and after each step draws the changed model and
all that are related to it anew, through every chain of relations: here nearly all of them, which is nine
tenths of the time of a first installation. Other models' reverse relations make no difference to the
statements that create a table, a column or an index, so while there is nothing in the database only the
changed model is drawn. A database that holds data is upgraded in Django's own way. That both ways end at the
same schema is kept by tests/config/test_prepare.py.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from django.core.management import call_command
from django.db import connection
from django.db.migrations.recorder import MigrationRecorder
from django.db.migrations.state import ProjectState

_RELATIVES = "_find_reload_model"  # Django has no public door to it


def migrate() -> None:
    """Bring the database to the newest migration. The connection is the owner's."""
    if MigrationRecorder(connection).has_table():
        call_command("migrate", interactive=False, verbosity=0)
    else:
        with drawing_only_what_changes():
            call_command("migrate", interactive=False, verbosity=0)


@contextmanager
def drawing_only_what_changes() -> Iterator[None]:
    """Within it a step draws the model it changes, not its relatives."""

    def alone(_state: ProjectState, app: str, model: str, _delay: object = None) -> set[tuple[str, str]]:
        return {(app, model)}

    whole = getattr(ProjectState, _RELATIVES)
    setattr(ProjectState, _RELATIVES, alone)
    try:
        yield
    finally:
        setattr(ProjectState, _RELATIVES, whole)
