"""What holds chapters and library together: growth, recorder, editions, glossary, studies.

Who writes a chapter uses it, through `make record` and `make study`; the other rooms read chapters
through it.
"""
