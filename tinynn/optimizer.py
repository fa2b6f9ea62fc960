"""The Optimizer: changes parameters so that the loss falls."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Iterable

from tinynn.checks import expect, expect_list
from tinynn.tensor import Tensor


class Optimizer(ABC):
    """What all optimizers have in common: parameters, and a learning rate.

    Subclasses write `step`.

    Parameters
    ----------
    parameters : iterable of Tensor
        What may be changed; at least one.
    lr : float
        The learning rate: positive and finite.

    Attributes
    ----------
    parameters : list of Tensor
        What may be changed, each once.
    lr : float
        The learning rate. A schedule sets it between epochs.

    Raises
    ------
    ValueError
        If there are no parameters, or the learning rate is not positive and
        finite.
    TypeError
        If `parameters` is not iterable, or something in it is not a Tensor.
    """

    def __init__(self, parameters: Iterable[Tensor], lr: float):
        name, cure = type(self).__name__, "give it layer.parameters"
        parameters = expect_list(name, parameters, Tensor, cure)
        # A layer used twice lists its parameters twice; one step is enough.
        self.parameters = list(dict.fromkeys(parameters))
        expect(parameters, f"{name} expects parameters, got none: {cure}")
        self.lr = lr
        self.check()

    def check(self) -> None:
        """Raise a ValueError unless the learning rate is usable."""
        due = f"{type(self).__name__} expects a positive, finite lr"
        positive = 0 < self.lr < float("inf")
        expect(positive, f"{due}, got {self.lr}: try 0.01")

    def reset(self) -> None:
        """Clear the gradients of all parameters."""
        for parameter in self.parameters:
            parameter.grad = None

    @abstractmethod
    def step(self) -> None:
        """Change each parameter once, by its gradient."""
