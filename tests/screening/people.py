"""Made-up people and companies of a made-up country, for tests and the benchmark: a list, a department's file, the truth.

Everything comes from hashes of the row's number and a seed, inside DuckDB, so ten million rows take seconds.
"""

from __future__ import annotations

from pathlib import Path

import duckdb

_SURNAMES = "王李张刘陈杨赵黄周吴徐孙胡朱高林何郭马罗梁宋郑谢韩唐冯于董萧程曹袁邓许傅沈曾彭吕苏卢蒋蔡贾丁魏薛叶阎余潘杜戴夏钟汪田任姜范方石姚谭廖邹熊金陆郝孔白崔康毛邱秦江史顾侯邵孟龙万段雷钱汤尹黎易常武乔贺赖龚文".replace(
    "萧", "肖"
)
_GIVEN = "伟芳娜敏静丽强磊军洋勇艳杰娟涛明超秀霞平刚桂英华玉兰红梅建国志文辉斌波宇浩凯鑫鹏飞龙海燕雪琳婷慧莹雅晨阳欣佳怡思梦琪子轩宁博睿泽昊天宏达旭东春生学林森金玲珍萍凤莲荣云翠香月清松柏庆福德义仁信安康乐永长青山川河江湖"
_TRADE = "农机商贸物流建材食品服饰机电环保科技园林餐饮矿业纺织能源装饰"
_CITIES = "临江江北城南青山白水高新"
_PROVINCES = ("11", "13", "21", "31", "32", "34", "36", "37", "41", "42", "44", "45", "51", "52", "61")
_SHARE_OF_COMPANIES = 12  # of a hundred
_JUNK = "['', '无', '-', '不详', '0', '000000000000000000', NULL]"
#: Of a thousand numbers, how many are written how; the rest are whole.
_DIRT = (("old", 20), ("wide", 14), ("spaced", 20), ("lower", 12), ("masked", 16), ("cut", 3), ("slip", 14), ("swap", 5), ("missing", 70))  # fmt: skip
_EVIDENCE = {"old": "normal", "wide": "normal", "spaced": "normal", "lower": "normal", "whole": "exact",
             "masked": "partial", "cut": "partial", "slip": "near", "swap": "near", "missing": "missing"}  # fmt: skip


def write(
    folder: Path,
    *,
    listed: int = 6_000,
    rows: int = 20_000,
    hits: int = 600,
    hard: int = 1_000,
    seed: int = 7,
) -> None:
    """Write list.parquet, dept.parquet, truth.parquet (row_id, subject_id, evidence), list_truth.parquet, hardneg.parquet."""
    con = duckdb.connect()
    con.execute("SET preserve_insertion_order = false")
    con.execute("CREATE MACRO pick(t, h) AS substr(t, (h % length(t))::INT + 1, 1)")
    con.execute(
        "CREATE MACRO skew(t, h) AS substr(t, (pow((h % 9973) / 9973.0, 2) * length(t))::INT % length(t) + 1, 1)"
    )
    con.execute(f"CREATE MACRO h(i, w) AS hash(i, w, {seed})")
    con.execute(f"CREATE TABLE listed AS {_subjects(0, listed)}")
    con.execute(f"""CREATE TABLE present AS
      SELECT *, i AS truth, NULL::VARCHAR AS neg FROM listed WHERE i < {hits}
      UNION ALL SELECT s.*, NULL, NULL FROM ({_subjects(listed, listed + rows - hits - hard)}) s
      UNION ALL SELECT s.i, s.kind, l.name, s.number, s.area, l.birth, s.sex, NULL, l.i::VARCHAR
        FROM ({_subjects(listed + rows, listed + rows + hard)}) s JOIN listed l ON l.i = (h(s.i, 'mate') % {listed})
        WHERE l.kind = s.kind""")
    con.execute(f"CREATE TABLE l2 AS SELECT i AS list_id, * FROM ({_dirty('listed', 'l')})")
    con.execute(
        f"CREATE TABLE d2 AS SELECT row_number() OVER (ORDER BY h(i, 'order'), i) AS row_id, * FROM ({_dirty('present', 'd')})"
    )
    part = "substr(area, 1, 2)"
    _copy(
        con,
        folder / "list.parquet",
        f"""SELECT list_id, kind, written AS name, id_no, sex,
        CASE WHEN kind = 'P' THEN substr(birth, 1, 4)::SMALLINT END AS birth_year, {part} AS province,
        '(2020)临0101执' || list_id || '号' AS case_no, DATE '2020-01-01' + (list_id % 1800)::INT AS published_on FROM l2""",
    )
    _copy(
        con,
        folder / "dept.parquet",
        f"""SELECT row_id, kind, written AS name, id_no,
        CASE WHEN kind = 'P' AND h(i, 'b') % 10 < 6 THEN substr(birth, 1, 4) || '-' || substr(birth, 5, 2) || '-' || substr(birth, 7) END AS birth,
        sex, CASE WHEN h(i, 'p') % 10 > 0 THEN {part} END AS province FROM d2""",
    )
    evidence = " ".join(f"WHEN '{dirt}' THEN '{kind}'" for dirt, kind in _EVIDENCE.items())
    _copy(
        con,
        folder / "truth.parquet",
        f"""SELECT row_id, truth AS subject_id, CASE WHEN w.dirt = 'whole' THEN CASE d2.dirt {evidence} END
        WHEN d2.dirt = 'whole' THEN CASE w.dirt {evidence} END ELSE
        CASE WHEN (CASE d2.dirt {evidence} END) = 'normal' AND (CASE w.dirt {evidence} END) = 'normal' THEN 'normal' ELSE 'weak' END
        END AS evidence FROM d2 JOIN l2 w ON w.list_id = d2.truth WHERE truth IS NOT NULL""",
    )
    _copy(con, folder / "list_truth.parquet", "SELECT list_id, i AS subject_id FROM l2")
    _copy(
        con,
        folder / "hardneg.parquet",
        "SELECT row_id, neg::BIGINT AS near_subject_id, 'homonym' AS neg_kind FROM d2 WHERE neg IS NOT NULL",
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


def _subjects(start: int, stop: int) -> str:
    provinces = "[" + ",".join(f"'{p}'" for p in _PROVINCES) + "]"
    weights = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
    alphabet = "0123456789ABCDEFGHJKLMNPQRTUWXY"
    total = " + ".join(f"substr(body, {n}, 1)::INT * {w}" for n, w in enumerate(weights, 1))
    code = " + ".join(f"substr(plain, {n}, 1)::INT * {w}" for n, w in enumerate((3, 7, 9, 10, 5, 8, 4, 2), 1))
    credit = " + ".join(
        f"(strpos('{alphabet}', substr(front, {n}, 1)) - 1) * {pow(3, n - 1, 31)}" for n in range(1, 18)
    )
    return f"""
      SELECT i, kind, CASE WHEN kind = 'P' THEN person ELSE company END AS name,
             CASE WHEN kind = 'P' THEN body || substr('10X98765432', ({total}) % 11 + 1, 1)
                  ELSE front || substr('{alphabet}', (31 - ({credit}) % 31) % 31 + 1, 1) END AS number,
             area, birth, CASE WHEN kind = 'P' THEN CASE WHEN substr(body, 17, 1)::INT % 2 = 1 THEN '男' ELSE '女' END ELSE '' END AS sex
      FROM (SELECT *, area || birth || lpad((h(i, 'n') % 999)::VARCHAR, 3, '0') AS body,
                   '91' || area || plain || CASE 11 - ({code}) % 11 WHEN 10 THEN 'X' WHEN 11 THEN '0' ELSE (11 - ({code}) % 11)::VARCHAR END AS front
            FROM (SELECT i, CASE WHEN h(i, 'k') % 100 < {_SHARE_OF_COMPANIES} THEN 'O' ELSE 'P' END AS kind,
                   {provinces}[(h(i, 'a') % {len(_PROVINCES)})::INT + 1] || lpad((h(i, 'ar') % 7919)::VARCHAR, 4, '0') AS area,
                   strftime(DATE '1945-01-01' + (h(i, 'b') % 20000)::INT, '%Y%m%d') AS birth,
                   lpad(((i * 7919 + 12345678) % 99999989)::VARCHAR, 8, '0') AS plain,
                   skew('{_SURNAMES}', h(i, 's')) || skew('{_GIVEN}', h(i, 'g')) ||
                     CASE WHEN h(i, 'x') % 10 < 8 THEN pick('{_GIVEN}', h(i, 'y')) ELSE '' END AS person,
                   substr('{_CITIES}', 1 + 2 * (h(i, 'z') % 6)::INT, 2) || pick('{_GIVEN}', h(i, 'g')) || pick('{_GIVEN}', h(i, 'y'))
                     || pick('{_GIVEN}', h(i, 'v')) || substr('{_TRADE}', 1 + 2 * (h(i, 't') % 16)::INT, 2)
                     || CASE WHEN h(i, 'f') % 3 = 0 THEN '有限责任公司' ELSE '有限公司' END AS company
                  FROM range({start}, {stop}) r(i)))"""


def _dirty(table: str, salt: str) -> str:
    edges, start = [], 0
    for dirt, share in _DIRT:
        edges.append(f"WHEN u >= {start} AND u < {start + share} THEN '{dirt}'")
        start += share
    slip = (
        "substr(number, 1, p - 1) || ((substr(number, p, 1)::INT + 1) % 10)::VARCHAR || substr(number, p + 1)"
    )
    swap = "substr(number, 1, p - 1) || substr(number, p + 1, 1) || substr(number, p, 1) || substr(number, p + 2)"
    return f"""
      SELECT *, CASE dirt WHEN 'old' THEN CASE WHEN kind = 'P' THEN substr(number, 1, 6) || substr(number, 9, 9) ELSE substr(number, 9, 8) || '-' || substr(number, 17, 1) END
            WHEN 'wide' THEN translate(number, '0123456789X', '０１２３４５６７８９Ｘ') WHEN 'lower' THEN lower(number) || ' '
            WHEN 'spaced' THEN substr(number, 1, 6) || ' ' || substr(number, 7) WHEN 'masked' THEN substr(number, 1, 10) || '****' || substr(number, 15)
            WHEN 'cut' THEN substr(number, 1, 17) WHEN 'slip' THEN {slip} WHEN 'swap' THEN {swap}
            WHEN 'missing' THEN {_JUNK}[(u % 7)::INT + 1] ELSE number END AS id_no,
        CASE WHEN h(i, 'w{salt}') % 100 < 3 THEN substr(name, 1, 1) || ' ' || substr(name, 2)
             WHEN h(i, 'w{salt}') % 100 = 5 THEN translate(name, '张刘陈杨赵黄吴孙罗郑谢韩邓许苏卢蒋叶阎谭邹陆龙钱汤贺赖龚伟丽强军艳杰涛刚兰红建国辉凯鹏飞', '張劉陳楊趙黃吳孫羅鄭謝韓鄧許蘇盧蔣葉閻譚鄒陸龍錢湯賀賴龔偉麗強軍艷傑濤剛蘭紅建國輝凱鵬飛')
             ELSE name END AS written
      FROM (SELECT *, CASE {" ".join(edges)} ELSE 'whole' END AS dirt, 3 + (h(i, 'at{salt}') % 5)::INT AS p
            FROM (SELECT *, (h(i, 'u{salt}') % 1000)::INT AS u FROM {table}))"""
