"""The tree of numbered parts: which numbers open a part, and how parts nest.

A number at the start of a paragraph always opens a part.  Inside a paragraph (run-on text) it opens one
when it carries on a list that is open, or begins one, where a sentence, a bracket or a heading ended.
A style already open continues at its level; a new style goes one level deeper.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field

from fuyuantong.plans.extraction.labels import Label
from fuyuantong.plans.extraction.numbering import TOKEN, Token, read_token

_STOP = "。;!?)”]:"
_NEXT = re.compile(r"\s*(?:[\u4e00-\u9fff“《\"]|(?:19|20)\d\d年)")
_FIRM = "局委办院府会位门心司行县区市)坚持日进"
_CLOSING = re.compile(
    r"(?:附件|附)[:：\d一二三 ]|附件$|抄送|\(?此件|\(?联系人|注:|备注:|"
    r"(?:以上|上述|本(?:部分|节|章|项))(?:各项|任务|工作)|(?:本|该)(?:方案|意见|办法|要点|规则|通知|制度)自|"
    r"特此通知|"
    r"(?:各责任单位|请各|各地各部门|各县|各单位|各部门)[^。]{0,60}(?:要|于|请|认真|高度|按照)"
)
_SIGN_DATE = re.compile(
    r"\n(?:(?:19|20)\d\d ?年 ?\d{1,2} ?月 ?\d{1,2} ?日|"
    r"二[〇零一二三四五六七八九]{3}年[^,。\n]{2,6}日) *(?=\n|$)"
)


@dataclass(slots=True)
class Node:
    """A numbered part: flow[start:end] with its children, its own text up to `own_end`."""

    token: Token
    start: int
    body: int
    level: int
    parent: Node | None
    inline: bool = False
    own_end: int = 0
    end: int = 0
    children: list[Node] = field(default_factory=list)


class Outliner:
    """One pass over the numbers of a flow."""

    def __init__(self, text: str, labels: Sequence[Label], blocked: Sequence[tuple[int, int]]) -> None:
        self.text, self.labels, self.blocked = text, labels, blocked
        self.nodes: list[Node] = []
        self.stack: list[Node] = []
        self.last: dict[str, int] = {}
        self.label_at = 0
        self.block_at = 0

    def run(self) -> list[Node]:
        """All parts in order of place, nested through `parent` and `children`."""
        found = [read_token(m) for m in TOKEN.finditer(self.text)]
        fields = _fields(self.text, found, self.labels)
        for token in found:
            if self._blocked(token.start) or token.start in fields:
                continue
            start_of_line = token.start == 0 or self.text[token.start - 1] == "\n"
            if start_of_line or self._runs_on(token):
                self._open(token)
        self._close(len(self.text))
        return self.nodes

    def _blocked(self, p: int) -> bool:
        while self.block_at < len(self.blocked) and self.blocked[self.block_at][1] <= p:
            self.block_at += 1
            self._close(p)
            if self.block_at:
                self.stack = [n for n in self.stack if n.token.outer]
        return self.block_at < len(self.blocked) and self.blocked[self.block_at][0] <= p

    def _open_style(self, style: str) -> Node | None:
        return next((n for n in reversed(self.stack) if n.token.style == style), None)

    def _runs_on(self, token: Token) -> bool:
        if not _NEXT.match(self.text, token.end):
            return False
        text, p = self.text, token.start
        blank = text[p - 1] in " \t"
        while p > 0 and text[p - 1] in " \t":
            p -= 1
        before = text[p - 1] if p else "\n"
        if before == ";" and text[p - 2 : p - 1] in (")", "]"):
            before = ")"
        if before in "第条款项":
            return False
        same = self._open_style(token.style)
        follows = same is not None and token.value == same.token.value + 1
        stopped = before in _STOP or (blank and before not in "、,")
        if follows:
            return (
                before in "。)]\n"
                or (stopped and before not in ";:")
                or self._after_label(p)
                or (before in ";:" and same is not None and not same.inline)
                or self._heading(p, token)
            )
        if (
            same is not None
            or token.style in ("o", "rp")
            or token.value not in (1, self.last.get(token.style, 0) + 1)
        ):
            return False
        return (
            before in "。)]"
            or (before == ":" and token.style in ("cn", "cp"))
            or (blank and stopped and before not in ";:")
            or self._heading(p, token)
        )

    def _after_label(self, p: int) -> bool:
        """Whether an annotation stands between the last number and p, so that p may end a name."""
        while self.label_at < len(self.labels) and self.labels[self.label_at].start < p:
            self.label_at += 1
        last = self.labels[self.label_at - 1] if self.label_at else None
        return (
            last is not None
            and bool(self.stack)
            and last.start > self.stack[-1].token.start
            and self.text[p - 1] in _FIRM
        )

    def _heading(self, p: int, token: Token) -> bool:
        """Whether the words since the last number look like a heading (short, no full stop)."""
        if not self.stack or token.style == "rp":
            return False
        last = self.stack[-1].token
        words = self.text[last.end : p]
        return (
            3 < len(words) <= 30
            and not re.search(r"[。,;:\n]", words)
            and last.style != token.style
            and token.style in ("cp", "ar", "cn")
        )

    def _open(self, token: Token) -> None:
        while self.stack and any(n.token.style == token.style for n in self.stack):
            top = self.stack.pop()
            top.end = token.start
            if top.token.style == token.style:
                break
        if token.outer:
            self._leave(token)
        parent = self.stack[-1] if self.stack else None
        start = token.start
        inline = start > 0 and self.text[start - 1] != "\n"
        node = Node(token, start, token.end, len(self.stack), parent, inline)
        if parent is not None:
            parent.children.append(node)
        if self.nodes:
            last = self.nodes[-1]
            last.own_end = last.own_end or start
        self.stack.append(node)
        self.nodes.append(node)
        self.last[token.style] = token.value

    def _leave(self, token: Token) -> None:
        """一、 never nests under （一） or 1.: an outer style closes what is open inside."""
        order = ("part-编", "part-部", "part-章", "part-节", "part-条", "cn")
        rank = order.index(token.style) if token.style in order else len(order)
        while self.stack:
            style = self.stack[-1].token.style
            held = order.index(style) if style in order else len(order)
            if held < rank:
                return
            self.stack.pop().end = token.start

    def _close(self, end: int) -> None:
        for n in self.stack:
            n.end = n.end or end
        if self.nodes:
            self.nodes[-1].own_end = self.nodes[-1].own_end or end


def _fields(text: str, tokens: Sequence[Token], labels: Sequence[Label]) -> set[int]:
    """Numbers that number the fields of one task ((2)责任单位:…, (3)完成时限:…), not tasks."""
    roles = {label.start: label.role for label in labels}
    fields: set[int] = set()
    run: list[int] = []
    duty = False
    for token in tokens:
        p = token.end
        while p < len(text) and text[p] in " \t":
            p += 1
        if p in roles:
            run.append(token.start)
            duty = duty or roles[p] != "other"
            continue
        if duty:
            fields.update(run)
        run, duty = [], False
    return fields | set(run) if duty else fields


def trim_closing(text: str, nodes: list[Node]) -> None:
    """Cut from each list's last part what closes the document: signature, attachments, notes."""
    for node in nodes:
        if node.children:
            continue
        cut = closing(text, node.start, node.own_end)
        if cut < node.own_end:
            old = node.own_end
            up: Node | None = node
            while up is not None and up.end >= old:
                if up.own_end == old:
                    up.own_end = cut
                up.end = cut
                up = up.parent
        node.end = min(node.end, max(node.own_end, node.start + 1)) if not node.children else node.end


def closing(text: str, start: int, end: int) -> int:
    """Where, after the first paragraph of text[start:end], closing matter begins."""
    p = text.find("\n", start, end)
    while p >= 0:
        q = text.find("\n", p + 1, end)
        q = end if q < 0 else q
        line = text[p + 1 : q]
        if _CLOSING.match(line):
            return p
        m = _SIGN_DATE.match(text, p, min(len(text), p + 40))
        if m and "\n" in text[start:p]:
            back = p
            while True:
                prev = text.rfind("\n", start, back)
                body = text[prev + 1 : back]
                if prev < 0 or len(body) > 40 or re.search(r"[。,;:]", body):
                    return back
                back = prev
        p = text.find("\n", p + 1, end)
    return end
