"""What belongs to others appears nowhere: every page and every reading call of the API, crawled."""

from __future__ import annotations

import copy
import json
import re
from uuid import uuid4

import pytest
from django.conf import settings
from django.test import Client

from api.once import new_city
from enforcement.scene import NOUNS as ENFORCEMENT
from fuyuantong.config.api import document
from fuyuantong.matters.models import Matter, Obligation
from fuyuantong.notices.models import Notice
from indicators.scene import CODES
from safety.routes import filled, routes
from safety.scene import CANARY, Scene, enter

pytestmark = [pytest.mark.django_db, pytest.mark.long]
CODED = json.dumps(CANARY)[1:-1]


@pytest.fixture(scope="module")
def made(kept) -> Scene:
    return kept(lambda: Scene(new_city()))


@pytest.fixture
def scene(made: Scene, db: None, settings) -> Scene:
    settings.FYT_API_PER_MINUTE = 100_000
    return copy.deepcopy(made)


def addresses(scene: Scene) -> dict[str, str]:
    """Pages and reading calls, with the ids of what belongs to others, and with searches for it."""
    found = {}
    told = scene.values
    own = {
        "plans": [scene.plan.pk], "imports": [scene.paper.pk], "plan-items": [scene.item.pk],
        "obligations": [scene.lead.pk, scene.part.pk, scene.suggestion.pk, scene.lost.pk],
        "register-rows": [told["registers:row.key"], told["registers:money.key"]],
        "register-imports": [told["registers:intake.key"]], "letters": [told["draft_id"]],
        "dispatch-batches": [told["dispatches:batch.key"]],
        "volumes": [told["archives:volume.key"]], "destructions": [told["archives:destruction.key"]], "filings": [],
        "submissions": [told["instructions:submission.key"]], "instruction-leaders": [told["instructions:leader.key"]],
        "differences": [told["indicators:difference.key"]],
        "reports": [told["reports:issue.key"]], "report-findings": [told["reports:letter.key"]],
        "boards": [told["boards:board.key"]],
        "rounds": [told["rounds:round.key"]], "round-sheets": [told["rounds:sheet.key"]],
        "handovers": [told["handovers:handover.key"]], "handover-slips": [told["handovers:paper.key"]],
        "round-papers": [told["rounds:paper.key"]], "list-records": [told["screening:record.key"]],
        "screening-items": [told["screening:item.key"]], "screening-checks": [told["screening:check.key"]],
        "screening-hits": [told["screening:hit.key"]], "screening-jobs": [told["screening:job.key"]],
        **{noun: [told[f"enforcement:{page}.key"]] for noun, page in ENFORCEMENT.items()},
        "screening-objections": [told["screening:objection.key"]],
        "leaves": [told["notices:end_leave.leave"]], "channel-accounts": [""],
        "data-grants": [told["registers:grant.key"]], "packs": [told["packs:pack.key"]],
        "pack-returns": [told["packs:return.key"]], "pack-bundles": [told["bundle"]],
        "own-forms": [told["packs:form.key"]],
        "meetings": [told["meetings:meeting.key"]], "topics": [told["meetings:topic.key"]],
    }  # fmt: skip
    for name, pattern, _view in routes():
        if not pattern.startswith("api/"):
            found[name] = filled(pattern, scene.values, name)
    for path, methods in document()["paths"].items():
        if "get" in methods:
            noun = path.split("/")[3]
            keys = own.get(noun, [scene.matter.pk, scene.letter.pk, scene.lost.matter_id])
            for key in keys:
                values = told | {"key": key, "name": "todo", "paper": "notice", "year": 2026}
                if "/registers/" in path or "/profiles/" in path:
                    values["code"] = "trial-rows" if "/registers/" in path else "trial-area"
                if noun in CODES:
                    values["code"] = CODES[noun]
                found[f"api {path} {key}"] = re.sub(r"{(\w+)}", lambda m: str(values[m[1]]), path)  # noqa: B023
    extra = [
        f"/search/?q={CANARY}", f"/search/?words={CANARY}", f"/ledger/?words={CANARY}", "/ledger/?states=returned",
        "/ledger/?states=reassigned", f"/ledger/?unit={scene.city.housing.pk}", "/notices/?show=all",
        f"/ledger/export/xlsx/?words={CANARY}", "/ledger/export/docx/", "/api/v1/obligations?words=" + CANARY,
        "/calendar/?month=2026-06", "/dashboard/?linkage=linjiang-court", f"/plans/{scene.plan.pk}/",
        *(f"/?list={name}" for name in ("todo", "overdue", "started", "copied", "followed")),
        *(f"/matters/{key}/" for key in (scene.letter.pk, scene.lost.matter_id)),
        *(f"/obligations/{row.pk}/report/" for row in (scene.part, scene.suggestion, scene.lost)),
    ]  # fmt: skip
    once = {
        path: name for name, path in reversed(found.items())
    }  # a call without a key is the same for all keys
    return {name: path for path, name in once.items()} | {path: path for path in extra}


def leaks(client: Client, paths: dict[str, str], enough: int = 0) -> list[str]:
    """Where the canary is seen; with `enough` the first so many."""
    found: list[str] = []
    for name, path in paths.items():
        if enough and len(found) >= enough:
            break
        if name in {"organs:sign-out", "common:healthz", "healthz"}:
            continue
        answer = client.get(path)
        assert answer.status_code < 500, (name, path)
        body = b"".join(answer.streaming_content) if answer.streaming else answer.content
        asked = CANARY in path or "%E9%87%91" in path
        text = body.decode("utf-8", "replace") + str(answer.headers)
        if CANARY in text or CODED in text:
            # a page may repeat what one has just searched for, and nothing beside it
            rest = text.replace(f'value="{CANARY}"', "") if asked else text
            left = [
                m
                for m in re.findall(f".{{0,60}}{CANARY}.{{0,20}}", rest)
                if f"“{CANARY}”" not in m or "流程" in m
            ]
            if not asked or left:
                found.append(f"{name} {path}: {left[:2]}")
    return found


def test_the_canary_is_seen_by_those_it_belongs_to(scene: Scene) -> None:
    """The crawl can find it at all: pages, files and calls that show it to the office, to the owner."""
    paths = addresses(scene)
    assert len(paths) > 100
    for who, least in ((scene.city.office, 15), (scene.city.housing_clerk, 10)):
        assert len(leaks(enter(who), paths, least)) >= least


def test_the_canary_is_nowhere_for_others(scene: Scene) -> None:
    paths = addresses(scene)
    aside = ("organs:", "definitions:", "api:openapi", "audit:check")
    business = {name: path for name, path in paths.items() if not name.startswith(aside)}
    # one record of the API answers by the same rule as its page: asked once, by the stranger, it need not be asked by all
    fewer = {name: path for name, path in business.items() if not (name.startswith("api ") and "{" in name)}
    found = {
        who: leaks(enter(actor), paths if who == "bureau" else business if who == "foreign" else fewer)
        for who, actor in scene.outsiders.items()
        if who not in {"foreign chief", "definer"}  # another person in the place of "foreign"
    }
    assert {who: seen for who, seen in found.items() if seen} == {}
    former = Notice.objects.visible_to(scene.outsiders["former"])
    assert not former.filter(title__contains=CANARY).exists()


def test_the_office_finds_nothing_of_a_letter_but_its_envelope(scene: Scene) -> None:
    Matter.objects.exclude(pk=scene.letter.pk).update(title="别的", number="", source="", fields={})
    Obligation.objects.exclude(pk=scene.suggestion.pk).update(title="别的", content="", targets=[])
    client = enter(scene.city.office)
    paths = {
        path: path
        for path in (
            "/", "/ledger/", f"/ledger/?unit={scene.city.housing.pk}", "/dashboard/", "/calendar/?month=2026-05",
            "/notices/?show=all", "/ledger/envelopes/", f"/matters/{scene.letter.pk}/", "/?list=overdue",
            f"/obligations/{scene.suggestion.pk}/urge/", f"/api/v1/matters/{scene.letter.pk}",
            f"/api/v1/obligations/{scene.suggestion.pk}", "/api/v1/matters", "/api/v1/obligations",
        )
    }  # fmt: skip
    Notice.objects.filter(subject_id__in=[scene.lead.pk, scene.part.pk, scene.matter.pk]).delete()
    Notice.objects.exclude(subject_type__in=["matter", "obligation", "letter"]).delete()
    assert leaks(client, paths) == []
    body = client.post("/obligations/batch/urge/", {"ids": [str(scene.suggestion.pk)]})
    assert body.status_code == 404


def plain(answer) -> str:
    """The answer without what is the answer's own: its number, one-time keys, the address asked for."""
    text = answer.content.decode("utf-8", "replace")
    text = re.sub(r"[0-9a-f]{32}|[0-9a-f]{8}-[0-9a-f-]{27}", "#", text)
    text = re.sub(
        r'(csrfmiddlewaretoken" value|csrf-token" content|name="idempotency_key" value)="[^"]*"', "", text
    )
    return re.sub(r'nonce="[^"]*"', "", text)


IDS = (
    "matter_id",
    "obligation_id",
    "petition_id",
    "number",
    "key",
    "item",
    "damage",
    "opinion",
    "view_id",
    "notice",
    "draft_id",
    "clock_id",
)


def test_what_belongs_to_others_answers_like_what_is_not_there(scene: Scene) -> None:
    differ = []
    nowhere = {
        key: uuid4() if key.rpartition(".")[2] in IDS and "act." not in key else value
        for key, value in scene.values.items()
    }
    mine = [
        (name, pattern) for name, pattern, _view in routes()
        if not pattern.startswith("api/") and any(f":{key}>" in pattern for key in IDS)
    ]  # fmt: skip
    for who in ("foreign", "bureau", "other office", "sysadmin", "former"):
        client = enter(scene.outsiders[who])
        keeps = who in {"other office", "sysadmin"}  # of the directory: changes of units are theirs to know
        aside = (
            ("boards:", "handovers:") if keeps else ("boards:",)
        )  # boards show official figures to everybody
        for name, pattern in [one for one in mine if not one[0].startswith(aside)]:
            for method in ("get", "post") if who == "foreign" else ("get",):
                there = getattr(client, method)(filled(pattern, scene.values, name))
                missing = getattr(client, method)(filled(pattern, nowhere, name))
                if (there.status_code, plain(there)) != (missing.status_code, plain(missing)):
                    differ.append((who, name, method, there.status_code, missing.status_code))
    assert differ == []


def test_nobody_gets_a_page_without_signing_in(scene: Scene) -> None:
    open_ = {
        "organs:sign-in",
        "organs:code",
        "organs:enrol",
        "common:preferences",
        "common:healthz",
        "common:styleguide",
    }
    shown = []
    for name, pattern, _view in routes():
        if (
            pattern.startswith("api/")
            or name in open_
            or name.rpartition(":")[2] in {"preferences", "healthz"}
        ):
            continue
        answer = Client(raise_request_exception=False).get(filled(pattern, scene.values, name))
        if (
            answer.status_code not in {302, 404, 405}
            or answer.get("Location", "/sign-in/").find("/sign-in/") < 0
        ):
            shown.append((name, answer.status_code))
    assert shown == []
    assert settings.LOGIN_URL == "/sign-in/"
