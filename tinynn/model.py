"""The Model: a network, a loss, an optimizer, and the training loop."""

from __future__ import annotations

from abc import ABC, abstractmethod
from numbers import Integral

import numpy as np
from tqdm import tqdm

from tinynn.checks import expect
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
        If the optimizer has none of the layer's parameters.
    """

    def __init__(
        self, layer: Layer, loss_fn: Loss, optimizer: Optimizer
    ) -> None:
        kinds = {Layer: layer, Loss: loss_fn, Optimizer: optimizer}
        for kind, part in kinds.items():
            got = getattr(part, "__name__", type(part).__name__)
            expect(
                isinstance(part, kind),
                f"Model expects a layer, a loss and an optimizer, got {got} "
                f"as {kind.__name__}: mind the order, and () after a class",
                TypeError,
            )
        expect(
            {*layer.parameters} & {*optimizer.parameters},
            "Model expects an optimizer of this layer's parameters, got one "
            "of others: make it anew, from layer.parameters",
        )
        self.layer = layer
        self.loss_fn = loss_fn
        self.optimizer = optimizer
        self.history: list[float] = []

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
        expect(
            isinstance(epochs, Integral) and epochs >= 0,
            "train expects a whole number of epochs from 0 up, got "
            f"{epochs!r}: 10 goes through the data ten times",
        )
        self.layer.train()
        dataset.train()
        with tqdm(total=epochs * len(dataset)) as progress:
            for epoch in range(epochs):
                if shuffle:
                    dataset.shuffle()
                name = f"epoch {epoch + 1}/{epochs}"
                progress.set_description(name, refresh=False)
                total = 0.0
                for index in range(len(dataset)):
                    features, labels = dataset[index]
                    total += self._step(features, labels) * len(features.data)
                    progress.update()
                self.history.append(total / len(dataset.features))

    def _step(self, features: Tensor, labels: Tensor) -> float:
        # NumPy's warnings would say less than the sentence that follows.
        with np.errstate(over="ignore", invalid="ignore"):
            loss = self.loss_fn(self.layer(features), labels)
        expect(
            np.isfinite(loss.data),
            f"train expects a finite loss, got {loss.data}: "
            "lower the learning rate, or scale the features",
            FloatingPointError,
        )
        self.optimizer.reset()
        loss.backward()
        self.optimizer.step()
        return float(loss.data)

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
        self.layer.eval()
        dataset.eval()
        predictions, total = [], 0.0
        for index in range(len(dataset)):
            features, labels = dataset[index]
            p = self.layer(features)
            total += float(self.loss_fn(p, labels).data) * len(features.data)
            predictions.append(p.data)
        loss = total / len(dataset.features)
        return Tensor(np.concatenate(predictions)), Tensor(loss)
