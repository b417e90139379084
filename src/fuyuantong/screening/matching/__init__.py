"""Is this the listed one? Pure functions, no tables: `judge` decides a pair, `bulk` and the service only
bring pairs.

The rules (design of the comparison): identity first; a different valid number is evidence against; a name
alone never
blocks; only an equal valid number blocks; everything weaker is a review by people.
"""
