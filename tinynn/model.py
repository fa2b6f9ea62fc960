"""The Model: a network, a loss, an optimizer, and the training loop."""

from __future__ import annotations

from abc import ABC, abstractmethod

import numpy as np
from tqdm import tqdm

from tinynn.checks import expect, expect_finite, expect_kind, expect_whole
from tinynn.dataset import Dataset
from tinynn.layer import Layer
from tinynn.loss import Loss
from tinynn.optimizer import Optimizer
from tinynn.tensor import Tensor


class Model(ABC):
    """What is trained and tested: a layer, a loss and an optimizer.

    Subclasses write `train` and `test`.

    Parameters
    ----------
    layer : Layer
        The network.
    loss_fn : Loss
        What says how wrong its predictions are.
    optimizer : Optimizer
        What changes the network's parameters.

    Attributes
    ----------
    layer : Layer
    loss_fn : Loss
    optimizer : Optimizer
    history : list of float
        The mean training loss of each epoch so far.

    Raises
    ------
    TypeError
        If one of the three is of another kind.
    ValueError
        If the optimizer has parameters that are not the layer's.
    """

    def __init__(self, layer: Layer, loss_fn: Loss, optimizer: Optimizer):
        self.layer, self.loss_fn, self.optimizer = layer, loss_fn, optimizer
        self.history: list[float] = []
        self.check()

    def check(self) -> None:
        """Raise one of these errors unless all three still fit together."""
        cure = "give Model a layer, a loss and an optimizer, in this order"
        expect_kind("Model", self.layer, Layer, cure)
        expect_kind("Model", self.loss_fn, Loss, cure)
        expect_kind("Model", self.optimizer, Optimizer, cure)
        self.optimizer.check()
        strangers = {*self.optimizer.parameters} - {*self.layer.parameters}
        due = "Model expects an optimizer of this layer's parameters"
        cure = "make it anew, from layer.parameters"
        expect(not strangers, f"{due}, got one of others: {cure}")

    @abstractmethod
    def train(self, dataset: Dataset, epochs: int) -> None:
        """Train on the dataset's training data."""

    @abstractmethod
    def test(self, dataset: Dataset) -> tuple[Tensor, Tensor]:
        """Return predictions for the dataset's test data, and their loss."""


class NNModel(Model):
    """A neural network: predict, compare, go back, step."""

    def train(
        self, dataset: Dataset, epochs: int, shuffle: bool = False
    ) -> None:
        """Go through the training data `epochs` times; append to `history`.

        Parameters
        ----------
        dataset : Dataset
            Where the batches come from; set to its training data.
        epochs : int
            The number of passes, 0 or more.
        shuffle : bool, optional
            Whether to reorder the training data before each pass.

        Raises
        ------
        ValueError
            If `epochs` is not a whole number from 0 up.
        FloatingPointError
            If the loss is no longer finite; the parameters are left as before
            that batch.
        """
        self.check()
        expect_kind("train", dataset, Dataset, "write a subclass of it")
        expect_whole("train (epochs)", epochs, least=0)
        self.layer.train()
        dataset.train()
        with tqdm(total=epochs * len(dataset)) as progress:
            for epoch in range(epochs):
                if shuffle:
                    dataset.shuffle()
                progress.set_description(f"epoch {epoch + 1}/{epochs}", False)
                total = 0.0
                for index in range(len(dataset)):
                    features, labels = dataset[index]
                    total += self._step(features, labels) * len(features.data)
                    progress.update()
                self.history.append(total / len(dataset.features))

    # Where numbers overflow, expect_finite says more than NumPy's warnings.
    @np.errstate(over="ignore", invalid="ignore")
    def _step(self, features: Tensor, labels: Tensor) -> float:
        loss = self.loss_fn(self.layer(features), labels)
        expect_finite("train", loss.data)
        self.optimizer.reset()
        loss.backward()
        self.optimizer.step()
        return float(loss.data)

    @np.errstate(over="ignore", invalid="ignore")
    def test(self, dataset: Dataset) -> tuple[Tensor, Tensor]:
        """Predict the test data in batches; all stays set to evaluation.

        Parameters
        ----------
        dataset : Dataset
            Where the batches come from; set to its test data.

        Returns
        -------
        predictions : Tensor, shape (N, ...)
            For all N test samples, in order.
        loss : Tensor, a scalar
            The mean loss.
        """
        expect_kind("test", dataset, Dataset, "write a subclass of it")
        self.layer.eval()
        dataset.eval()
        predictions, total = [], 0.0
        for index in range(len(dataset)):
            features, labels = dataset[index]
            p = self.layer(features)
            total += float(self.loss_fn(p, labels).data) * len(features.data)
            predictions.append(p.data)
        loss = total / len(dataset.features)
        expect_finite("test", loss)
        return Tensor(np.concatenate(predictions)), Tensor(loss)
