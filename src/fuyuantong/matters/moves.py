"""The common life of an obligation, as one table: verb → from which states, to which state, in what words.

待下发 → 待签收 → 办理中 → 待单位审签 → 待核验 → 已办结 (→ 已销号). No rows, no rights, no clock here.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from fuyuantong.matters.kinds import FINISHED_STATES, OPEN_STATES, SIGNED_STATES, ObligationState

S = ObligationState


@dataclass(frozen=True, slots=True)
class Move:
    """`words` is the verb on the button and in refusals; `gently` what courts and procuratorates hear."""

    verb: str
    sources: frozenset[ObligationState]
    target: ObligationState | None
    words: str
    gently: str = ""
    asks_reason: bool = False


def _moves(*moves: Move) -> Mapping[str, Move]:
    return {move.verb: move for move in moves}


MOVES = _moves(
    Move("issue", frozenset({S.DRAFT}), S.PENDING, "下发", "送达"),
    Move("sign", frozenset({S.PENDING}), S.WORKING, "签收"),
    Move("ask_correction", frozenset({S.PENDING}), S.CORRECTING, "退回补正", asks_reason=True),
    Move("supply", frozenset({S.CORRECTING}), S.PENDING, "补正后重新送达"),
    Move("report", SIGNED_STATES, None, "报送进展"),
    Move("submit", frozenset({S.WORKING}), S.REVIEWING, "反馈办理结果"),
    Move("submit_unreviewed", frozenset({S.WORKING}), S.VERIFYING, "反馈办理结果"),
    Move("submit_final", frozenset({S.WORKING}), S.DONE, "反馈办理结果"),
    Move("approve", frozenset({S.REVIEWING}), S.VERIFYING, "审签通过"),
    Move("approve_final", frozenset({S.REVIEWING}), S.DONE, "审签通过"),
    Move("disapprove", frozenset({S.REVIEWING}), S.WORKING, "审签退改", asks_reason=True),
    Move("accept", frozenset({S.VERIFYING}), S.DONE, "核验通过", "确认办结"),
    Move("send_back", frozenset({S.VERIFYING}), S.WORKING, "退改", "商请补充", asks_reason=True),
    Move("write_off", frozenset({S.DONE}), S.WRITTEN_OFF, "销号"),
    Move("transfer", frozenset({S.PENDING, *SIGNED_STATES}), None, "转派"),
    Move("urge", OPEN_STATES, None, "催办", "函询"),
    Move("call", OPEN_STATES, None, "电话催办", "电话函询"),
    Move("press", OPEN_STATES, None, "拟督办文书"),
    Move("petition", frozenset({S.PENDING, *SIGNED_STATES, S.DONE}), None, "申请"),
    Move("petition_decision", frozenset({S.PENDING, *SIGNED_STATES, S.DONE}), None, "决定申请"),
    Move("grant_return", frozenset({S.PENDING, S.WORKING}), S.RETURNED, "同意退办"),
    Move("grant_reassign", frozenset({S.PENDING, S.WORKING}), S.REASSIGNED, "同意改派"),
    Move("extend", OPEN_STATES, None, "延期"),
    Move("review", frozenset({S.PENDING, *SIGNED_STATES}), None, "复核", "商请复核"),
    Move("hold", SIGNED_STATES, None, "暂缓办理"),
    Move("unhold", SIGNED_STATES, None, "恢复办理"),
    Move("suspend", OPEN_STATES, None, "中止期限"),
    Move("resume", OPEN_STATES, None, "恢复期限"),
    Move("withdraw", frozenset({S.PENDING, S.DRAFT}), S.WITHDRAWN, "撤回", asks_reason=True),
    Move(
        "terminate",
        frozenset({S.CORRECTING, *SIGNED_STATES}),
        S.TERMINATED,
        "终止交办",
        "商请终止办理",
        asks_reason=True,
    ),
    Move("merge", frozenset({S.PENDING, S.CORRECTING, *SIGNED_STATES}), S.MERGED, "并案", asks_reason=True),
    Move("void", frozenset({S.DRAFT, *OPEN_STATES}), S.VOID, "作废", asks_reason=True),
    Move("look_back", FINISHED_STATES, None, "回头看"),
    Move("again", FINISHED_STATES, None, "重新交办", asks_reason=True),
)


def allowed_words(state: str) -> str:
    """The verbs that the table allows in this state, for the refusal's hint."""
    words = dict.fromkeys(m.words for m in MOVES.values() if state in m.sources)
    return "、".join(words) or "查看"
