"""What data/ promises: these very bytes, and a sentence where something is wrong. No network."""

import hashlib
import importlib.util
import zipfile
from pathlib import Path
from types import ModuleType

import numpy as np
import pytest

from book.places import DATA

TINYMNIST = DATA / "tinymnist.npz"
PENGUINS = DATA / "penguins.csv"


def script(name: str) -> ModuleType:
    """Return data/<name>.py as a fresh module."""
    spec = importlib.util.spec_from_file_location(name, DATA / f"{name}.py")
    assert spec and spec.loader
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def idx(array: np.ndarray) -> bytes:
    """Return the array as an idx file: 0, 0, 8 for bytes, dimensions, sizes, values."""
    sizes = b"".join(size.to_bytes(4, "big") for size in array.shape)
    return bytes([0, 0, 8, array.ndim]) + sizes + array.tobytes()


# tinymnist.npz

SHAPES = {
    "x_train": (2000, 28, 28),
    "y_train": (2000,),
    "x_test": (1000, 28, 28),
    "y_test": (1000,),
}


def test_tinymnist_is_small_and_has_four_arrays_of_which_none_is_pickled():
    assert TINYMNIST.stat().st_size < 600_000
    with np.load(TINYMNIST, allow_pickle=False) as file:
        arrays = dict(file)
    assert {key: array.shape for key, array in arrays.items()} == SHAPES
    assert {array.dtype for array in arrays.values()} == {np.dtype(np.uint8)}


@pytest.mark.parametrize("key", SHAPES)
def test_tinymnist_bytes_on_disk(key):
    """The last bytes of each member are the array's, whatever NumPy makes of them."""
    with zipfile.ZipFile(TINYMNIST) as file:
        content = file.read(f"{key}.npy")
    values = content[-int(np.prod(SHAPES[key])) :]
    assert hashlib.sha256(values).hexdigest() == script("make_tinymnist").SHA256[key]


def test_the_readme_names_the_hashes_of_the_scripts():
    tinymnist, penguins = script("make_tinymnist"), script("make_penguins")
    readme = (DATA / "README.md").read_text(encoding="utf-8")
    hashes = [*tinymnist.SHA256.values(), *(md5 for _, md5 in tinymnist.FILES.values())]
    for expected in [*hashes, penguins.SHA256, tinymnist.PACKAGE, penguins.PACKAGE]:
        assert expected in readme


# make_tinymnist.py, on small stand-ins for the four files: MNIST's numbers of rows, one pixel each


@pytest.fixture
def tinymnist(tmp_path, monkeypatch):
    """The script, taking the stand-ins in tmp_path for MNIST and writing into tmp_path/out."""
    module = script("make_tinymnist")
    files, hashes = {}, {}
    for name, (key, _) in module.FILES.items():
        rows = 60_000 if name.startswith("train") else 10_000
        values = (np.arange(rows) % 251).astype(np.uint8)
        array = values.reshape(rows, 1, 1) if key.startswith("x") else values
        (tmp_path / name).write_bytes(idx(array))
        files[name] = (key, hashlib.md5(idx(array), usedforsecurity=False).hexdigest())
    monkeypatch.setattr(module, "FILES", files)
    for key, array in module.draw(module.read_mnist(tmp_path)).items():
        hashes[key] = hashlib.sha256(array.tobytes()).hexdigest()
    monkeypatch.setattr(module, "SHA256", hashes)
    (tmp_path / "out").mkdir()
    monkeypatch.setattr(module, "TINYMNIST", tmp_path / "out" / "tinymnist.npz")
    return module


def run(module: ModuleType, folder: Path, *arguments: str) -> None:
    module.main(["--from", str(folder), *arguments])


def test_tinymnist_is_drawn_as_the_readme_says(tinymnist, tmp_path):
    run(tinymnist, tmp_path)
    np.random.seed(42)
    with np.load(tinymnist.TINYMNIST, allow_pickle=False) as file:
        for part, of, count in (("train", 60000, 2000), ("test", 10000, 1000)):
            rows = np.random.choice(of, count, replace=False)
            np.testing.assert_array_equal(file[f"x_{part}"], (rows % 251).reshape(count, 1, 1))
            np.testing.assert_array_equal(file[f"y_{part}"], rows % 251)


def test_tinymnist_is_the_same_file_each_time(tinymnist, tmp_path):
    run(tinymnist, tmp_path)
    first = tinymnist.TINYMNIST.read_bytes()
    run(tinymnist, tmp_path)
    assert tinymnist.TINYMNIST.read_bytes() == first


def test_full_set_has_the_same_layout(tinymnist, tmp_path):
    run(tinymnist, tmp_path, "--full", str(tmp_path / "out" / "full"))
    with np.load(tmp_path / "out" / "full", allow_pickle=False) as file:
        shapes = {key: file[key].shape for key in file}
    assert shapes == {
        "x_train": (60000, 1, 1),
        "y_train": (60000,),
        "x_test": (10000, 1, 1),
        "y_test": (10000,),
    }


@pytest.mark.parametrize("name", script("make_tinymnist").FILES)
@pytest.mark.parametrize("damage", ["one byte", "cut", "empty"])
def test_damaged_idx_file_is_a_sentence(tinymnist, tmp_path, name, damage):
    content = bytearray((tmp_path / name).read_bytes())
    content[-1] ^= damage == "one byte"
    keep = {"one byte": len(content), "cut": len(content) // 2, "empty": 0}[damage]
    (tmp_path / name).write_bytes(content[:keep])
    with pytest.raises(SystemExit, match=rf"{name}: expected MD5 \w+, got .*fetch it anew"):
        run(tinymnist, tmp_path)
    assert not tinymnist.TINYMNIST.exists()


def test_missing_idx_file_is_a_sentence(tinymnist, tmp_path):
    (tmp_path / "t10k-labels-idx1-ubyte").unlink()
    with pytest.raises(SystemExit, match="expected a file t10k-labels-idx1-ubyte in .* found none"):
        run(tinymnist, tmp_path)


@pytest.mark.parametrize("key", SHAPES)
def test_wrong_rows_are_a_sentence(tinymnist, tmp_path, monkeypatch, key):
    monkeypatch.setitem(tinymnist.SHA256, key, "0" * 64)
    with pytest.raises(SystemExit, match=f"{key}: expected SHA-256 0+, got .*data/README.md"):
        run(tinymnist, tmp_path)
    assert not tinymnist.TINYMNIST.exists()


def test_check_passes_and_writes_nothing(tinymnist, tmp_path, capsys):
    run(tinymnist, tmp_path)
    before = tinymnist.TINYMNIST.stat().st_mtime_ns
    run(tinymnist, tmp_path, "--check")
    assert "as expected" in capsys.readouterr().out
    assert tinymnist.TINYMNIST.stat().st_mtime_ns == before


@pytest.mark.parametrize("damage", ["value", "dtype", "key", "garbled", "cut", "empty", "missing"])
def test_check_answers_by_a_sentence(tinymnist, tmp_path, damage):
    run(tinymnist, tmp_path)
    path = tinymnist.TINYMNIST
    with np.load(path, allow_pickle=False) as file:
        arrays = dict(file)
    if damage == "value":
        arrays["y_test"][500] += 1
    elif damage == "dtype":
        arrays["y_test"] = arrays["y_test"].astype(np.int64)
    elif damage == "key":
        del arrays["y_test"]
    np.savez_compressed(path, **arrays)
    if damage == "cut":
        path.write_bytes(path.read_bytes()[:1000])
    elif damage == "garbled":
        content = path.read_bytes()
        path.write_bytes(content[:61] + b"\xff" * 20 + content[81:])
    elif damage == "empty":
        path.write_bytes(b"")
    elif damage == "missing":
        path.unlink()
    with pytest.raises(SystemExit, match="No such file" if damage == "missing" else "rebuild it"):
        run(tinymnist, tmp_path, "--check")


def test_missing_npm_is_a_sentence(monkeypatch):
    module = script("make_tinymnist")
    monkeypatch.setattr(module.shutil, "which", lambda name: None)
    with pytest.raises(SystemExit, match="expected the command npm, found none: install Node.js"):
        module.main([])


# penguins.csv and make_penguins.py


def test_penguins_bytes_on_disk():
    expected = "f204db2c753b0937caac3cb35258562c14f073e4bbc76be24b4c51ce22767a93"
    assert hashlib.sha256(PENGUINS.read_bytes()).hexdigest() == expected
    assert script("make_penguins").SHA256 == expected


@pytest.fixture
def penguins(tmp_path, monkeypatch):
    """The script, with the file in the repo in place of the download, writing into tmp_path."""
    module = script("make_penguins")
    monkeypatch.setattr(module, "fetch", PENGUINS.read_bytes)
    monkeypatch.setattr(module, "PENGUINS", tmp_path / "penguins.csv")
    return module


def test_make_penguins_writes_and_checks(penguins, capsys):
    penguins.main([])
    assert penguins.PENGUINS.read_bytes() == PENGUINS.read_bytes()
    penguins.main(["--check"])
    assert "as expected" in capsys.readouterr().out


def test_wrong_download_is_a_sentence(penguins, monkeypatch):
    monkeypatch.setattr(penguins, "fetch", lambda: PENGUINS.read_bytes()[:-1])
    with pytest.raises(SystemExit, match="expected SHA-256 .* from 15,240 bytes: .*fetch it anew"):
        penguins.main([])
    assert not penguins.PENGUINS.exists()


def test_check_of_missing_or_changed_penguins_is_a_sentence(penguins):
    with pytest.raises(SystemExit, match="No such file"):
        penguins.main(["--check"])
    penguins.PENGUINS.write_bytes(PENGUINS.read_bytes().replace(b"3750", b"3751", 1))
    with pytest.raises(SystemExit, match="expected SHA-256 .*fetch it anew"):
        penguins.main(["--check"])
