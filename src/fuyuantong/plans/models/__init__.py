from fuyuantong.plans.models.imports import Damage, Import, ImportText
from fuyuantong.plans.models.items import PlanItem, PlanParty, UnitChoice
from fuyuantong.plans.models.plans import Opinion, Plan, PlanStep

__all__ = [
    "Damage",
    "Import",
    "ImportText",
    "Opinion",
    "Plan",
    "PlanItem",
    "PlanParty",
    "PlanStep",
    "UnitChoice",
]
