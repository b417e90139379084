"""Counting every indicator a second time, over an export and without the compiler of the first.

`exporting` writes what is counted to files; `reading` turns their rows into cells; `judging` decides by the
definition what each row adds; DuckDB adds up (`adding`); `comparing` holds the answers against the product's.
"""
