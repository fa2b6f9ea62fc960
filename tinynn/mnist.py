"""Handwritten digits."""

from __future__ import annotations

from collections.abc import Sequence
from os import PathLike, fspath, path
from typing import Any
from zipfile import is_zipfile

import numpy as np

from tinynn.checks import expect, expect_kind, expect_shape
from tinynn.dataset import Dataset
from tinynn.tensor import Tensor


def read_npz(who: str, filename: Any, names: Sequence[str]) -> list[Any]:
    """Read arrays from an npz file, which runs nothing that is in it.

    Parameters
    ----------
    who : str
        Who speaks if something is wrong.
    filename : str or path
        The file: an archive of arrays, as `numpy.savez` writes it.
    names : sequence of str
        The arrays that are wanted, in order.

    Raises
    ------
    FileNotFoundError
        If there is no such file.
    ValueError
        If it is of another kind, damaged, holds Python objects, or lacks an
        array.
    """
    due = f"{who} expects an npz file, got {str(filename)[-150:]}"
    cure = "use data/tinymnist.npz, or run data/make_tinymnist.py"
    if not path.exists(fspath(filename)):
        raise FileNotFoundError(f"{due}, which is not there: {cure}")
    pointer = "or, if it is a Git LFS pointer, git lfs pull"
    expect(is_zipfile(filename), f"{due}, which is not one: {cure}, {pointer}")
    try:
        with open(filename, "rb") as opened:
            file = np.load(opened, allow_pickle=False)
            arrays = {name: file[name] for name in names if name in file}
    except Exception:  # whose own words would advise to unpickle
        got = "damaged, or holds Python objects, which could run as programs"
        raise ValueError(f"{due}, which is {got}: {cure}") from None
    missing = ", ".join(name for name in names if name not in arrays)
    expect(not missing, f"{due}, without {missing}: give np.savez these names")
    return [np.asarray(array) for array in arrays.values()]


def expect_pixels(who: str, x: np.ndarray) -> None:
    """Raise a ValueError unless images are uint8 (N, 28, 28), 0 to 255."""
    got, cure = f"{x.dtype} {x.shape}", ""
    if x.dtype.kind in "biuf" and x.size:
        got += f" from {x.min()} to {x.max()}"
        cure = ", multiply by 255" if 0 < x.max() <= 1 else ""
        cure = cure if 0 <= x.min() <= x.max() <= 255 else ", scale to 0…255"
    if x.dtype != np.uint8:
        cure += ", make it .astype('uint8')"
    if x.shape[1:] != (28, 28):
        flat = 784 in (x.size, np.prod(x.shape[1:]))
        cure += ", .reshape(-1, 28, 28)" if flat else ", make it 28 x 28, grey"
    due = f"{who} expects images as uint8 (N, 28, 28), from 0 to 255"
    expect(not cure, f"{due}, got {got}: {cure[2:]}")


def expect_digits(who: str, y: np.ndarray) -> None:
    """Raise a ValueError unless labels are whole numbers (N,), 0 to 9."""
    got, cure = f"{y.dtype} {y.shape}", ""
    if y.ndim != 1:
        flat = y.size == max(y.shape, default=1)
        cure = "take .ravel()" if flat else "take .argmax(axis=1)"
    elif y.dtype.kind not in "iu":
        cure = "make it .astype(int)"
    elif y.size and not 0 <= y.min() <= y.max() <= 9:
        got, cure = f"{y.min()} to {y.max()}", "number the classes 0 to 9"
    due = f"{who} expects labels as whole numbers (N,), 0 to 9"
    expect(not cure, f"{due}, got {got}: {cure}")


class MNISTDataset(Dataset):
    """Handwritten digits from an npz file.

    Features are images (N, 1, 28, 28) in 0…1, labels one-hot (N, 10).

    The file holds x_train, x_test, uint8 of shape (N, 28, 28), and y_train,
    y_test, integers 0 to 9 of shape (N,). It is read without unpickling:
    opening it runs none of its content.

    Parameters
    ----------
    filename : str or path
        The npz file.
    batch_size : int, optional
        The number of images in a batch.

    Attributes
    ----------
    filename : str or path

    Raises
    ------
    FileNotFoundError
        If there is no such file.
    ValueError
        If the file is damaged, or does not hold what it should.
    """

    def __init__(self, filename: str | PathLike[str], batch_size: int = 1):
        self.filename = filename
        super().__init__(batch_size)

    def load(self) -> None:
        """Read the file, scale pixels to 0…1, and make labels one-hot."""
        who, names = "MNISTDataset", ["x_train", "y_train", "x_test", "y_test"]
        x_train, y_train, x_test, y_test = read_npz(who, self.filename, names)
        for x, y in ((x_train, y_train), (x_test, y_test)):
            expect_pixels(who, x)
            expect_digits(who, y)
        self.train_features = x_train[:, np.newaxis] / 255
        self.train_labels = np.eye(10)[y_train]
        self.test_features = x_test[:, np.newaxis] / 255
        self.test_labels = np.eye(10)[y_test]

    def estimate(self, predictions: Tensor) -> float:
        """Return the accuracy: the share of images that are read correctly.

        Parameters
        ----------
        predictions : Tensor, shape (N, 10)
            For all images of the chosen data, in order.

        Raises
        ------
        ValueError
            If the shape differs from that of the chosen labels.
        TypeError
            If `predictions` is not a Tensor.
        """
        expect_kind("estimate", predictions, Tensor, "wrap it in Tensor(...)")
        cure = "choose the data that they are for, by train() or eval()"
        expect_shape("estimate", predictions.data, self.labels, cure)
        said = predictions.data.argmax(axis=1)
        return float(np.mean(said == self.labels.argmax(axis=1)))
