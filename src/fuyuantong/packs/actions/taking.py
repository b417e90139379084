"""Taking a pack out of the house: the file, the printed forms, all packs of one act. Written down, as exports
are."""

from __future__ import annotations

import io
import zipfile
from uuid import UUID

from fuyuantong.common.refusals import NotFound
from fuyuantong.common.uow import UnitOfWork
from fuyuantong.documents.names import safe_name
from fuyuantong.documents.official import print_docx, print_pdf
from fuyuantong.packs.ledgers import own_pack
from fuyuantong.packs.models import Pack
from fuyuantong.packs.printing import PAPERS
from fuyuantong.packs.queries import bundle_of, pack_of, rows_of
from fuyuantong.packs.sheets import to_docx, to_xlsx
from fuyuantong.packs.trail import note

FILES = {"xlsx": to_xlsx, "docx": to_docx}
PRINTS = {"pdf": lambda document: print_pdf(document).content, "docx": print_docx}


def take_file(uow: UnitOfWork, key: UUID, kind: str) -> tuple[Pack, bytes]:
    """The pack to be filled in, as xlsx or docx."""
    pack = pack_of(uow.actor, key)
    content = _file(uow, pack, kind)
    note(uow, "taken", pack.pk, region=pack.region, unit=str(pack.unit_id), format=kind)
    return pack, content


def _file(uow: UnitOfWork, pack: Pack, kind: str) -> bytes:
    if kind not in FILES:
        raise NotFound
    rows = list(rows_of(uow.actor, pack))
    if pack.form is not None and kind == "xlsx":
        return own_pack(pack, rows)
    return FILES[kind](pack, rows)


def take_print(uow: UnitOfWork, key: UUID, paper: str, kind: str) -> tuple[Pack, bytes]:
    """承办单 or 反馈单 of a pack, as pdf or docx."""
    pack = pack_of(uow.actor, key)
    if paper not in PAPERS or kind not in PRINTS:
        raise NotFound
    content = PRINTS[kind](PAPERS[paper][1](pack, list(rows_of(uow.actor, pack))))
    note(uow, "taken", pack.pk, region=pack.region, unit=str(pack.unit_id), format=kind, paper=paper)
    return pack, content


def take_bundle(uow: UnitOfWork, bundle: UUID, kind: str) -> bytes:
    """The packs that one act made, one file for each unit, with its 承办单, in a zip."""
    packs = bundle_of(uow.actor, bundle)
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as out:
        for n, pack in enumerate(packs, start=1):
            rows = list(rows_of(uow.actor, pack))
            folder = safe_name(f"{n:02d} {pack.unit.name}")
            out.writestr(f"{folder}/{safe_name(file_name(pack, kind))}", _file(uow, pack, kind))
            for name, make in PAPERS.values():
                out.writestr(f"{folder}/{safe_name(f'{name}.docx')}", print_docx(make(pack, rows)))
            note(uow, "taken", pack.pk, region=pack.region, unit=str(pack.unit_id), format="zip")
    return packed.getvalue()


def file_name(pack: Pack, kind: str) -> str:
    return f"任务包 {pack.spoken_code} {pack.unit}.{kind}"
