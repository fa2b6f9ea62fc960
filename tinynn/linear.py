"""The fully connected layer."""

from __future__ import annotations

import numpy as np

from tinynn.checks import expect_rows, expect_whole
from tinynn.layer import Layer
from tinynn.tensor import Tensor


class Linear(Layer):
    """Weighted sums of all inputs plus a bias: ``x @ weight.T + bias``.

    Weights start as random normal numbers times sqrt(2 / in_size) (He et al.
    2015, "Delving Deep into Rectifiers"), drawn from NumPy's global stream;
    biases start at zero.

    Parameters
    ----------
    in_size : int
        The number of inputs.
    out_size : int
        The number of outputs, a neuron each.

    Attributes
    ----------
    weight : Tensor, shape (out_size, in_size)
    bias : Tensor, shape (out_size,)

    Raises
    ------
    ValueError
        If a size is not a positive whole number, or the input is not (N,
        in_size).
    """

    def __init__(self, in_size: int, out_size: int):
        expect_whole("Linear", in_size, out_size)
        weight = np.random.randn(out_size, in_size) * np.sqrt(2 / in_size)
        self.weight = Tensor(weight)
        self.bias = Tensor(np.zeros(out_size))

    def forward(self, x: Tensor) -> Tensor:
        """Map (N, in_size) to (N, out_size)."""
        expect_rows("Linear", x.data.shape, self.weight.size)

        def gradient_fn(grad: np.ndarray) -> None:
            memory = self.workspace("weight.grad", self.weight.data.shape)
            self.weight.add_grad(np.matmul(grad.T, x.data, out=memory))
            self.bias.add_grad(grad.sum(axis=0))
            if x.needs_grad:
                x.add_grad(grad @ self.weight.data)

        output = x.data @ self.weight.data.T + self.bias.data
        return Tensor(output, (self.weight, self.bias, x), gradient_fn)

    @property
    def parameters(self) -> list[Tensor]:
        """The weight and the bias."""
        return [self.weight, self.bias]

    def __repr__(self) -> str:
        weight, bias = self.weight.data.shape, self.bias.data.shape
        return f"Linear[weight{weight}; bias{bias}]"
