"""Every write of the room: rights → lock → change → trail → message, in one transaction."""

from fuyuantong.enforcement.actions.alerting import complain, decide_alert, watch_case
from fuyuantong.enforcement.actions.calling import pick_up, send_calls, settle_call, tell_late
from fuyuantong.enforcement.actions.cases import (
    NewParty,
    add_party,
    bind_seat,
    close_case,
    notice_case,
    open_case,
    pay_case,
    warn_before_listing,
)
from fuyuantong.enforcement.actions.controlling import (
    NewMeasure,
    release_measure,
    renew_measure,
    take_measure,
    tick_measures,
)
from fuyuantong.enforcement.actions.exporting import export_figures
from fuyuantong.enforcement.actions.forgetting import forget_spent
from fuyuantong.enforcement.actions.inquiring import Wanted, confirm_inquiry, inquire, read_inquiry
from fuyuantong.enforcement.actions.pursuing import NewPursuit, ask_pursuit, confirm_pursuit, on_stage
from fuyuantong.enforcement.actions.referring import NewReferral, refer
from fuyuantong.enforcement.actions.serving import NewService, end_service, serve
from fuyuantong.enforcement.actions.sources import decide_source, end_source, propose_source

__all__ = [
    "NewMeasure",
    "NewParty",
    "NewPursuit",
    "NewReferral",
    "NewService",
    "Wanted",
    "add_party",
    "ask_pursuit",
    "bind_seat",
    "close_case",
    "complain",
    "confirm_inquiry",
    "confirm_pursuit",
    "decide_alert",
    "decide_source",
    "end_service",
    "end_source",
    "export_figures",
    "forget_spent",
    "inquire",
    "notice_case",
    "on_stage",
    "open_case",
    "pay_case",
    "pick_up",
    "propose_source",
    "read_inquiry",
    "refer",
    "release_measure",
    "renew_measure",
    "send_calls",
    "serve",
    "settle_call",
    "take_measure",
    "tell_late",
    "tick_measures",
    "warn_before_listing",
    "watch_case",
]
