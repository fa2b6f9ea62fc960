"""The penguins: 333 birds from three islands, read from a CSV file."""

import csv

import numpy as np


def load_penguins(path: str) -> dict[str, np.ndarray]:
    """Read the Palmer penguins, leaving out every bird with a missing value.

    Parameters
    ----------
    path : str
        The CSV file: a header, then one penguin a row. An empty value or
        ``NA`` is missing.

    Returns
    -------
    dict of str to ndarray
        One array of shape (N,) for each column, in the order of the file. Of
        the 344 penguins in ``data/penguins.csv``, N = 333 are complete.

        - ``species``, ``island``, ``sex``: text
        - ``bill_length_mm``, ``bill_depth_mm``, ``flipper_length_mm``:
          float64, in millimetres
        - ``body_mass_g``: float64, in grams
        - ``year``: float64, the year of the measurement, 2007 to 2009

    Raises
    ------
    FileNotFoundError
        When there is no file at `path`.
    ValueError
        When the columns are not those above, a row has too few or too many
        values, or something else stands where a number belongs.

    Examples
    --------
    >>> penguins = load_penguins("data/penguins.csv")
    >>> penguins["body_mass_g"].shape
    (333,)
    """

    def wrong(expected: str, got: object) -> ValueError:
        remedy = "use data/penguins.csv"
        return ValueError(f"{path}: expected {expected}, got {got}: {remedy}")

    text = ["species", "island", "sex"]
    names = ["species", "island", "bill_length_mm", "bill_depth_mm"]
    names += ["flipper_length_mm", "body_mass_g", "sex", "year"]
    with open(path, encoding="utf-8", newline="") as file:
        lines = csv.reader(file)
        header = next(lines, [])
        rows = [row for row in lines if row]
    if header != names:
        raise wrong(f"columns {names}", header)
    for row in rows:
        if len(row) != len(names):
            raise wrong("8 values in a row", row)

    complete = [row for row in rows if "" not in row and "NA" not in row]
    penguins = {}
    for i, name in enumerate(names):
        column = [row[i] for row in complete]
        for value in column:
            # Digits with at most one point among them make a number here.
            if name not in text and not value.replace(".", "", 1).isdecimal():
                raise wrong(f"a number in {name}", value)
        penguins[name] = np.array(column, str if name in text else float)
    return penguins
