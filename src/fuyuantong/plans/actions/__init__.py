"""Every write of the room."""

from fuyuantong.plans.actions.adopting import to_plan
from fuyuantong.plans.actions.deciding import approve, print_out, send_back, submit_for_approval, void
from fuyuantong.plans.actions.importing import drop_import, read_import, start_import
from fuyuantong.plans.actions.issuing import issue
from fuyuantong.plans.actions.naming import (
    NameSettlement,
    create_unit_for,
    expand_group,
    forget_name,
    map_unit,
    set_nobody,
    settle_names,
)
from fuyuantong.plans.actions.opinions import consult, give_opinion, settle_opinion
from fuyuantong.plans.actions.reshaping import SplitPart, merge_items, split_item
from fuyuantong.plans.actions.reviewing import (
    ItemEdit,
    answer_cautions,
    choose_collector,
    confirm_item,
    confirm_many,
    correct_damage,
    edit_item,
    mark_not_task,
    restore_item,
)

__all__ = [
    "ItemEdit",
    "NameSettlement",
    "SplitPart",
    "answer_cautions",
    "approve",
    "choose_collector",
    "confirm_item",
    "confirm_many",
    "consult",
    "correct_damage",
    "create_unit_for",
    "drop_import",
    "edit_item",
    "expand_group",
    "forget_name",
    "give_opinion",
    "issue",
    "map_unit",
    "mark_not_task",
    "merge_items",
    "print_out",
    "read_import",
    "restore_item",
    "send_back",
    "set_nobody",
    "settle_names",
    "settle_opinion",
    "split_item",
    "start_import",
    "submit_for_approval",
    "to_plan",
    "void",
]
