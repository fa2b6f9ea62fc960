"""How far the numbers hold, and whether the checks can fail.

Numbers: matrix, margins, run twice, benchmark. Checks: readers' mistakes, faults put into the book,
mutants of the library. Each writes a table in data/, from which appendices B and F are made.
"""
