"""脱敏: what of a case points at a person, and what stands in its place. Pure; a person confirms the result.

Rules (as for judgments that are published, 法释〔2016〕19号第8条 to 第10条): a name keeps its family
name and 某; numbers of papers, telephones, accounts, addresses and plates are left out; companies are 某公司.
"""

from __future__ import annotations

import re

_SURNAMES = "欧阳|司马|上官|诸葛|东方|皇甫|尉迟|公孙|慕容|令狐|" + "|".join(
    "王李张刘陈杨黄赵吴周徐孙马朱胡郭何高林罗郑梁谢宋唐许韩冯邓曹彭曾肖田董袁潘于蒋蔡余杜叶程苏魏吕丁任沈姚卢姜崔钟谭陆汪范金石廖贾夏韦付方白邹孟熊秦邱江尹薛闫段雷侯龙史陶黎贺顾毛郝龚邵万钱严覃武戴莫孔向汤温康施文牛樊葛邢安齐易乔伍庞颜倪庄聂章鲁岳翟殷詹申欧耿关兰焦俞左柳甘祝包宁尚符舒阮柯纪梅童凌毕单季裴霍涂成苗谷盛曲翁冉骆蓝路游辛靳管柴蒙鲍华喻祁蒲房滕屈饶解牟艾尤阳时穆农司卓古吉缪简车项连芦麦褚娄窦戚岑景党宫费卜冷晏席卫米柏宗瞿桂全佟应臧闵苟邬边卞姬师和仇栾隋商刁沙荣巫寇桑郎甄丛仲虞敖巩明佘池查麻苑迟邝"
)
_ROLES = (
    "原告|被告|第三人|上诉人|被上诉人|申请人|被申请人|再审申请人|申请执行人|被执行人|当事人|法定代表人|负责人|"
    "委托代理人|诉讼代理人|证人|受害人|被害人|死者|业主|村民|居民|职工|经营者|法官|承办人|户主|买受人|其妻|其夫|其子|其女"
)
_NAME = re.compile(
    rf"(?P<role>{_ROLES})(?P<gap>[：:为是系]?)(?P<sur>{_SURNAMES})(?P<given>[\u4e00-\u9fa5]{{1,2}}?)(?=[，,。；;、（(\s与和不向因在于诉称系提将以对认曾已之等从被经及自为一于]|$)"
)
_COMPANY = re.compile(
    r"[\u4e00-\u9fa5A-Za-z0-9（）()]{2,24}?(?:有限责任公司|股份有限公司|有限公司|合作社|个体工商户)"
)
_ID = re.compile(
    r"(?<![0-9A-Za-z])\d{17}[\dXx](?![0-9A-Za-z])|(?<![0-9A-Za-z])[0-9A-HJ-NPQRTUWXY]{2}\d{6}[0-9A-HJ-NPQRTUWXY]{10}(?![0-9A-Za-z])"
)
_PHONE = re.compile(r"(?<!\d)1[3-9]\d{9}(?!\d)|(?<!\d)0\d{2,3}-?\d{7,8}(?!\d)")
_ACCOUNT = re.compile(r"(?<!\d)\d{15,19}(?!\d)")
_PLATE = re.compile(r"[京津沪渝冀豫云辽黑湘皖鲁新苏浙赣鄂桂甘晋蒙陕吉闽贵粤青藏川宁琼][A-Z][A-Z0-9]{5,6}")
_ADDRESS = re.compile(
    r"[\u4e00-\u9fa5]{1,10}?(?:路|街|大道|巷|胡同|小区|花园|公寓|村|组)(?:[\u4e00-\u9fa5]{0,4})?\d{1,5}(?:号|栋|幢|弄|组)(?:院)?(?:[\d一二三四五六七八九十A-Z-]{1,5}(?:号楼|栋|幢|单元|层|室|户|号))*"
)
_CASE_NUMBER = re.compile(r"[（(](?:19|20)\d{2}[）)][\u4e00-\u9fa5]\d{0,4}[\u4e00-\u9fa5]{1,6}\d{1,6}号")
PATTERNS = ((_ID, "（证件号码略）"), (_PHONE, "（电话略）"), (_ACCOUNT, "（账号略）"), (_PLATE, "（车牌略）"),
            (_ADDRESS, "（住址略）"), (_COMPANY, "某公司"), (_CASE_NUMBER, "（案号略）"))  # fmt: skip


def mask(text: str) -> str:
    """The text with everything that the rules know replaced; a name once found is replaced everywhere."""
    names = {found["sur"] + found["given"]: found["sur"] + "某" for found in _NAME.finditer(text)}
    made = text
    for name in sorted(names, key=len, reverse=True):
        if not name.endswith("某"):
            made = made.replace(name, names[name])
    for pattern, words in PATTERNS:
        made = pattern.sub(words, made)
    return made


def suspects(text: str) -> list[str]:
    """What still points at somebody, in the order it stands."""
    found = [
        (match.start(), match.group())
        for pattern, _words in PATTERNS
        for match in pattern.finditer(text)
        if "某" not in match.group()
    ]
    found += [
        (match.start("sur"), match["sur"] + match["given"])
        for match in _NAME.finditer(text)
        if not match["given"].startswith("某")
    ]
    return [words for _at, words in sorted(found)]
