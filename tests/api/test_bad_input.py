"""Every bad input of the catalogue (reliability §9 C, D, E) gets its status, its code, its place; nothing is saved."""

from __future__ import annotations

import copy
import json
from dataclasses import dataclass
from typing import Any

import pytest
from tests import make

from api.calling import V1, Caller, handed_out
from api.once import new_city
from fuyuantong.audit.models import Entry
from fuyuantong.matters.models import Feedback, Matter, Obligation

MOST_BODY = 10 * 1024 * 1024


@dataclass
class Made:
    """What is there for every test: the city, a task that was handed out, the keys of two units."""

    city: make.City
    office: str
    housing: str
    handed: dict[str, Any]

    @classmethod
    def new(cls) -> Made:
        city = new_city()
        office, housing = make.token(city.office), make.token(city.housing_clerk)
        return cls(city, office, housing, handed_out(Caller(office), city))


class Stand:
    """What the endpoints below work on, and a good body for each of them."""

    def __init__(self, made: Made) -> None:
        self.city = city = copy.deepcopy(made.city)
        self.handed = copy.deepcopy(made.handed)
        self.office, self.housing = office, housing = Caller(made.office), Caller(made.housing)
        lead = self.handed["lead"]
        self.endpoints = {
            "open": (office, "POST", "/matters", None, {
                "mechanism": "annual-plan-item", "linkage": city.linkage.code, "title": "新事项",
            }),
            "report": (housing, "POST", f"/obligations/{lead['id']}/report", lead["version"], {"text": "进展"}),
            "extend": (office, "POST", f"/obligations/{lead['id']}/extend", lead["version"], {
                "due_on": "2027-01-01", "reason": "情况变化",
            }),
            "scope": (office, "PUT", f"/matters/{self.handed['matter']}/scope", self.handed["version"], {
                "scope": "parties", "posts": [],
            }),
            "batch": (office, "POST", "/obligations/batch", None, {"verb": "urge", "ids": [lead["id"]]}),
        }  # fmt: skip

    def send(self, name: str, body: Any = None, **more: Any) -> Any:
        caller, method, path, version, good = self.endpoints[name]
        sent = {"method": method, "version": version} | more
        return caller.send(path, good if body is None and "raw" not in sent else body, **sent)


@pytest.fixture(scope="module")
def made(kept) -> Made:
    return kept(Made.new)


@pytest.fixture
def stand(made, db) -> Stand:
    return Stand(made)


@pytest.fixture
def city(stand) -> make.City:
    return stand.city


def written() -> tuple[int, ...]:
    return (Entry.objects.count(), Matter.objects.count(), Feedback.objects.count(), sum(
        Obligation.objects.values_list("version", flat=True)
    ))  # fmt: skip


def refused(stand: Stand, before: tuple[int, ...], answer: Any, status: int, code: str) -> dict[str, Any]:
    """The contract of §8: status, code, media type, a sentence, `saved`, the number; and nothing written."""
    told = answer.json()
    assert (answer.status_code, told["code"]) == (status, code), told
    assert answer.headers["Content-Type"] == "application/problem+json"
    assert told["status"] == status
    assert told["saved"] == "本次未保存任何数据"
    assert told["request_id"] == answer.headers["X-Request-Id"]
    assert told["type"] == f"urn:fuyuantong:problem:{code}"
    text = answer.content.decode()
    assert not any(word in text for word in ("Traceback", "SELECT", "pydantic", "/src/", "django"))
    assert written() == before
    assert stand.office.get("/me").status_code == 200
    return told


EVERYWHERE = ("open", "report", "extend", "scope", "batch")
DEEP = b"[" * 1000 + b"]" * 1000
RAW = {
    "A01 not JSON": (b'{"title": ', 400, "E-JSON"),
    "A01 empty": (b"", 400, "E-JSON"),
    "A03 array": (b"[]", 400, "E-TYPE"),
    "A03 text": (b'"hello"', 400, "E-TYPE"),
    "A06 twice": (b'{"reason": "a", "reason": "b"}', 400, "E-JSON-DUPKEY"),
    "A07 NaN": (b'{"n": NaN}', 400, "E-JSON-NUMBER"),
    "A07 Infinity": (b'{"n": -Infinity}', 400, "E-JSON-NUMBER"),
    "A07 1e999": (b'{"n": 1e999}', 400, "E-JSON-NUMBER"),
    "2^53+1": (b'{"n": 9007199254740993}', 400, "E-JSON-NUMBER"),
    "5000 digits": (b'{"n": ' + b"9" * 5000 + b"}", 400, "E-JSON-NUMBER"),
    "A09 deep": (DEEP, 400, "E-JSON-DEPTH"),
    "A09 deep objects": (b'{"a":' * 1000 + b"1" + b"}" * 1000, 400, "E-JSON-DEPTH"),
    "A12 lone surrogate": (b'{"text": "\\ud800"}', 400, "E-TEXT-UNICODE"),
    "A12 in a key": (b'{"\\udfff": 1}', 400, "E-TEXT-UNICODE"),
    "A13 NUL": (b'{"text": "a\\u0000b"}', 400, "E-TEXT-CONTROL"),
    "A13 bell": (b'{"reason": "a\\u0007"}', 400, "E-TEXT-CONTROL"),
    "broken UTF-8": (b'{"text": "\xff\xfe"}', 400, "E-ENCODING"),
    "A10 10 MB": (b'{"text": "' + b"x" * MOST_BODY + b'"}', 413, "E-TOO-LARGE"),
}


@pytest.mark.parametrize("name", EVERYWHERE)
def test_bodies_that_are_no_good_json_are_refused_with_their_place(stand, name):
    for label, (raw, status, code) in RAW.items():
        before = written()
        answer = stand.send(name, raw=raw)
        told = refused(stand, before, answer, status, code)
        assert told["title"], label


def test_a_body_that_is_not_json_says_where_it_stopped(stand):
    answer = stand.send("open", raw=b'{"title": "x",}')
    assert "第 14 个字符" in answer.json()["title"]


@pytest.mark.parametrize("name", EVERYWHERE)
@pytest.mark.parametrize(
    "kind", ["text/plain", "application/x-www-form-urlencoded", "application/json; charset=gbk"]
)
def test_another_content_type_is_refused(stand, name, kind):  # A02
    before = written()
    refused(stand, before, stand.send(name, content_type=kind), 415, "E-MEDIA-TYPE")


@pytest.mark.parametrize("name", EVERYWHERE)
@pytest.mark.parametrize("field", ["unit_id", "status", "is_admin", "__class__"])
def test_unknown_fields_are_refused_by_name(stand, name, field):  # A04
    good = stand.endpoints[name][4]
    before = written()
    told = refused(stand, before, stand.send(name, {**good, field: "x"}), 400, "E-FIELD-UNKNOWN")
    assert told["errors"][0]["pointer"] == f"/{field}"


def test_fields_that_may_only_be_seen_say_so(stand):  # A05
    before = written()
    good = stand.endpoints["scope"][4]
    told = refused(stand, before, stand.send("scope", {**good, "version": 7}), 400, "E-FIELD-READONLY")
    assert told["errors"][0]["pointer"] == "/version"


@pytest.mark.parametrize("value", ["5", 5.5, 5.0, None, [], {}])
def test_a_flag_is_a_flag(stand, value):  # A08
    before = written()
    refused(stand, before, stand.send("report", {"text": "进展", "milestone": value}), 400, "E-TYPE")


@pytest.mark.parametrize("value", ["2026", 2026.0, True, None])
def test_a_number_is_a_number(city, with_key, value):  # A08
    office = with_key(city.office)
    body = {"title": "计划", "year": value}
    path = "/imports/00000000-0000-4000-8000-000000000000/plan"
    answer = office.send(path, body, version=1)
    assert (answer.status_code, answer.json()["code"]) == (400, "E-TYPE")


def test_a_list_of_a_hundred_thousand_is_refused(stand):  # A11
    before = written()
    ids = ["00000000-0000-4000-8000-000000000000"] * 20_000
    refused(stand, before, stand.send("batch", {"verb": "urge", "ids": ids}), 400, "E-LIST-LENGTH")


@pytest.mark.parametrize(
    ("name", "field", "value", "code"),
    [
        ("open", "title", "   ", "E-REQUIRED"),
        ("open", "title", "长" * 301, "E-TEXT-LENGTH"),
        ("report", "text", "\u3000\n", "E-REQUIRED"),
        ("report", "text", "长" * 10_001, "E-TEXT-LENGTH"),
        ("extend", "reason", "", "E-REQUIRED"),
        ("batch", "ids", [], "E-REQUIRED"),
        ("batch", "ids", ["not-an-id"], "E-TYPE"),
        ("batch", "verb", "explode", "E-CHOICE"),
        ("scope", "scope", "everybody", "E-CHOICE"),
        ("extend", "due_on", "2026-02-30", "E-DATE-NONEXIST"),
        ("extend", "due_on", "2025-02-29", "E-DATE-NONEXIST"),
        ("extend", "due_on", "0001-01-01", "E-DATE-RANGE"),
        ("extend", "due_on", "9999-12-31", "E-DATE-RANGE"),
        ("extend", "due_on", "20260101", "E-DATE-FORMAT"),
        ("extend", "due_on", "2026-W01-1", "E-DATE-FORMAT"),
        ("extend", "due_on", "2026-1-1", "E-DATE-FORMAT"),
        ("extend", "due_on", "２０２６-01-01", "E-DATE-FORMAT"),
        ("extend", "due_on", "2026-01-01T00:00:00Z", "E-DATE-FORMAT"),
        ("extend", "due_on", 20260101, "E-TYPE"),
    ],
)  # fmt: skip
def test_values_of_the_wrong_shape_name_their_field(stand, name, field, value, code):  # A14, T01–T04
    good = stand.endpoints[name][4]
    before = written()
    told = refused(stand, before, stand.send(name, {**good, field: value}), 400, code)
    assert told["errors"][0]["pointer"].startswith(f"/{field}")


def test_several_wrong_fields_are_all_named(stand):
    answer = stand.send("extend", {"due_on": "2026-02-30", "reason": " ", "more": 1})
    assert {e["code"] for e in answer.json()["errors"]} == {
        "E-DATE-NONEXIST",
        "E-REQUIRED",
        "E-FIELD-UNKNOWN",
    }


LISTS = ("/matters", "/obligations", "/worklists/todo", "/plans", "/units", "/mechanisms", "/terms")


@pytest.mark.parametrize("path", LISTS)
@pytest.mark.parametrize(
    ("query", "code"),
    [
        ("limit=-1", "E-PAGE"), ("limit=0", "E-PAGE"), ("limit=1000000000", "E-PAGE"), ("limit=ten", "E-PAGE"),
        ("limit=1.5", "E-PAGE"), ("after=forged", "E-PAGE"), ("after=WzEsMl0", "E-PAGE"),
        ("after=WyJ4IiwieSIsInoiXQ", "E-PAGE"), ("after=WyJ4IiwieSJd", "E-PAGE"), ("page=2", "E-PARAM-UNKNOWN"),
        ("after=WyJcdTAwMDAiLCJcdWQ4MDAiXQ", "E-PAGE"), ("after=W0luZmluaXR5LHt9XQ", "E-PAGE"),
        ("unit__parent=1", "E-PARAM-UNKNOWN"), ("limit=5&limit=6", "E-PARAM-REPEATED"),
        ("after=%00", "E-TEXT-CONTROL"),
    ],
)  # fmt: skip
def test_lists_refuse_what_they_do_not_understand(city, with_key, path, query, code):  # A15–A17
    caller = with_key(city.office)
    answer = caller.client.get(f"{V1}{path}?{query}", headers=caller.headers)
    assert (answer.status_code, answer.json()["code"]) == (400, code), answer.content.decode()


@pytest.mark.parametrize(
    ("query", "code"),
    [
        ("order=random", "E-CHOICE"), ("state=nonsense", "E-CHOICE"), ("lamp=blue", "E-CHOICE"),
        ("due_from=2026-02-30", "E-DATE-NONEXIST"), ("unit=7", "E-TYPE"), ("unit=1&unit=2", "E-PARAM-REPEATED"),
        ("words=%00", "E-TEXT-CONTROL"),
    ],
)  # fmt: skip
def test_the_ledger_refuses_wrong_filters(city, with_key, query, code):  # A16, A17
    caller = with_key(city.office)
    for path in ("/obligations", "/obligations/export"):
        answer = caller.client.get(f"{V1}{path}?{query}", headers=caller.headers)
        assert (answer.status_code, answer.json()["code"]) == (400, code), answer.content.decode()


@pytest.mark.parametrize("method", ["TRACE", "PUT", "DELETE", "PATCH", "OPTIONS", "HEAD"])
def test_other_methods_are_refused_and_overrides_ignored(stand, method):  # A18
    answer = stand.office.send("/matters", {}, method=method)
    assert answer.status_code == 405
    assert "POST" in answer.headers["Allow"]
    if method != "HEAD":
        assert answer.json()["code"] == "E-METHOD"
    before = written()
    overridden = stand.office.send("/matters", {"title": "x"}, X_HTTP_Method_Override="DELETE")
    refused(stand, before, overridden, 400, "E-REQUIRED")


def test_a_version_is_needed_and_must_be_one(stand):  # A19
    before = written()
    refused(stand, before, stand.send("report", version=None), 428, "E-VERSION-MISSING")
    for tag in ("*", "7", 'W/"1"', '"x"', '"-1"', '"99999999999"'):
        caller, method, path, _version, good = stand.endpoints["report"]
        answer = caller.send(path, good, method=method, If_Match=tag)
        refused(stand, before, answer, 400, "E-VERSION-FORMAT")


@pytest.mark.parametrize("key", [None, "short", "x" * 256, "has space\u00e9"])
def test_a_key_is_needed_and_must_be_one(stand, key):  # A20
    before = written()
    refused(stand, before, stand.send("open", key=key), 400, "E-IDEMPOTENCY-KEY")


def test_a_refused_request_leaves_its_key_free(stand):
    assert stand.send("open", {"title": " "}, key="free-again-1").status_code == 400
    missing = {**stand.endpoints["open"][4], "linkage": "no-such-linkage"}
    assert stand.send("open", missing, key="free-again-1").status_code == 404
    assert stand.send("open", key="free-again-1").status_code == 201


@pytest.mark.parametrize("text", ["<script>alert(1)</script>", "{{7*7}}", "' OR 1=1--", "../../etc/passwd", "%00%0d%0a", "[a](javascript:alert(1))"])  # fmt: skip
def test_odd_text_is_text(stand, text):  # A21, A22
    good = stand.endpoints["open"][4]
    made = stand.send("open", {**good, "title": f"事项 {text}"})
    assert made.status_code == 201
    assert stand.office.get(f"/matters/{made.json()['id']}").json()["title"] == f"事项 {text}"
    found = stand.office.get("/matters", words=text).json()["items"]
    assert [row["title"] for row in found] == [f"事项 {text}"]


@pytest.mark.parametrize("accept", ["application/xml", "text/html", "application/json;q=0, text/html"])
def test_what_cannot_be_given_is_refused(city, with_key, accept):  # A24
    caller = with_key(city.office)
    answer = caller.client.get(f"{V1}/matters", headers={**caller.headers, "Accept": accept})
    assert (answer.status_code, answer.json()["code"]) == (406, "E-ACCEPT")


def test_a_move_that_the_state_forbids_says_what_is_possible(stand):  # A25
    lead = stand.handed["lead"]
    before = written()
    answer = stand.office.send(f"/obligations/{lead['id']}/accept", {}, version=lead["version"])
    told = refused(stand, before, answer, 409, "E-STATE")
    assert "待签收" in told["detail"]
    assert "签收" in told["detail"]


def test_work_is_not_assigned_to_a_closed_unit(stand, city):  # A26
    from datetime import date

    from fuyuantong.organs.models import Unit

    Unit.objects.filter(pk=city.market.pk).update(valid_until=date(2020, 1, 1))
    good = stand.endpoints["open"][4]
    before = written()
    answer = stand.send("open", {**good, "units": {"牵头单位": [str(city.market.pk)]}})
    refused(stand, before, answer, 422, "E-RULE")


def test_fifty_one_partners_are_too_many(stand, city):  # A27
    good = stand.endpoints["open"][4]
    before = written()
    units = {"配合单位": [str(city.market.pk)] * 51}
    refused(stand, before, stand.send("open", {**good, "units": units}), 400, "E-LIST-LENGTH")


@pytest.mark.parametrize("path", ["/matters/not-an-id", "/matters/1", f"/matters/{10**30}", "/matters/-1", "/nowhere", "/matters/%00"])  # fmt: skip
def test_odd_ids_in_an_address_do_not_exist(city, with_key, path):  # I12
    answer = with_key(city.office).get(path)
    assert (answer.status_code, answer.json()["code"]) == (404, "E-NOT-FOUND")


def test_a_foreign_object_and_a_missing_one_are_the_same_answer(stand, city, with_key):  # I13
    market = with_key(city.market_clerk)
    missing = "00000000-0000-4000-8000-00000000abcd"
    lead, matter = stand.handed["lead"]["id"], stand.handed["matter"]
    for path, real in (("/matters/{}", matter), ("/obligations/{}", lead), ("/matters/{}/timeline", matter)):
        foreign, none = market.get(path.format(real)), market.get(path.format(missing))
        assert (foreign.status_code, none.status_code) == (404, 404)
        assert _without_number(foreign) == _without_number(none)
        assert {k: v for k, v in foreign.headers.items() if k != "X-Request-Id"} == {
            k: v for k, v in none.headers.items() if k != "X-Request-Id"
        }


def _without_number(answer: Any) -> bytes:
    told = json.loads(answer.content)
    return answer.content.replace(told["request_id"].encode(), b"")


@pytest.mark.parametrize(
    ("start", "term", "code"),
    [
        ("2026-02-30", "5D", "E-DATE-NONEXIST"), ("2026-1-1", "5D", "E-DATE-FORMAT"),
        ("2026-03-01", "0D", "E-TERM-RANGE"), ("2026-03-01", "-3D", "E-TERM-RANGE"),
        ("2026-03-01", "100000D", "E-TERM-RANGE"), ("2026-03-01T23:59:60+08:00", "24H", "E-DATE-FORMAT"),
        ("2026-03-01T09:00:00", "24H", "E-DATE-ZONE"), ("2026-03-01", "some", "E-TERM-FORMAT"),
    ],
)  # fmt: skip
def test_due_dates_refuse_wrong_questions(city, with_key, start, term, code):  # T01–T07
    answer = with_key(city.office).get("/due", start=start, term=term)
    assert answer.status_code in {400, 422}
    assert answer.json()["code"] == code


def test_a_due_date_comes_with_its_proof(city, with_key):  # T08
    told = with_key(city.office).get("/due", start="2026-03-01", term="5W").json()
    assert told["due"] == "2026-03-06"
    assert all({"rule", "article", "from", "to", "skipped"} == set(step) for step in told["proof"])
