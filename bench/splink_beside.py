"""The same two files through Splink (a benchmark's dependency, in no lock): `python splink_beside.py FOLDER`, run by
`bench_screening.py` with the Python that SPLINK_PYTHON names. Junk numbers are kept out of its blocking. Prints one JSON
line: seconds, and how many rows it links at a probability of one half."""

import json
import sys
import time

import duckdb
import splink.comparison_library as cl
from splink import DuckDBAPI, Linker, SettingsCreator, block_on

NUMBER = "CASE WHEN length(trim(id_no)) >= 9 AND id_no <> '000000000000000000' THEN trim(id_no) END AS id_no"


def main(folder: str) -> None:
    began = time.perf_counter()
    con = duckdb.connect()
    for table, key, year in (
        ("list", "list_id", "birth_year::VARCHAR"),
        ("dept", "row_id", "substr(birth, 1, 4)"),
    ):
        con.execute(f"""CREATE TABLE {table} AS SELECT {key}::VARCHAR AS unique_id, name, {NUMBER}, province, {year} AS born
            FROM '{folder}/{table}.parquet'""")
    settings = SettingsCreator(
        link_type="link_only",
        blocking_rules_to_generate_predictions=[block_on("id_no"), block_on("name", "born", "province")],
        comparisons=[
            cl.ExactMatch("id_no"), cl.ExactMatch("name").configure(term_frequency_adjustments=True),
            cl.ExactMatch("province"), cl.ExactMatch("born"),
        ],
    )  # fmt: skip
    api = DuckDBAPI(connection=con)
    linker = Linker([api.register("list"), api.register("dept")], settings)
    linker.training.estimate_u_using_random_sampling(max_pairs=1e6)
    found = linker.inference.predict(threshold_match_probability=0.5).as_pandas_dataframe()
    told = {"seconds": round(time.perf_counter() - began, 2), "rows": int(found["unique_id_r"].nunique())}
    print(json.dumps(told))


main(sys.argv[1])
