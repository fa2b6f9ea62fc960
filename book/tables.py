"""The tables of the project: CSV, UTF-8, a head, lines that end in LF on every system."""

import csv
from collections.abc import Iterable, Mapping
from pathlib import Path


def read(path: Path) -> list[dict[str, str]]:
    """Return the rows of a table, each by the names of its columns; none if there is no table."""
    if not path.exists():
        return []
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def write(path: Path, rows: Iterable[Mapping[str, object]], columns: Iterable[str] = ()) -> None:
    """Write rows; the first names the columns, unless they are given."""
    rows = list(rows)
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("w", encoding="utf-8", newline="") as file:
        columns = list(columns) or list(rows[0])
        writer = csv.DictWriter(file, columns, restval="", lineterminator="\n")
        writer.writeheader()
        writer.writerows(rows)
