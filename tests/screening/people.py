"""Made-up people and companies of a made-up country, for tests and the benchmark: a list, a department's file, the truth.

Everything comes from hashes of the row's number and a seed, inside DuckDB, so ten million rows take seconds. Shares of dirt,
companies, birth dates, repeated records and kinds of hard negatives are those of the open set (its `meta.json` and a count of its
rows), the records themselves are our own.
"""

from __future__ import annotations

from pathlib import Path

import duckdb

_SURNAMES = "王李张刘陈杨赵黄周吴徐孙胡朱高林何郭马罗梁宋郑谢韩唐冯于董萧程曹袁邓许傅沈曾彭吕苏卢蒋蔡贾丁魏薛叶阎余潘杜戴夏钟汪田任姜范方石姚谭廖邹熊金陆郝孔白崔康毛邱秦江史顾侯邵孟龙万段雷钱汤尹黎易常武乔贺赖龚文".replace(
    "萧", "肖"
)
_GIVEN = (
    "伟芳娜敏静丽强磊军洋勇艳杰娟涛明超秀霞平刚桂英华玉兰红梅建国志文辉斌波宇浩凯鑫鹏飞龙海燕雪琳婷慧莹雅晨阳欣佳怡思梦琪子轩宁博睿泽昊天宏达旭东春生学林森金玲珍萍凤莲荣云翠香月清松柏庆福德义仁信安康乐永长青山川河江湖"
    "冰露霜晴岚岩峰岭峻嵘昌晖晓曦朗朋望期本材杉枫桃桐桦楠榕槐樱橙歌正武毅民水沁沐沛泉泓洁津洪润淑淳渊溪源滢澄瀚炎炜烨焕煜熙燃爽玮珊珂珠琦琨琴瑜瑞瑶璇璐甜画畅皓盈益盛真睦石硕礼祥禾秋程穗立竹笑笛筠策素纯绍维绮缘美群翔翰舒良艺芬芸芷苑若茂茜茵茹荷菁菊菲萱蓉蓓蔚蕾薇蝶行裕言诗诚语谦豪贤赫跃超迪逸远达邦郁采野钧铭锋锐锦镇雄雨雯霖韵韬颖飘馨骏高鸣鹤麒黛齐"
)
_TRADE = "农机商贸物流建材食品服饰机电环保科技园林餐饮矿业纺织能源装饰"
_CITIES = "临江江北城南青山白水高新"
_PROVINCES = (
    *(
        "11",
        "12",
        "13",
        "13",
        "13",
        "14",
        "15",
        "21",
        "22",
        "23",
        "31",
        "32",
        "32",
        "32",
        "33",
        "33",
        "34",
        "34",
        "35",
        "36",
        "37",
    ),
    *(
        "37",
        "37",
        "41",
        "41",
        "41",
        "42",
        "42",
        "43",
        "43",
        "44",
        "44",
        "44",
        "45",
        "46",
        "50",
        "51",
        "51",
        "52",
        "53",
        "54",
        "61",
    ),
    *("62", "63", "64", "65"),
)
_COMPANIES_LISTED, _COMPANIES = 15, 30  # of a hundred: on a list, in a department's file
_AGAIN = 0.07  # of a list's records stand for a subject that is there already
_JUNK = (
    "[NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, '', '无', '-', '不详', '0', '000000000000000000']"
)
#: Of a thousand numbers, how many are written how; the rest are whole. By file and kind, as in the open set.
_DIRT = {
    ("d", "P"): {"old": 28, "wide": 14, "spaced": 20, "lower": 11, "masked": 17, "cut": 3, "slip": 13, "swap": 6, "missing": 74},
    ("d", "O"): {"old": 49, "wide": 14, "spaced": 20, "slip": 13, "missing": 55},
    ("l", "P"): {"old": 14, "wide": 7, "spaced": 10, "lower": 3, "masked": 38, "cut": 1, "slip": 7, "swap": 3, "missing": 37},
    ("l", "O"): {"old": 175, "wide": 7, "spaced": 10, "slip": 7, "missing": 26},
}  # fmt: skip
#: Of a thousand names: blanks inside, traditional characters, remarks behind a person's, another word of the same sound.
_NAMES = {"d": (27, 10, 4, 11), "l": (14, 6, 2, 6)}
_EVIDENCE = {"old": "normal", "wide": "normal", "spaced": "normal", "lower": "normal", "whole": "exact",
             "masked": "partial", "cut": "partial", "slip": "near", "swap": "near", "missing": "missing"}  # fmt: skip
#: From the strongest: of several records of one subject the best counts.
_CLASSES = ("exact", "normal", "partial", "near", "name_birth", "name_only", "weak")


def write(
    folder: Path,
    *,
    listed: int = 6_000,
    rows: int = 20_000,
    hits: int = 600,
    hard: int = 1_000,
    seed: int = 7,
    clean: bool = False,
) -> None:
    """Write list.parquet, dept.parquet, truth.parquet (row_id, subject_id, evidence), list_truth.parquet, hardneg.parquet; if
    `clean`, also clean.parquet: the department's rows with every number and name as it should be."""
    con = duckdb.connect()
    con.execute("SET preserve_insertion_order = false")
    con.execute("CREATE MACRO pick(t, h) AS substr(t, (h % length(t))::INT + 1, 1)")
    con.execute(
        "CREATE MACRO skew(t, h) AS substr(t, (pow((h % 9973) / 9973.0, 2) * length(t))::INT % length(t) + 1, 1)"
    )
    con.execute(f"CREATE MACRO h(i, w) AS hash(i, w, {seed})")
    subjects = max(hits, round(listed * (1 - _AGAIN)))
    con.execute(f"CREATE TABLE listed AS {_numbered(_subjects(0, subjects, _COMPANIES_LISTED))}")
    strangers = f"({_subjects(listed + rows, listed + rows + hard, 0)})"
    near = f"""
        SELECT s.i, s.kind, CASE WHEN neg = 'near_id' THEN s.name ELSE l.name END AS name, s.plain, s.trial, neg, l.i AS near,
          CASE WHEN neg = 'near_id' THEN l.area ELSE s.area END AS area, CASE WHEN neg = 'homonym' THEN s.birth ELSE l.birth END AS birth,
          CASE WHEN neg = 'homonym' THEN s.turn ELSE lpad(((substr(l.number, 15, 3)::INT + 2 + h(s.i, 'turn') % 400 * 2) % 1000)::VARCHAR, 3, '0') END AS turn
        FROM (SELECT *, CASE WHEN h(i, 'neg') % 100 < 54 THEN 'homonym' WHEN h(i, 'neg') % 100 < 77 THEN 'homonym_birth'
              ELSE 'near_id' END AS neg FROM {strangers}) s JOIN listed l ON l.i = h(s.i, 'mate') % {subjects} AND l.kind = 'P'"""
    con.execute(f"CREATE TABLE hard AS {_numbered(near)}")
    records = f"""(SELECT i AS row, * FROM listed UNION ALL
        SELECT r.row, s.* FROM (SELECT i AS row, h(i, 'again') % {subjects} AS i FROM range({subjects}, {listed}) r(i)) r
        JOIN listed s USING (i))"""
    con.execute(f"CREATE TABLE l2 AS SELECT row AS list_id, * FROM ({_dirty(records, 'l')})")
    present = f"""(SELECT i AS row, *, i AS truth FROM listed WHERE i < {hits}
       UNION ALL BY NAME SELECT i AS row, * FROM ({_numbered(_subjects(listed, listed + rows - hits - hard, _COMPANIES))})
       UNION ALL BY NAME SELECT i AS row, * FROM hard)"""
    numbered = "SELECT row_number() OVER (ORDER BY h(row, 'order'), row) AS row_id, *"
    con.execute(f"CREATE TABLE d2 AS {numbered} FROM ({_dirty(present, 'd')})")
    con.execute(
        f"CREATE MACRO mild(dirt) AS dirt IN ('whole', {', '.join(repr(d) for d, e in _EVIDENCE.items() if e == 'normal')})"
    )
    part = "substr(area, 1, 2)"
    _copy(
        con,
        folder / "list.parquet",
        f"""SELECT list_id, kind, written AS name, id_no, sex,
        CASE WHEN kind = 'P' THEN substr(birth, 1, 4)::SMALLINT END AS birth_year, {part} AS province,
        '(2020)临0101执' || list_id || '号' AS case_no, DATE '2020-01-01' + (list_id % 1800)::INT AS published_on FROM l2 ORDER BY list_id""",
    )
    _copy(
        con,
        folder / "dept.parquet",
        f"""SELECT row_id, kind, written AS name, id_no,
        CASE WHEN told THEN substr(birth, 1, 4) || '-' || substr(birth, 5, 2) || '-' || substr(birth, 7) END AS birth,
        sex, CASE WHEN h(row, 'p') % 10 > 0 THEN {part} END AS province FROM d2""",
    )
    if clean:
        _copy(
            con,
            folder / "clean.parquet",
            f"SELECT row_id, kind, name, number AS id_no, NULL::VARCHAR AS birth, sex, {part} AS province FROM d2",
        )
    evidence = " ".join(f"WHEN '{dirt}' THEN '{kind}'" for dirt, kind in _EVIDENCE.items())
    classes = "[" + ", ".join(f"'{one}'" for one in _CLASSES) + "]"
    _copy(
        con,
        folder / "truth.parquet",
        f"""SELECT row_id, truth AS subject_id, {classes}[min(list_position({classes}, class))] AS evidence FROM (
          SELECT row_id, d2.truth, CASE WHEN 'missing' IN (d2.dirt, w.dirt) THEN CASE WHEN d2.told THEN 'name_birth' ELSE 'name_only' END
            WHEN w.dirt = 'whole' THEN CASE d2.dirt {evidence} END WHEN d2.dirt = 'whole' THEN CASE w.dirt {evidence} END
            WHEN mild(w.dirt) AND mild(d2.dirt) THEN 'normal' WHEN mild(w.dirt) THEN CASE d2.dirt {evidence} END
            WHEN mild(d2.dirt) THEN CASE w.dirt {evidence} END ELSE 'weak' END AS class
          FROM d2 JOIN l2 w ON w.i = d2.truth WHERE truth IS NOT NULL) GROUP BY ALL""",
    )
    _copy(con, folder / "list_truth.parquet", "SELECT list_id, i AS subject_id FROM l2")
    _copy(
        con,
        folder / "hardneg.parquet",
        "SELECT row_id, near AS near_subject_id, neg AS neg_kind FROM d2 WHERE neg IS NOT NULL",
    )
    con.close()


def compiled(folder: Path, target: Path) -> Path:
    """Write the mapped file of list.parquet; a record's id is its list_id and one."""
    from fuyuantong.screening.bulk.making import make_file
    from fuyuantong.screening.bulk.running import connect

    with connect("3GB", folder) as con:
        source = f"""(SELECT file_row_number, ('00000000-0000-0000-0000-' || lpad(to_hex(list_id + 1), 12, '0'))::UUID AS id, kind, name,
            id_no, birth_year, sex, province, NULL::DATE AS expires_on, '' AS former
            FROM read_parquet('{folder}/list.parquet', file_row_number = true))"""
        make_file(target, {"version": 1, "list_digest": "0" * 64}, con, source)
    return target


def _copy(con: duckdb.DuckDBPyConnection, path: Path, sql: str) -> None:
    con.execute(f"COPY ({sql}) TO '{path}' (FORMAT parquet)")


def _subjects(start: int, stop: int, companies: int) -> str:
    """Who they are, without their numbers. Companies' names are unique, as a registry keeps them; people's are not."""
    provinces = "[" + ",".join(f"'{p}'" for p in _PROVINCES) + "]"
    given, cities, trades = len(_GIVEN), len(_CITIES) // 2, len(_TRADE) // 2
    digits = f"((i::UBIGINT * 982451653 + 57885161) % {given**3 * cities * trades})"
    return f"""
      SELECT i, kind, area, birth, plain, turn, trial, CASE WHEN kind = 'P' THEN person ELSE company END AS name
      FROM (SELECT i, CASE WHEN h(i, 'k') % 100 < {companies} THEN 'O' ELSE 'P' END AS kind,
                   {provinces}[(h(i, 'a') % {len(_PROVINCES)})::INT + 1] || lpad((h(i, 'ar') % 7919)::VARCHAR, 4, '0') AS area,
                   strftime(DATE '1930-01-01' + (h(i, 'b') % 27000)::INT, '%Y%m%d') AS birth,
                   lpad(((i * 7919 + 12345678) % 99999989)::VARCHAR, 8, '0') AS plain,
                   lpad((h(i, 'n') % 999)::VARCHAR, 3, '0') AS turn, {digits} AS trial,
                   skew('{_SURNAMES}', h(i, 's')) || skew('{_GIVEN}', h(i, 'g')) ||
                     CASE WHEN h(i, 'x') % 100 < 87 THEN skew('{_GIVEN}', h(i, 'y')) ELSE '' END AS person,
                   substr('{_CITIES}', 1 + 2 * (trial % {cities})::INT, 2)
                     || pick('{_GIVEN}', trial // {cities * trades}) || pick('{_GIVEN}', trial // {cities * trades * given})
                     || pick('{_GIVEN}', trial // {cities * trades * given * given})
                     || substr('{_TRADE}', 1 + 2 * (trial // {cities} % {trades})::INT, 2)
                     || CASE WHEN h(i, 'f') % 3 = 0 THEN '有限责任公司' ELSE '有限公司' END AS company
            FROM range({start}, {stop}) r(i))"""


def _numbered(subjects: str) -> str:
    """The same with `number` and `sex`, from area, birth and turn."""
    weights = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
    alphabet = "0123456789ABCDEFGHJKLMNPQRTUWXY"
    total = " + ".join(f"substr(body, {n}, 1)::INT * {w}" for n, w in enumerate(weights, 1))
    code = " + ".join(f"substr(plain, {n}, 1)::INT * {w}" for n, w in enumerate((3, 7, 9, 10, 5, 8, 4, 2), 1))
    credit = " + ".join(
        f"(strpos('{alphabet}', substr(front, {n}, 1)) - 1) * {pow(3, n - 1, 31)}" for n in range(1, 18)
    )
    return f"""
      SELECT * EXCLUDE (body, front, plain, trial, turn),
             CASE WHEN kind = 'P' THEN body || substr('10X98765432', ({total}) % 11 + 1, 1)
                  ELSE front || substr('{alphabet}', (31 - ({credit}) % 31) % 31 + 1, 1) END AS number,
             CASE WHEN kind = 'P' THEN CASE WHEN substr(body, 17, 1)::INT % 2 = 1 THEN '男' ELSE '女' END ELSE '' END AS sex
      FROM (SELECT *, area || birth || turn AS body,
                   '91' || area || plain || CASE 11 - ({code}) % 11 WHEN 10 THEN 'X' WHEN 11 THEN '0' ELSE (11 - ({code}) % 11)::VARCHAR END AS front
            FROM ({subjects}))"""


def _dirty(table: str, salt: str) -> str:
    """As a file holds them: `id_no` and `written`. `told`: the birth date stands in a column of its own."""
    edges = []
    for kind in "PO":
        start, own = 0, []
        for dirt, share in _DIRT[salt, kind].items():
            first = (
                " AND birth < '2000'" if dirt == "old" else ""
            )  # nobody born later has a number of 15 places
            own.append(f"WHEN u >= {start} AND u < {start + share}{first} THEN '{dirt}'")
            start += share
        edges.append(f"CASE {' '.join(own)} ELSE 'whole' END")
    slip = (
        "substr(number, 1, p - 1) || ((substr(number, p, 1)::INT + 1) % 10)::VARCHAR || substr(number, p + 1)"
    )
    swap = "substr(number, 1, p - 1) || substr(number, p + 1, 1) || substr(number, p, 1) || substr(number, p + 2)"
    spaced, old_forms, remark, sound = _NAMES[salt]
    junk = _JUNK.count(",") + 1
    return f"""
      SELECT *, CASE dirt WHEN 'old' THEN CASE WHEN kind = 'P' THEN substr(number, 1, 6) || substr(number, 9, 9) ELSE substr(number, 9, 8) || '-' || substr(number, 17, 1) END
            WHEN 'wide' THEN translate(number, '0123456789X', '０１２３４５６７８９Ｘ') WHEN 'lower' THEN lower(number) || ' '
            WHEN 'spaced' THEN substr(number, 1, 6) || ' ' || substr(number, 7) WHEN 'masked' THEN substr(number, 1, 10) || '****' || substr(number, 15)
            WHEN 'cut' THEN substr(number, 1, 17) WHEN 'slip' THEN {slip} WHEN 'swap' THEN {swap}
            WHEN 'missing' THEN {_JUNK}[(h(row, 'junk{salt}') % {junk})::INT + 1] ELSE number END AS id_no,
        CASE WHEN v < {spaced} THEN substr(name, 1, 1) || ' ' || substr(name, 2)
             WHEN v < {spaced + old_forms} THEN translate(name, '张刘陈杨赵黄吴孙罗郑谢韩邓许苏卢蒋叶阎谭邹陆龙钱汤贺赖龚伟丽强军艳杰涛刚兰红建国辉凯鹏飞', '張劉陳楊趙黃吳孫羅鄭謝韓鄧許蘇盧蔣葉閻譚鄒陸龍錢湯賀賴龔偉麗強軍艷傑濤剛蘭紅建國輝凱鵬飛')
             WHEN v < {spaced + old_forms + remark} AND kind = 'P' THEN name || '（本人）'
             WHEN v < {spaced + old_forms + remark + sound} AND kind = 'P' THEN translate(name, '伟芳敏静丽强军勇艳杰明平英华玉红志文', '苇方旻靖莉蔷君泳砚洁鸣萍瑛桦钰虹至雯')
             ELSE name END AS written
      FROM (SELECT *, CASE WHEN kind = 'P' THEN {edges[0]} ELSE {edges[1]} END AS dirt, 3 + (h(row, 'at{salt}') % 5)::INT AS p,
                   h(row, 'w{salt}') % 1000 AS v, kind = 'P' AND h(row, 'b') % 10 < 6 AS told
            FROM (SELECT *, (h(row, 'u{salt}') % 1000)::INT AS u FROM {table}))"""
