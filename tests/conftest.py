"""Fixtures for every room: the database (see throwaway.py) and the order of the run."""

from __future__ import annotations

import os
import uuid
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any, TypeVar

import pytest
from django.db import connections, transaction
from django.test import Client, TransactionTestCase, override_settings
from hypothesis import settings as hypothesis_settings
from tests.throwaway import Databases, Run

from fuyuantong.common.actors import Actor
from fuyuantong.config.environment import sweep_seldom
from fuyuantong.config.roles import connect_as
from installed import Installed

pytest_plugins = ["tests.inventory_results"]
_RUN = pytest.StashKey[Run]()

# A busy machine is not a fault, so no example has a time limit. Where CI=true every run takes the same examples and
# the same order (see scripts/test.sh); everywhere else each run looks at new ones.
hypothesis_settings.register_profile("fyt", deadline=None, derandomize=os.environ.get("CI") == "true")
hypothesis_settings.load_profile("fyt")


def pytest_configure(config: pytest.Config) -> None:
    """In a parallel run the controlling process owns the server; the template is made while tests are collected."""
    if hasattr(config, "workerinput"):
        return
    config.stash[_RUN] = Run()
    if getattr(config.option, "numprocesses", None):
        config.stash[_RUN].begin().hand_down()


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """In a parallel run one process begins with what waits (browsers, clocks, servers that start), the others with the
    longest tests that do not.

    Each process gets a stretch of the list, and who has nothing left takes from the end of another's. So most of the
    time one process waits and the others have the processor, and at the end there are only short tests to share.
    """
    processes = int(os.environ.get("PYTEST_XDIST_WORKER_COUNT", "1"))
    if processes > 1:
        kinds: dict[str, list[pytest.Item]] = {"waits": [], "long": [], "": []}
        for item in items:
            waits = any(item.get_closest_marker(name) for name in ("browser", "crash", "launcher"))
            kinds["waits" if waits else "long" if item.get_closest_marker("long") else ""].append(item)
        stretch = max(len(items) // processes - len(kinds["waits"]), 0)
        short = kinds[""]
        while 0 < stretch < len(short) and short[stretch].path == short[stretch - 1].path:
            stretch += 1  # no module in two, or its scene is made twice
        items[:] = [*kinds["waits"], *short[:stretch], *kinds["long"], *short[stretch:]]


def pytest_collection_finish() -> None:
    sweep_seldom()


def pytest_unconfigure(config: pytest.Config) -> None:
    if _RUN in config.stash:
        config.stash[_RUN].end()


@pytest.fixture(scope="session")
def databases(request: pytest.FixtureRequest) -> Databases:
    """Return the run's server with its template complete."""
    ready = Databases.inherited() or request.config.stash[_RUN].begin()
    ready.wait_for_template()
    return ready


@pytest.fixture(scope="session")
def django_db_setup(databases: Databases, django_db_blocker: object) -> Iterator[None]:
    """Give this process its own clone of the template and work on it as the application's role.

    A test with real transactions leaves the clone dirty; it gets a new one, which also brings back the rows that
    migrations wrote and the sequences.
    """
    name = f"test_{os.environ.get('PYTEST_XDIST_WORKER', 'main')}_{os.getpid()}"

    def renew(*_: object) -> None:
        connections.close_all()
        databases.clone(name)

    with django_db_blocker.unblock():  # type: ignore[attr-defined]
        renew()
        connect_as(databases.addresses(name)["DATABASE_URL"])
    TransactionTestCase._fixture_teardown = renew  # type: ignore[method-assign]
    yield
    connections.close_all()
    databases.drop(name)


Made = TypeVar("Made")


@contextmanager
def _undone(unblocked: Callable[[], Any], files: Path) -> Iterator[Callable[[Callable[[], Made]], Made]]:
    """Work outside any test: rows and files of what is made go at the end."""
    all_of_it = transaction.atomic()
    all_of_it._from_testcase = (
        True  # as Django's own TestCase: acts inside believe that they are the outermost
    )

    def make(scene: Callable[[], Made]) -> Made:
        with unblocked():
            return scene()

    with override_settings(MEDIA_ROOT=files):
        make(all_of_it.__enter__)
        yield make
        make(lambda: transaction.set_rollback(True))
        make(lambda: all_of_it.__exit__(None, None, None))


@pytest.fixture(scope="module")
def kept(
    django_db_setup: None, django_db_blocker: Any, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Callable[[Callable[[], Made]], Made]]:
    """A scene for all tests of a module: `kept(make)` makes it once, rows and files, and each test is undone up to it.

    For modules whose tests of the database all begin with the scene. A test that changes the scene's own objects
    takes a copy of them (`copy.deepcopy`), as the rows are again what they were.
    """
    with _undone(django_db_blocker.unblock, tmp_path_factory.mktemp("kept")) as make:
        yield make


@pytest.fixture(scope="module")
def asked_once(
    django_db_setup: None, django_db_blocker: Any, tmp_path_factory: pytest.TempPathFactory
) -> Callable[[Callable[[], Made]], Made]:
    """`asked_once(ask)`: what several tests want to know of one scene, which is undone before the first of them."""

    def ask(scene: Callable[[], Made]) -> Made:
        with _undone(django_db_blocker.unblock, tmp_path_factory.mktemp("asked")) as make:
            return make(scene)

    return ask


@pytest.fixture(scope="session")
def installed() -> Iterator[Installed]:
    with Installed.of_this_run() as made:
        yield made


@pytest.fixture
def fresh_database(databases: Databases) -> Iterator[Mapping[str, str]]:
    """Return the environment (both addresses) of a migrated database of this test's own, for real processes."""
    name = f"fresh_{uuid.uuid4().hex[:12]}"
    databases.clone(name)
    yield databases.addresses(name)
    databases.drop(name)


@pytest.fixture
def enter() -> Callable[[Actor], Client]:
    """Sign a member of the cast in, at the post they act for: a browser without a script."""

    def as_actor(actor: Actor) -> Client:
        from fuyuantong.organs.models import Person

        client = Client()
        who = Person.objects.get(pk=actor.person)
        client.force_login(who, backend="fuyuantong.organs.backends.Accounts")
        return client

    return as_actor
