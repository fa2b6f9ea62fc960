"""Everything that makes the book, but its chapters: `python -m book` lists what it can do.

CONTRIBUTING.md says what each room is for, and what leans on what; the modules here are for all.
"""
