"""What one unit owes another: the native object of the product."""

from __future__ import annotations

from datetime import date

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.db import models

from fuyuantong.common.actors import Actor
from fuyuantong.common.grams import grams_of_query
from fuyuantong.common.ids import new_id
from fuyuantong.common.rows import Taken
from fuyuantong.matters import kinds
from fuyuantong.matters.models.matter import Matter, MatterQuerySet, Party

OPEN = [str(s) for s in sorted(kinds.OPEN_STATES)]


class ObligationQuerySet(models.QuerySet["Obligation"]):
    def visible_to(self, viewer: Actor) -> ObligationQuerySet:
        """Obligations of matters that the viewer may see (the rule itself is the matter's).

        Where no letter shows the unit merely its own part, the plainer condition says the same and the server
        can join it from either side: asked first, because lists of a million rows depend on it.
        """
        own = Party.objects.giving(viewer, kinds.Level.OWN).exists()
        return self._of(Matter.objects.in_full_for(viewer)) if not own else self.shown_to(viewer)

    def shown_to(self, viewer: Actor) -> ObligationQuerySet:
        """The same rule in the shape that is always right: for the rows of one matter, not for long lists."""
        return self._of(Matter.objects.holding_own(viewer))

    def _of(self, seen: MatterQuerySet) -> ObligationQuerySet:
        return self.filter(models.Exists(seen.filter(pk=models.OuterRef("matter_id"))))

    def recalled_from(self, viewer: Actor) -> ObligationQuerySet:
        """What was sent to the viewer's unit and withdrawn before it signed: all that it may know of it."""
        gone = Matter.objects.recalled_from(viewer).filter(pk=models.OuterRef("matter_id"))
        sent = self.filter(owner_id=viewer.unit_key, state=kinds.ObligationState.WITHDRAWN)
        return sent.filter(models.Exists(gone), issued_at__isnull=False)

    def open(self) -> ObligationQuerySet:
        return self.filter(state__in=OPEN)

    def overdue(self, today: date) -> ObligationQuerySet:
        """Open, not held, not entered after the fact, and past its due date: a comparison, never stored.

        What is 持续推进 has a review date and no date of completion, so it is never late.
        """
        return self.open().filter(due_on__lt=today, held=False, backfilled=False, standing=False)

    def due_soon(self, today: date, until: date) -> ObligationQuerySet:
        return self.open().filter(due_on__gte=today, due_on__lte=until, held=False, standing=False)

    def to_review(self, today: date) -> ObligationQuerySet:
        """持续推进 whose review date has come: somebody looks at it and names the next one."""
        return self.open().filter(standing=True, due_on__lte=today, held=False)

    def matching(self, words: str) -> ObligationQuerySet:
        grams = grams_of_query(words)
        found = self.filter(grams__contains=grams) if grams else self
        return found.filter(
            models.Q(title__icontains=words)
            | models.Q(content__icontains=words)
            | models.Q(matter__number__icontains=words)
            | models.Q(owner__name__icontains=words)
        )


class Obligation(Taken):
    """One unit's account in a matter (承办任务).

    `creditor` is the unit it is owed to: the office for a 牵头, the 牵头 for a 配合. `by_office` says that
    the creditor acts through its 联席会议办公室, so only posts of that office may. `due_on` copies the
    running main clock, because lists sort by it; for what is `standing` (持续推进) that is the date of the
    next review, kept in `review_on` too, and never makes it late; `held` says that the main clock stands
    still (暂缓, 退回补正, 中止), which makes nobody late. Dates ending in `_on` are when it happened, moments
    in `_at` when it was recorded. Every act writes every index anew, because `state` stands in some: a
    foreign key that begins one of the indexes below has none of its own.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    matter = models.ForeignKey(Matter, models.CASCADE, related_name="obligations")
    parent = models.ForeignKey("self", models.PROTECT, null=True, related_name="parts")
    series = models.ForeignKey("self", models.PROTECT, null=True, related_name="periods", db_index=False)
    linkage = models.CharField(max_length=40)
    mechanism = models.CharField(max_length=60)
    region = models.CharField(max_length=12)
    task = models.CharField(max_length=40)
    duty = models.CharField(max_length=12, choices=kinds.Duty.choices)
    collects = models.BooleanField(default=False)
    owner = models.ForeignKey("organs.Unit", models.PROTECT, related_name="+", db_index=False)
    creditor = models.ForeignKey("organs.Unit", models.PROTECT, related_name="+", db_index=False)
    by_office = models.BooleanField(default=False)
    handler = models.ForeignKey("organs.Post", models.PROTECT, null=True, related_name="+")
    ordinal = models.CharField(max_length=40, blank=True)
    title = models.CharField(max_length=300)
    content = models.TextField(blank=True)
    targets = models.JSONField(default=list)
    state = models.CharField(max_length=12, choices=kinds.ObligationState.choices)
    due_on = models.DateField(null=True)
    due_at = models.DateTimeField(null=True)
    provisional = models.BooleanField(default=False)
    standing = models.BooleanField(default=False)
    review_on = models.DateField(null=True)
    every = models.CharField(max_length=10, choices=kinds.Every.choices, blank=True)
    period = models.CharField(max_length=40, blank=True)
    period_end = models.DateField(null=True)
    held = models.BooleanField(default=False)
    milestone = models.BooleanField(default=False)
    backfilled = models.BooleanField(default=False)
    ledger_item = models.BooleanField(default=False)
    issued_at = models.DateTimeField(null=True)
    issued_on = models.DateField(null=True)
    signed_at = models.DateTimeField(null=True)
    signed_on = models.DateField(null=True)
    finished_at = models.DateTimeField(null=True)
    finished_on = models.DateField(null=True)
    urged = models.IntegerField(default=0)
    urged_at = models.DateTimeField(null=True)
    version = models.IntegerField(default=1)
    created_at = models.DateTimeField()
    grams: ArrayField[list[str], list[str]] = ArrayField(models.CharField(max_length=4), default=list)

    objects = ObligationQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["series", "period"], name="matters_period_once"),
            models.UniqueConstraint(
                fields=["matter", "task"],
                condition=models.Q(collects=True, state__in=[*OPEN, "draft"], series__isnull=True),
                name="matters_one_collector",
            ),
        ]
        indexes = [
            models.Index(fields=["due_on", "id"], name="matters_obl_due"),
            models.Index(
                fields=["due_on", "id"], condition=models.Q(state__in=OPEN), name="matters_obl_open_due"
            ),
            models.Index(
                fields=["finished_on", "id"],
                condition=models.Q(finished_on__isnull=False),
                name="matters_obl_finished",
            ),
            models.Index(
                fields=["owner", "due_on", "id"],
                condition=models.Q(state__in=OPEN),
                name="matters_obl_owner_open",
            ),
            models.Index(
                fields=["linkage", "due_on", "id"],
                condition=models.Q(state__in=OPEN),
                name="matters_obl_link_open",
            ),
            models.Index(fields=["owner", "due_on", "id"], name="matters_obl_owner_due"),
            models.Index(
                fields=["creditor", "due_on"],
                condition=models.Q(standing=True, state__in=OPEN),
                name="matters_obl_to_review",
            ),
            models.Index(fields=["owner", "state", "-created_at"], name="matters_obl_owner"),
            models.Index(fields=["creditor", "state", "-created_at"], name="matters_obl_creditor"),
            models.Index(fields=["linkage", "state", "-created_at"], name="matters_obl_linkage"),
            GinIndex(fields=["grams"], name="matters_obl_grams"),
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def is_open(self) -> bool:
        return self.state in kinds.OPEN_STATES

    def is_overdue(self, today: date) -> bool:
        """The same comparison as `ObligationQuerySet.overdue`, for one row."""
        return bool(
            self.is_open
            and not (self.held or self.backfilled or self.standing)
            and self.due_on
            and self.due_on < today
        )

    def finished_late(self) -> bool:
        """逾期办结: finished after its due date (by the date it happened)."""
        return bool(self.finished_on and self.due_on and self.finished_on > self.due_on and not self.standing)


class Feedback(models.Model):
    """What an owing unit reports. Text may have to be erased, so the trail holds only its digest."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    obligation = models.ForeignKey(Obligation, models.CASCADE, related_name="feedback")
    kind = models.CharField(max_length=12, choices=kinds.FeedbackKind.choices)
    state = models.CharField(max_length=10, choices=kinds.FeedbackState.choices)
    text = models.TextField(max_length=10_000)
    problems = models.TextField(max_length=10_000, blank=True)
    next_steps = models.TextField(max_length=10_000, blank=True)
    answers = models.JSONField(default=dict)
    occurred_on = models.DateField()
    at = models.DateTimeField()
    by_person = models.UUIDField(null=True)
    by_name = models.CharField(max_length=60)
    by_unit_name = models.CharField(max_length=120)
    decided_by = models.CharField(max_length=120, blank=True)
    decided_at = models.DateTimeField(null=True)
    remark = models.TextField(max_length=4000, blank=True)

    class Meta:
        indexes = [models.Index(fields=["obligation", "-at"], name="matters_feedback_obl")]


class Petition(models.Model):
    """A request of the owing unit that its creditor decides: 退办, 改派, 延期, 暂缓, 销号."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    obligation = models.ForeignKey(Obligation, models.CASCADE, related_name="petitions")
    kind = models.CharField(max_length=10, choices=kinds.PetitionKind.choices)
    state = models.CharField(
        max_length=8, choices=kinds.PetitionState.choices, default=kinds.PetitionState.OPEN
    )
    reason = models.TextField(max_length=4000)
    wanted_due = models.DateField(null=True)
    wanted_unit = models.ForeignKey("organs.Unit", models.PROTECT, null=True, related_name="+")
    at = models.DateTimeField()
    by_name = models.CharField(max_length=60)
    by_unit_name = models.CharField(max_length=120)
    decided_at = models.DateTimeField(null=True)
    decided_by = models.CharField(max_length=120, blank=True)
    remark = models.TextField(max_length=4000, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["obligation", "kind"],
                condition=models.Q(state="open"),
                name="matters_petition_one_open",
            ),
        ]


class Remark(models.Model):
    """The words that went with a move (why it was sent back, ended); the trail holds their digest."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    matter = models.ForeignKey(Matter, models.CASCADE, related_name="remarks")
    obligation = models.ForeignKey(Obligation, models.CASCADE, null=True, related_name="remarks")
    verb = models.CharField(max_length=30)
    text = models.TextField(max_length=4000)
    at = models.DateTimeField()
    by_name = models.CharField(max_length=60)
    by_unit_name = models.CharField(max_length=120)


class Urge(models.Model):
    """提示 or 催办 (函询 towards a court or a procuratorate); 督办 is never sent from here.

    By telephone: whom one reached (`called`, `phone`), what was answered, and until when it was promised
    (`promised_on`); `followed_on` is the day on which that promise was looked after.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    obligation = models.ForeignKey(Obligation, models.CASCADE, related_name="urges")
    kind = models.CharField(max_length=8, choices=kinds.UrgeKind.choices)
    text = models.TextField(max_length=2000, blank=True)
    at = models.DateTimeField()
    by_name = models.CharField(max_length=60)
    by_unit_name = models.CharField(max_length=120)
    automatic = models.BooleanField(default=False)
    called = models.CharField(max_length=60, blank=True)
    phone = models.CharField(max_length=40, blank=True)
    answer = models.TextField(max_length=2000, blank=True)
    promised_on = models.DateField(null=True)
    followed_on = models.DateField(null=True)
    by_post = models.UUIDField(null=True)

    class Meta:
        indexes = [
            models.Index(
                fields=["promised_on"],
                condition=models.Q(promised_on__isnull=False, followed_on=None),
                name="matters_urge_promised",
            )
        ]
