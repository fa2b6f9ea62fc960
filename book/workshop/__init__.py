"""The workshop: the reader writes tinynn.

`desk` makes the folder mine/ (make workshop), out of the chapters and the library; `reader` is what
the reader meets there, copied into it; `report` and `grade` look at what became of it.
"""
