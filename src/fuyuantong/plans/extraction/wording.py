"""The words around figures: what is done in numbers, what is measured, what only reports or conditions.

Data of the quantity grammar, kept apart from its rules so that a word is added without touching a rule.
"""

from __future__ import annotations

import re

# verbs of work that is done in numbers, before the noun too: 开展10场培训, 选派12名干部
STRONG = (
    "开展|组织|举办|召开|培训|轮训|建成|新建|建设|打造|培育|创建|选树|评选|发布|推出|化解|办结|审结|结案|清理|清收|清退|清零|"
    "完成|编发|编印|印制|编制|释放|废止|编写|编撰|编辑|汇编|旁听|观摩|走访|走进|回访|调解|执结|新增|净增|设立|制发|办理|公布|形成|推广|评查|印发|"
    "抽查|检查|抽取|宣讲|服务|举行|选派|选取|选定|遴选|评定|认定|命名|聘请|选聘|招聘|招录|新聘|引进|招引|引育|修复|修订|改造|"
    "改建|扩建|处置|整治|盘活|拆除|关停|退出|出清|推动|指导|帮扶|帮助|救助|援助|培养|配备|安装|布设|投放|种植|造林|开工|竣工|"
    "验收|投用|启用|上线|接入|归集|共享|入库|录入|采集|征集|推选|推荐|表彰|通报|曝光|查处|侦破|查办|破获|督办|督导|巡查|暗访|"
    "体检|会诊|核查|排查|梳理|识别|拓展|延伸|覆盖|惠及|受理|发放|派驻|下派|派出|轮岗|挂职|交流|签约|签订|承办|协办|举荐|演练|"
    "制作|拍摄|录制|播出|刊发|推送|撰写|起草|出台|制定|审查|审议|审核|审计|评估|评议|调研|论证|听证|约谈|示范|创评|申报|申请|"
    "获得|争创|争取|新认定|新登记|登记|注册|新设|增设|增配|增加|补充|充实|更换|更新|维修|疏浚|修建|铺设|搬迁|安置|"
    "移送|移交|交办|提出|提交|报送|收集|出具|复制|转化|孵化|扶持|支持|提供|实施|落地|推进|推行|推介|压减|精简|取消|减少|下放|整合|撤销|"
    "下沉|交付|补植|补种|复绿|查控|查扣|查封|整改|收缴|清缴|放流|帮教|"
    "聚集|集聚|吸纳|带动|开发|创作|演出|播放|巡演|巡讲|开设|开通|增开|设置|建立|组建|成立|配置|购置|采购|储备|实现|体验|参观|研学"
)
_ACT = re.compile(rf"(?:{STRONG}|引导|督促)(?!的|中心|单位|部门|小组|机构|领导)")
# words of which a verb above is a part, without its meaning
_HIDDEN = re.compile(r"组织部|服务中心|建设局|检查组|督导组|推进会|服务局|审计局|审查率|审核率")
RIGHT_BEFORE = re.compile(
    rf"(?:{STRONG})(?:了|各|一线|全市|全年|本地|省级|市级|县级|区级|国家级|辖区?内?|(?:“[^”]{{1,12}}”)+)?$"
)
BUILD = re.compile(
    r"(?:建成|新建|打造|培育|创建|推出|形成|编印|出台|举办|召开|开展|制定|组织|组建|成立|配备|完成)$"
)
# 全年完成100%
DONE = re.compile(r"(?:完成(?:率)?|清偿|化解|办结|执结|处置|整改|兑付|清退)(?:达到?)?$")
# a unit follows the figure and the clause goes on: 选派律师50名担任顾问
GOES_ON = re.compile(
    r"(?:左右|并|且|担任|到|赴|参加|参与|进驻|作为|为|用于|供|投入|入驻|下沉|充实|全部|开展|实现|达到|列入|纳入|以|至)"
)

GIVE = re.compile(
    r"补贴|补助|奖励|奖补|资助|贴息|给予|收取|收费|减免|罚款|罚金|拨付|经费|预算(?!收入)|注册资本|标的(?!到位)|折扣|按照[^,;。]{0,12}$|"
    r"按(?![期时月季年比规])[^,;。]{0,12}$|投资额|占比超|持股|出资|赔偿|扣分|加分|计[分入]|得分|分值|权重|保证金|首[付期笔]|"
    r"(?:减|免|退|缴|抵)税|税[额款]|最高|上限|限额|封顶|不超过标准|判处|处以|并处"
)
# what is handed out in numbers of things all the same (资助学生20名) is work; these are not
GIVE_COUNT = re.compile(r"最高|上限|限额|封顶|(?<!测评)(?<!满意度)得分|扣分|加分")
NO_INCOME = re.compile(r"拖欠|工资|罚没|涉案|案值|产值|注资|缴纳|额度")
# charges and rates of interest: a bound for whoever pays, but a target where they are to fall
CHARGE = re.compile(r"费率|利率|税率|税费|优惠|成本")
MONEY_AFTER = re.compile(r"^[,;。]?[^,;。]{0,8}(?:经费|资金(?!到位)|预算|补|奖|贴|罚)")
MONEY_WORK = re.compile(
    r"新增|完成|清收|盘活|到位|化解|处置|追缴|追回|追赃|挽[回损]|回收|清偿|清欠|偿还|投放|发放|筹集|募集|引进|授信|签约|兑现|"
    r"兑付|收缴|清缴|征收|成交|节约|释放|融资|放款|归集|撬动|实现|执行|落实|贷款|余额|总额|规模"
)
CONDITION = re.compile(
    r"(?:对|对于|凡|如|若|当|如果|因|属于|连续|累计|涉案|单笔|单次|金额|逾期|一年内|两年内)[^,;。]*$"
)
# a figure that a rule asks for each time, not one that work reaches
PROCEDURE = re.compile(
    r"可以|由$|有权|超过$|不满$|未满$|应当?(?:当面|公开|书面)?(?:征求|听取|邀请|通知)|一般[\u4e00-\u9fff]{0,4}$"
)
NEEDED = re.compile(r"方可|方能|始得|方为|始可")
REPORTS = re.compile(r"已达|占全|仅为|只有|不足|才(?:达)?$|截至目前|目前已|20\d\d年以来")
# 一季度已审批贷款7.8亿元
HAS_DONE = re.compile(r"已(?!有|知|列|达)[^的]{1,12}$")
# where the words before a figure tell from what it starts: 将现有1036个网格调整为912个, 在132项的基础上新增
START = re.compile(r".*(?:的?基础上|(?=(?:调整|优化|整合|归并|合并|撤并|精简|压减)(?:为|到|至|成)))")
REPORTS_COUNT = re.compile(
    r"(?<!不)仅|(?:共|现|还|尚|只|原|实|都)有(?!量|效|关|序|力|机)|[拥设]有$|被(?!执行人|告)[\u4e00-\u9fff]{1,6}$|交办的|受到|涉及$|超期$"
)
NOT_MADE = re.compile(
    r"(?:每|第|近|共(?!建|享)|连续|逾期|已|等|的|由|按|按照|从|限|超|有|是|某|[^年月日底]前|全[市县区州省]|“|对|在|分|分为|分成|或|至少有)$"
)
# those for whom something is done in numbers: 为全市300家企业开展体检
FOR = re.compile(r"[^\u4e00-\u9fff]*(?:为|向|组织)(?:全[市县区州省]|辖区?内?)?")
OFTEN = re.compile(
    r"每(?:个)?[两二三四五六半\d]?个?(?:年度?|季度?|月|周|星期|日|天|学期)|逐[月季年周]|按[月季周]"
)
FROM = re.compile(
    r"(?:从|由)(?:20\d\d年(?:底)?的?|目前的?|现在的?|原来?的?|原先的?|去年的?|上年的?|现行的?)?$"
)

MEASURE = re.compile(
    r"(?:率|比例|比重|占比|数量?|总量|满意度|覆盖面|案件|存量|增幅|降幅|指数|得分|回复|时间|量|度|时长|周期|时限|期限|规模|余额)$"
)
RATE = re.compile(r"率|比例|数量|满意度|存量|发案|案件|信访|上访|时长|总量|增量|成本|频次|材料|环节|事项")
DOES = re.compile(
    r"得到|得以|实现|化解|解决|完成|办结|出庭|覆盖|落实|达标|纳入|公开|回复|反馈|整改|执行|结案|调解|撤诉|履行|建成|接入|到位|受理|"
    r"上线|配备|设立|建立|开展|合格|及时|按期|按时|进入|通过"
)
REACHED = re.compile(
    r"(?:达到?|突破|(?:增加?|提高|提升|扩大?|扩展|拓展|拓宽|延伸|发展|充实|壮大|升|累计|覆盖|降低?|下降|压[减降缩]?|缩[短减]?|减少?|"
    r"精简|推广|增长|扩增|扩容)(?:到|至)|(?:调整|优化|整合|归并|合并|撤并)(?:为|到|至|成)|(?:保持|稳定|维持)在)(?:约)?$"
)
SHORTEN = re.compile(
    r"(?:压减|压缩|压降|缩短|缩减|减少|降低|精简|减|压|降|缩|提速)(?:到|至|为)(?:不超过|最多)?$"
    r"|(?:时效|时限|时间|时长|周期|用时|期限)[^,;。]{0,4}提[升高](?:到|至|为)$"
)
# 确保在建项目5412套年内全部交付
ENSURED = re.compile(r"确保|力争|推动|实现")
ALL_DONE = re.compile(r"(?:年内|年底前|[^,;。]{0,6}前)?(?:全部|全面|如期|按期)")
SHORTER = re.compile(r"(?:压减|压缩|压降|缩短|缩减|提速|减少)(?:了)?(?:不少于|至少|约)?$")
TRAINING = re.compile(r"培训|学习|轮训|授课|教育|跟班|实训|旁听|志愿|服务")

# what something is done to has a time of its own: 对2023年以来败诉的案件开展评查
_OBJECT = re.compile(r"对(?![比照应标接外内象口])[^,;。]{0,80}")
_BOOKS = re.compile(r"《[^《》\n]{0,60}》?")
_TIMES = re.compile(
    r"(?P<year>20\d\d)年(?!度(?!,)|底?(?:以前|之前|及以前|前|以来)|[^,。;]{0,6}基础|同期)(?:底|末)?"
    r"|(?P<past>(?:去年|上年度?|前年|上一年度?)(?!同期|[^,。;]{0,6}基础)|截[至止](?=目前|现在|上|去)|目前|近年来|近[两二三四五六几十]年来?(?![^,。;]{0,20}的)|此前|原先)"
    r"|(?P<future>今年|本年|年内|力争|确保|争取|努力|要(?!求|点|素|件|闻|情)|下一步|将(?!军)|[底月日]前|逐步|目标|整改(?:措施|目标)|到20)"
)
_AGAINST = re.compile(r"(?:比|较|与|同|和|在|《|〔|自|从|于|以)\s?$")


def reports_past(text: str, start: int, end: int, year: int | None) -> bool:
    """Whether the sentence text[start:end], up to a figure, last spoke of a time that is over.

    A year before the document's own is over; one that a measure is compared with (比2024年下降) is not
    spoken of.
    """
    words = _BOOKS.sub("", text[start:end])
    if "对" in words:
        words = _OBJECT.sub("", words)
    past = False
    for m in _TIMES.finditer(words):
        if m["future"]:
            past = False
        elif not _AGAINST.search(words, max(0, m.start() - 2), m.start()):
            past = m["year"] is None or (year is not None and int(m["year"]) < year)
    return past


def works(words: str) -> bool:
    """Whether words before a figure hold a verb of work, not one that describes others (抽查的)."""
    m = _ACT.search(words)
    while m is not None:
        h = _HIDDEN.match(words, m.start())
        if h is None:
            return True
        m = _ACT.search(words, h.end())
    return False
