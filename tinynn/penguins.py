"""The penguins: 333 birds from three islands, read from a CSV file."""

import csv

import numpy as np


def read_penguins(path: str) -> list[list[str]]:
    """Read the file's rows, the header first, and check them."""

    def wrong(due: str, got: object) -> ValueError:
        cure = "use data/penguins.csv, or save as CSV UTF-8 such as 1.5,2.5"
        return ValueError(f"{path}: expected {due}, got {got!r:.150}: {cure}")

    text = ("species", "island", "sex")
    names = ["species", "island", "bill_length_mm", "bill_depth_mm"]
    names += ["flipper_length_mm", "body_mass_g", "sex", "year"]
    try:
        # The -sig skips the mark that spreadsheets write in front.
        with open(path, encoding="utf-8-sig", newline="") as file:
            rows = [row for row in csv.reader(file) if row]
    except (UnicodeDecodeError, csv.Error) as error:
        raise wrong("text in UTF-8", str(error)) from None
    if rows[:1] != [names]:
        raise wrong(f"columns {names}", (rows or [[]])[0])
    for row in rows[1:]:
        if len(row) != len(names):
            raise wrong("8 values in a row", row)
        for name, value in zip(names, row, strict=True):
            # Digits with at most one point among them make a number here.
            number = value.replace(".", "", 1).isdecimal()
            if not (number or name in text or value in ("", "NA")):
                raise wrong(f"a number in {name}", value)
    return rows


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
    header, *rows = read_penguins(path)
    complete = [row for row in rows if "" not in row and "NA" not in row]
    penguins = {}
    for i, name in enumerate(header):
        kind = str if name in ("species", "island", "sex") else float
        penguins[name] = np.array([row[i] for row in complete], kind)
    return penguins
