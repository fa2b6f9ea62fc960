"""Where things are."""

from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
LIBRARY = ROOT / "tinynn"
DATA = ROOT / "data"
TRUST = DATA / "trust"  # the tables of appendix F
EDITIONS = {edition: ROOT / "chapters" / edition for edition in ("zh", "en")}
