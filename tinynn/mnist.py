"""Handwritten digits."""

from __future__ import annotations

from os import PathLike

import numpy as np

from tinynn.checks import expect
from tinynn.dataset import Dataset
from tinynn.tensor import Tensor


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

    def __init__(
        self, filename: str | PathLike[str], batch_size: int = 1
    ) -> None:
        self.filename = filename
        super().__init__(batch_size)

    def load(self) -> None:
        """Read the file, scale pixels to 0…1, and make labels one-hot."""
        remedy = "use data/tinymnist.npz, or run data/make_tinymnist.py"
        try:
            with open(self.filename, "rb") as file:
                arrays = np.load(file, allow_pickle=False)
                x_train, y_train = arrays["x_train"], arrays["y_train"]
                x_test, y_test = arrays["x_test"], arrays["y_test"]
        except FileNotFoundError:
            message = f"MNISTDataset found no file {self.filename}: {remedy}"
            raise FileNotFoundError(message) from None
        # Whatever is wrong with the bytes, the reader needs one sentence.
        except Exception as error:
            raise ValueError(
                "MNISTDataset expects an npz file with x_train, y_train, "
                f"x_test, y_test, got {self.filename} ({error}): {remedy}"
            ) from None

        for x, y in ((x_train, y_train), (x_test, y_test)):
            expect(
                x.dtype == np.uint8 and x.shape[1:] == (28, 28),
                "MNISTDataset expects images as uint8 (N, 28, 28), got "
                f"{x.dtype} {x.shape} in {self.filename}: {remedy}",
            )
            classes = np.unique(y).tolist()
            expect(
                y.dtype.kind in "iu"
                and y.ndim == 1
                and set(classes) <= {*range(10)},
                "MNISTDataset expects labels (N,) that are integers 0 to 9, "
                f"got {y.dtype} {y.shape} with {classes[:12]} in "
                f"{self.filename}: {remedy}",
            )
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
        expect(
            isinstance(predictions, Tensor),
            f"estimate expects a Tensor, got {type(predictions).__name__}",
            TypeError,
        )
        expect(
            predictions.data.shape == self.labels.shape,
            f"estimate expects predictions {self.labels.shape}, got "
            f"{predictions.data.shape}: choose their data, train() or eval()",
        )
        said = predictions.data.argmax(axis=1)
        return float(np.mean(said == self.labels.argmax(axis=1)))
