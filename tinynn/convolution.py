"""Convolution: one small kernel slid over the whole image."""

from __future__ import annotations

import numpy as np

from tinynn.checks import expect_images, expect_whole
from tinynn.layer import Layer
from tinynn.tensor import Tensor


class Convolution(Layer):
    """Kernels slid over images, stride 1, no padding: weights are shared.

    As in all deep-learning libraries the kernel is not flipped
    (cross-correlation). All patches under the kernel are laid out as columns,
    so that one matrix product per image does the work (im2col; Chellapilla,
    Puri & Simard 2006). Weights start as in `Linear` (He et al. 2015), with
    fan-in in_channels * kernel_size ** 2; biases start at zero.

    Parameters
    ----------
    in_channels : int
        The number of maps that come in.
    out_channels : int
        The number of maps that go out, a kernel each.
    kernel_size : int
        The kernel's height and width.

    Attributes
    ----------
    in_channels, out_channels, kernel_size : int
    weight : Tensor
        Shape (out_channels, in_channels, kernel_size, kernel_size).
    bias : Tensor, shape (out_channels,)

    Raises
    ------
    ValueError
        If a size is not a positive whole number, or the input is not images
        (N, in_channels, H, W) at least as large as the kernel.
    """

    def __init__(self, in_channels: int, out_channels: int, kernel_size: int):
        expect_whole("Convolution", in_channels, out_channels, kernel_size)
        self.in_channels = in_channels
        self.out_channels = out_channels
        self.kernel_size = kernel_size
        shape = (out_channels, in_channels, kernel_size, kernel_size)
        fan_in = in_channels * kernel_size**2
        self.weight = Tensor(np.random.randn(*shape) * np.sqrt(2 / fan_in))
        self.bias = Tensor(np.zeros(out_channels))

    def forward(self, x: Tensor) -> Tensor:
        """Map (N, C, H, W) to (N, out_channels, H - k + 1, W - k + 1)."""
        k, out = self.kernel_size, self.out_channels
        expect_images("Convolution", x.data.shape, self.in_channels, k)
        N, C, H, W = x.data.shape
        OH, OW = H - k + 1, W - k + 1
        # A row for each weight of a kernel, and one of ones for the bias.
        size = C * k * k
        columns = self.workspace("columns", (N, size + 1, OH * OW))
        columns[:, size] = 1
        shifted = columns[:, :size].reshape(N, C, k, k, OH, OW)
        for i, j in np.ndindex(k, k):
            shifted[:, :, i, j] = x.data[:, :, i : i + OH, j : j + OW]
        kernels = self.weight.data.reshape(out, size)
        kernels = np.column_stack([kernels, self.bias.data])
        output = self.workspace("output", (N, out, OH * OW))
        np.matmul(kernels, columns, out=output)

        def gradient_fn(grad: np.ndarray) -> None:
            grad = grad.reshape(N, out, OH * OW)
            kernels_grad = (grad @ columns.swapaxes(1, 2)).sum(axis=0)
            weight_grad = kernels_grad[:, :size].reshape(out, C, k, k)
            self.weight.add_grad(weight_grad)
            self.bias.add_grad(kernels_grad[:, size])
            if x.needs_grad:
                columns_grad = kernels[:, :size].T @ grad
                shifted_grad = columns_grad.reshape(N, C, k, k, OH, OW)
                x_grad = np.zeros(x.data.shape)
                for i, j in np.ndindex(k, k):
                    part = np.s_[:, :, i : i + OH, j : j + OW]
                    x_grad[part] += shifted_grad[:, :, i, j]
                x.add_grad(x_grad)

        output = output.reshape(N, out, OH, OW)
        return Tensor(output, (self.weight, self.bias, x), gradient_fn)

    @property
    def parameters(self) -> list[Tensor]:
        """The weight and the bias."""
        return [self.weight, self.bias]

    def __repr__(self) -> str:
        weight, bias = self.weight.data.shape, self.bias.data.shape
        sizes = f"kernels={self.out_channels}, kernel size={self.kernel_size}"
        return f"Convolution[weight{weight}; bias{bias}; {sizes}]"
