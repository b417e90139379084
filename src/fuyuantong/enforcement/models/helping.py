"""查找临控 that waits for a second person; matters opened from a case; papers served and their results."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from fuyuantong.common.actors import Actor
from fuyuantong.common.ids import new_id
from fuyuantong.common.sealing import SealedJSONField
from fuyuantong.enforcement import kinds
from fuyuantong.enforcement.models.cases import Case, Party, unseen


class PursuitQuerySet(models.QuerySet["Pursuit"]):
    def visible_to(self, viewer: Actor) -> PursuitQuerySet:
        """The court's own; the police see the matter once it was sent."""
        return self.none() if unseen(viewer) else self.filter(case__court_id=viewer.unit_key)


class Pursuit(models.Model):
    """The court's leave to have one person or one vehicle looked for: one case, one document, two people.

    The work itself walks the mechanism `enforcement-locate-control` in `matter`; it cannot be sent before
    this row is agreed.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    case = models.ForeignKey(Case, models.PROTECT, related_name="pursuits")
    party = models.ForeignKey(Party, models.PROTECT, related_name="pursuits")
    matter = models.OneToOneField("matters.Matter", models.PROTECT, related_name="+")
    target = models.CharField(_("对象类别"), max_length=8, choices=kinds.Target.choices)
    state = models.CharField(
        max_length=8, choices=kinds.PursuitState.choices, default=kinds.PursuitState.SECOND
    )
    why = models.CharField(max_length=300, blank=True)
    by_person = models.UUIDField()
    by_name = models.CharField(max_length=60)
    second_name = models.CharField(max_length=60, blank=True)
    agreed = models.CharField(max_length=64, blank=True)
    """Digest of what was asked for (`pursuing.pin`): nothing else may be sent. Empty for simulated rows."""
    attachment = models.UUIDField(null=True)
    """The legal document that came with the request, as it hangs on the matter."""
    sent_at = models.DateTimeField(null=True)
    at = models.DateTimeField()
    version = models.PositiveIntegerField(default=1)

    objects = PursuitQuerySet.as_manager()


class ReferralQuerySet(models.QuerySet["Referral"]):
    def visible_to(self, viewer: Actor) -> ReferralQuerySet:
        """The court's own; the others see the matter."""
        return self.none() if unseen(viewer) else self.filter(case__court_id=viewer.unit_key)


class Referral(models.Model):
    """A matter that was opened from a case (`kinds.linkings`); `pursuit` is the search that it follows."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    case = models.ForeignKey(Case, models.PROTECT, related_name="referrals")
    party = models.ForeignKey(Party, models.PROTECT, related_name="referrals")
    matter = models.OneToOneField("matters.Matter", models.PROTECT, related_name="+")
    kind = models.CharField(max_length=20)
    pursuit = models.ForeignKey(Pursuit, models.PROTECT, null=True, related_name="referrals")
    by_name = models.CharField(max_length=60)
    at = models.DateTimeField()
    version = models.PositiveIntegerField(default=1)

    objects = ReferralQuerySet.as_manager()

    class Meta:
        indexes = [models.Index(fields=["case", "-at", "-id"], name="enforcement_referral_case")]

    @property
    def word(self) -> str:
        found = kinds.linkings().get(self.kind)
        return found.name if found else self.kind

    @property
    def state(self) -> str:
        """The stage of its matter."""
        return str(self.matter.stage)


class ServiceQuerySet(models.QuerySet["Service"]):
    def visible_to(self, viewer: Actor) -> ServiceQuerySet:
        return self.none() if unseen(viewer) else self.filter(case__court_id=viewer.unit_key)


class Service(models.Model):
    """One paper sent to one address, with what became of it. `origin` says where the address is from."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    case = models.ForeignKey(Case, models.PROTECT, related_name="services")
    party = models.ForeignKey(Party, models.PROTECT, related_name="services")
    origin = models.CharField(_("地址来源"), max_length=10, choices=kinds.Origin.choices)
    row = models.ForeignKey("registers.Row", models.PROTECT, null=True, related_name="+")
    place = SealedJSONField(default=dict)
    way = models.CharField(_("送达方式"), max_length=8, choices=kinds.Way.choices)
    paper = models.CharField(_("送达的文书"), max_length=120)
    state = models.CharField(
        max_length=8, choices=kinds.ServiceState.choices, default=kinds.ServiceState.SENT
    )
    sent_on = models.DateField(_("发出日期"))
    ended_on = models.DateField(null=True)
    result = models.CharField(_("送达情况"), max_length=300, blank=True)
    erased_at = models.DateTimeField(null=True)
    by_name = models.CharField(max_length=60)
    at = models.DateTimeField()
    version = models.PositiveIntegerField(default=1)

    objects = ServiceQuerySet.as_manager()

    class Meta:
        indexes = [models.Index(fields=["case", "-at", "-id"], name="enforcement_service_case")]

    @property
    def address(self) -> str:
        """In plain; the table holds it sealed."""
        return str(self.place.get("address", ""))
