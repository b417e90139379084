"""Every write of this room."""

from fuyuantong.packs.actions.keeping import add_form, export_form, retire_form, settle_form
from fuyuantong.packs.actions.making import make_packs, withdraw_pack
from fuyuantong.packs.actions.returning import adopt_return, start_return
from fuyuantong.packs.actions.taking import take_bundle, take_file, take_print

__all__ = [
    "add_form",
    "adopt_return",
    "export_form",
    "make_packs",
    "retire_form",
    "settle_form",
    "start_return",
    "take_bundle",
    "take_file",
    "take_print",
    "withdraw_pack",
]
