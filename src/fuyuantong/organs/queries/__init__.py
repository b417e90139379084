"""Every read of the room."""

from fuyuantong.organs.queries.actors import actor_for, actor_for_token, actor_of, posts_of
from fuyuantong.organs.queries.directory import (
    region_with_descendants,
    unit_tree,
    units_in_protocol_order,
)
from fuyuantong.organs.queries.resolving import Candidate, Resolution, near_names, resolve_unit, resolve_units

__all__ = [
    "Candidate",
    "Resolution",
    "actor_for",
    "actor_for_token",
    "actor_of",
    "near_names",
    "posts_of",
    "region_with_descendants",
    "resolve_unit",
    "resolve_units",
    "unit_tree",
    "units_in_protocol_order",
]
