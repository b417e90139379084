"""Papers of a round: asked for by the office, made by a worker, kept as files."""

from __future__ import annotations

from uuid import UUID

from fuyuantong.common.jobs import defer_once
from fuyuantong.common.refusals import Forbidden, NotFound
from fuyuantong.common.uow import UnitOfWork
from fuyuantong.documents.actions import keep_made
from fuyuantong.rounds import policy
from fuyuantong.rounds.composing import compose
from fuyuantong.rounds.kinds import SUFFIX, PaperKind, PaperState
from fuyuantong.rounds.models import Paper, Round
from fuyuantong.rounds.trail import note

PAPER_JOB = "rounds.paper"


def want_paper(uow: UnitOfWork, key: UUID, kind: PaperKind) -> Paper:
    """Order a paper of what has come in so far; a worker makes it with the rights of whoever asked."""
    round_ = Round.objects.visible_to(uow.actor).filter(pk=key).first()
    if round_ is None:
        raise NotFound
    if not policy.may_run(uow.actor, round_):
        raise Forbidden(str(policy.OFFICE_ONLY))
    paper = Paper.objects.create(
        round=round_, kind=kind, by_post=uow.actor.post, by_name=uow.actor.name, at=uow.now
    )
    note(uow, "paper_wanted", "round", round_.pk, region=round_.region, paper=str(paper.pk), kind=str(kind))
    defer_once(uow, PAPER_JOB, str(paper.pk), paper=str(paper.pk))
    return paper


def make_paper(uow: UnitOfWork, key: UUID) -> Paper:
    """Make it (the job). Made twice it is the same paper."""
    paper = Paper.objects.select_for_update(of=("self",)).select_related("round").filter(pk=key).first()
    if paper is None or not policy.may_run(uow.actor, paper.round):
        raise NotFound
    if paper.state == PaperState.READY:
        return paper
    kind = PaperKind(paper.kind)
    content = compose(uow.actor, paper.round, kind, uow.now)
    name = f"{paper.round.title}{kind.label}.{SUFFIX[kind]}"
    paper.file = keep_made(uow, content, name, SUFFIX[kind])
    paper.state, paper.at = PaperState.READY, uow.now
    paper.save()
    note(
        uow, "paper_made", "round", paper.round_id, region=paper.round.region,
        paper=str(paper.pk), sha256=paper.file.sha256, size=len(content),
    )  # fmt: skip
    return paper
