"""The OpenAPI document: what it says is what is answered (reliability P10), and nothing makes the server fail."""

from __future__ import annotations

import contextlib
import itertools
import os
import re
from collections import Counter
from collections.abc import Iterator
from typing import Any

import pytest
import schemathesis
from django.core import signals
from django.core.handlers.wsgi import WSGIHandler
from django.db import close_old_connections, transaction
from hypothesis import HealthCheck, Phase, settings
from hypothesis.errors import Unsatisfiable
from schemathesis import GenerationMode
from schemathesis.checks import not_a_server_error
from schemathesis.core.parameters import ParameterLocation
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    negative_data_rejection,
    response_headers_conformance,
    response_schema_conformance,
    status_code_conformance,
)
from tests import make

from api.scene import Scene, operations
from api.test_trail import SECADMIN
from fuyuantong.common.api import Input, Output
from fuyuantong.common.api.room import RULES
from fuyuantong.config.api import document

pytestmark = pytest.mark.long
CHECKS = [
    not_a_server_error, status_code_conformance, content_type_conformance, response_schema_conformance,
    response_headers_conformance, negative_data_rejection,
]  # fmt: skip
EXAMPLES = int(os.environ.get("FYT_API_EXAMPLES", "2"))
"""Generated cases for every operation (about a hundred of them) and each of two modes."""
_keys = itertools.count(1)


@pytest.fixture
def city(scene) -> make.City:
    return scene.city


@pytest.fixture
def kept_connection():
    """A real server closes old connections around a request; here the test's transaction lives in the one there is."""
    for signal in (signals.request_started, signals.request_finished):
        signal.disconnect(close_old_connections)
    yield
    for signal in (signals.request_started, signals.request_finished):
        signal.connect(close_old_connections)


def test_no_two_operations_have_the_same_name():
    """By its name an operation finds its rule, and a generated client its function."""
    told = [told["operationId"] for methods in document()["paths"].values() for told in methods.values()]
    assert [name for name, count in Counter(told).items() if count > 1] == []


def shapes(base: type) -> Iterator[type]:
    for shape in base.__subclasses__():
        yield shape
        yield from shapes(shape)


def test_no_two_shapes_have_the_same_name():
    """The document keeps its shapes by their bare names: of two alike, one would describe the other's operations."""
    told = document()["components"]["schemas"]
    ours = {
        one for base in (Input, Output) for one in shapes(base) if one.__module__.startswith("fuyuantong.")
    }
    count = Counter(one.__name__ for one in ours if one.__name__ in told)
    assert [name for name, times in count.items() if times > 1] == []


def test_every_operation_says_all_its_answers():
    for name, (_method, _path, told) in operations().items():
        rule = RULES[name]
        wanted = {"400", "401", "403", "404", "405", "406", "429", "500", "503"}
        wanted |= {"428"} if rule.versioned else set()
        wanted |= {"409", "413", "415", "422"} if rule.takes or rule.keyed or rule.versioned else set()
        assert wanted <= set(told["responses"]), name
        assert told["summary"], name
        for status, answer in told["responses"].items():
            if int(status) >= 400:
                assert list(answer["content"]) == ["application/problem+json"], (name, status)


def test_every_text_and_list_of_every_body_has_a_limit():
    """Unbounded input is a way to fill a server (API4)."""
    schemas = document()["components"]["schemas"]
    bodies = [told["requestBody"] for _m, _p, told in operations().values() if "requestBody" in told]
    waiting, known, open_ended = _names(bodies), set(), []
    while waiting:
        name = waiting.pop()
        if name in known:
            continue
        known.add(name)
        assert schemas[name].get("additionalProperties") is False, name
        waiting |= _names(schemas[name])
        open_ended += [(name, f) for f, told in schemas[name]["properties"].items() if _unbounded(told)]
    assert not open_ended
    assert len(known) > 30


def _names(told: Any) -> set[str]:
    return set(re.findall(r"#/components/schemas/(\w+)", str(told)))


def _unbounded(told: dict[str, Any]) -> bool:
    for one in told.get("anyOf", [told]):
        kind = one.get("type")
        if kind == "string" and not {"maxLength", "enum", "format"} & one.keys():
            return True
        if kind == "array" and ("maxItems" not in one or _unbounded(one["items"])):
            return True
        if kind == "object" and "maxProperties" not in one and "$ref" not in one:
            return True
    return False


def test_the_document_is_open_and_valid(client):
    answer = client.get("/api/v1/openapi.json")
    assert answer.status_code == 200
    assert answer.json()["openapi"].startswith("3.1")
    schemathesis.openapi.from_dict(answer.json()).validate()


@pytest.fixture
def entries(city, signed_in) -> dict[str, dict[str, str]]:
    """The headers of a caller with the right to each operation, by the kind of caller."""
    actors = {role: make.actor(city.justice, roles=(role,)) for role in ("sysadmin", "secadmin", "definer")}
    found = {"key": {"Authorization": f"Bearer {make.token(city.office)}"}}
    for role, actor in actors.items():
        cookies = signed_in(actor).client.cookies
        session = "; ".join(f"{name}={one.value}" for name, one in cookies.items())
        found[role] = {"Cookie": f"{session}; csrftoken={'a' * 32}", "X-CSRFToken": "a" * 32}
    return found


def _caller(name: str) -> str:
    if RULES[name].scope:
        return "key"
    return "definer" if name.startswith("definitions_") else "secadmin" if name in SECADMIN else "sysadmin"


def _authorised(case: Any, scene: Scene, entries: dict[str, dict[str, str]], n: int) -> None:
    """A caller with every right, real ids in half of the addresses, headers that the door wants."""
    name = case.operation.definition.raw["operationId"]
    case.headers = {k: v for k, v in (case.headers or {}).items() if k not in {"Idempotency-Key", "If-Match"}}
    case.headers |= entries[_caller(name)] | {"Idempotency-Key": f"schemathesis-{next(_keys)}"}
    place = case.meta.components.get(ParameterLocation.PATH)
    if n % 2 or (place is not None and place.mode is GenerationMode.NEGATIVE):
        return  # an address that was made wrong stays wrong
    address = scene.address(name, operations()[name][1])
    for given, real in zip(case.operation.path.split("/"), ("/api/v1" + address).split("/"), strict=True):
        if given.startswith("{"):
            case.path_parameters[given.strip("{}")] = real
    case.headers["If-Match"] = f'"{scene.version(address)}"'


@pytest.mark.parametrize("mode", [GenerationMode.POSITIVE, GenerationMode.NEGATIVE])
def test_generated_requests_get_documented_answers_and_no_failure(scene, entries, mode, kept_connection):
    schema = schemathesis.openapi.from_dict(document())
    seen: Counter[str] = Counter()
    wrong: list[str] = []
    for found in schema.get_all_operations():
        operation = found.ok()
        numbers = itertools.count()

        def one(case: Any, numbers: Any = numbers, operation: Any = operation) -> None:
            negative = mode is GenerationMode.NEGATIVE
            _authorised(case, scene, entries, next(numbers))
            undo = transaction.savepoint()
            try:
                response = case.call(app=APP)
                seen[f"{response.status_code // 100}xx"] += 1
                checks = CHECKS if negative else CHECKS[:-1]
                case.validate_response(response, checks=checks)
            except Exception as error:  # noqa: BLE001 - all failures are gathered, not only the first
                wrong.append(f"{operation.label}: {str(error)[:1200]}")
            finally:
                transaction.savepoint_rollback(undo)

        with contextlib.suppress(Unsatisfiable):  # an operation without input cannot be asked wrongly
            schemathesis_test(operation, mode, one)()
    assert not wrong, f"{len(wrong)} of {sum(seen.values())}\n" + "\n\n".join(wrong[:12])
    assert seen.get("5xx", 0) == 0
    assert sum(seen.values()) >= 250


APP = WSGIHandler()


def schemathesis_test(operation: Any, mode: GenerationMode, one: Any) -> Any:
    from hypothesis import given, seed

    strategy = operation.as_strategy(generation_mode=mode)
    made = given(case=strategy)(lambda case: one(case))  # noqa: PLW0108 - hypothesis wants no defaults
    limits = settings(
        max_examples=EXAMPLES, deadline=None, database=None, phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
    )  # fmt: skip
    return seed(20260302)(limits(made))
