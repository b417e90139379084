"""Every write of the room."""

from fuyuantong.screening.actions.asking import Asked, Question, ask, ask_many
from fuyuantong.screening.actions.compiling import compile_list
from fuyuantong.screening.actions.forgetting import expire_due, forget_old
from fuyuantong.screening.actions.items import decide_item, end_item, propose_item
from fuyuantong.screening.actions.jobs import run_job, start_job, start_register_job
from fuyuantong.screening.actions.list_files import publish_file
from fuyuantong.screening.actions.objecting import decide_objection, object_to, object_to_record
from fuyuantong.screening.actions.publishing import NewRecord, publish, withdraw
from fuyuantong.screening.actions.reviewing import feed_back, review

__all__ = [
    "Asked",
    "NewRecord",
    "Question",
    "ask",
    "ask_many",
    "compile_list",
    "decide_item",
    "decide_objection",
    "end_item",
    "expire_due",
    "feed_back",
    "forget_old",
    "object_to",
    "object_to_record",
    "propose_item",
    "publish",
    "publish_file",
    "review",
    "run_job",
    "start_job",
    "start_register_job",
    "withdraw",
]
