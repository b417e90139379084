"""呈批单, what leaders wrote on them (批示), and what was handed out for it; the leaders of a linkage."""

from __future__ import annotations

from datetime import date

from django.db import models
from django.utils.translation import gettext_lazy as _

from fuyuantong.common.actors import Actor
from fuyuantong.common.ids import new_id
from fuyuantong.instructions import kinds
from fuyuantong.matters.kinds import FINISHED_STATES
from fuyuantong.matters.models import Matter, Obligation
from fuyuantong.matters.models.matter import ADMIN_ROLES

WORDS_MOST = 4000


class Leader(models.Model):
    """Somebody whose 批示 are recorded; no account is needed. Order: that of the unit, then `place`."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    linkage = models.CharField(max_length=40)
    name = models.CharField(_("姓名"), max_length=60)
    position = models.CharField(_("职务"), max_length=120)
    unit = models.ForeignKey("organs.Unit", models.PROTECT, related_name="+", verbose_name=_("单位"))
    place = models.PositiveSmallIntegerField(_("同单位内次序"), default=1)
    active = models.BooleanField(_("在任"), default=True)
    version = models.PositiveIntegerField(default=1)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["linkage", "name", "position"], name="instructions_leader_once")
        ]

    def __str__(self) -> str:
        return f"{self.name}（{self.position}）"


class Mandate(models.Model):
    """政府督查 that a government has told the office to carry out (国令733号第7条: 须经本级政府指定)."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    linkage = models.CharField(max_length=40)
    title = models.CharField(_("名称"), max_length=200)
    number = models.CharField(_("文号"), max_length=80)
    unit = models.ForeignKey("organs.Unit", models.PROTECT, related_name="+", verbose_name=_("指定机关"))
    issued_on = models.DateField(_("日期"))
    until_on = models.DateField(_("截止日期"), null=True)
    matters = models.CharField(_("督查事项"), max_length=300)
    by_name = models.CharField(max_length=60)
    at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["linkage", "number"], name="instructions_mandate_once")
        ]

    def __str__(self) -> str:
        return f"{self.title}（{self.number}）"

    def holds_on(self, day: date) -> bool:
        return self.issued_on <= day and (self.until_on is None or self.until_on >= day)


class SubmissionQuerySet(models.QuerySet["Submission"]):
    def visible_to(self, viewer: Actor) -> SubmissionQuerySet:
        """The linkage's office, the unit that put it up, and the units of the leaders who wrote on it."""
        if viewer.unit is None or viewer.roles & ADMIN_ROLES:
            return self.none()
        own = models.Q(unit_id=viewer.unit, by_office=False)
        wrote = Instruction.objects.filter(submission=models.OuterRef("pk"), leader__unit_id=viewer.unit)
        return self.filter(models.Q(linkage__in=viewer.offices) | own | models.Exists(wrote))

    def matching(self, words: str) -> SubmissionQuerySet:
        said = models.Q(title__icontains=words) | models.Q(source_number__icontains=words)
        wrote = Instruction.objects.filter(submission=models.OuterRef("pk"), words__icontains=words)
        return self.filter(said | models.Exists(wrote))


class Submission(models.Model):
    """A paper put before leaders (呈批单), or one that came back with their words before anybody knew.

    `matter` is what it is about; its title is kept here in words of its own, because 知悉范围 may hide the
    matter from somebody who sees this.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    linkage = models.CharField(max_length=40)
    region = models.CharField(max_length=12)
    unit = models.ForeignKey("organs.Unit", models.PROTECT, related_name="+")
    by_office = models.BooleanField(default=True)
    title = models.CharField(_("文件标题"), max_length=300)
    source = models.CharField(_("来文单位"), max_length=120, blank=True)
    source_number = models.CharField(_("来文文号"), max_length=80, blank=True)
    received_on = models.DateField(_("收文日期"), null=True)
    urgency = models.CharField(max_length=12, choices=kinds.Urgency.choices, blank=True)
    proposal = models.TextField(_("拟办意见"), max_length=WORDS_MOST, blank=True)
    matter = models.ForeignKey(Matter, models.PROTECT, null=True, related_name="+")
    state = models.CharField(
        max_length=10, choices=kinds.SubmissionState.choices, default=kinds.SubmissionState.SUBMITTED
    )
    remark = models.CharField(max_length=200, blank=True)
    by_name = models.CharField(max_length=60)
    by_unit_name = models.CharField(max_length=120)
    at = models.DateTimeField()
    version = models.PositiveIntegerField(default=1)

    objects = SubmissionQuerySet.as_manager()

    class Meta:
        indexes = [models.Index(fields=["linkage", "-at", "-id"], name="instructions_sub_linkage")]

    def __str__(self) -> str:
        return self.title


class Instruction(models.Model):
    """What one leader wrote, recorded by somebody else (`by_name`). Name and post are those of that day.

    `limited`: the recorder was warned that a case is pending and declared that the words are limited to
    coordinating and resolving the dispute (三个规定).
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    submission = models.ForeignKey(Submission, models.CASCADE, related_name="instructions")
    leader = models.ForeignKey(Leader, models.PROTECT, related_name="instructions")
    leader_name = models.CharField(max_length=60)
    position = models.CharField(max_length=120)
    given_on = models.DateField(_("批示日期"))
    words = models.TextField(_("批示内容"), max_length=WORDS_MOST)
    limited = models.BooleanField(default=False)
    by_name = models.CharField(max_length=60)
    by_unit_name = models.CharField(max_length=120)
    at = models.DateTimeField()

    class Meta:
        ordering = ["given_on", "at"]
        indexes = [models.Index(fields=["leader", "given_on"], name="instructions_by_leader")]

    def __str__(self) -> str:
        return f"{self.position}{self.leader_name}{self.given_on:%Y-%m-%d}批示"


def is_late(today: date) -> models.Exists:
    """Something of the item's matter is past its date on this day."""
    return models.Exists(Obligation.objects.overdue(today).filter(matter_id=models.OuterRef("matter_id")))


def is_open() -> models.Exists:
    """Somebody still owes something of it."""
    return models.Exists(Obligation.objects.open().filter(matter_id=models.OuterRef("matter_id")))


def is_done() -> models.Exists:
    """Something of it was finished (and not merely ended)."""
    return models.Exists(
        Obligation.objects.filter(
            matter_id=models.OuterRef("matter_id"), state__in=[str(state) for state in FINISHED_STATES]
        )
    )


class ItemQuerySet(models.QuerySet["Item"]):
    def with_progress(self, today: date) -> ItemQuerySet:
        """Adds `is_open`, `is_late`, `is_done`: what stands of the tasks of its matter on this day."""
        return self.annotate(is_open=is_open(), is_late=is_late(today), is_done=is_done())

    def standing_at(self, progress: str, today: date) -> ItemQuerySet:
        """Those of one `Progress`; the four are disjoint and together all."""
        if progress == kinds.Progress.OVERDUE:
            return self.filter(is_late(today))
        if progress == kinds.Progress.WORKING:
            return self.filter(is_open(), ~is_late(today))
        done = is_done() if progress == kinds.Progress.DONE else ~is_done()
        return self.filter(~is_open(), done)


class Item(models.Model):
    """One thing that a 批示 asks for, handed out as a matter of its own."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    instruction = models.ForeignKey(Instruction, models.CASCADE, related_name="items")
    place = models.PositiveSmallIntegerField()
    text = models.CharField(max_length=2000)
    supervised = models.BooleanField(default=False)
    matter = models.ForeignKey(Matter, models.PROTECT, related_name="+")

    objects = ItemQuerySet.as_manager()

    class Meta:
        ordering = ["place"]
        constraints = [models.UniqueConstraint(fields=["matter"], name="instructions_item_matter")]


def progress_of(item: Item) -> kinds.Progress:
    """The same rule as `standing_at`, for a row that was read `with_progress`."""
    if getattr(item, "is_late"):  # noqa: B009 - an annotation, unknown to the type
        return kinds.Progress.OVERDUE
    if getattr(item, "is_open"):  # noqa: B009
        return kinds.Progress.WORKING
    return kinds.Progress.DONE if getattr(item, "is_done") else kinds.Progress.ENDED  # noqa: B009
