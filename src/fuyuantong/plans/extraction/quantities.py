"""Targets: figures that an item promises to reach.

A target is a measure, a comparison and a number.  Money handed out (补贴, 奖励), ceilings on charges and
durations, and figures inside a condition (…超过50%的企业, 达到…的，给予…) are not targets.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from fuyuantong.plans.extraction.flow import Flow
from fuyuantong.plans.extraction.model import Target

_CNUM = "[零〇一二三四五六七八九十百千万两]"
_FIGURE = re.compile(
    rf"(?P<v>\d+(?:,\d{{3}})*(?:\.\d+)?) ?(?P<u>%|个百分点|百分点|[万亿]元|"
    r"场次|人次|件次|户次|个工作日|工作日|个月|"
    r"万?次|万?(?:平方)?公里|万?平方米|万?亩|批次|课次|台套|万?[件个家场期名项篇份宗起例批人户部套处所条类座辆支吨盏卷栋间株本册]|分(?=以上|及以上|[,。;]|$)|倍|学时|课时|小时|分钟|天|日(?!前|起|内)|户)"
    rf"|百分之(?P<pc>{_CNUM}{{1,4}})"
    rf"|(?P<cv>{_CNUM}{{1,4}}) ?(?P<cu>次|场|期|件|个|家|项|篇|名)(?=以上|及以上)"
    rf"|(?<=于|少|到)(?P<bv>{_CNUM}{{1,3}}) ?(?P<bu>次|场|期|件|个|家|项|篇|名)"
    r"|(?P<full>全覆盖|零发生)(?=$^)"
)
_OVER = re.compile(r" ?[(]?(?:及)?(?:以上|之上)")
_UNDER = re.compile(r" ?(?:及)?(?:以下|以内|之内)")
_OPS: tuple[tuple[str, str], ...] = (
    (r"(?:不(?:得)?(?:少|低|小)于|不下于|至少|达到或超过|不少于|最少|保底)(?:达到)?", ">="),
    (
        r"(?:不(?:得)?(?:超过|高于|多于|大于)|控制在|(?:压降|压减|压缩|缩短|缩减|减少|精简|减)(?:到|至|为)|(?:下)?降(?:低)?(?:到|至)|降至|低于|少于|小于)",
        "<=",
    ),
    (r"(?:超过|高于|突破|大于|多于)", ">"),
    (
        r"(?:达到|达|为|保持在?|稳定在|维持在|提(?:高|升)(?:到|至)|增(?:长|加)(?:到|至)|实现|完成|力争|确保|约|：|:|=|≥|≤|>|<)+",
        "=",
    ),
)
_OP = re.compile(
    "(?:" + "|".join(f"(?P<o{n}>{p})" for n, (p, _) in enumerate(_OPS)) + ")+(?:了|在|到|年均)?$"
)
_AT_LEAST = re.compile(r"(?:至少|最少|不少于|不低于)[\u4e00-\u9fff]{1,6}$")
_CHANGE = re.compile(
    r"(?:同比|环比|年均|较上年|比上年|较去年|比去年|平均)?(?:(?:减少|下降|降低|增长|增加|提高|提升|上升|压减|压降|压缩|精简|缩短|缩减)(?:了)?)"
    r"(?:不少于|不低于|至少|超过|达到|达|约)?$"
)
_GIVE = re.compile(
    r"补贴|补助|奖励|奖补|资助|贴息|给予|收取|收费|减免|罚款|罚金|拨付|经费|预算(?!收入)|注册资本|标的|费率|利率|折扣|按照[^,;。]{0,12}$|按(?![期时月季年比规])[^,;。]{0,12}$|"
    r"投资额|占比超|持股|出资|赔偿|扣分|加分|计[分入]|得分|分值|权重|保证金|首付|(?:减|免|退|缴|抵)税|税[率费款额]|优惠|最高|上限|限额|封顶|不超过标准"
)
_MONEY = re.compile(r"^[^,;。]{0,8}(?:经费|资金|预算|补|奖|贴|罚)")
_IF = re.compile(
    r"(?:对|对于|凡|如|若|当|如果|因|属于|连续|累计|涉案|单笔|单次|金额|逾期|一年内|两年内)[^,;。]*$"
)
_PAST = re.compile(
    r"去年|上年(?!度?增|度?提)|截至目前|目前已|已达|20\d\d年以来|占全|仅为|只有|不足|才(?:达)?$|^(?:20\d\d年度?|上年度?|去年)[^,]*(?:为|是)$"
)
_MEASURE = re.compile(
    r"(?:率|比例|比重|占比|数量?|总量|满意度|覆盖面|案件|存量|增幅|降幅|指数|得分|回复|时间|量|度|时长)$"
)
_RATE = re.compile(r"率|比例|数量|满意度|存量|发案|案件|信访|上访|时长|总量|增量")
_DOES = re.compile(
    r"得到|得以|实现|化解|解决|完成|办结|出庭|覆盖|落实|达标|纳入|公开|回复|反馈|整改|执行|结案|调解|撤诉|履行|建成|接入|到位|受理|"
    r"上线|配备|合格|及时|按期|按时|进入|通过"
)
_HOLD = re.compile(
    r"开展|组织|举办|召开|培训|建成|新建|建设|打造|培育|创建|选树|评选|发布|推出|化解|办结|清理|清收|完成|编发|旁听|观摩|走访|调解|"
    r"执结|新增|设立|制发|办理|公布|形成|推广|评查|印发|抽查|检查|宣讲|服务|确定|举行"
)
_MAKE = re.compile(
    r"更换|增设|增配|维修|改造|新改建|改建|扩建|聘请|选聘|引进|招引|处置|整治|建立|设立|选派|培养|开工|回收|盘活|修复|创办|入库|签约|认定|命名|"
    r"布设|安装|配备|更新|征集|推选|梳理|落地|投放|种植|接入|纳入|提供|发放|实施|编制"
)
_REACHED = re.compile(r"(?:达到|突破|(?:增加|提高|提升|扩大|增|扩)(?:到|至)|(?:保持|稳定|维持)在)(?:约)?$")
_LOOSE = {"人", "批", "类", "条", "起", "例", "部", "所"}
_CLAUSE = re.compile(r"[,。;:!?\n()]")
_STOP_NAME = re.compile(
    r"^(?:并|且|使|确保|力争|实现|努力|推动|争取|围绕|全年|年内|全市|全县|全区|其中|保证|做到|要|将|达到|切实|不断|逐步|"
    r"到?20\d\d年底?前?|仅有|有|促进|切实提高|进一步提高|的)+"
)
_RATES = {"%", "个百分点", "百分点", "倍"}
_SHORTER = re.compile(r"(?:压减|压缩|缩短|缩减|提速)(?:了)?(?:不少于|至少|约)?$")
_CEILING = re.compile(r"(?:不(?:得)?(?:超过|超出|高于|多于|大于|长于|突破)|控制在)$")
_LOWER = re.compile(r"(?:降|压|减|缩)[\u4e00-\u9fff]{0,2}(?:到|至|为)$")
_TIMES = {"个工作日", "工作日", "小时", "分钟", "天", "日", "个月"}
_SHORTEN = re.compile(r"(?:压减|压缩|缩短|缩减|减少|降低|精简|减)(?:到|至|为)(?:不超过)?$")


def _chinese(text: str) -> float:
    """A Chinese numeral by cn2an, loaded only when a text needs it."""
    import cn2an

    try:
        return float(cn2an.cn2an(text, "smart"))
    except (ValueError, KeyError):
        return 0.0


def _figure(m: re.Match[str]) -> tuple[float, str]:
    if m["v"]:
        return float(m["v"].replace(",", "")), m["u"]
    if m["pc"]:
        return _chinese(m["pc"]), "%"
    return (_chinese(m["cv"]), m["cu"]) if m["cv"] else (_chinese(m["bv"]), m["bu"])


def _clause(text: str, a: int, b: int, i: int, j: int) -> tuple[int, int]:
    """The clause around a..b within i..j, at most 60 characters to either side."""
    lo, hi = max(i, a - 60), min(j, b + 60)
    start = lo
    for m in _CLAUSE.finditer(text, lo, a):
        start = m.end()
    end = _CLAUSE.search(text, b, hi)
    return start, end.start() if end else hi


def _condition(before: str, after: str, tail: str, next_text: str) -> bool:
    """Whether the figure stands in a condition or a relative clause."""
    if _IF.search(before) and ("的" in after or not before):
        return True
    rest = after[len(tail) :]
    if rest.startswith("的"):
        if re.match(r"的(?:目标|要求|标准|任务|指标|水平|比例)", rest):
            return False
        if rest == "的" or not _DOES.search(rest):
            return True
        return bool(before) and not re.search(r"(?:使|让|确保|力争|实现|推动|促进|有|约|保证|做到)$", before)
    return rest.endswith("的") and next_text[:1] == ","


def _read(flow: Flow, m: re.Match[str], i: int, j: int) -> Target | None:
    text = flow.text
    value, unit = _figure(m)
    start, end = _clause(text, m.start(), m.end(), i, j)
    before, after = text[start : m.start()].rstrip(), text[m.end() : end]
    over, under = _OVER.match(after), _UNDER.match(after)
    bound = over or under
    tail = bound.group() if bound else ""
    if unit.endswith("元") and _MONEY.search(after):
        return None
    if _GIVE.search(before) or _PAST.search(before) or _condition(before, after, tail, text[end : end + 1]):
        return None
    op, stem = _operator(before)
    change = _CHANGE.search(before)
    if over:
        op = ">="
    elif under:
        op = "<="
    name = _name(stem, before, change)
    if unit in _TIMES:
        worked = unit == "小时" and op == ">=" and "提前" not in before
        accepted = worked or bool(_SHORTEN.search(before)) or bool(_SHORTER.search(before))
        op = op if worked else ("=" if _SHORTER.search(before) else "<=")
    elif unit in _RATES:
        accepted = not _ceiling(before, tail) and _rate_target(
            before, stem, name, change, op, after[len(tail) :], tail
        )
    else:
        accepted = _count_target(stem, op, m, start, text[start:end], tail)
        name = _counted(after[len(tail) :]) or name
    if not accepted:
        return None
    if not name:
        name = _counted(after[len(tail) :])
    a = start + (before.find(name) if name and name in before else len(before))
    b = m.end() + len(tail)
    if a >= m.start() or unit not in _RATES:
        a, b = flow.trim(start, end)
    a, b = flow.trim(a, b)
    return Target(flow.quote(a, b), "".join(name.split()), op or "=", value, unit, flow.span(a, b))


def _ceiling(before: str, tail: str) -> bool:
    """Whether the figure is a bound not to be passed (不超过, 控制在…以内), no level to come down to."""
    return bool(_CEILING.search(before)) or (tail.endswith("内") and not _LOWER.search(before))


def _operator(before: str) -> tuple[str, str]:
    """The comparison that ends the words before the figure, and the words before it."""
    m = _OP.search(before)
    if m is None:
        far = _AT_LEAST.search(before)
        return (">=", before[: far.start()]) if far else ("", before)
    for n, (_, op) in enumerate(_OPS):
        if m[f"o{n}"]:
            return op, before[: m.start()]
    return "", before


def _name(stem: str, before: str, change: re.Match[str] | None) -> str:
    words = before if change else stem
    cut = max(words.rfind(c) for c in "、并且")
    words = words[cut + 1 :] if cut >= 0 and len(words) - cut > 4 else words
    return _STOP_NAME.sub("", words.strip())[-30:]


def _counted(rest: str) -> str:
    m = re.match(r"[的]?([\u4e00-\u9fff“”]{2,16})", rest)
    return m.group(1) if m else ""


def _rate_target(
    before: str, stem: str, name: str, change: re.Match[str] | None, op: str, rest: str, tail: str
) -> bool:
    """A rate is a target when it measures something: its measure before it or what it does behind it."""
    if change or _MEASURE.search(stem.rstrip()):
        return op != "<=" or bool(_RATE.search(stem))
    if op == "<=" and not _RATE.search(stem):
        return False
    if op and name and (tail or not rest or _RATE.search(stem)):
        return True
    if not rest.strip() and op == "=" and _REACHED.search(before):
        return True
    return bool(_DOES.search(rest))


def _count_target(stem: str, op: str, m: re.Match[str], at: int, clause: str, tail: str) -> bool:
    """A count is a target when it is bounded from below, or made in figures by a verb of work."""
    if op == "<=" or tail.endswith(("下", "内")):
        return bool(_RATE.search(stem)) or bool(_SHORTEN.search(clause[: m.start() - at]))
    if op == ">=" or (tail and op != ">"):
        return bool(_HOLD.search(clause)) or op == ">=" or bool(_MEASURE.search(stem))
    before = clause[: m.start() - at]
    if _REACHED.search(before):
        return bool(stem.strip())
    if not m["v"] or m["u"] in _LOOSE or m["u"].endswith("元"):
        return False
    if re.search(r"每|第|近|共有|现有|已|等$", before) and not op:
        return False
    ends = not clause[m.end() - at :].strip() or clause[m.end() - at] == "、"
    return (bool(_HOLD.search(clause)) or (ends and bool(_MAKE.search(before)))) and float(
        m["v"].replace(",", "")
    ) >= 1


def targets(flow: Flow, i: int, j: int) -> Iterator[Target]:
    """The targets promised in flow[i:j]."""
    for m in _FIGURE.finditer(flow.text, i, j):
        found = _read(flow, m, i, j)
        if found is not None:
            yield found
