"""The Layer: what every part of a network has in common."""

from __future__ import annotations

from abc import ABC, abstractmethod

from tinynn.checks import expect
from tinynn.tensor import Tensor


class Layer(ABC):
    """A step of a network: takes a Tensor, returns a Tensor.

    Subclasses write `forward`; those with something to learn also override
    `parameters`. One without a `__repr__` of its own is silent: a printed
    `Sequential` leaves it out.

    Attributes
    ----------
    training : bool
        True while training, False while evaluating; some layers act
        differently.

    Raises
    ------
    TypeError
        When called with something other than a Tensor.
    """

    training = True

    def __call__(self, x: Tensor) -> Tensor:
        """Check that `x` is a Tensor, then compute `forward`."""
        expect(
            isinstance(x, Tensor),
            f"{type(self).__name__} expects a Tensor, got {type(x).__name__}: "
            "wrap it in Tensor(...)",
            TypeError,
        )
        return self.forward(x)

    @abstractmethod
    def forward(self, x: Tensor) -> Tensor:
        """Compute the output; the first axis of `x` counts the samples."""

    @property
    def parameters(self) -> list[Tensor]:
        """The tensors that an optimizer may change; none unless overridden."""
        return []

    def train(self) -> None:
        """Switch to training."""
        self.training = True

    def eval(self) -> None:
        """Switch to evaluation."""
        self.training = False

    def __repr__(self) -> str:
        return ""
