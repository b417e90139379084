"""减负 (practice §3.13): nothing counts how often a person signs in, clicks or reads; nothing ranks people."""

from __future__ import annotations

import re
from pathlib import Path

from django.apps import apps
from django.db import models

import fuyuantong

SOURCE = Path(fuyuantong.__path__[0])
COUNTING = re.compile(
    r"登录次数|点击(量|次数|数)|访问(量|次数)|在线(时长|时间)|活跃度|打卡|积分|(个人|人员|干部)排名|"
    r"(login|log_in|sign_in|click|visit|view)_?(count|counts|total|number)"
)
SETTINGS_OF_ONES_OWN = {"session_epoch", "digest_hour", "quiet_from", "quiet_until", "version"}
ORDINALS = {"order", "place", "tries", "size", "progress"}


def test_no_column_counts_what_a_person_does() -> None:
    """A table that knows a person may number its rows and keep their settings, not sum up their acts."""
    found = []
    for model in apps.get_models():
        if not model.__module__.startswith("fuyuantong."):
            continue
        names = {field.name for field in model._meta.fields}
        of_a_person = model.__name__ == "Person" or "person" in names
        for field in model._meta.fields:
            known = field.name in SETTINGS_OF_ONES_OWN | ORDINALS or field.primary_key
            if of_a_person and isinstance(field, models.IntegerField) and not known:
                found.append(f"{model.__name__}.{field.name}")
    allowed = {
        "Notice.times",
        "Entry.seq",
        "Entry.object_version",
        "TotpStep.step",
        "RememberedRequest.status",
        "Handle.asked",  # today's codes of proof for an account: a limit against abuse
    }
    assert set(found) - allowed == set(), "a number about a person: what does it count?"


def test_no_page_paper_or_answer_speaks_of_such_counts() -> None:
    spoken = []
    shown = [
        path
        for path in SOURCE.rglob("*.py")
        if {"schemas", "pages", "api", "queries"} & {*path.parts, path.stem}
    ]
    for path in [*SOURCE.rglob("*.html"), *shown]:
        text = path.read_text("utf-8")
        if "styleguide" not in str(path) and (hit := COUNTING.search(text)):
            spoken.append(f"{path.relative_to(SOURCE)}: {hit[0]}")
    assert spoken == []
