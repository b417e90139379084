"""Items in order of place: numbered parts, annotated paragraphs without a number, rows of tables."""

from __future__ import annotations

import itertools
import re
from bisect import bisect_left
from collections.abc import Sequence

from fuyuantong.plans.extraction.annotations import Annotation, Finder
from fuyuantong.plans.extraction.clauses import Claim, Clause
from fuyuantong.plans.extraction.flow import Flow
from fuyuantong.plans.extraction.labels import LABEL, Role, find_labels
from fuyuantong.plans.extraction.material import Material, Rules, cut_title, make_item, subtract, with_parent
from fuyuantong.plans.extraction.model import Item
from fuyuantong.plans.extraction.outline import Node
from fuyuantong.plans.extraction.quantities import alone
from fuyuantong.plans.extraction.tables import Row, Table
from fuyuantong.plans.extraction.temporal import is_time, labelled
from fuyuantong.plans.extraction.units import Lexicon, complete, is_placed, is_strong, says_place

_GENERAL = re.compile(
    r"(?:指导思想|总体(?:要求|思路|目标|安排)|工作(?:思路|目标|原则|要求)(?:及目标)?|(?:主要|基本|总体)原则|(?:主要)?目标(?:任务)?|适用范围|总则|附则|背景|"
    r"联席会议(?:组织机构|召开方式)|组织(?:机构|领导)$)"
)

_CLAIMING: tuple[Role, ...] = ("lead", "responsible", "assist", "deadline")
_TOLD: tuple[Role, ...] = ("state", "task", "target")

# a heading this long with a comma and a full stop is a sentence that tells what to do
_SENTENCE = 36
_FURTHER = re.compile(r"[。;]\s*\S")
_STRAY = 12
_NAMED = re.compile(r"(?:工作|重点|主要|具体)?(?:任务|事项|内容|举措|项目)(?:名称|内容)?:")


class Assembler:
    """Puts together the items of one document."""

    def __init__(
        self,
        flow: Flow,
        nodes: Sequence[Node],
        annotations: Sequence[Annotation],
        rules: Rules,
        lexicon: Lexicon,
        text: str,
        folded: str,
    ) -> None:
        self.flow, self.nodes, self.rules, self.lexicon = flow, nodes, rules, lexicon
        self.annotations = annotations
        self.starts = [a.start for a in annotations]
        self.outer = [n for n in nodes if n.token.outer]
        self.text, self.folded = text, folded
        self.moved: dict[int, list[Annotation]] = {}
        self.given: set[int] = set()
        self.headings: dict[int, str] = {}
        self.paths: dict[int, tuple[str, ...]] = {}

    def build(self, tables: Sequence[Table], blocked: Sequence[tuple[int, int]]) -> list[Item]:
        """All items in order of place."""
        self._lift()
        found: list[tuple[int, Item, Node | None, Node | None]] = []
        first = self.nodes[0].start if self.nodes else len(self.flow.text)
        found += [(item.span[0], item, None, None) for item in self._loose(0, first, ())]
        for node in self.nodes:
            split = self._sections(node)
            if split:
                found += [(i.span[0], i, None, node) for i in split]
                continue
            for item in self._strays(node):
                found.append((item.span[0], item, None, node.parent))
            if self._is_item(node):
                item = self._numbered(node)
                found.append((item.span[0], item, node, node.parent))
        for table, place in zip(tables, blocked, strict=True):
            path = self._path_at(place[0])
            found += [(i.span[0], i, None, None) for i in (self._row(r, path) for r in table.rows)]
        found.sort(key=lambda f: (f[0], -f[1].span[1]))
        return _link(found)

    # -- numbered parts ------------------------------------------------------------------------

    def _own(self, node: Node) -> list[Annotation]:
        a = bisect_left(self.starts, node.start)
        if a == len(self.starts) or self.starts[a] >= node.own_end:
            return self.moved.get(id(node), [])
        b = bisect_left(self.starts, node.own_end)
        own = [x for x in self.annotations[a:b] if x.start not in self.given]
        return own + self.moved.get(id(node), [])

    def _lift(self) -> None:
        """An annotation on its own line after the last of several bare sub-items is their parent's."""
        for node in self.nodes:
            if len(node.children) < 2 or self._own(node) or any(c.children for c in node.children):
                continue
            *others, last = node.children
            own = self._own(last)
            if not own or any(self._own(c) for c in others):
                continue
            if all(a.own_line and a.labelled for a in own) and self._inner(node):
                self.moved[id(node)] = own
                self.given |= {a.start for a in own}

    def _inner(self, node: Node) -> bool:
        """Whether a part is itself an item among items, not a mere section of the document."""
        return not node.token.outer or self._bodied(node)

    def _bodied(self, node: Node) -> bool:
        """Whether a part has text of its own behind its heading, on the same line."""
        line = self._line(node)
        return (
            _FURTHER.search(line) is not None
            or (len(line) > 50 and line.rstrip().endswith(("。", ":", ";")))
            or (len(line) > _SENTENCE and "," in line and line.rstrip().endswith("。"))
        )

    def _line(self, node: Node) -> str:
        end = self.flow.text.find("\n", node.body, node.own_end)
        return self.flow.text[node.body : end if end >= 0 else node.own_end]

    def _is_item(self, node: Node) -> bool:
        if any(not a.claim.empty() for a in self._own(node)):
            return True
        if node.children:
            return self._bodied(node)
        if node.end <= node.body:
            return False
        outer = node.token.outer
        return not (outer and _GENERAL.match(self._line(node).strip()) and not self._bodied(node))

    def _material(self, i: int, j: int, own: Sequence[Annotation]) -> Material:
        inside = sorted((a.start, a.end) for a in own if i <= a.start < j)
        return Material(
            [a.claim for a in own], [(self.flow, a, b, self.lexicon) for a, b in subtract(i, j, inside)]
        )

    def _numbered(self, node: Node) -> Item:
        own = self._own(node)
        # an annotation below all sub-items is about all they say
        end = node.end if id(node) in self.moved else node.own_end
        material = self._material(node.body, end, own)
        i, j = self.flow.trim(node.start, max(node.end, node.start + 1))
        title = self._title(node.body, node.own_end, own)
        text = "".join(self.flow.raw[a:b] for _, a, b, _ in material.prose).strip()
        return make_item(
            material,
            self.rules,
            no=node.token.label,
            path=self._path(node),
            title=title,
            text=text,
            span=self.flow.span(i, max(j, i + 1)),
        )

    def _title(self, i: int, j: int, own: Sequence[Annotation]) -> str:
        holes = sorted((a.start, a.end) for a in own if i <= a.start < j)
        words = "".join(self.flow.raw[a:b] for a, b in subtract(i, min(j, i + 200), holes))
        return cut_title(words)

    def _path(self, node: Node) -> tuple[str, ...]:
        up = node.parent
        if up is None:
            return ()
        if id(up) not in self.paths:
            self.paths[id(up)] = (*self._path(up), self._heading(up))
        return self.paths[id(up)]

    def _heading(self, node: Node) -> str:
        if id(node) not in self.headings:
            number = self.flow.raw[node.start : node.body].strip()
            self.headings[id(node)] = number + self._title(node.body, node.own_end, self._own(node))
        return self.headings[id(node)]

    def _path_at(self, p: int) -> tuple[str, ...]:
        """The headings above a place that is in no numbered part (a table)."""
        k = bisect_left(self.outer, p, key=lambda n: n.start) - 1
        return (self._heading(self.outer[k]),) if k >= 0 else ()

    # -- paragraphs without a number -----------------------------------------------------------

    def _sections(self, node: Node) -> list[Item]:
        """The annotated paragraphs of a section that has no numbered parts but several such paragraphs."""
        if node.children or not (node.token.outer):
            return []
        line_end = self.flow.text.find("\n", node.body, node.own_end)
        own = [a for a in self._own(node) if not a.claim.empty()]
        if line_end < 0 or self._bodied(node) or len(own) < 2 or own[0].start < line_end:
            return []
        found = self._loose(line_end + 1, node.own_end, (*self._path(node), self._heading(node)))
        return found if len(found) > 1 else []

    def _strays(self, node: Node) -> list[Item]:
        """Tasks without a number behind a numbered one: a paragraph with a 牵头 of its own after an
        annotation that has named one.  The numbered part is cut short before them."""
        if node.children:
            return []
        led = [a for a in self._own(node) if a.claim.lead]
        own = self._own(node)
        for _, two in itertools.pairwise(led):
            start = self._block_start(max(a.end for a in own if a.start < two.start), two)
            words = self.flow.text[start : two.start].strip()
            if self.flow.text[start - 1] == "\n" and len(words) >= _STRAY and "。" in words:
                end, node.own_end, node.end = node.own_end, start, start
                return self._loose(start, end, self._path(node))
        return []

    def _loose(self, i: int, j: int, path: tuple[str, ...]) -> list[Item]:
        """Annotated paragraphs of i..j: each with the heading line before it and its annotation lines."""
        a, b = bisect_left(self.starts, i), bisect_left(self.starts, j)
        own = [x for x in self.annotations[a:b] if not x.claim.empty()]
        if not path:
            own = [x for x in own if x.labelled]
        found: list[Item] = []
        floor, n = i, 0
        while n < len(own):
            group = [own[n]]
            while n + 1 < len(own) and self._same_block(group[-1].end, own[n + 1]):
                n += 1
                group.append(own[n])
            n += 1
            start = self._block_start(floor, group[0])
            if start < group[0].start:
                found.append(self._paragraph(start, group, path))
            floor = group[-1].end
        return found

    def _same_block(self, end: int, nxt: Annotation) -> bool:
        """Whether an annotation goes on with the block of the one that ends at `end`."""
        between = self.flow.text[end : nxt.start]
        return not between.strip(" \n。;,、")

    def _block_start(self, floor: int, annotation: Annotation) -> int:
        text = self.flow.text
        p = text.rfind("\n", floor, annotation.start) + 1 or floor
        if annotation.own_line:
            while p - 1 > floor and not text[p : annotation.start].strip():
                p = text.rfind("\n", floor, p - 1) + 1 or floor
            if text[p : annotation.start].strip() == "":
                return annotation.start
        if _NAMED.match(text, p):
            return p
        q = text.rfind("\n", floor, p - 1) + 1 or floor if p > floor else p
        before = text[q:p].strip()
        if (
            0 < len(before) <= 40
            and not re.search(r"[。;:]$", before)
            and len(text[p : annotation.start]) > len(before)
        ):
            return q
        return p

    def _paragraph(self, start: int, group: Sequence[Annotation], path: tuple[str, ...]) -> Item:
        i, _ = self.flow.trim(start, group[0].start)
        end = max(a.end for a in group)
        material = self._material(i, end, group)
        text = "".join(self.flow.raw[a:b] for _, a, b, _ in material.prose).strip()
        a, b = self.flow.trim(i, end)
        return make_item(
            material,
            self.rules,
            no="",
            path=path,
            title=cut_title(text),
            text=text,
            span=self.flow.span(a, b),
        )

    # -- rows of tables ------------------------------------------------------------------------

    def _row(self, row: Row, path: tuple[str, ...]) -> Item:
        material = Material()
        for role in _CLAIMING:
            for piece in self._cells(row, role):
                material.claims += self._cell(piece, role)
        words: list[str] = []
        for role in _TOLD:
            for piece in self._cells(row, role):
                words.append(piece.raw)
                if role == "state":
                    continue
                figure = alone(piece, words[0]) if role == "target" and len(words) > 1 else None
                if figure:
                    material.targets.append(figure)
                else:
                    self._running(material, piece)
        above = [self.text[a:b].strip() for a, b in row.cells.get("category", [])]
        full = (*path, *([row.section] if row.section else []), *above)
        no = "".join(self.text[a:b] for a, b in row.cells.get("number", [])[:1]).strip(" .、")
        text = "\n".join(words) or "".join(above)
        return make_item(
            material, self.rules, no=no, path=full, title=cut_title(text), text=text, span=row.span
        )

    def _cells(self, row: Row, role: Role) -> list[Flow]:
        """The text of a row's cell, its lines joined where the width of the column has cut them."""
        runs = row.cells.get(role, [])
        if not runs:
            return []
        words = [self.folded[a:b] for a, b in runs]
        if role == "deadline" and all(map(is_time, words)):  # two columns of times: each by itself
            return [Flow.piece(self.text, self.folded, *run) for run in runs]
        joint = _told_joints if role in _TOLD else _named_joints
        return [Flow.joined(self.text, self.folded, runs, joint(words))]

    def _cell(self, piece: Flow, role: Role) -> list[Claim]:
        """What a cell of a column of units or times says; labels of its own go before the column's."""
        context = self.rules.context
        if re.fullmatch(r"[无/\\—-]*", piece.text.strip()):
            return []
        if role == "deadline":
            return [Claim(deadlines=labelled(piece, 0, len(piece.text), context.year, context.issued))]
        labels = find_labels(piece.text)
        if labels and not piece.text[: labels[0].start].strip() and piece.text[labels[0].end :].strip():
            return [a.claim for a in Finder(piece, labels, (), context).find()]
        clause = Clause(piece, role, context.year, context.issued, context.known)
        claim = clause.read(0, len(piece.text))
        return [claim] if claim else []

    def _running(self, material: Material, piece: Flow) -> None:
        """The running text of a cell, with the annotations it holds."""
        found = Finder(piece, find_labels(piece.text), (), self.rules.context).find()
        material.claims += [a.claim for a in found]
        lexicon = Lexicon(self.rules.context.known, piece.text)
        for a, b in subtract(0, len(piece.text), [(x.start, x.end) for x in found]):
            material.prose.append((piece, a, b, lexicon))


def _told_joints(lines: Sequence[str]) -> list[str]:
    """What joins the lines of a task: nothing where a line as wide as the column stops in mid-sentence."""
    wide = max(map(len, lines)) - 2
    return ["" if len(a) >= max(wide, 8) and a[-1] not in "。;:!?" else "\n" for a in lines[:-1]]


def _named_joints(lines: Sequence[str]) -> list[str]:
    """What joins the lines of a list of units: nothing where a name goes on."""
    wide = max(map(len, lines)) - 2
    return ["" if _goes_on(a, b, wide) else "\n" for a, b in itertools.pairwise(lines)]


def _goes_on(line: str, after: str, wide: int) -> bool:
    """Whether a list of units goes on in mid-name; a complete name is cut only by the column's width."""
    if LABEL.match(after) or line[-1] in "。;":
        return False
    if line[-1] in "、,和与及(":
        return True
    start = max(line.rfind(c) for c in "、,:; ") + 1
    if not complete(line, start, len(line)):
        return not is_time(line[start:])
    first = re.split("[、,; ]", after, maxsplit=1)[0]
    if line[-1] == ")" or says_place(first) or len(line) < wide:
        return False
    return not (is_placed(first) and is_strong(line[start:]))


def _link(found: Sequence[tuple[int, Item, Node | None, Node | None]]) -> list[Item]:
    """The items with their parents: the nearest part above that is an item itself."""
    at = {id(node): n for n, (_, _, node, _) in enumerate(found) if node is not None}
    items: list[Item] = []
    for _, item, _, above in found:
        up = above
        while up is not None and id(up) not in at:
            up = up.parent
        if up is not None:
            index = at[id(up)]
            items.append(with_parent(item, found[index][1], index))
        else:
            items.append(item)
    return items
