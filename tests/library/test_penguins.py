"""load_penguins: what it reads, and its sentences about what it cannot read."""

import locale
from collections import Counter
from pathlib import Path

import numpy as np
import pytest

from tinynn import load_penguins

PENGUINS = Path(__file__).parents[2] / "data" / "penguins.csv"
TEXT = {"species", "island", "sex"}
NUMBERS = {"bill_length_mm", "bill_depth_mm", "flipper_length_mm", "body_mass_g", "year"}


def altered(tmp_path: Path, old: str, new: str) -> str:
    """Write penguins.csv with one thing changed, and return the path."""
    content = PENGUINS.read_text(encoding="utf-8")
    assert old in content
    path = tmp_path / "penguins.csv"
    path.write_text(content.replace(old, new, 1), encoding="utf-8", newline="")
    return str(path)


def test_344_penguins_of_which_333_are_complete():
    """Columns are not mixed up, and rows keep the order of the file."""
    assert len(PENGUINS.read_text(encoding="utf-8").splitlines()) == 1 + 344
    columns = load_penguins(str(PENGUINS))
    assert set(columns) == TEXT | NUMBERS
    assert {column.shape for column in columns.values()} == {(333,)}
    assert {columns[name].dtype for name in NUMBERS} == {np.dtype(np.float64)}
    assert {columns[name].dtype.kind for name in TEXT} == {"U"}
    assert Counter(columns["species"]) == {"Adelie": 146, "Chinstrap": 68, "Gentoo": 119}
    first = ["Adelie", "Torgersen", 39.1, 18.7, 181.0, 3750.0, "male", 2007.0]
    last = ["Chinstrap", "Dream", 50.2, 18.7, 198.0, 3775.0, "female", 2009.0]
    assert [column[0] for column in columns.values()] == first
    assert [column[-1] for column in columns.values()] == last


def test_an_empty_value_is_missing_and_so_is_an_empty_line(tmp_path):
    path = altered(tmp_path, "181,3750,male,2007\n", "181,,male,2007\n\n")
    assert load_penguins(path)["year"].shape == (332,)


def test_text_is_kept_as_it_stands_in_the_file(tmp_path):
    """Even a line break in quotes."""
    path = altered(tmp_path, "Torgersen", '"one\r\ntwo"')
    assert load_penguins(path)["island"][0] == "one\r\ntwo"


def test_the_file_is_utf_8_whatever_the_computer_s_language(tmp_path):
    path = altered(tmp_path, "Torgersen", "Île")
    before = locale.setlocale(locale.LC_CTYPE)
    locale.setlocale(locale.LC_CTYPE, "C")
    try:
        assert load_penguins(path)["island"][0] == "Île"
    finally:
        locale.setlocale(locale.LC_CTYPE, before)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig"])
@pytest.mark.parametrize("newline", ["\n", "\r\n", "\r"])
def test_the_file_may_come_from_a_spreadsheet(tmp_path, encoding, newline):
    content = PENGUINS.read_text(encoding="utf-8").replace("\n", newline)
    path = tmp_path / "penguins.csv"
    path.write_bytes(content.encode(encoding))
    np.testing.assert_equal(load_penguins(str(path)), load_penguins(str(PENGUINS)))


def test_a_file_of_no_complete_penguin_has_empty_columns(tmp_path):
    header = PENGUINS.read_text(encoding="utf-8").splitlines()[0]
    for rows in ("", "\nAdelie,Torgersen,NA,NA,NA,NA,NA,2007\n"):
        (tmp_path / "none.csv").write_text(header + rows, encoding="utf-8")
        columns = load_penguins(str(tmp_path / "none.csv"))
        assert {column.shape for column in columns.values()} == {(0,)}
        assert {columns[name].dtype for name in NUMBERS} == {np.dtype(np.float64)}


OTHER = {
    "UTF-16": (lambda text: text.encode("utf-16"), "text in UTF-8"),
    "UTF-16 without a mark": (lambda text: text.encode("utf-16-le"), "columns"),
    "Latin-1": (lambda text: text.replace("Torgersen", "Île").encode("latin-1"), "text in UTF-8"),
    "nothing": (lambda text: b"", "columns"),
    "other columns": (lambda text: b"name,age\nPingu,7\n", "columns"),
    "semicolons": (lambda text: text.replace(",", ";").encode(), "columns"),
    "tabs": (lambda text: text.replace(",", "\t").encode(), "columns"),
    "decimal commas": (lambda text: text.replace("39.1", '"39,1"').encode(), "bill_length_mm"),
    "both": (lambda text: text.replace(",", ";").replace(".", ",").encode(), "columns"),
    "numbered rows": (lambda text: text.replace("\n", "\n1,").encode(), "8 values in a row"),
    "no header": (lambda text: text.split("\n", 1)[1].encode(), "columns"),
    "binary": (lambda text: bytes(range(256)) * 9, "text in UTF-8"),
    "a long line": (lambda text: b"a" * 200_000, "text in UTF-8"),
    "a long header": (lambda text: b"a," * 9_000, "columns"),
}


@pytest.mark.parametrize("name", OTHER)
def test_what_is_read_otherwise_gets_a_sentence(tmp_path, monkeypatch, name):
    """It names the file, what was expected and what came, and how to save it from a spreadsheet."""
    monkeypatch.chdir(tmp_path)
    encode, expected = OTHER[name]
    Path("a.csv").write_bytes(encode(PENGUINS.read_text(encoding="utf-8")))
    with pytest.raises(ValueError, match=f"a.csv: expected .*{expected}.*, got .*: use") as raised:
        load_penguins("a.csv")
    assert type(raised.value) is ValueError  # a UnicodeDecodeError is a ValueError too
    assert str(raised.value).endswith("or save as CSV UTF-8 such as 1.5,2.5")
    assert len(str(raised.value)) < 450


@pytest.mark.parametrize("value", ["heavy", "nan", "-3750", "3,750", "37.5.0", "."])
def test_text_where_a_number_belongs_is_a_sentence(tmp_path, value):
    path = altered(tmp_path, "3750", f'"{value}"')
    with pytest.raises(ValueError, match=f"expected a number in body_mass_g, got '{value}': "):
        load_penguins(path)


@pytest.mark.parametrize("fields", range(1, 8))
def test_file_cut_in_a_row_is_a_sentence(tmp_path, fields):
    content = PENGUINS.read_text(encoding="utf-8")
    start, last = content.rstrip().rsplit("\n", 1)
    path = tmp_path / "penguins.csv"
    path.write_text(start + "\n" + ",".join(last.split(",")[:fields]), encoding="utf-8")
    with pytest.raises(ValueError, match=r"expected 8 values in a row, got \['Chinstrap'"):
        load_penguins(str(path))
