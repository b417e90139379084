"""Letters of a matter: drafted by an act or a reminder, sent out by a signature only."""

from __future__ import annotations

from django.db import models

from fuyuantong.common.actors import Actor
from fuyuantong.common.ids import new_id
from fuyuantong.matters import kinds
from fuyuantong.matters.models.matter import Matter
from fuyuantong.matters.models.obligation import Obligation

WAITING = [
    kinds.DraftState.DRAFTING.value,
    kinds.DraftState.CHECKING.value,
    kinds.DraftState.READY.value,
]


class DraftQuerySet(models.QuerySet["Draft"]):
    def visible_to(self, viewer: Actor) -> DraftQuerySet:
        """The matter's own rule; until it is signed only the unit that drafts it sees it.

        A signed letter is seen by whoever sees the whole matter, and by those to whom it is addressed;
        a unit that was asked to sign beside (会签) sees that letter, whatever it sees of the matter, from
        when the house has agreed until the asking is taken back.
        """
        seen = Matter.objects.visible_to(viewer).filter(pk=models.OuterRef("matter_id"))
        whole = Matter.objects.in_full_for(viewer).filter(pk=models.OuterRef("matter_id"))
        addressed = Addressee.objects.filter(draft_id=models.OuterRef("pk"), unit_id=viewer.unit_key)
        signed = models.Q(state=kinds.DraftState.SIGNED) & (models.Exists(whole) | models.Exists(addressed))
        asked = DraftStep.objects.filter(draft_id=models.OuterRef("pk"), unit_id=viewer.unit_key)
        asked = asked.filter(kind=kinds.StepKind.COSIGN).exclude(state=kinds.StepState.CLOSED)
        checked = ~models.Exists(
            DraftStep.objects.filter(
                draft_id=models.OuterRef("pk"), kind=kinds.StepKind.CHECK, state=kinds.StepState.PENDING
            )
        )
        return self.filter((models.Exists(seen) & (_own(viewer) | signed)) | (models.Exists(asked) & checked))

    def of_unit(self, viewer: Actor) -> DraftQuerySet:
        """What the viewer's unit (or the office that the post serves) drafts and signs."""
        return self.visible_to(viewer).filter(_own(viewer))

    def waiting(self) -> DraftQuerySet:
        return self.filter(state__in=WAITING)


def _own(viewer: Actor) -> models.Q:
    office = models.Q(office="") | models.Q(office__in=viewer.offices)
    return models.Q(unit_id=viewer.unit_key) & office


class Draft(models.Model):
    """One letter. `unit` drafts and signs it; with `office` only posts that serve that office may.

    `template` is the code of library/letters that lays it out. `letter` is the definition's 文书, or empty
    where a reminder (`what`, a `ReminderDo`) asked for it about `obligation`; `what` is also `by_hand` or
    `by_rule`. `cause` says which rule of which row asked, once. `approval`: only a leader signs. `backing`:
    whose 批示 (`backing_key` is its row's) or which mandate of 政府督查 stands behind it, in `backing_words`.
    The text is erasable, so the trail holds its digest.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    matter = models.ForeignKey(Matter, models.CASCADE, related_name="drafts")
    obligation = models.ForeignKey(Obligation, models.CASCADE, null=True, related_name="drafts")
    letter = models.CharField(max_length=40, blank=True)
    template = models.CharField(max_length=60, blank=True)
    what = models.CharField(max_length=20, blank=True)
    cause = models.CharField(max_length=160, blank=True)
    genre = models.CharField(max_length=40)
    unit = models.ForeignKey("organs.Unit", models.PROTECT, related_name="+", db_index=False)
    office = models.CharField(max_length=40, blank=True)
    approval = models.BooleanField(default=True)
    title = models.CharField(max_length=300)
    text = models.TextField(max_length=20_000)
    number = models.CharField(max_length=80, blank=True)
    state = models.CharField(
        max_length=10, choices=kinds.DraftState.choices, default=kinds.DraftState.DRAFTING
    )
    drafted_on = models.DateField()
    drafted_at = models.DateTimeField()
    drafted_by = models.CharField(max_length=190)
    signed_on = models.DateField(null=True)
    signed_at = models.DateTimeField(null=True)
    signed_by = models.CharField(max_length=190, blank=True)
    sealed_on = models.DateField(null=True)
    sealed_by = models.CharField(max_length=190, blank=True)
    sent_on = models.DateField(null=True)
    sent_by = models.CharField(max_length=190, blank=True)
    filed_on = models.DateField(null=True)
    filed_by = models.CharField(max_length=190, blank=True)
    file_number = models.CharField(max_length=80, blank=True)
    remark = models.TextField(max_length=4000, blank=True)
    backing = models.CharField(max_length=12, choices=kinds.Backing.choices, blank=True)
    backing_key = models.UUIDField(null=True)
    backing_words = models.CharField(max_length=300, blank=True)
    version = models.IntegerField(default=1)

    objects = DraftQuerySet.as_manager()

    class Meta:
        indexes = [models.Index(fields=["unit", "state", "-drafted_at", "-id"], name="matters_draft_unit")]
        constraints = [
            models.UniqueConstraint(
                fields=["cause"], condition=~models.Q(cause=""), name="matters_draft_cause_once"
            )
        ]

    def __str__(self) -> str:
        return self.title


class Addressee(models.Model):
    """主送, or 抄送 when `copy`. `name` is the unit's as it was when the letter was signed.

    A 督办单 and what follows it are signed for (`received_*`) and answered by their addressees.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    draft = models.ForeignKey(Draft, models.CASCADE, related_name="addressees")
    unit = models.ForeignKey("organs.Unit", models.PROTECT, related_name="+")
    copy = models.BooleanField(default=False)
    name = models.CharField(max_length=120, blank=True)
    received_on = models.DateField(null=True)
    received_by = models.CharField(max_length=190, blank=True)
    answer = models.TextField(max_length=10_000, blank=True)
    answered_on = models.DateField(null=True)
    answered_by = models.CharField(max_length=190, blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["draft", "unit"], name="matters_addressee_once")]


class DraftVersion(models.Model):
    """The words of a letter as they stood: at first, after each change, and when it was signed."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    draft = models.ForeignKey(Draft, models.CASCADE, related_name="versions")
    ordinal = models.IntegerField()
    title = models.CharField(max_length=300)
    text = models.TextField(max_length=20_000)
    number = models.CharField(max_length=80, blank=True)
    to = models.JSONField(default=list)
    copies = models.JSONField(default=list)
    at = models.DateTimeField()
    by = models.CharField(max_length=190)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["draft", "ordinal"], name="matters_draft_version_once")
        ]


class DraftStep(models.Model):
    """One who is asked before the signature; those of one `round` were asked together."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    draft = models.ForeignKey(Draft, models.CASCADE, related_name="steps")
    round = models.IntegerField()
    kind = models.CharField(max_length=6, choices=kinds.StepKind.choices)
    unit = models.ForeignKey("organs.Unit", models.PROTECT, related_name="+")
    state = models.CharField(max_length=8, choices=kinds.StepState.choices, default=kinds.StepState.PENDING)
    opinion = models.TextField(max_length=4000, blank=True)
    asked_at = models.DateTimeField()
    at = models.DateTimeField(null=True)
    by = models.CharField(max_length=190, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["draft", "round", "kind", "unit"], name="matters_draft_step_once")
        ]


class DraftReading(models.Model):
    """Who of an addressed unit first opened a signed letter, and when."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    draft = models.ForeignKey(Draft, models.CASCADE, related_name="readings")
    unit = models.ForeignKey("organs.Unit", models.PROTECT, related_name="+")
    person = models.UUIDField()
    name = models.CharField(max_length=60)
    at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["draft", "person", "unit"], name="matters_draft_read_once")
        ]
