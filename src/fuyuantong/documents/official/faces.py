"""Which typefaces stand for those of the standard, from what is really on this machine.

The proper ones (方正小标宋, 仿宋_GB2312, 楷体_GB2312) are commercial and never come with the product. Looked
for in this order: the agency's own folder (setting FYT_FONTS), the folders of the system's packages, the two
packages that pip installs. The folders are read once per process.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from importlib.util import find_spec
from pathlib import Path

import typst
from django.conf import settings

from fuyuantong.documents.official.kinds import Face

SYSTEM = (
    "/usr/share/texmf/fonts/opentype/public/fandol",
    "/usr/share/texlive/texmf-dist/fonts/opentype/public/fandol",
    "/usr/share/fonts/opentype/fandol",
    "/usr/share/fonts/truetype/fandol",
    "/usr/share/fonts/truetype/lxgw-wenkai",
    "/usr/share/fonts/truetype/arphic",
    "/usr/share/fonts/truetype/arphic-gkai00mp",
    "/usr/share/fonts/opentype/noto",
)
"""Folders of Debian's packages with faces that fit; scanning all of /usr/share/fonts would cost a second."""
PACKAGES = ("pylopdf_fonts_zh_cn", "noto_cjk_sans_jp_regular")
BOLD = 700
THICKEN = 0.022
"""Where the title's face has no bold of its own, its strokes are drawn this much (em) thicker."""
_SUNG = ("SimSun", "宋体", "NSimSun", "Noto Serif CJK SC", "Noto Serif SC", "FandolSong")
_LAST = ("Noto Serif CJK SC", "Noto Serif SC", "Noto Sans CJK SC", "Noto Sans SC", "Noto Sans CJK JP")
"""Whatever a face lacks is taken from these, glyph by glyph: rare characters of names."""


@dataclass(frozen=True, slots=True)
class Role:
    """One place of the standard: the face it `wants` and the families that may stand there, best first."""

    key: str
    name: str
    wanted: str
    exact: tuple[str, ...]
    near: tuple[str, ...]


ROLES = (
    Role("song", "标题", "小标宋",
         ("FZXiaoBiaoSong-B05S", "FZXiaoBiaoSong-B05", "方正小标宋简体", "方正小标宋_GBK", "FZXBSK"),
         ("Noto Serif CJK SC", "FandolSong", "Noto Serif SC")),
    Role("fang", "正文", "仿宋",
         ("FangSong_GB2312", "仿宋_GB2312", "FangSong", "仿宋", "FZFangSong-Z02", "方正仿宋_GBK"),
         ("FandolFang R", "FandolFang", "Noto Serif CJK SC", "Noto Serif SC")),
    Role("kai", "楷体", "楷体",
         ("KaiTi_GB2312", "楷体_GB2312", "KaiTi", "楷体", "FZKai-Z03", "方正楷体_GBK", "STKaiti"),
         ("FandolKai", "LXGW WenKai", "AR PL KaitiM GB", "AR PL UKai CN", *_LAST[:2])),
    Role("hei", "黑体", "黑体",
         ("SimHei", "黑体", "FZHei-B01", "方正黑体_GBK", "STHeiti"),
         ("FandolHei", "Noto Sans CJK SC", "Noto Sans SC")),
    Role("sung", "页码", "宋体", _SUNG[:3], _SUNG[3:]),
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Faces:
    """What the compiler works with: the fonts read, the families per role, and how the title is made bold."""

    fonts: typst.Fonts
    families: dict[str, tuple[str, ...]]
    chosen: tuple[Face, ...]
    title_weight: int
    title_stroke: float

    @property
    def data(self) -> dict[str, object]:
        more = {"song_weight": self.title_weight, "song_stroke": self.title_stroke}
        return {**{key: list(value) for key, value in self.families.items()}, **more}


def folders() -> tuple[str, ...]:
    """Existing folders, the agency's own first."""
    own = str(getattr(settings, "FYT_FONTS", "") or "")
    packed = [spec.submodule_search_locations for name in PACKAGES if (spec := find_spec(name))]
    found = [own, *SYSTEM, *(place for places in packed for place in places or ())]
    return tuple(place for place in found if place and Path(place).is_dir())


@lru_cache(maxsize=4)
def read_faces(places: tuple[str, ...]) -> Faces:
    """Read the fonts of these folders and choose; costs 0.05 to 0.3 s, once."""
    fonts = typst.Fonts(include_system_fonts=False, include_embedded_fonts=False, font_paths=list(places))
    have = {(font.family, font.weight) for font in fonts.fonts()}
    names = {family for family, _weight in have}
    families = {role.key: _ordered(role, names) for role in ROLES}
    title = families["song"][0] if families["song"] else ""
    weight = max((w for family, w in have if family == title and w <= BOLD), default=400)
    display = title in ROLES[0].exact
    return Faces(
        fonts=fonts,
        families=families,
        chosen=tuple(
            Face(role.name, families[role.key][0], role.wanted, exact=families[role.key][0] in role.exact)
            for role in ROLES
            if families[role.key]
        ),
        title_weight=weight,
        title_stroke=0.0 if display or weight >= BOLD else THICKEN,
    )


def _ordered(role: Role, names: set[str]) -> tuple[str, ...]:
    wanted: Sequence[str] = (*role.exact, *role.near, *_LAST)
    return tuple(dict.fromkeys(family for family in wanted if family in names))
