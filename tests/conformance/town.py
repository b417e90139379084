"""The cast of the golden flows as rows: units made when they are first named, and callers with their posts' keys."""

from __future__ import annotations

from pathlib import Path
from uuid import UUID

from tests import make

from api.calling import V1, Caller
from fuyuantong.common.actors import Actor
from fuyuantong.common.yaml_text import read_yaml
from fuyuantong.organs.models import Unit

HERE = Path(__file__).parent
KINDS = {
    "政府": "government", "中省直驻地": "central", "法院": "court", "检察院": "procuratorate", "党委": "party",
    "人大": "congress", "监委": "supervision", "群团行业组织": "mass", "企事业": "enterprise",
}  # fmt: skip
CAST: dict[str, dict[str, str]] = read_yaml((HERE / "cast.yaml").read_text("utf-8"))
OFFICES = CAST.pop("联席会议办公室")


class Town:
    """Fictional units by their short names; each acts through a clerk's and a chief's key."""

    def __init__(self) -> None:
        self.units: dict[str, Unit] = {}
        self.callers: dict[tuple[str, str], Caller] = {}
        self.seats: dict[tuple[str, str], Actor] = {}
        office = next(iter(OFFICES.values()))
        self.linkage = make.linkage(self.unit(office), "linjiang-flows")

    def unit(self, name: str) -> Unit:
        name = OFFICES.get(name, name)
        if name not in self.units:
            kind = next((kind for kind, names in CAST.items() if name in names), None)
            if kind is None:
                raise KeyError(f"{name} is not in cast.yaml")
            self.units[name] = make.unit(CAST[kind][name], name, kind=KINDS[kind])
            if hasattr(self, "linkage"):
                self.linkage.members.add(self.units[name])
        return self.units[name]

    def ids(self, names: str | list[str]) -> list[str]:
        return [str(self.unit(name).pk) for name in ([names] if isinstance(names, str) else names)]

    def name(self, key: str | UUID) -> str:
        return next(name for name, unit in self.units.items() if str(unit.pk) == str(key))

    def actor(self, name: str, role: str) -> Actor:
        if name in OFFICES:
            return make.actor(self.unit(name), roles=("office", "liaison"), serves=self.linkage)
        return make.actor(self.unit(name), roles=(("reviewer",) if role == "chief" else ("clerk", "liaison")))

    def caller(self, name: str, role: str = "clerk") -> Caller:
        """The API with the key of this unit's post; the chief's post comes with the clerk's."""
        role = "clerk" if name in OFFICES else role
        if (name, role) not in self.callers:
            self.callers[name, role] = Caller(make.token(self.seated(name, role)))
            if role == "clerk" and name not in OFFICES:
                self.seated(name, "chief")
        return self.callers[name, role]

    def seated(self, name: str, role: str) -> Actor:
        """Who sits at this post."""
        if (name, role) not in self.seats:
            self.seats[name, role] = self.actor(name, role)
        return self.seats[name, role]

    def upload(self, name: str, matter: str, label: str) -> str:
        """A small file on the matter; returns its id."""
        from django.core.files.uploadedfile import SimpleUploadedFile

        caller = self.caller(name)
        file = SimpleUploadedFile(f"{Path(label).stem}.txt", f"{label}（虚构）".encode())
        made = caller.client.post(
            f"{V1}/matters/{matter}/files",
            {"file": file, "label": label},
            headers={**caller.headers, "Idempotency-Key": f"file-{label.encode().hex()[:40]}"},
        )
        assert made.status_code in {200, 201}, made.content.decode()
        return str(made.json()["id"])
