"""What is read of a row of a whole file is what the counter's functions make of it."""

from __future__ import annotations

import threading
import time
from random import Random

import duckdb
import pytest
from hypothesis import Phase, given, settings
from hypothesis import strategies as st
from tests.screening import spellings
from tests.screening.spellings import Row, differing, every, read
from tests.screening.test_match import resident

from fuyuantong.screening.bulk import spelling
from fuyuantong.screening.bulk.native import letters
from fuyuantong.screening.bulk.spelling import LIST, ROWS, Faulty
from fuyuantong.screening.matching import names, numbers

PERSON = resident("110105", "19491231", "002")
CODE = "91310115591693856A"
TEXTS = [
    PERSON, PERSON.lower(), f" {PERSON[:6]} {PERSON[6:]}", PERSON[:6] + PERSON[8:17], PERSON[:17], PERSON[:10] + "****" + PERSON[14:],
    PERSON[:6] + "********" + PERSON[14:], PERSON[:6] + "******" + PERSON[15:], PERSON[:6] + "●●●●" + PERSON[14:], PERSON[:-1] + "1",
    resident("110105", "19490229", "002"), resident("110105", "19000229", "002"), resident("011105", "20000229", "003"),
    "11010519490230002X", "1101051E4912310021", "110105194912e10021", "+10105194912310021", "1101_5194912310021", "１１０１０５１９４９１２３１００２Ｘ",
    "110110110110110", "111111111111111", "110105491331002", "000000000000000000", "999999999999999999", "123456789012345678", "无", "-", "不详", "0",
    CODE, CODE.lower(), f"{CODE[:2]} {CODE[2:]}", CODE[:17] + "B", CODE[8:17], f"{CODE[8:16]}-{CODE[16]}", "91310115****93856A", "E12345678",
    "92310115MA1H7T2X0U", "91310115XXXX93856A", "110105XXXXXXXX002X", "12345", "", None, "abc", "1101051949123100",
    "12345678901234E004", "0x1234567890123456", "110105194912310e1X", "123123123", "110110110", "012345678", "ABCDEFGHX", "MAXXX05E3", "XXXXXXXX9",
    "９１３１０１１５５９１６９３８５６Ａ", "9131011559169385６ａ", "MA1H7T2X0", "91310115MA****7T2X", "9131XXX55916****6A", "9131011559169385ZZ", "911105194912310029",
    "1101051949123100 X", "1101051949123100X ", "9131011512345e02AA", "99010119491231002X", "22010419590230065", "111111111", "Ａ59169385", "1111051949123100２",
    "110105\x0019491231002X", "110105×××××××××002X", "1234567890", "23456789123456789", "E1234567(8)", "EABC123456", "12345678X", "110105191306311", "110105********",
    "*" * 18, "1*3*5", "110*002X", "911101059491231002X", "110105194912310021X", "11010519491231002" * 6, "9" * 17 + "X", "91110105MA0000000*", "1110508٣0717409", "11010519٤91231002", "110105198٣****0022",
    "12*5", "9111051949****0029", "911105****1231002*", "11*********5", "E12345678901234", "EAB123456789012", "EABC12345678901", "EA123456789012", "E1234567890123", "E123456789012", "EAB12(34)567890", "E(12345)", "9123123", "0110110110",
]  # fmt: skip
NAMES = ["甄有信", "甄 有信", "賀守諾", "阿依登·塔拉甫", "甄新（曾用名：甄有信）", "临江市青禾农机有限责任公司", "临江市青禾（集团）公司", "临江市青禾农机有限公", "无", "某某", "", None, "A公司", "髙守諾",
         "青禾(临江）有限公司", "（临江）青禾有限责任公司", "青禾（原临江农机）有限公司", "青禾（ 曾用名：青苗农机）", "青禾(１)有限公司", "青禾((临江)有限公司", "青禾（負責人）公司",
         "甄(本人", "甄(新）友", "甄（新（已故）友", "甄)新", "ｎｕｌｌ", "未知有限公", "集团公司" * 11, "股份有限责任公司股份公司", "青禾农民专业合作社", "甄" * 48, "甄" * 49, "刘䶮", "\x00甄\x1f"]  # fmt: skip
NAMES += [
    word
    for form in (*names.FORMS, names.CUT_FORMS)
    for text in form
    for word in (f"青禾{text}", f"{text}{text}青禾")
]
REMARKS = ("原名", "曾用名", "又名", "别名", "化名", "原", "身份证", "已故", "死亡", "男", "女", "本人", "法人", "法定代表人", "负责人", "户主", "未成年", "退休", "重名", "1", "A", "别", "法")  # fmt: skip
NAMES += [text for word in REMARKS for text in (f"青禾（{word}）公司", f"甄有信[{word}临江]")]
BIRTHS = ["1949-12-31", "1983-09-15", "1949年12月31日", "19491231", "1949-02-30", None]
PLACES = ["11", "15", "51", " 1", "110000", "\x1f11", "北京", None]


def rows() -> list[Row]:
    """Each number with every name, and with some kind, birth and place."""
    draw = Random(7)
    return [
        Row(
            draw.choice(["P", "P", "O", "O", "X", None]), name, text, draw.choice(BIRTHS), draw.choice(PLACES)
        )
        for name in NAMES
        for text in TEXTS
    ]


def test_every_way_of_writing_is_read_as_at_the_counter() -> None:
    assert differing(rows()) == []


def test_the_records_of_a_list_are_read_as_at_the_counter() -> None:
    years = (1949, 85, 0, None)
    assert differing([row._replace(birth=years[n % 4]) for n, row in enumerate(rows())], LIST) == []


#: No shrinking: rows are many, and those that differ are told one by one.
some_files = settings(max_examples=5, phases=[Phase.explicit, Phase.reuse, Phase.generate])


@some_files
@given(st.integers(0, 2**32))
def test_whatever_stands_in_a_file_is_read_as_at_the_counter(seed: int) -> None:
    draw = Random(seed)
    assert differing([spellings.row(draw) for _ in range(400)]) == []


@some_files
@given(st.integers(0, 2**32))
def test_whatever_stands_in_a_list_is_read_as_at_the_counter(seed: int) -> None:
    draw = Random(seed)
    assert differing([spellings.row(draw, LIST) for _ in range(400)], LIST) == []


@pytest.mark.parametrize("around", ["甄{}信", "青{}禾有限公司", "11{}010519491231002X"])
def test_every_character_is_read_as_at_the_counter(around: str) -> None:
    table = letters.of_numbers() if around.isascii() else letters.of_names()
    chars = [
        chr(code) for code in range(0x10000) if table[code] != letters.ODD
    ]  # the others are left in any case
    assert len(chars) > 20_000
    kind = "O" if "公司" in around else "P"
    texts = [
        (None, around.format(char)) if around.isascii() else (around.format(char), None) for char in chars
    ]
    assert differing([Row(kind, *text) for text in texts], but_left=True) == []


def test_of_all_check_characters_and_days_only_the_right_ones_make_a_key() -> None:
    """A wrong one that is taken for right would be another's number."""
    draw = Random(11)
    persons = [spellings.resident(draw)[:17] + last for _ in range(60) for last in "0123456789X"]
    days = [resident("110105", f"{year}{month:02}{day:02}", "002")
            for year in (1899, 1900, 1999, 2000, 2004, 2099, 2100) for month in range(14) for day in (0, 1, 28, 29, 30, 31, 32)]  # fmt: skip
    days += [day[:6] + day[8:17] for day in days]
    bodies = [text[:17] for text in (spellings.credit(draw) for _ in range(40)) if numbers.credit_holds(text)]
    credits_ = [body + last for body in bodies for last in numbers.CREDIT_DIGITS]
    codes = [spellings.organisation(draw)[:8] + last for _ in range(40) for last in "0123456789X"]
    # Digits alone from 91… on may be a person's, an organisation's, or both.
    both = [str(910105194912310020 + n) for n in range(2_000)]
    rows = [Row(kind, None, text) for kind in "PO" for text in (*persons, *days, *credits_, *codes, *both)]
    assert differing(rows) == []
    assert read(rows).left == []


def test_what_is_usual_is_left_to_no_function_of_python() -> None:
    """Or the machine's reading could leave everything and still be right."""
    people = [
        "甄有信",
        "賀守諾",
        "阿依登·塔拉甫",
        "阿依登．塔拉甫",
        " 甄　有信",
        "甄有信（女）",
        "髙守諾",
        "无",
        "ＡＢ",
        None,
    ]
    of_people = [
        *TEXTS[:14],
        *TEXTS[18:19],
        *TEXTS[23:24],
        CODE,
        "E12345678",
        "",
        None,
        "110105×××××××××002X",
        "不详",
        "0",
    ]
    companies = [
        "临江市青禾农机有限责任公司",
        "青禾(临江）有限公司",
        "临江市青禾农机有限公",
        "（临江）青禾有限责任公司",
        "青禾农民专业合作社",
        "ABC公司",
    ]
    of_companies = [CODE, CODE.lower(), f"{CODE[:2]} {CODE[2:]}", CODE[:17] + "B", CODE[8:17], f"{CODE[8:16]}-{CODE[16]}",
                    "91310115****93856A", "９１３１０１１５５９１６９３８５６Ａ", "", None]  # fmt: skip
    usual = [Row("P", name, text, "1949-12-31", "11") for name in people for text in of_people]
    usual += [Row("O", name, text, "", "310000") for name in companies for text in of_companies]
    assert read(usual).left == []
    assert read([row._replace(birth=1949) for row in usual if row.name], LIST).left == []
    odd = [
        Row("P", "甄有信", "110105XXXX1231002X"),
        Row("O", "青禾（曾用名：青苗）", CODE),
        Row("O", "青禾㈱", CODE),
    ]
    assert len(read(odd).left) == len(odd)


def test_no_character_is_a_variant_of_what_is_written_as_another_for_ever() -> None:
    """The key of a name with such a one was sought for ever."""
    table = names.variants()
    for code in table:
        met = {code}
        while (code := ord(table.get(code, chr(code)))) in table:
            assert code not in met, f"{chr(code)} is written as itself at last"
            met.add(code)
    assert names.name_key("P", "刘龑") == names.name_key("P", "刘䶮") != ""


def source(con: duckdb.DuckDBPyConnection, many: int, **columns: str) -> str:
    """A file of so many rows in SQL."""
    given = {
        "kind": "'P'",
        "name": "'甄有信'",
        "id_no": f"'{PERSON}'",
        "birth": "NULL",
        "birth_year": "NULL",
        "province": "'11'",
    } | columns
    told = ", ".join(f"{sql} AS {name}" for name, sql in given.items())
    con.execute(
        f"CREATE OR REPLACE TABLE given AS SELECT range AS file_row_number, {told} FROM range({many})"
    )
    return "given"


def test_of_a_long_file_every_row_is_read_once() -> None:
    many = 700_000
    with duckdb.connect() as con:
        # Some rows of each batch are left, and stand behind the others.
        name = "CASE WHEN range % 9973 = 5 THEN '甄有信（曾用名：甄信）' ELSE '甄有信' END"
        parts = list(every(con, source(con, many, name=name), ROWS, whole=True))
    times = {}
    for part in parts:
        for no in part["no"].tolist():
            times[no] = times.get(no, 0) + 1
    assert len(parts) > 1
    assert sorted(times) == list(range(many))
    assert {no for no, seen in times.items() if seen != 1} == {no for no in range(many) if no % 9973 == 5}


def test_a_file_without_rows_is_read_to_its_end() -> None:
    with duckdb.connect() as con:
        assert sum(len(part) for part in every(con, source(con, 0), ROWS)) == 0


def test_columns_without_a_single_value_say_nothing() -> None:
    with duckdb.connect() as con:
        empty = dict.fromkeys(("name", "id_no", "birth", "province"), "NULL")
        (part,) = every(con, source(con, 3, **empty), ROWS)
    told = ("name", "key", "whole", "head", "tail", "born", "year", "place")
    assert {tuple(entry[word] for word in told) for entry in part} == {(0, 0, 0, -1, -1, 0, 0, 0)}


@pytest.mark.parametrize(
    ("kind", "as_text", "as_typed"),
    [
        (ROWS, {"birth": "'1949-12-31'"}, {"birth": "DATE '1949-12-31'"}),
        (ROWS, {"province": "'11'"}, {"province": "11"}),
        (ROWS, {"id_no": "'110105491231002'"}, {"id_no": "110105491231002::BIGINT"}),
        (LIST, {"birth_year": "'1949'"}, {"birth_year": "1949::SMALLINT"}),
        (LIST, {"birth_year": "'1949'"}, {"birth_year": "1949::DOUBLE"}),
        (LIST, {"birth_year": "' 1949 '"}, {"birth_year": "1949::BIGINT"}),
    ],
)
def test_columns_of_another_type_say_what_their_text_says(
    kind: spelling.Kind, as_text: dict[str, str], as_typed: dict[str, str]
) -> None:
    told = []
    with duckdb.connect() as con:
        for columns in (as_text, as_typed, dict.fromkeys(as_text, "NULL")):
            (part,) = every(con, source(con, 2, **({"id_no": "''"} | columns)), kind)
            told.append(part.tolist())
    assert told[0] == told[1] != told[2]


def test_a_file_that_breaks_off_is_an_error_of_the_database_and_nothing_goes_on() -> None:
    before = threading.active_count()
    with duckdb.connect() as con:
        name = "CASE WHEN range = 600000 THEN error('torn') ELSE '甄有信' END"
        rows = source(con, 650_000)
        torn = f"(SELECT * REPLACE ({name.replace('range', 'file_row_number')} AS name) FROM {rows})"
        with pytest.raises(duckdb.Error, match="torn"):
            list(every(con, torn, ROWS))
        assert threading.active_count() == before
        assert con.execute("SELECT 1").fetchall() == [(1,)]
        assert sum(len(part) for part in every(con, rows, ROWS)) == 650_000


def test_who_asks_no_further_stops_the_reading() -> None:
    before = threading.active_count()
    with duckdb.connect() as con:
        parts = every(con, source(con, 900_000), ROWS)
        assert len(next(iter(parts)))
        parts.close()  # type: ignore[attr-defined]
        ends = time.monotonic() + 5
        while threading.active_count() > before and time.monotonic() < ends:
            time.sleep(0.01)
        assert threading.active_count() == before


def test_an_answer_that_was_not_taken_to_its_end_does_not_stand_in_the_way() -> None:
    with duckdb.connect() as con:
        rows = source(con, 5)
        assert con.execute(f"SELECT count(*) FROM {rows}").fetchone() == (5,)
        assert sum(len(part) for part in every(con, rows, ROWS)) == 5


@pytest.mark.parametrize(
    "columns",
    [
        {"name": "'寮犱笁锟斤拷'"}, {"name": "'甄\ufffd信'"}, {"name": "'ÀÁÂÃÄ'"}, {"id_no": "'烫烫烫'"}, {"name": "'屯屯屯公司'"}, {"id_no": "'1屯屯屯'"}, {"id_no": "'锟斤拷1'"}, {"name": "'烫烫烫'"}, {"id_no": "'ÕÅÈý110105'"},
        {"name": "NULL"}, {"name": "' \t'"}, {"name": "'\u3000'"}, {"kind": "NULL"}, {"kind": "'Q'"},
    ],
)  # fmt: skip
def test_a_list_with_a_bad_row_is_faulty(columns: dict[str, str]) -> None:
    with duckdb.connect() as con:
        change = ", ".join(
            f"CASE file_row_number WHEN 3 THEN {sql} ELSE {name} END AS {name}"
            for name, sql in columns.items()
        )
        rows = f"(SELECT * REPLACE ({change}) FROM {source(con, 5)})"
        with pytest.raises(Faulty):
            list(every(con, rows, LIST, whole=True))
        assert sum(len(part) for part in every(con, rows, LIST)) == 5


@pytest.mark.parametrize("hidden", ["×" * 8, "× × × × ", "××××××××"])
def test_hidden_places_are_no_garbled_text(hidden: str) -> None:
    with duckdb.connect() as con:
        number = f"'{PERSON[:6]}{hidden}{PERSON[14:]}'"
        for kind in (ROWS, LIST):
            (part,) = every(con, source(con, 1, id_no=number), kind, whole=True)
            assert part["head"].tolist() == [110105]
    assert numbers.read_number(number).shape == numbers.PARTIAL
