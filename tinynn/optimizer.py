"""The Optimizer: changes parameters so that the loss falls."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Iterable
from numbers import Number

from tinynn.checks import expect, expect_kind, expect_list
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
        If `parameters` is not iterable, something in it is not a Tensor, or
        `lr` is not a number.
    """

    def __init__(self, parameters: Iterable[Tensor], lr: float):
        name, cure = type(self).__name__, "give it layer.parameters"
        parameters = expect_list(name, parameters, Tensor, cure)
        # A layer used twice lists its parameters twice; one step is enough.
        self.parameters = list(dict.fromkeys(parameters))
        expect(parameters, f"{name} expects parameters, got none: {cure}")
        self.lr = lr
        self.check()
        expect(lr, f"{name} expects a positive, finite lr, got 0: try 0.01")

    def check(self) -> None:
        """Raise an error unless `lr` is usable; a schedule may end at 0."""
        name = type(self).__name__
        expect_kind(f"{name} (lr)", self.lr, Number, "try 0.01")
        due, usable = "a positive, finite lr", 0 <= self.lr < float("inf")
        expect(usable, f"{name} expects {due}, got {self.lr!s:.60}: try 0.01")

    def reset(self) -> None:
        """Clear the gradients of all parameters."""
        for parameter in self.parameters:
            parameter.grad = None

    @abstractmethod
    def step(self) -> None:
        """Change each parameter once, by its gradient."""
