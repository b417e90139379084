"""Tables of the room.

All ranges of dates are half-open: `valid_from`/`since_on` counts, `valid_until`/`until_on` is the first day
that no longer does, so that a right taken away today is gone today.
"""

from fuyuantong.organs.models.directory import (
    Linkage,
    Region,
    Unit,
    UnitAlias,
    UnitGroup,
    UnitName,
    UnitQuerySet,
)
from fuyuantong.organs.models.people import (
    ApiToken,
    PastPassword,
    Person,
    PersonManager,
    Post,
    SignIn,
    Tenure,
    TenureQuerySet,
    TotpStep,
)

__all__ = [
    "ApiToken",
    "Linkage",
    "PastPassword",
    "Person",
    "PersonManager",
    "Post",
    "Region",
    "SignIn",
    "Tenure",
    "TenureQuerySet",
    "TotpStep",
    "Unit",
    "UnitAlias",
    "UnitGroup",
    "UnitName",
    "UnitQuerySet",
]
