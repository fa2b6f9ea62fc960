"""The penguins: 333 birds from three islands, read from a CSV file."""

import csv

import numpy as np


def load_penguins(path: str) -> dict[str, np.ndarray]:
    """Read the Palmer penguins, leaving out every bird with a missing value.

    Parameters
    ----------
    path : str
        The CSV file: a header, then one penguin a row. An empty value or ``NA`` is missing.

    Returns
    -------
    dict of str to ndarray
        One array of shape (N,) for each column, in the order of the file. Of the 344 penguins
        in ``data/penguins.csv``, N = 333 are complete.

        - ``species``, ``island``, ``sex``: text
        - ``bill_length_mm``, ``bill_depth_mm``, ``flipper_length_mm``: float64, in millimetres
        - ``body_mass_g``: float64, in grams
        - ``year``: float64, the year of the measurement, 2007 to 2009

    Raises
    ------
    FileNotFoundError
        When there is no file at `path`.
    ValueError
        When the columns are not those above, a row has too few or too many values, or
        something else stands where a number belongs.

    Examples
    --------
    >>> penguins = load_penguins("data/penguins.csv")
    >>> penguins["body_mass_g"].shape
    (333,)
    """
    names = [
        "species",
        "island",
        "bill_length_mm",
        "bill_depth_mm",
        "flipper_length_mm",
        "body_mass_g",
        "sex",
        "year",
    ]
    with open(path, encoding="utf-8", newline="") as file:
        lines = csv.reader(file)
        header = next(lines, [])
        rows = [row for row in lines if row]
    if header != names:
        raise ValueError(f"{path}: expected columns {names}, got {header}: use data/penguins.csv")
    for row in rows:
        if len(row) != len(names):
            raise ValueError(f"{path}: expected {len(names)} values in a row, got {row}: mend it")
    complete = [row for row in rows if "" not in row and "NA" not in row]
    penguins = {}
    for i, name in enumerate(names):
        column = np.array([row[i] for row in complete], dtype=str)
        if name not in ["species", "island", "sex"]:
            for value in column:
                if not value.replace(".", "", 1).isdecimal():  # digits and at most one point
                    raise ValueError(f"{path}: expected a number in {name}, got {value}: mend it")
            column = column.astype(np.float64)
        penguins[name] = column
    return penguins
