"""Handwritten digits."""

from __future__ import annotations

from os import PathLike

import numpy as np

from tinynn.checks import expect
from tinynn.dataset import Dataset
from tinynn.tensor import Tensor


class MNISTDataset(Dataset):
    """Handwritten digits from an npz file: features (N, 1, 28, 28) in 0…1, one-hot labels (N, 10).

    The file holds x_train, x_test, uint8 of shape (N, 28, 28), and y_train, y_test, integers
    0 to 9 of shape (N,). It is read without unpickling: opening it runs none of its content.

    Parameters
    ----------
    filename : str or path
        The npz file.
    batch_size : int, optional
        The number of images in a batch.

    Raises
    ------
    FileNotFoundError
        If there is no such file.
    ValueError
        If the file is damaged, or does not hold what it should.
    """

    def __init__(self, filename: str | PathLike[str], batch_size: int = 1) -> None:
        self.filename = filename
        super().__init__(batch_size)

    def load(self) -> None:
        """Read the file, scale pixels to 0…1, and make labels one-hot."""
        remedy = "take data/tinymnist.npz of this book, or run data/make_tinymnist.py"
        try:
            with np.load(self.filename, allow_pickle=False) as file:
                x_train, y_train = file["x_train"], file["y_train"]
                x_test, y_test = file["x_test"], file["y_test"]
        except FileNotFoundError:
            message = f"MNISTDataset expects a file {self.filename}, found none: {remedy}"
            raise FileNotFoundError(message) from None
        except Exception as error:  # whatever is wrong with the bytes, one sentence must do
            message = f"MNISTDataset expects an intact npz file, got {self.filename} ({error})"
            raise ValueError(f"{message}: {remedy}") from None

        for x, y in ((x_train, y_train), (x_test, y_test)):
            expect(
                x.dtype == np.uint8 and x.shape[1:] == (28, 28),
                f"MNISTDataset expects images as uint8 (N, 28, 28), got {x.dtype} {x.shape} "
                f"in {self.filename}: {remedy}",
            )
            expect(
                y.dtype.kind in "iu" and y.ndim == 1 and np.all((y >= 0) & (y <= 9)),
                f"MNISTDataset expects labels as integers (N,) from 0 to 9, got {y.dtype} "
                f"{y.shape} or numbers out of range in {self.filename}: {remedy}",
            )
        self.train_features = x_train[:, np.newaxis] / 255
        self.train_labels = np.eye(10)[y_train]
        self.test_features = x_test[:, np.newaxis] / 255
        self.test_labels = np.eye(10)[y_test]

    def estimate(self, predictions: Tensor) -> float:
        """Return the accuracy: the share of images whose largest prediction is their label.

        Parameters
        ----------
        predictions : Tensor, shape (N, 10)
            For all images of the chosen data, in order.

        Raises
        ------
        ValueError
            If the shape differs from that of the chosen labels.
        """
        expect(
            predictions.data.shape == self.labels.shape,
            f"estimate expects predictions {self.labels.shape} for the chosen data, got "
            f"{predictions.data.shape}: call train() or eval() to choose the data they are for",
        )
        return float(np.mean(predictions.data.argmax(axis=1) == self.labels.argmax(axis=1)))
