"""The Tensor: an array that remembers how it was computed."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from math import prod
from typing import Any

import numpy as np

from tinynn.checks import expect_kind, expect_numbers, expect_shape


def topological_order(tensor: Any) -> list[Any]:
    """Return a tensor and all it was computed from, parents always first.

    Depth-first search with a stack of its own, so that no depth of graph
    overflows Python's (Cormen et al., "Introduction to Algorithms", 20.4).

    Parameters
    ----------
    tensor : Tensor
        Where the graph ends; anything with `parents` will do.

    Returns
    -------
    list of Tensor
        Each once; `tensor` itself is the last.
    """
    order, seen, stack = [], set(), [(tensor, False)]
    while stack:
        node, parents_done = stack.pop()
        if parents_done:
            order.append(node)
        elif node not in seen:
            seen.add(node)
            stack.append((node, True))
            stack.extend((parent, False) for parent in node.parents)
    return order


class Tensor:
    """A float64 array with a gradient and the way back to its parents.

    Parameters
    ----------
    data : array_like
        Numbers, of any shape. A float64 array is not copied: it shares its
        memory.
    parents : iterable of Tensor, optional
        The tensors that this one was computed from.
    gradient_fn : callable, optional
        Takes the gradient of this tensor, an array of its shape, and adds to
        each parent's what follows from it. It must not refer to this tensor
        itself: such a cycle would keep large arrays alive until the garbage
        collector runs.
    needs_grad : bool, optional
        False for data that nobody differentiates, so that layers can skip the
        work.

    Attributes
    ----------
    data : ndarray
        The values.
    grad : ndarray
        The gradient, of the shape of `data`; zeros before any backward. None
        clears it.
    gradient_fn, parents, needs_grad
        As given.

    Raises
    ------
    ValueError
        If `data` is not made of numbers, or its rows are of different lengths.
    TypeError
        If `parents` is a Tensor instead of a tuple of them.
    """

    # Without this, `array * tensor` would become an array of Tensors.
    __array_ufunc__ = None

    def __init__(
        self,
        data: Any,
        parents: Iterable[Tensor] = (),
        gradient_fn: Callable[[np.ndarray], None] | None = None,
        needs_grad: bool = True,
    ):
        cure = "write (x,) with its comma"
        expect_kind("Tensor (parents)", parents, Iterable, cure)
        self.data = expect_numbers("Tensor", data)
        self.parents = parents
        self.gradient_fn = gradient_fn
        self.needs_grad = needs_grad
        self._grad: np.ndarray | None = None

    @property
    def grad(self) -> np.ndarray:
        """The gradient, of the shape of `data`; zeros before any backward."""
        if self._grad is None:
            self._grad = np.zeros(self.data.shape)
        return self._grad

    @grad.setter
    def grad(self, value: np.ndarray | None) -> None:
        self._grad = value

    @property
    def size(self) -> int:
        """The size of one row, the product of all axes but the first."""
        return prod(self.data.shape[1:])

    def add_grad(self, grad: np.ndarray) -> None:
        """Add `grad` to the gradient, unless nobody needs it.

        ``tensor.grad += grad`` would need an array of zeros to add to; the
        first array that comes is kept instead, which saves making one. So the
        array must belong to nobody else.

        Raises
        ------
        ValueError
            If its shape is not that of `data`.
        """
        if self.needs_grad:
            expect_shape("add_grad", grad, self.data, "look at gradient_fn")
            total = grad if self._grad is None else self._grad + grad
            # Arrays of shape () add up to a plain number: make it one again.
            self._grad = np.asarray(total)

    def backward(self) -> None:
        """Fill the gradients of all that this one number was computed from.

        Starts from 1, clears the gradients of the results in between, and
        calls each `gradient_fn` once, after those of all tensors computed from
        it: in reverse topological order. Tensors that were not computed from
        others, such as weights, accumulate.

        Raises
        ------
        ValueError
            If this tensor has more than one element.
        """
        if self.data.size != 1:
            got = f"one element, got shape {self.data.shape}"
            raise ValueError(f"backward expects {got}: call it on the loss")
        order = topological_order(self)
        results = [each for each in order if each.gradient_fn]
        for tensor in results:
            tensor.grad = None
        self.grad = np.ones(self.data.shape)
        for tensor in reversed(results):
            tensor.gradient_fn(tensor.grad)

    def __add__(self, other: Tensor) -> Tensor:
        """Add element by element; both shapes must be equal."""
        expect_kind("Tensor +", other, Tensor, "wrap it in Tensor(...)")
        expect_shape("Tensor +", other.data, self.data, "make both equal")

        def gradient_fn(grad: np.ndarray) -> None:
            self.add_grad(grad.copy())
            other.add_grad(grad.copy())

        return Tensor(self.data + other.data, (self, other), gradient_fn)

    def __mul__(self, other: Tensor) -> Tensor:
        """Multiply element by element; both shapes must be equal."""
        expect_kind("Tensor *", other, Tensor, "wrap it in Tensor(...)")
        expect_shape("Tensor *", other.data, self.data, "make both equal")

        def gradient_fn(grad: np.ndarray) -> None:
            self.add_grad(grad * other.data)
            other.add_grad(grad * self.data)

        return Tensor(self.data * other.data, (self, other), gradient_fn)

    __radd__, __rmul__ = __add__, __mul__  # so that array + tensor is answered

    def __repr__(self) -> str:
        return f"Tensor({self.data})"
