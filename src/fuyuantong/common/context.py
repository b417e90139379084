"""The context processor `shell`: what the frame of every page shows.

Upper rooms hand in what they know (`register_entry`, `register_counter`, `register_posts`,
`register_banner`); nothing is computed for answers that do not draw the frame.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cache, cached_property
from importlib.metadata import PackageNotFoundError, version

from django.conf import settings
from django.http import HttpRequest
from django.urls import NoReverseMatch, reverse
from django.utils.translation import get_language

from fuyuantong.common.actors import Actor
from fuyuantong.common.parts import Text

SIZES = ("standard", "large", "xlarge")
THEMES = ("auto", "light", "dark")
"""`auto` follows the system; it holds until a person chooses."""
SIZE_COOKIE, THEME_COOKIE = "fyt_size", "fyt_theme"


@dataclass(frozen=True, slots=True)
class NavEntry:
    """One line of the side navigation.

    `view` is a URL name (an entry whose page does not exist is left out); `counter` names a registered
    counter; `roles`, when given, are the roles of which the actor needs one, `kinds` the kinds of unit of
    which his is one; `bottom` puts it into the phone's bar under `short`.
    """

    label: Text
    view: str
    icon: str
    group: Text = ""
    counter: str = ""
    roles: frozenset[str] = frozenset()
    kinds: frozenset[str] = frozenset()
    bottom: bool = False
    short: Text = ""


@dataclass(frozen=True, slots=True)
class NavLink:
    label: Text
    href: str
    icon: str
    count: int
    current: bool
    bottom: bool
    short: Text
    group: Text


@dataclass(frozen=True, slots=True)
class PostChoice:
    """One post the signed-in person may act at; `value` is what POST /act-as/ takes as `post`."""

    value: str
    label: str
    current: bool = False


Counter = Callable[[HttpRequest], int]
Posts = Callable[[HttpRequest], Sequence[PostChoice]]
Banner = Callable[[HttpRequest], Text | None]

_entries: list[NavEntry] = []
_counters: dict[str, Counter] = {}
_posts: list[Posts] = []
_banners: list[Banner] = []


def register_entry(entry: NavEntry) -> None:
    """Add a line to the navigation, once; order of registration is order on the page."""
    if entry not in _entries:
        _entries.append(entry)


def register_counter(name: str, count: Counter) -> None:
    """Give the number shown beside entries whose `counter` is `name`; `bell` is the bell in the header."""
    _counters[name] = count


def register_posts(posts: Posts) -> None:
    _posts[:] = [posts]


def register_banner(banner: Banner) -> None:
    """A sentence above every page while something is wrong (for example: the scheduler is silent)."""
    if banner not in _banners:
        _banners.append(banner)


def address(view: str) -> str:
    """Return the address of a URL name, or nothing where the page does not exist."""
    try:
        return reverse(view)
    except NoReverseMatch:
        return ""


@cache
def _version() -> str:
    try:
        return version("fuyuantong")
    except PackageNotFoundError:
        return "0"


class Shell:
    """The frame of a page for one request; every part is computed when first printed."""

    def __init__(self, request: HttpRequest) -> None:
        self.request = request
        self._counts: dict[str, int] = {}

    @cached_property
    def actor(self) -> Actor | None:
        actor = getattr(self.request, "actor", None)
        return actor if isinstance(actor, Actor) and actor.person else None

    @cached_property
    def size(self) -> str:
        chosen = self.request.COOKIES.get(SIZE_COOKIE, "")
        return chosen if chosen in SIZES else SIZES[0]

    @cached_property
    def theme(self) -> str:
        chosen = self.request.COOKIES.get(THEME_COOKIE, "")
        return chosen if chosen in THEMES else THEMES[0]

    @cached_property
    def color_scheme(self) -> str:
        """What the browser is told before any sheet is there, so that no page flashes white in the dark."""
        return "light dark" if self.theme == "auto" else self.theme

    @cached_property
    def language(self) -> str:
        return "en" if (get_language() or "").startswith("en") else "zh-hans"

    @cached_property
    def demo(self) -> bool:
        return bool(settings.DEMO)

    @cached_property
    def here(self) -> str:
        return self.request.get_full_path()

    @cached_property
    def request_id(self) -> str:
        return str(getattr(self.request, "request_id", ""))

    @cached_property
    def nav(self) -> list[NavLink]:
        allowed = [e for e in _entries if self._may(e)]
        places = {e: address(e.view) for e in allowed}
        present = self._present([href for href in places.values() if href])
        return [
            NavLink(e.label, href, e.icon, self.count(e.counter), href == present, e.bottom, e.short, e.group)
            for e, href in places.items()
            if href
        ]

    @cached_property
    def nav_groups(self) -> list[tuple[Text, list[NavLink]]]:
        """The groups in the order of their first entries; rooms on different floors add to the same group."""
        groups: dict[str, tuple[Text, list[NavLink]]] = {}
        for link in self.nav:
            groups.setdefault(str(link.group), (link.group, []))[1].append(link)
        return list(groups.values())

    @cached_property
    def bottom(self) -> list[NavLink]:
        return [link for link in self.nav if link.bottom][:4]

    @cached_property
    def bell(self) -> int:
        return self.count("bell")

    @cached_property
    def bell_href(self) -> str:
        return address("notices:inbox")

    @cached_property
    def help_href(self) -> str:
        return address("help")

    @cached_property
    def posts(self) -> list[PostChoice]:
        return [post for provide in _posts for post in provide(self.request)] if self.actor else []

    @cached_property
    def banners(self) -> list[Text]:
        return [text for banner in _banners if (text := banner(self.request))] if self.actor else []

    @cached_property
    def version(self) -> str:
        return _version()

    def count(self, name: str) -> int:
        if name not in self._counts:
            counter = _counters.get(name)
            self._counts[name] = counter(self.request) if counter and self.actor else 0
        return self._counts[name]

    def _may(self, entry: NavEntry) -> bool:
        who = self.actor
        if entry.kinds and (who is None or who.unit_kind not in entry.kinds):
            return False
        return not entry.roles or bool(who and who.roles & entry.roles)

    def _present(self, places: Sequence[str]) -> str:
        """The longest address that begins the present path; the front page only when we are on it."""
        path = self.request.path
        fitting = [p for p in places if p == path or (p != "/" and path.startswith(p))]
        return max(fitting, key=len, default="")


def shell(request: HttpRequest) -> dict[str, Shell]:
    return {"shell": Shell(request)}
