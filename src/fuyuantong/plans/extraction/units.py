"""The lexicon of units: how names of organs are built, split and recognised.

A name is recognised by its shape (a place or scope, a field of work, an organ suffix) or because the
document itself has named it; lists are split at separators outside brackets, and at 和, 与, 及 or 等
only where a complete name stands before them (市文化广电和旅游局 is one name, 市法院和市检察院 two).
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

import ahocorasick

from fuyuantong.plans.extraction.flow import Flow
from fuyuantong.plans.extraction.model import Unit

# What the last characters of a complete name look like.  Characters that also end ordinary words
# (业, 社, 场, 关, 位) count only with the character before them.
_SUFFIX = (
    r"局|委|办|院|厅|部|处|所|站|队|台|校|馆|署|庭|府|联|协|区|县|市|州|镇|乡|街|旗|盟|省|中心|室|馆|"
    r"(?<!社)会|[支分银信商总]行|人行|公司|集团|兵团|供销社|合作社|报社|通讯社|旅行社|街道|部门|单位|机构|机关|"
    r"海关|企业|小组|工作组|协调组|专班|人大|高校|大学|中学|小学|平台|基地|园|党组|团体|组织|党委|"
    r"政协|[县市区省州用信]联社|农信社|联合社|邮政|电信|移动|联通"
)
_TAIL = re.compile(rf"(?:{_SUFFIX})[”’\"]?$")
_STRONG = re.compile(
    r"(?:局|委|办|院|厅|部|处|署|府|中心|室|委员会|联合会|工会|协会|商会|学会|公司|集团|[支分银]行|总队|"
    r"支队|大队|小组|专班|部门|单位|机构|街道办事处|办事处|管委会|工商联|妇联|残联|科协|侨联|文联|社科联|海关|"
    r"供销社|联席会议|指挥部|法院|检察院|企业|研究会|调委会|信调委|贸促会|红十字会|基金会|银保监会|公证处|"
    r"仲裁委|党校|街道|开发区|新区|园区|示范区|高新区|经开区|各县区|县[市区]|学校|大学|医院|电信|移动|联通|"
    r"各[\u4e00-\u9fff]{0,3}[县区市旗盟州乡镇街]|联社|村镇银行)$"
)
_PLACE = (
    r"(?:各|有关|相关|其他|全[市县区州省]|本|师市|师|兵团|地区|行署|地委|市|县|区|州|省|旗|盟|镇|乡|国家|中国|中央|驻|团市委|团县委|团区委|团州委|"
    r"共青团|人民银行|人行|[\u4e00-\u9fff]{2,5}?(?:市|县|区|州|省|旗|盟|镇|乡|街道))"
)
_FIELD = (
    r"(?:公安|司法|财政|民政|教育|人社|人力资源|发改|发展|工信|工业|商务|住建|住房|建设|交通|水利|水务|农业|农村|文旅|"
    r"文化|卫健|卫生|应急|审计|国资|市场|税务|统计|医保|医疗|信访|金融|自然|资源|规划|生态|环境|环保|城管|城市|综合|"
    r"科技|科学|体育|林业|园林|气象|邮政|海关|银保监|证监|总工会|工会|共青团|团委|妇联|妇女|工商|残联|残疾|贸促|仲裁|"
    r"政务|大数据|数据|行政|法院|中院|中级|高院|人民|检察|政府|党委|纪委|监委|政法|组织|宣传|统战|网信|编办|机关|"
    r"退役|乡村|粮食|能源|消防|烟草|地震|档案|党校|民宗|民族|侨|外事|招商|投促|法学|律师|公证|知识|海事|铁路|"
    r"口岸|人防|房产|住保|公积金|社保|劳动|物业|安监|食药|质监|供销|不动产|开发区|高新|经开|科工|科协|接诉)"
)
_OWNED = re.compile(_PLACE)
_INSIDE = re.compile(r"\([^()]*\)?")
_SHAPE = re.compile(rf"{_PLACE}[\u4e00-\u9fffA-Za-z0-9“”\"、()·—-]*|{_FIELD}[\u4e00-\u9fff]*")
_VERBAL = re.compile(
    r"在(?!线)|[将把被让且为我]|使(?!馆)|对(?!外|口|台)|并(?!网)|不(?!动产)|可以|应当|需要|建立|开展|推进(?!办|中心|组|小组|会|委|工作)|加强|实行|通过|进行|以及其|"
    r"制定|完善|负责(?!人)|落实(?!办|中心|小组)|提供|领导(?!小组|机构)|支持(?!中心)|牵头|受理(?!中心|点)|申请|办理(?!中心)|送达|立案|审理|简称|下同|例如|"
    r"包括|详见|参见|根据|按照|等$|及时|以下|以上"
)
_GENERIC = re.compile(
    r"(?:各)?(?:其他)?(?:相关|有关|市直|市级|县直)?(?:各)?(?:职能|成员|责任)?(?:部门|单位|机构|机关|方面|方)"
    r"(?:和单位|、单位|单位)?|(?:银行业?|保险|金融)(?:业|类)?机构"
)
_CUT = re.compile(r"[()\[\]《》“”]|[、,;/|\t\n。]| +|以及|[和与及暨]|等(?!院|教|级|学)")
_OF_FIELDS = re.compile(r"[^局委办院厅]等(?:有关|相关|职能|执法|主管)?(?:部门|单位)$")
_FILLER = re.compile(
    r"(?:列|排|居|位列|名列)?(?:第一|首)(?:位|个|名)?.*|[^(\[]*(?:牵头|下同|为主办|主责).*|(?:依|按)?照?(?:各自)?(?:职责|职能|任务)?"
    r"(?:和)?(?:分工)?(?:分别|共同)?(?:负责|落实|配合)?|无|/|-+|—+|同上|见附件.*|以下同|依职责|按职责|排名不分先后.*|等"
)
_GROUP = re.compile(r"各|有关|相关|的(?:行政|执法|职能|主管|责任)?(?:部门|单位|机关|机构|企业)$")
_LEAD_WORDS = re.compile(
    r"^(?:(?:此|该|本|上述|以上|这)(?:项|些|部分)?(?:工作|任务|事项)?(?=由)"
    r"|[★☆*▲△●◆#]+|由|请|以及|及|和|并|:|=|为|是(?!$))+(?=.{2})"
)
_TAIL_WORDS = re.compile(
    r"(?:(?:依|按照?|根据)?(?:各自)?(?:职责|职能)(?:任务)?(?:分工)?|分工)?(?:分别|共同|具体|各自|组织)?"
    r"(?:负责|落实|承担|配合|牵头|参与|实施|协助)?[.。:]*$"
)


def complete(text: str, i: int, k: int) -> bool:
    """Whether text[i:k] ends as a name of a unit ends."""
    tail = text[max(i, k - 4) : k].rstrip()
    return tail.endswith(")") or _TAIL.search(tail) is not None


def is_unit(name: str) -> bool:
    """Whether a piece of text, blanks removed, has the shape of a unit's name by itself."""
    if not 2 <= len(name) <= 40 or _VERBAL.search(name):
        return False
    if "的" in name and not _GROUP.search(name):
        return False
    if not complete(name, 0, len(name)):
        return False
    if name in ("法院", "政府", "检察院", "公安局", "司法局", "财政局"):
        return True
    if len(name) >= 3 and _SHAPE.fullmatch(name) is not None:
        return True
    return len(name) >= 4 and is_strong(name)


def is_strong(name: str) -> bool:
    """Whether a name ends in the name of an organ (局, 委, 公司 …), not merely in a word that may."""
    return _STRONG.search(_INSIDE.sub("", name) or name) is not None


def is_placed(name: str) -> bool:
    """Whether a name says whose organ it is (市…, 各…) or what its field is, and so stands by itself."""
    return is_unit(name) and _SHAPE.fullmatch(name) is not None


def says_place(name: str) -> bool:
    """Whether a name begins with whose organ it is (市…, 各…)."""
    return _OWNED.match(name) is not None


def _cuts(text: str, i: int, j: int) -> Iterator[tuple[int, int, bool]]:
    """Pieces of a list as (start, end, follows 等)."""
    depth, start, after_etc = 0, i, False
    for m in _CUT.finditer(text, i, j):
        c = m.group()
        if c in "([《":
            depth += 1
        elif c in ")]》":
            depth = max(0, depth - 1)
        elif depth or c in "“”":
            continue
        else:
            soft = (c.isspace() and c != "\t") or c[0] in "和与及暨以"
            if soft and (not complete(text, start, m.start()) or _one_group(text, start, m)):
                continue
            if c == "等" and not complete(text, start, m.start()):
                continue
            yield start, m.start(), after_etc
            start, after_etc = m.end(), c == "等"
    yield start, j, after_etc


def _one_group(text: str, start: int, m: re.Match[str]) -> bool:
    """Whether 和 stands inside one group: 各县(市)党委和政府."""
    return text.endswith("党委", start, m.start()) and text.startswith("政府", m.end())


def split_units(flow: Flow, i: int, j: int) -> list[Unit]:
    """The units listed in flow[i:j]; words that are no names (按职责分工负责, 下同) left out.

    After 等 a merely generic word (部门, 有关单位) is part of 等; a described group
    (需进行系统对接的各有关单位) is a unit of its own.
    """
    units: list[Unit] = []
    fields: int | None = None
    for start, end, after_etc in _cuts(flow.text, i, j):
        p, q = flow.trim(start, end, ' \n\t.。:"★☆*▲△')
        words = _TAIL_WORDS.sub("", flow.text[p:q])
        head = _LEAD_WORDS.match(words)
        a, b = flow.trim(p + (head.end() if head else 0), p + len(words))
        name = "".join(flow.text[a:b].split())
        if len(name) < 2 or _FILLER.fullmatch(name) or (after_etc and _GENERIC.fullmatch(name)):
            continue
        if fields is not None and _OF_FIELDS.search(name):
            a = fields  # 市场监管、生态环境、应急管理等部门 is one group
            units = [u for u in units if u.span[0] < flow.at[fields]]
        fields = None if complete(name, 0, len(name)) else (a if fields is None else fields)
        units.append(Unit(flow.quote(a, b), flow.span(a, b)))
    return units


_AT = re.compile(
    rf"(?:{_PLACE})[\u4e00-\u9fff]{{0,14}}?(?:局|委|办(?:公室)?|院|厅|部|署|政府|中心|委员会|联合会|工会|协会|商会|公司|集团|"
    r"[支分银]行|[总支大]队|小组|专班|部门|单位|机构|办事处|管委会|工商联|妇联|残联|企业|海关|街道)"
    r"(?:办公室|政法委|组织部|宣传部|统战部|网信办|编办|依法治[市县区州]办)?"
)


class Lexicon:
    """Names known from the document: those it lists as units and the short forms it gives them."""

    def __init__(self, names: Iterable[str], text: str) -> None:
        automaton = ahocorasick.Automaton()
        found = False
        for name in names:
            if len(name) >= 3 and "(" not in name:
                automaton.add_word(name, len(name))
                found = True
        self._ends: dict[int, int] = {}
        if found:
            automaton.make_automaton()
            for last, length in automaton.iter(text):
                start = last - length + 1
                self._ends[start] = max(self._ends.get(start, 0), last + 1)

    def match(self, text: str, p: int, end: int) -> int:
        """Where the name that begins at p ends; p itself if none begins there."""
        known = self._ends.get(p, 0)
        if p < known <= end:
            return known
        m = _AT.match(text, p, end)
        return m.end() if m and not _VERBAL.search(m.group()) else p

    def listed(self, flow: Flow, p: int, end: int) -> tuple[list[Unit], int]:
        """The list of names that begins at p, and where it ends."""
        units: list[Unit] = []
        while (q := self.match(flow.text, p, end)) > p:
            units.append(Unit(flow.quote(p, q), flow.span(p, q)))
            if q < end and flow.text[q] in "、和与及":
                p = q + 1
            else:
                return units, q
        return units, p
