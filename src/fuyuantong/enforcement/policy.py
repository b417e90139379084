"""Who may do what: the court that enforces, the unit that is asked, the procuratorate that supervises."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from fuyuantong.common.actors import Actor
from fuyuantong.enforcement.models import Alert, Case, Inquiry, Measure, Source
from fuyuantong.matters.policy import handles
from fuyuantong.organs.kinds import UnitKind
from fuyuantong.organs.models import Unit

COURTS_ONLY = _("由执行法院办理，您现在的岗位不能办理。")
SOURCES_ONLY = _("由被请求协助的单位办理，您现在的岗位不能办理。")

BINDERS_ONLY = _("法院代字由系统管理员维护。")


def may_bind(actor: Actor) -> bool:
    return "sysadmin" in actor.roles


def is_court(actor: Actor) -> bool:
    return Unit.objects.filter(pk=actor.unit_key, kind=UnitKind.COURT).exists()


def is_procuratorate(actor: Actor) -> bool:
    return Unit.objects.filter(pk=actor.unit_key, kind=UnitKind.PROCURATORATE).exists()


def may_open(actor: Actor) -> bool:
    """Clerks and leaders of a court open cases and propose agreements."""
    return handles(actor) and is_court(actor)


def may_handle(actor: Actor, case: Case) -> bool:
    return handles(actor) and actor.unit == case.court_id


def may_confirm(actor: Actor, inquiry: Inquiry) -> bool:
    """Of the court; that it is another person is asked where it is done, because it is said differently."""
    return handles(actor) and actor.unit == inquiry.case.court_id


def may_agree(actor: Actor, source: Source) -> bool:
    return handles(actor) and actor.unit == source.unit_id


def may_end(actor: Actor, source: Source) -> bool:
    return handles(actor) and actor.unit in {source.unit_id, source.court_id}


def may_control(actor: Actor, measure: Measure) -> bool:
    return handles(actor) and actor.unit == measure.case.court_id


def may_review(actor: Actor, alert: Alert) -> bool:
    """The court decides about its measures; others may only see and complain."""
    return handles(actor) and actor.unit == alert.measure.case.court_id


def may_complain(actor: Actor, measure: Measure) -> bool:
    """Those who see the measure and are not merely carrying it out: court and procuratorate."""
    return handles(actor) and (actor.unit == measure.case.court_id or is_procuratorate(actor))
