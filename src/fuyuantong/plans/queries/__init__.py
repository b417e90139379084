"""Every read of the room."""

from fuyuantong.plans.queries.cards import Card, NameFace, cards_of
from fuyuantong.plans.queries.naming import Named, resolve
from fuyuantong.plans.queries.papers import (
    OpenName,
    Review,
    draft_plans,
    import_for,
    imports_of,
    names_of,
    review_of,
    units_to_choose,
    version_of_item,
)
from fuyuantong.plans.queries.rights import home_of_item
from fuyuantong.plans.queries.yearly import PlanView, consultable_units, plan_view, plans_of

__all__ = [
    "Card",
    "NameFace",
    "Named",
    "OpenName",
    "PlanView",
    "Review",
    "cards_of",
    "consultable_units",
    "draft_plans",
    "home_of_item",
    "import_for",
    "imports_of",
    "names_of",
    "plan_view",
    "plans_of",
    "resolve",
    "review_of",
    "units_to_choose",
    "version_of_item",
]
