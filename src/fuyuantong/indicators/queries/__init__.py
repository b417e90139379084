"""Every read of the room."""

from fuyuantong.indicators.queries.counting import recount
from fuyuantong.indicators.queries.differing import kept_out
from fuyuantong.indicators.queries.drilling import RowSet, rows
from fuyuantong.indicators.queries.library import (
    codes,
    family_of,
    latest,
    latest_rule,
    library,
    review,
    rules,
    text_to_edit,
    told,
    version_of,
    versions,
)
from fuyuantong.indicators.queries.snapshots import snapshot, snapshots
from fuyuantong.indicators.queries.valuing import groups_for, series, value, values

__all__ = [
    "RowSet",
    "codes",
    "family_of",
    "groups_for",
    "kept_out",
    "latest",
    "latest_rule",
    "library",
    "recount",
    "review",
    "rows",
    "rules",
    "series",
    "snapshot",
    "snapshots",
    "text_to_edit",
    "told",
    "value",
    "values",
    "version_of",
    "versions",
]
