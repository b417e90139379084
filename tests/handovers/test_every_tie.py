"""Every link of a table to a unit or a post says what becomes of it when the unit or post is gone."""

from __future__ import annotations

from django.apps import apps
from django.db import models

from fuyuantong.handovers.holdings import holding

MOVED = {
    "matters.Obligation.owner": "duties", "matters.Obligation.creditor": "owed", "matters.Party.unit": "matters",
    "matters.Matter.started_by_unit": "matters", "matters.Draft.unit": "drafts", "matters.DraftStep.unit": "asked",
    "matters.Addressee.unit": "addressed", "matters.Petition.wanted_unit": "wanted",
    "matters.Obligation.handler": "handled", "matters.Reader.post": "named",
    "registers.Row.owner": "rows", "registers.Claim.by_unit": "claims",
    "registers.Grant.unit": "data_grants", "registers.Grant.owner": "data_granted",
    "plans.PlanParty.unit": "plan_parts", "plans.Opinion.unit": "opinions", "plans.UnitChoice.unit": "names",
    "plans.Import.uploaded_by_unit": "imports",
    "meetings.Topic.unit": "topics", "meetings.Topic.host": "hosted_topics", "meetings.Topic.attending": "attending",
    "meetings.Meeting.host": "hosted", "meetings.Invitation.unit": "seats", "meetings.Advice.unit": "advice",
    "meetings.ResolutionParty.unit": "resolved",
    "archives.Volume.unit": "volumes", "rounds.Sheet.unit": "sheets", "instructions.Leader.unit": "leaders", "instructions.Submission.unit": "submissions",
    "screening.Record.unit": "list_records", "screening.Item.unit": "screening_items",
    "screening.Item.publisher": "screening_agreed", "screening.Objection.unit": "list_objections",
    "screening.Verdict.unit": "screening_items",
    "enforcement.Case.court": "enforcement_cases", "enforcement.Seat.unit": "enforcement_cases",
    "enforcement.Source.court": "asset_sources", "enforcement.Source.unit": "asset_sources_held",
    "enforcement.Party.unit": "public_debts",
    "reports.Issue.owner": "reports", "reports.Delivery.unit": "report_copies", "reports.Finding.unit": "findings",
    "organs.Post.unit": "posts", "organs.Linkage.office_unit": "linkages", "organs.Linkage.members": "linkages",
    "organs.Linkage.supervisors": "linkages", "organs.UnitGroup.members": "groups", "organs.Unit.parent": "children",
    "organs.ApiToken.unit": "keys", "organs.ApiToken.post": "post_keys",
    "notices.Notice.unit": "messages", "notices.Notice.post": "post_messages",
}  # fmt: skip
STAYS = {
    "archives.Filing.unit": "who filed then",
    "archives.Destruction.unit": "who proposed then; a proposal with volumes that went over is made again",
    "instructions.Mandate.unit": "which government gave the mandate then",
    "dispatches.Batch.unit": "a table that is not sent yet is uploaded again by the heir",
    "dispatches.ColumnMap.unit": "the columns of the old unit's own case system",
    "organs.Unit.successor": "says who came after",
    "organs.Unit.body": "a name hung out is a unit of its own and is handed over as one",
    "organs.UnitAlias.unit": "`end_unit` gives the heir all names",
    "organs.UnitName.unit": "what it was called then",
    "notices.Leave.post": "a leave counts only while the tenure of the absent is in force",
    "organs.Tenure.post": "the holder's own history; 人员交接 ends one and begins one",
    "matters.Party.heir_of": "whose heir it is",
    "matters.Rollup.owner": "counted by the database from the obligations",
    "matters.Rollup.seat": "counted by the database from the parties",
    "matters.Seat.unit": "kept by the database from the parties",
    "indicators.Image.owner": "kept by the database from the rows of registers",
    "matters.DraftReading.unit": "who read it then",
    "packs.Pack.unit": "a paper that went out under the old name; rows of tasks that went over are refused",
    "documents.NumberSeries.unit": "a new unit numbers its own papers; the old series ends with the old name",
    "documents.NumberRule.unit": "its own rule of numbering", "documents.PaperNumber.unit": "the number of an old paper", "documents.Letterhead.unit": "the old name's letterhead",
    "screening.ListVersion.unit": "who delivered it then",
    "handovers.Handover.drafted_unit": "who drafted it then", "handovers.Side.unit": "who gave and took then",
    "handovers.Side.post": "who gave and took then",
}  # fmt: skip


def _ties() -> set[str]:
    found = set()
    for model in apps.get_models():
        for field in [*model._meta.fields, *model._meta.many_to_many]:
            target = getattr(field, "related_model", None)
            if (
                not model._meta.auto_created
                and target is not None
                and not isinstance(field, models.AutoField)
            ):
                name = (
                    f"{target._meta.app_label}.{target.__name__}" if not isinstance(target, str) else target
                )
                if name in ("organs.Unit", "organs.Post"):
                    found.add(f"{model._meta.app_label}.{model.__name__}.{field.name}")
    return found


def test_no_table_is_forgotten_when_a_unit_ends() -> None:
    ties = _ties()
    assert ties - MOVED.keys() - STAYS.keys() == set(), "a new tie: move it by a holding, or say why it stays"
    assert (MOVED.keys() | STAYS.keys()) - ties == set(), "a line about a tie that is gone"


def test_every_holding_named_here_is_registered() -> None:
    assert [code for code in MOVED.values() if holding(code) is None] == []
