"""Convolution: one small kernel slid over the whole image."""

from __future__ import annotations

from numbers import Integral

import numpy as np

from tinynn.checks import expect
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
    in_channels, out_channels : int
        The numbers of maps that come in and go out; one kernel for each that
        goes out.
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

    def __init__(
        self, in_channels: int, out_channels: int, kernel_size: int
    ) -> None:
        for size in (in_channels, out_channels, kernel_size):
            expect(
                isinstance(size, Integral) and size > 0,
                "Convolution expects sizes that are whole numbers from 1 up, "
                f"got {size!r}",
            )
        self.in_channels = in_channels
        self.out_channels = out_channels
        self.kernel_size = kernel_size
        shape = (out_channels, in_channels, kernel_size, kernel_size)
        fan_in = in_channels * kernel_size**2
        self.weight = Tensor(np.random.randn(*shape) * np.sqrt(2 / fan_in))
        self.bias = Tensor(np.zeros(out_channels))

    def forward(self, x: Tensor) -> Tensor:
        """Map (N, C, H, W) to (N, out_channels, H - k + 1, W - k + 1)."""
        k = self.kernel_size
        expect(
            x.data.ndim == 4
            and x.data.shape[1] == self.in_channels
            and min(x.data.shape[2:]) >= k,
            f"Convolution expects (N, {self.in_channels}, H, W), H and W from "
            f"{k} up, got {x.data.shape}: reshape, or match the channels",
        )
        N, C, H, W = x.data.shape
        OH, OW = H - k + 1, W - k + 1
        slide = np.lib.stride_tricks.sliding_window_view
        patches = slide(x.data, (OH, OW), axis=(2, 3))
        columns = patches.reshape(N, C * k * k, OH * OW)
        kernels = self.weight.data.reshape(self.out_channels, C * k * k)
        output = kernels @ columns
        output += self.bias.data[:, np.newaxis]

        def gradient_fn(grad: np.ndarray) -> None:
            grad = grad.reshape(N, self.out_channels, OH * OW)
            weight_grad = (grad @ columns.transpose(0, 2, 1)).sum(axis=0)
            self.weight.add_grad(weight_grad.reshape(self.weight.data.shape))
            self.bias.add_grad(grad.sum(axis=(0, 2)))
            if x.needs_grad:
                patch_grads = (kernels.T @ grad).reshape(patches.shape)
                x_grad = np.zeros(x.data.shape)
                for i, j in np.ndindex(k, k):
                    part = np.s_[:, :, i : i + OH, j : j + OW]
                    x_grad[part] += patch_grads[:, :, i, j]
                x.add_grad(x_grad)

        output = output.reshape(N, self.out_channels, OH, OW)
        return Tensor(output, (self.weight, self.bias, x), gradient_fn)

    @property
    def parameters(self) -> list[Tensor]:
        """The weight and the bias."""
        return [self.weight, self.bias]

    def __repr__(self) -> str:
        return (
            f"Convolution[weight{self.weight.data.shape}; "
            f"bias{self.bias.data.shape}; "
            f"kernels={self.out_channels}, kernel size={self.kernel_size}]"
        )
