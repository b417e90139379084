"""The same two files through Splink (a benchmark's dependency, `requirements/bench.txt`): `python splink_beside.py FOLDER`, run
by `bench_screening.py` with a Python of its own. It is given numbers made narrow, upper case and without blanks,
junk taken out, and the usual model: blocks of equal numbers and of equal names with year or province; number, name (with
term frequencies), year, province and sex compared; weights trained. Prints one JSON line: seconds, and at the threshold
with the best F1 its precision and recall.
"""

import json
import resource
import sys
import time

import duckdb
import splink.comparison_library as cl
from splink import DuckDBAPI, Linker, SettingsCreator, block_on

WIDE, NARROW = "０１２３４５６７８９Ｘｘ", "0123456789XX"
CLEAN = f"upper(translate(regexp_replace(id_no, '[\\s-]', '', 'g'), '{WIDE}', '{NARROW}'))"
NUMBER = f"CASE WHEN length({CLEAN}) >= 9 AND id_no <> '000000000000000000' THEN {CLEAN} END"
THRESHOLDS = (0.5, 0.9, 0.95, 0.99, 0.995, 0.999, 0.9999)


def main(folder: str) -> None:
    began = time.perf_counter()
    con = duckdb.connect()
    for table, key, year in (
        ("list", "list_id", "birth_year::VARCHAR"),
        ("dept", "row_id", "substr(birth, 1, 4)"),
    ):
        con.execute(f"""CREATE TABLE {table} AS SELECT {key} AS unique_id, name, {NUMBER} AS number, province, sex,
            coalesce({year}, CASE WHEN length({CLEAN}) = 18 THEN substr({CLEAN}, 7, 4) END) AS born
            FROM '{folder}/{table}.parquet'""")
    blocks = [block_on("number"), block_on("name", "born"), block_on("name", "province")]
    settings = SettingsCreator(
        link_type="link_only",
        blocking_rules_to_generate_predictions=blocks,
        comparisons=[
            cl.DamerauLevenshteinAtThresholds("number", [1, 2]),
            cl.ExactMatch("name").configure(term_frequency_adjustments=True),
            cl.ExactMatch("province"), cl.ExactMatch("born"), cl.ExactMatch("sex"),
        ],
    )  # fmt: skip
    api = DuckDBAPI(connection=con)
    linker = Linker([api.register("list"), api.register("dept")], settings)
    linker.training.estimate_probability_two_random_records_match([block_on("number")], recall=0.7)
    linker.training.estimate_u_using_random_sampling(max_pairs=1e6)
    for block in (block_on("number"), block_on("name", "born")):
        linker.training.estimate_parameters_using_expectation_maximisation(block)
    found = linker.inference.predict(threshold_match_probability=0.5).physical_name
    seconds = round(time.perf_counter() - began, 2)
    print(json.dumps({"seconds": seconds, **quality(con, folder, found)}))


def quality(con: duckdb.DuckDBPyConnection, folder: str, found: str) -> dict[str, object]:
    """Each row's best record, at the threshold with the best F1."""
    con.execute(f"""CREATE TABLE best AS SELECT unique_id_r AS row_id, max(match_probability) AS p,
        arg_max(unique_id_l, match_probability) AS list_id FROM {found} GROUP BY 1""")
    ((all_,),) = con.execute(f"SELECT count(*) FROM '{folder}/truth.parquet'").fetchall()
    told = []
    for threshold in THRESHOLDS:
        ((said, good),) = con.execute(f"""SELECT count(*), count(*) FILTER (t.row_id IS NOT NULL) FROM best b
            LEFT JOIN '{folder}/list_truth.parquet' l ON l.list_id = b.list_id
            LEFT JOIN '{folder}/truth.parquet' t ON t.row_id = b.row_id AND t.subject_id = l.subject_id
            WHERE p >= {threshold}""").fetchall()
        if said and good:
            precision, recall = good / said, good / all_
            told.append((2 * precision * recall / (precision + recall), threshold, precision, recall, said))
    f1, threshold, precision, recall, said = max(told)
    return {
        "peak_mib": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024,
        "rows": said, "threshold": threshold, "precision": round(precision, 4), "recall": round(recall, 4), "f1": round(f1, 4),
    }  # fmt: skip


main(sys.argv[1])
