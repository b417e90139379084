"""Who may not, changes nothing: every address that takes a POST × everybody without the right to it.

The addresses come from the resolver; one that is in no line of the table below fails the test. "Nothing" means
no row of any business table and no line of a matter's trail is another than before.
"""

from __future__ import annotations

import copy
from urllib.parse import urlencode

import pytest
from django.db import connection, transaction
from django.test import Client

from api.once import new_city
from archives.scene import BUSINESS as ARCHIVE_BUSINESS
from archives.scene import READS as ARCHIVE_READS
from enforcement.scene import ADMIN as ENFORCEMENT_ADMIN
from enforcement.scene import BUSINESS as ENFORCEMENT_BUSINESS
from enforcement.scene import READS as ENFORCEMENT_READS
from enforcement.scene import STARTS as ENFORCEMENT_STARTS
from fuyuantong.matters.models import Obligation
from fuyuantong.meetings.pages.steps import STEPS as MEETING_STEPS
from fuyuantong.meetings.pages.topics import STEPS as TOPIC_STEPS
from registers.sharing import BUSINESS as LENT_BUSINESS
from registers.sharing import READS as LENT_READS
from safety.routes import filled, routes
from safety.scene import Scene, enter
from screening.scene import BUSINESS as SCREENING_BUSINESS
from screening.scene import READS as SCREENING_READS

pytestmark = [pytest.mark.django_db, pytest.mark.long]

READS = {
    *LENT_READS, *SCREENING_READS, *ENFORCEMENT_READS, *ARCHIVE_READS,
    "workbench:home", "workbench:feed", "workbench:dashboard", "workbench:calendar", "workbench:search", "plans:review", "plans:list",
    "plans:plan", "matters:ledger", "matters:ledger_export", "matters:letters", "matters:letter_rates", "matters:letter", "matters:letter_docx",
    "matters:letter_pdf", "matters:letter_fonts", "matters:letter_versions", "matters:letter_redline", "documents:numbers",
    "documents:letterhead-preview",
    "dispatches:batch", "instructions:index", "instructions:statistics", "instructions:submission", "instructions:paper", "instructions:file", "instructions:original",
    "handovers:index", "handovers:handover", "handovers:scan", "handovers:paper",
    "boards:index", "boards:board", "boards:export",
    "indicators:index", "indicators:figure", "indicators:rows", "indicators:definition", "indicators:export",
    "indicators:reconciliations", "indicators:reconciliation", "indicators:kept-out", "indicators:kept-out-export",
    "indicators:list-export", "indicators:rows-export", "indicators:reconciliation-export",
    "indicators:losses", "indicators:losses-export",
    "matters:volume", "matters:year_volumes", "packs:index", "packs:pack", "packs:file", "packs:print", "packs:bundle", "packs:return-file", "packs:form-ledger",
    "reports:index", "reports:issue", "reports:paper", "reports:letter", "reports:products", "reports:product",
    "rounds:index", "rounds:round", "rounds:sheet", "rounds:paper", "matters:envelopes", "matters:choose", "matters:detail",
    "matters:file", "definitions:library", "definitions:mechanism", "definitions:version", "definitions:changes",
    "definitions:flow", "definitions:source", "definitions:coverage", "definitions:profiles", "definitions:profile",
    "definitions:profile-version", "definitions:profile-compare", "definitions:profile-source", "notices:inbox", "notices:dead_letters", "notices:channels", "organs:account",
    "organs:directory", "organs:unit", "organs:people", "organs:person", "organs:groups", "organs:regions",
    "registers:library", "registers:rows", "registers:export", "registers:definition", "registers:template",
    "meetings:topics", "meetings:topic", "meetings:list", "meetings:tasks", "meetings:meeting", "meetings:paper", "meetings:kinds", "meetings:kind-version",
    "meetings:topic-form", "meetings:print", "meetings:plates", "meetings:volume", "meetings:year",
    "meetings:kind", "registers:row", "audit:trail", "audit:check", "healthz", "common:styleguide", "api:openapi",
}  # fmt: skip
"""Reading only: a POST is refused (405) or changes nothing."""
OWN = {
    "workbench:save_view", "workbench:remove_view", "workbench:renew_feed", "workbench:revoke_feed", "notices:open", "notices:read_all", "notices:preferences",
    "notices:enter_account", "notices:prove_account", "notices:remove_account", "notices:leaves",
    "organs:sign-in", "organs:code", "organs:enrol", "organs:sign-out", "organs:act-as", "organs:password",
    "organs:confirm", "organs:end-sessions", "preferences", "matters:follow", "matters:personal",
    "registers:personal",
}  # fmt: skip
"""One's own affairs: settings, sessions, what one follows; and reading personal data, which is written down."""
OFFICES = {
    "boards:create",
    "boards:compose",
    "boards:retire",
    "indicators:create",
    "indicators:edit",
    "indicators:sign",
    "indicators:reconcile",
    "meetings:propose",
    "meetings:prepare",
    "meetings:decisions",
    "meetings:kind-edit",
    "meetings:kind-new",
    "registers:create",
    "registers:edit",
    "registers:enter",
    "registers:import",
    "plans:import",
    "reports:create",
    "reports:edit",
    "reports:open",
    "reports:schedule",
    "rounds:new",
    "archives:file-year",
    "screening:item-new",
    "registers:grant-new",
    *ENFORCEMENT_STARTS,
    "dispatches:new",
    "dispatches:send",
    "dispatches:batches",
    "instructions:new",
    "instructions:record-new",
    "instructions:leaders",
    "instructions:mandates",
    "packs:new",
    "packs:forms",
    "definitions:create",
    "definitions:edit",
    "definitions:retire",
    "definitions:profile-new",
    "definitions:profile-edit",
    "definitions:profile-use",
    "matters:new",
    "documents:number-rules",
    "documents:letterheads",
}
"""What any office, any definer, any starter may do for itself; outsiders among them may, in their own name."""
ADMIN = {
    "notices:settle_delivery", "notices:resend_delivery", "notices:end_leave",
    "notices:retry_dead_letter", "notices:settle_dead_letter", "organs:unit-new", "organs:unit-edit",
    "organs:unit-retire", "organs:alias-add", "organs:alias-drop", "organs:post-new", "organs:token-new",
    "organs:token-revoke", "organs:post-edit", "organs:post-retire", "organs:tenure-new", "organs:tenure-end",
    "organs:person-new", "organs:person-edit", "organs:person-switch", "organs:person-reset", "organs:group-new",
    "handovers:new", "handovers:new-post", "handovers:edit", "handovers:drop", "handovers:carry-out",
    "organs:group", "organs:linkage-new", "organs:linkage", "organs:region-new", "organs:region", *ENFORCEMENT_ADMIN,
}  # fmt: skip
"""The directory: for administrators and (units, aliases, groups) offices; nobody else."""
BUSINESS = {
    "matters:act", "matters:comment", "matters:copy", "matters:link", "matters:scope", "matters:void", "matters:version", "matters:extend_clock",
    "matters:add_file", "matters:batch", "matters:petition", "matters:objection", "matters:verb", "matters:record", "matters:decide",
    "matters:drop", "documents:number-void", "documents:letterhead-retire", "matters:letter_write", "matters:letter_edit", "matters:letter_verb", "plans:read", "plans:drop", "plans:names", "plans:adopt", "plans:confirm-several", "plans:merge",
    "plans:damage", "plans:confirm", "plans:edit", "plans:split", "plans:not-a-task", "plans:restore",
    "registers:correct", "registers:advance", "registers:void", "registers:seal", "registers:unseal",
    "registers:intake", "registers:apply", "registers:money", "registers:decide", "registers:claim_money",
    "meetings:topic-edit", "meetings:topic-step", "meetings:advise", "meetings:step", "meetings:remove-item",
    "meetings:move-item", "meetings:uninvite", "meetings:reply", "meetings:attendance", "meetings:decide",
    "meetings:minutes", "meetings:add-paper", "meetings:add-item-paper",
    "plans:collector", "plans:answer", "plans:plan-edit", "plans:opinion", "plans:step",
    "dispatches:batch-step", "instructions:leader", "instructions:record", "instructions:drop", "instructions:back", "instructions:sign",
    "handovers:choose", "handovers:sign",
    "indicators:difference", "rounds:stop", "rounds:step", "rounds:make-paper", "rounds:sheet-step", *SCREENING_BUSINESS, *LENT_BUSINESS, *ENFORCEMENT_BUSINESS, *ARCHIVE_BUSINESS,
    "reports:stop", "reports:finding", "reports:case", "reports:write", "reports:add-case", "reports:step",
    "packs:withdraw", "packs:start-return", "packs:return", "packs:form", "packs:form-retire",
}  # fmt: skip
"""Other people's work: outsiders, readers and administrators change nothing of it."""
MINDS_THE_DIRECTORY = {"sysadmin", "secadmin", "other office", "office role without a seat"}
VERBS = [
    "issue", "sign", "ask_correction", "supply", "report", "submit", "approve", "disapprove", "accept", "send_back",
    "write_off", "transfer", "urge", "call", "press", "extend", "review", "hold", "unhold", "suspend", "resume", "withdraw", "terminate", "void",
    "look_back", "again",
]  # fmt: skip


@pytest.fixture(scope="module")
def made(kept) -> Scene:
    return kept(lambda: Scene(new_city()))


@pytest.fixture
def scene(made: Scene, db: None) -> Scene:
    return copy.deepcopy(made)


def test_every_address_has_its_line() -> None:
    names = {name for name, pattern, _view in routes() if not pattern.startswith("api/")}
    lines = READS | OWN | OFFICES | ADMIN | BUSINESS
    assert names - lines == set(), "a new address: say who may post to it"


TABLES = "SELECT tablename FROM pg_tables WHERE schemaname = current_schema() AND tablename ~ '^(archives|matters|indicators|boards|meetings|registers|rounds|reports|packs|screening|enforcement|instructions|dispatches|handovers|plans|documents|definitions|organs_(unit|region|post|tenure|person$|linkage|group|alias|apitoken))' ORDER BY 1"  # noqa: E501


BROKEN = 500


def state() -> dict[str, str]:
    """A digest of every business table, and of the trails of matters."""
    found = {}
    with connection.cursor() as cursor:
        cursor.execute(TABLES)
        for (table,) in cursor.fetchall():
            row = "t" if table != "organs_person" else "to_jsonb(t) - 'last_login'"
            cursor.execute(f'SELECT count(*), coalesce(sum(hashtext(({row})::text)), 0) FROM "{table}" t')  # noqa: S608
            found[table] = str(cursor.fetchone())
        cursor.execute("SELECT count(*) FROM audit_entry WHERE stream LIKE 'matter:%'")
        found["trail"] = str(cursor.fetchone())
    return found


def good(scene: Scene) -> dict[str, object]:
    """One body that is good for every form: each takes what it knows of it."""
    city = scene.city
    return {
        "reason": "理由", "remark": "意见", "text": "内容", "problems": "无", "next_steps": "继续", "due_on": "2027-06-30",
        "post": str(city.housing_clerk.post), "finding": "属实", "sound": "on", "basis": "第一条", "granted": "1",
        "units": [str(city.market.pk)], "unit": str(city.market.pk), "wanted_due": "2027-01-01",
        "wanted_unit": str(city.market.pk), "new_unit": str(city.market.pk), "other": str(scene.lost.matter_id),
        "kind": "same", "scope": "named", "posts": [str(city.office.post)], "on": "1", "ids": [str(scene.lead.pk)],
        "title": "新名", "name": "新名", "how": "agree", "version": "1", "year": "2026", "items": [str(scene.item.pk)],
        "purpose": "核对", "amount": "5", "step": "budget", "revision": "1", "digest": scene.intake.digest, "field": "专班专人", "配合单位": [str(city.market.pk)], "party_配合单位": [str(city.market.pk)],
        "outcome": "agreed", "answer": "coming", "name-0": "甲", "rank-0": "处长", "background": "背景",
        "asks": "请研究", "cancel-text": "理由", "own-topic-title": "议题", "own-topic-background": "背景",
        "own-topic-asks": "请研究", "invite-units": "市财政局", "invite-invited_as": "member", "edit-place": "四楼",
        "screen-text": "同意", "return-text": "请补充", "decline-text": "不提请", "withdraw-text": "理由",
        "advice-units": "市财政局", "advice-due_on": "2027-12-01", "submit-signed_by": "甲", "ask-text": "请审定",
        "f_终止理由": "理由", "number": "临府〔2026〕9号", "date": "2026-03-01", "content": "改写", "code": "T99999",
    }  # fmt: skip


def post(client: Client, path: str, body: dict[str, object]) -> int:
    """Post as a form without files does; the status."""
    form = urlencode(body, doseq=True)
    return client.post(path, form, content_type="application/x-www-form-urlencoded").status_code


def changes(client: Client, path: str, body: dict[str, object], before: dict[str, str]) -> str:
    """What the post changed, in words, or nothing; everything is taken back."""
    mark = transaction.savepoint()
    try:
        status = post(client, path, body)
        after = state()
        touched = [table for table in after if after[table] != before[table]]
        return f"{status} {touched}" if touched or status >= BROKEN else ""
    finally:
        transaction.savepoint_rollback(mark)


def targets(scene: Scene) -> list[tuple[str, str]]:
    """(name, path) of every address of other people's work, verbs and kinds of request spelled out."""
    found: list[tuple[str, str]] = []
    for name, pattern, _view in routes():
        if name == "matters:verb":
            rows = (scene.lead, scene.part)
            found += [(f"{name} {v}", f"/obligations/{row.pk}/{v}/") for v in VERBS for row in rows]
        elif name == "matters:petition":
            kinds = ("return", "reassign", "extension", "hold", "write_off")
            found += [(f"{name} {k}", f"/obligations/{scene.part.pk}/ask/{k}/") for k in kinds]
        elif name == "matters:batch":
            verbs = ("sign", "issue", "accept", "write_off", "urge", "hint", "withdraw", "terminate")
            found += [(f"{name} {v}", f"/obligations/batch/{v}/") for v in verbs]
        elif name == "matters:letter_verb":
            verbs = (
                "submit",
                "sign",
                "send_back",
                "drop",
                "number",
                "circulate",
                "opine",
                "recall",
                "seal",
                "dispatch",
                "file",
            )
            found += [(f"{name} {v}", f"/letters/{scene.values['draft_id']}/{v}/") for v in verbs]
        elif name == "plans:step":
            steps = ("consult", "submit", "approve", "send-back", "print", "issue", "void")
            found += [(f"{name} {s}", f"/plans/{scene.plan.pk}/{s}/") for s in steps]
        elif name in {"meetings:step", "meetings:topic-step"}:
            own = MEETING_STEPS if name == "meetings:step" else TOPIC_STEPS
            key, place = (
                (scene.rows.meeting, "meetings") if own is MEETING_STEPS else (scene.rows.topic, "topics")
            )
            found += [(f"{name} {step}", f"/{place}/{key}/{step}/") for step in own]
        elif name in BUSINESS:
            found.append((name, filled(pattern, scene.values, name)))
    return found


def test_nobody_without_the_right_changes_anybodys_work(scene: Scene) -> None:
    """Everything is tried first and looked at afterwards; only if something changed, one by one, to name it."""
    body, before, wrong, paths = good(scene), state(), [], targets(scene)
    body.pop("version")
    for who, actor in (scene.outsiders | scene.readers).items():
        client, mark = enter(actor), transaction.savepoint()
        tried = paths if who in scene.readers else [p for p in paths if str(scene.part.pk) not in p[1]]
        broken = [f"{who}: {name}" for name, path in tried if post(client, path, body) >= BROKEN]
        changed = state() != before
        transaction.savepoint_rollback(mark)
        wrong += broken
        if changed:
            wrong += [f"{who}: {n} → {what}" for n, p in paths if (what := changes(client, p, body, before))]
    assert wrong == []


def test_those_with_the_right_do_change_it(scene: Scene) -> None:
    """The bodies above are good ones: with them the office and the owner get a good part done."""
    body, before, done = good(scene), state(), set()
    body.pop("version")
    for actor in (scene.city.office, scene.city.housing_clerk):
        client = enter(actor)
        for name, path in targets(scene)[:: 1 if actor is scene.city.office else 2]:
            if changes(client, path, body, before):
                done.add(name)
    assert len(done) >= 20, sorted(done)


def test_the_office_cannot_act_on_a_letter_of_which_it_knows_the_envelope(scene: Scene) -> None:
    client, before, body = enter(scene.city.office), state(), good(scene)
    paths = [f"/obligations/{scene.suggestion.pk}/{verb}/" for verb in VERBS]
    paths += [
        f"/matters/{scene.letter.pk}/{act}/"
        for act in ("comments", "copies", "links", "scope", "void", "files")
    ]
    paths += [f"/matters/{scene.letter.pk}/acts/撤回/"]
    assert {path: changes(client, path, body, before) for path in paths} == dict.fromkeys(paths, "")


def test_the_directory_is_kept_by_its_keepers(scene: Scene) -> None:
    body, before, wrong = good(scene), state(), []
    paths = [
        (name, filled(pattern, scene.values, name)) for name, pattern, _view in routes() if name in ADMIN
    ]
    for who, actor in (scene.outsiders | scene.readers | {"owner": scene.city.housing_clerk}).items():
        if who in MINDS_THE_DIRECTORY:
            continue
        client, mark = enter(actor), transaction.savepoint()
        for _name, path in paths:
            post(client, path, body)
        if state() != before:
            wrong.append(who)
        transaction.savepoint_rollback(mark)
    assert wrong == []


def test_reading_addresses_take_no_post_that_changes_anything(scene: Scene) -> None:
    body, before, wrong = good(scene), state(), []
    for who, actor in {"office": scene.city.office, "sysadmin": scene.outsiders["sysadmin"]}.items():
        client = enter(actor)
        for name, pattern, _view in routes():
            if name in READS and (
                changed := changes(client, filled(pattern, scene.values, name), body, before)
            ):
                wrong.append(f"{who}: {name} → {changed}")
    assert [line for line in wrong if "healthz" not in line] == []


def test_every_form_wants_its_token(scene: Scene) -> None:
    """CSRF: another site's form is refused everywhere."""
    client = Client(enforce_csrf_checks=True, raise_request_exception=False)
    client.cookies = enter(scene.city.office).cookies
    before, body, taken = state(), good(scene), []
    for name, path in targets(scene):
        if post(client, path, body) not in {403, 405}:
            taken.append(name)
    assert (taken, state()) == ([], before)
    assert Obligation.objects.filter(pk=scene.lead.pk).exists()
