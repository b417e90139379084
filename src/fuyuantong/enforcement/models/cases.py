"""A court's cases of enforcement with those against whom they run."""

from __future__ import annotations

from decimal import Decimal

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from fuyuantong.common.actors import Actor
from fuyuantong.common.ids import new_id
from fuyuantong.common.sealing import SealedTextField
from fuyuantong.enforcement.kinds import CaseState
from fuyuantong.matters.models.matter import ADMIN_ROLES

PERSON, BODY = "P", "O"
KINDS = [(PERSON, _("自然人")), (BODY, _("单位"))]


def unseen(viewer: Actor) -> bool:
    return viewer.unit is None or bool(viewer.roles & ADMIN_ROLES)


class Seat(models.Model):
    """Which 法院代字 a court's case numbers bear; bound by its first case, one court to one."""

    unit = models.OneToOneField("organs.Unit", models.PROTECT, primary_key=True, related_name="+")
    court_code = models.CharField(max_length=20, unique=True)


class CaseQuerySet(models.QuerySet["Case"]):
    def visible_to(self, viewer: Actor) -> CaseQuerySet:
        """The court's own; a public body sees that it is itself the debtor."""
        if unseen(viewer):
            return self.none()
        own = Q(court_id=viewer.unit_key) | Q(parties__unit_id=viewer.unit_key)
        return self.filter(pk__in=Case.objects.filter(own).values("pk"))


class Case(models.Model):
    """One case of enforcement: what is claimed, whether it is open. `claim` and `paid` in yuan."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    court = models.ForeignKey("organs.Unit", models.PROTECT, related_name="+")
    case_no = models.CharField(_("执行案号"), max_length=80, unique=True)
    claim = models.DecimalField(_("执行标的额（元）"), max_digits=16, decimal_places=2)
    paid = models.DecimalField(_("已履行金额（元）"), max_digits=16, decimal_places=2, default=Decimal(0))
    filed_on = models.DateField(_("立案日期"))
    state = models.CharField(max_length=8, choices=CaseState.choices, default=CaseState.OPEN)
    closed_on = models.DateField(_("结案日期"), null=True)
    closed_why = models.CharField(_("结案方式"), max_length=300, blank=True)
    noticed_on = models.DateField(_("事前通报日期"), null=True)
    listing_warned_on = models.DateField(_("列入失信名单前预警日期"), null=True)
    officer = models.CharField(_("承办人"), max_length=60)
    at = models.DateTimeField()
    version = models.PositiveIntegerField(default=1)

    objects = CaseQuerySet.as_manager()

    class Meta:
        indexes = [models.Index(fields=["court", "-at", "-id"], name="enforcement_case_court")]

    def __str__(self) -> str:
        return self.case_no

    @property
    def due_sum(self) -> Decimal:
        """What is still owed."""
        return max(self.claim - self.paid, Decimal(0))


class Party(models.Model):
    """One against whom the case runs. `public`: a state organ or public institution; `unit` where it is one
    of this directory. The number is sealed (empty once `erased_at`); that a party stands in a case once is
    seen to under its lock."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    case = models.ForeignKey(Case, models.CASCADE, related_name="parties")
    kind = models.CharField(_("类别"), max_length=1, choices=KINDS)
    name = models.CharField(_("姓名或名称"), max_length=200)
    number = SealedTextField(_("证件号码"))
    public = models.BooleanField(_("行政机关或事业单位"), default=False)
    unit = models.ForeignKey("organs.Unit", models.PROTECT, null=True, related_name="+")
    erased_at = models.DateTimeField(null=True)
