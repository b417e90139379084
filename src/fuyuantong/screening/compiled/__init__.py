"""The live list as one file that every process maps: `file` is its format, `live` what is asked of it
beside the day's changes. PostgreSQL stays the system of record: without a file that fits, or with a broken
one, the tables answer."""
