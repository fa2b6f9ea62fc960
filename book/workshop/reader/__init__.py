"""The reader's side of the workshop: begin a chapter, check a definition, take the book's, report.

`make workshop` copies this folder to mine/chapters/workshop, where the notebooks find it. It needs
NumPy and files, nothing else: no process, no thread, no clock but the system's. What is tried of a
definition stands in checks/, one short file for each.
"""

from .account import report
from .carry import bring, keep
from .session import begin, check, take

__all__ = ["begin", "bring", "check", "keep", "report", "take"]
