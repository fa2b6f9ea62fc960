"""The Layer: what every part of a network has in common."""

from __future__ import annotations

from abc import ABC, abstractmethod
from math import prod
from sys import getrefcount

import numpy as np

from tinynn.checks import expect_kind
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
        expect_kind(name, x, Tensor, "wrap it in Tensor(...)")
        output = self.forward(x)
        cure = "let forward return Tensor(data, (x,), gradient_fn)"
        expect_kind(name, output, Tensor, cure)
        return output

    @abstractmethod
    def forward(self, x: Tensor) -> Tensor:
        """Compute the output; the first axis of `x` counts the samples."""

    @property
    def parameters(self) -> list[Tensor]:
        """The tensors that an optimizer may change; none unless overridden."""
        return []

    def train(self) -> None:
        """Switch to training, with all layers that this one holds.

        As attributes, or in lists, tuples and dicts, however nested. A layer
        that holds others in another way needs a `train` and an `eval` of its
        own.
        """
        self._switch(True)

    def eval(self) -> None:
        """Switch to evaluation, with all layers that this one holds."""
        self._switch(False)

    def _switch(self, training: bool) -> None:
        self.training = training
        parts: list[object] = [vars(self)]
        for part in parts:  # which grows meanwhile
            if isinstance(part, Layer):
                part.train() if training else part.eval()
            elif isinstance(part, (list, tuple, dict)):
                parts += part.values() if isinstance(part, dict) else part

    def workspace(self, name: str, shape: tuple[int, ...]) -> np.ndarray:
        """Return memory to write a result into: an array, its values unset.

        While training it is last time's, if that is large enough and nobody
        holds it any more; so an array that anyone holds, or any view of it,
        never changes. A step that gets its large arrays from here asks the
        system for none, which would come page by page (the last chapter's
        network at batch size 2 with new ones each time: some 700 page faults a
        step, twice the time). While evaluating it is always new: a batch may
        be large then, and comes once.

        Parameters
        ----------
        name : str
            What it is for; each purpose has memory of its own.
        shape : tuple of int
        """
        if not self.training:
            return np.empty(shape)
        memory = vars(self).setdefault(f"_{name}", [np.empty(0)])
        size = prod(shape)
        # Two hold an array that nobody holds: the list, and who counts.
        if memory[0].size < size or getrefcount(memory[0]) > 2:
            memory[0] = np.empty(size)
        array: np.ndarray = memory[0][:size]
        return array.reshape(shape)

    def __repr__(self) -> str:
        return ""
