"""The Dataset: features and labels in batches, to train and to test."""

from __future__ import annotations

from abc import ABC, abstractmethod
from math import ceil

import numpy as np

from tinynn.checks import expect, expect_samples, expect_whole
from tinynn.tensor import Tensor


class Dataset(ABC):
    """Training and test data that come in batches.

    Subclasses write `load`. A new dataset is set to its training data; `train`
    and `eval` choose, and look at what they choose. Its length is the number
    of batches, a shorter last one included.

    Parameters
    ----------
    batch_size : int, optional
        The number of samples in a batch.

    Attributes
    ----------
    batch_size : int
    train_features, train_labels, test_features, test_labels : ndarray
        Shapes (N, ...). What `load` sets; anything that `Tensor` takes will
        do.
    features, labels : ndarray
        The chosen ones.

    Raises
    ------
    ValueError
        If `batch_size` is not a positive whole number, or `load` does not
        bring numbers, all of them finite, at least one sample each, and as
        many labels as features.
    """

    train_features: np.ndarray
    train_labels: np.ndarray
    test_features: np.ndarray
    test_labels: np.ndarray

    def __init__(self, batch_size: int = 1):
        expect_whole("Dataset (batch size)", batch_size)
        self.batch_size = batch_size
        self.load()
        self.train()
        self._checked("test")

    @abstractmethod
    def load(self) -> None:
        """Set the four arrays of features and labels."""

    def train(self) -> None:
        """Choose the training data."""
        self.features, self.labels = self._checked("train")

    def eval(self) -> None:
        """Choose the test data."""
        self.features, self.labels = self._checked("test")

    def _checked(self, part: str) -> list[np.ndarray]:
        expect_whole("Dataset (batch size)", self.batch_size)
        names = [f"{part}_features", f"{part}_labels"]
        arrays = [expect_samples(self, name) for name in names]
        n, m = map(len, arrays)
        due = f"Dataset expects {' and '.join(names)} of equal length"
        expect(n == m, f"{due}, got {n} and {m}: give each sample its label")
        return arrays

    def shuffle(self) -> None:
        """Reorder and choose the training data, by NumPy's global stream."""
        order = np.random.permutation(len(self.train_features))
        self.train_features = self.train_features[order]
        self.train_labels = self.train_labels[order]
        self.train()

    def __len__(self) -> int:
        return ceil(len(self.features) / self.batch_size)

    def __getitem__(self, index: int) -> tuple[Tensor, Tensor]:
        if index not in range(len(self)):
            due = f"Dataset has batches 0 to {len(self) - 1}"
            raise IndexError(f"{due}, got number {index!s:.60}")
        rows = slice(index * self.batch_size, (index + 1) * self.batch_size)
        features = Tensor(self.features[rows], needs_grad=False)
        return features, Tensor(self.labels[rows], needs_grad=False)

    def items(self) -> tuple[Tensor, Tensor]:
        """Return all of the chosen data, as two tensors."""
        features = Tensor(self.features, needs_grad=False)
        return features, Tensor(self.labels, needs_grad=False)

    def shape(self) -> tuple[int, int]:
        """Return the sizes of one sample: (feature size, label size)."""
        features, labels = self.items()
        return features.size, labels.size

    def estimate(self, predictions: Tensor) -> float:
        """Say how good predictions for the chosen data are, if written."""
        got = f"{type(self).__name__} does not say how to judge predictions"
        raise NotImplementedError(f"{got}: write its estimate")
