"""The Optimizer: changes parameters so that the loss falls."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Iterable

from tinynn.checks import expect
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

    def __init__(self, parameters: Iterable[Tensor], lr: float) -> None:
        name = type(self).__name__
        expect(
            isinstance(parameters, Iterable),
            f"{name} expects a list of parameters, got "
            f"{type(parameters).__name__}: give it layer.parameters",
            TypeError,
        )
        self.parameters = list(parameters)
        expect(
            self.parameters,
            f"{name} expects parameters, got none: give it layer.parameters",
        )
        for each in self.parameters:
            expect(
                isinstance(each, Tensor),
                f"{name} expects Tensors, got {type(each).__name__} among the "
                "parameters: give it layer.parameters",
                TypeError,
            )
        expect(
            0 < lr < float("inf"),
            f"{name} expects a positive, finite lr, got {lr}: try 0.01",
        )
        # A layer used twice lists its parameters twice; one step is enough.
        self.parameters = list(dict.fromkeys(self.parameters))
        self.lr = lr

    def reset(self) -> None:
        """Clear the gradients of all parameters."""
        for parameter in self.parameters:
            parameter.grad = None

    @abstractmethod
    def step(self) -> None:
        """Change each parameter once, by its gradient."""
