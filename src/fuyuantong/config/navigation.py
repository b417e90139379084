"""What stands in the side navigation, by URL name; an entry whose page does not exist is left out."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from fuyuantong.common.context import NavEntry, register_entry

_FILES, _BASE = _("文件与公文"), _("基础与监督")

ENTRIES = (
    NavEntry(_("我的工作台"), "workbench:home", "home", counter="inbox", bottom=True, short=_("工作台")),
    NavEntry(_("联动任务台账"), "matters:ledger", "list", bottom=True, short=_("台账")),
    NavEntry(_("领导驾驶舱"), "workbench:dashboard", "chart", bottom=True, short=_("驾驶舱")),
    NavEntry(_("会议与日程"), "workbench:calendar", "calendar"),
    NavEntry(_("会议"), "meetings:list", "calendar"),
    NavEntry(_("议题"), "meetings:topics", "edit"),
    NavEntry(_("消息"), "notices:inbox", "bell", counter="bell"),
    NavEntry(_("待签文书"), "matters:letters", "edit", group=_FILES),
    NavEntry(_("文号登记簿"), "documents:numbers", "list", group=_FILES),
    NavEntry(_("来文导入"), "plans:import", "import", group=_FILES, roles=frozenset({"office"})),
    NavEntry(_("年度工作要点"), "plans:list", "layers", group=_FILES),
    NavEntry(_("领导批示"), "instructions:index", "edit", group=_FILES),
    NavEntry(
        _("文书送办"),
        "dispatches:new",
        "export",
        group=_FILES,
        roles=frozenset({"clerk", "liaison"}),
        kinds=frozenset({"court", "procuratorate"}),
    ),
    NavEntry(_("进展调度"), "rounds:index", "history", group=_FILES),
    NavEntry(
        _("案卷"),
        "archives:index",
        "library",
        group=_FILES,
        roles=frozenset({"office", "leader", "reviewer"}),
    ),
    NavEntry(_("通报与白皮书"), "reports:index", "doc", group=_FILES),
    NavEntry(_("指标看板"), "boards:index", "chart", group=_BASE),
    NavEntry(_("指标"), "indicators:index", "chart", group=_BASE),
    NavEntry(_("名单比对"), "screening:index", "shield", group=_BASE),
    NavEntry(_("执行查控"), "enforcement:index", "search", group=_BASE),
    NavEntry(_("任务包"), "packs:index", "export", group=_FILES, roles=frozenset({"office"})),
    NavEntry(_("台账清单"), "registers:library", "layers", group=_BASE),
    NavEntry(_("机构与人员"), "organs:directory", "unit", group=_BASE),
    NavEntry(_("机构调整与交接"), "handovers:index", "history", group=_BASE),
    NavEntry(_("机制库"), "definitions:library", "library", group=_BASE),
    NavEntry(_("审计"), "audit:trail", "shield", group=_BASE, roles=frozenset({"auditor"})),
    NavEntry(
        _("未完成的后台任务"),
        "notices:dead_letters",
        "alert",
        group=_BASE,
        counter="dead_letters",
        roles=frozenset({"sysadmin"}),
    ),
    NavEntry(_("外发渠道"), "notices:channels", "bell", group=_BASE, roles=frozenset({"sysadmin"})),
)


def install() -> None:
    for entry in ENTRIES:
        register_entry(entry)
