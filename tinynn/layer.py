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
        When called with something other than a Tensor, or when `forward`
        returns something else.
    """

    training = True

    def __call__(self, x: Tensor) -> Tensor:
        """Compute `forward`; check that a Tensor goes in and comes out."""
        name = type(self).__name__
        expect(
            isinstance(x, Tensor),
            f"{name} expects a Tensor, got {type(x).__name__}: "
            "wrap it in Tensor(...)",
            TypeError,
        )
        output = self.forward(x)
        expect(
            isinstance(output, Tensor),
            f"{name} expects its forward to return a Tensor, got "
            f"{type(output).__name__}: return Tensor(data, (x,), gradient_fn)",
            TypeError,
        )
        return output

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
