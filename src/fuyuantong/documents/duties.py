"""What must be done again and again: refused uploads are noted, contents without a row are swept away."""

from __future__ import annotations

from datetime import datetime, timedelta

from fuyuantong.common.actors import SYSTEM
from fuyuantong.common.jobs import duty
from fuyuantong.common.uow import unit_of_work
from fuyuantong.documents import storage
from fuyuantong.documents.actions import note_refused
from fuyuantong.documents.kinds import FileState
from fuyuantong.documents.models import StoredFile

ORPHAN_AGE = timedelta(hours=24)
QUARANTINE_AGE = timedelta(days=30)
_ASK = 500


@duty("documents.refused", 60)
def note_refusals(_now: datetime) -> int:
    """Turn the notes beside refused uploads into rows and lines on the trail."""
    count = 0
    for note in sorted(storage.quarantine_folder().glob("*.json")):
        with unit_of_work(SYSTEM) as uow:
            count += note_refused(uow, note) is not None
        note.unlink(missing_ok=True)
    return count


@duty("documents.sweep", 3600)
def sweep(now: datetime) -> int:
    """Delete contents that no row names, half-received files, and refused contents after 30 days.

    A content is young for a day, so that one whose transaction is still under way is left alone; ages go by
    the file system's clock.
    """
    old = list(storage.older_than(storage.contents(), (now - ORPHAN_AGE).timestamp()))
    count = 0
    for start in range(0, len(old), _ASK):
        some = {path.name: path for path in old[start : start + _ASK]}
        released = StoredFile.objects.filter(sha256__in=some, state=FileState.RELEASED)
        for name in some.keys() - set(released.values_list("sha256", flat=True)):
            some[name].unlink(missing_ok=True)
            count += 1
    return count + _sweep_quarantine(now)


def _sweep_quarantine(now: datetime) -> int:
    kept = set(StoredFile.objects.exclude(quarantined="").values_list("quarantined", flat=True))
    folder = storage.quarantine_folder()
    count = 0
    for path in storage.older_than(folder.glob("*"), (now - ORPHAN_AGE).timestamp()):
        young = path.stat().st_mtime >= (now - QUARANTINE_AGE).timestamp()
        if path.suffix == ".json" or (path.name in kept and young):
            continue
        path.unlink(missing_ok=True)
        count += 1
    return count
