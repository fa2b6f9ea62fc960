"""Measures chapter 25's network: a training step, and the memory that evaluation takes.

python book/bench.py

One thread, float64. What is compared runs in turns, round after round, so that whatever else the
machine does hits all alike; the ratios are what counts. PyTorch joins in where it is installed.
"""

import os

os.environ["OPENBLAS_NUM_THREADS"] = "1"  # before NumPy is imported: one thread for all
os.environ["OMP_NUM_THREADS"] = "1"
os.environ["TQDM_DISABLE"] = "1"

import statistics  # noqa: E402
import time  # noqa: E402
import tracemalloc  # noqa: E402

import numpy as np  # noqa: E402

from growth import ROOT  # noqa: E402
from tinynn import (  # noqa: E402
    CELoss,
    Convolution,
    Dropout,
    Flatten,
    Linear,
    MaxPool,
    MNISTDataset,
    NNModel,
    ReLU,
    Sequential,
    SGDOptimizer,
    Tensor,
)

STEPS = {2: 200, 64: 10}  # batch size: steps in a round
ROUNDS = 15


class LoopConvolution(Convolution):
    """Convolution by loops over the positions of the kernel, all images at once."""

    def forward(self, x):
        """Map (N, C, H, W) to (N, out_channels, H - k + 1, W - k + 1)."""
        k, kernels = self.kernel_size, self.weight.data.reshape(self.out_channels, -1)
        N, C, H, W = x.data.shape
        output = np.zeros((N, self.out_channels, H - k + 1, W - k + 1))
        for i, j in np.ndindex(output.shape[2:]):
            patch = x.data[:, :, i : i + k, j : j + k].reshape(N, -1)
            output[:, :, i, j] = patch @ kernels.T + self.bias.data

        def gradient_fn(grad):
            kernels_grad = np.zeros(kernels.shape)
            for i, j in np.ndindex(grad.shape[2:]):
                patch = x.data[:, :, i : i + k, j : j + k].reshape(N, -1)
                kernels_grad += grad[:, :, i, j].T @ patch
                if x.needs_grad:
                    patch_grad = grad[:, :, i, j] @ kernels
                    x.grad[:, :, i : i + k, j : j + k] += patch_grad.reshape(N, C, k, k)
            self.weight.add_grad(kernels_grad.reshape(self.weight.data.shape))
            self.bias.add_grad(grad.sum(axis=(0, 2, 3)))

        return Tensor(output, (self.weight, self.bias, x), gradient_fn)


class LoopMaxPool(MaxPool):
    """Max pooling by loops over the windows, all images and channels at once."""

    def forward(self, x):
        """Map (N, C, H, W) to (N, C, H // pool_size, W // pool_size)."""
        k = self.pool_size
        N, C, H, W = x.data.shape
        output = np.zeros((N, C, H // k, W // k))
        winners = np.zeros(output.shape, dtype=int)
        for i, j in np.ndindex(output.shape[2:]):
            window = x.data[:, :, i * k : (i + 1) * k, j * k : (j + 1) * k].reshape(N, C, -1)
            winners[:, :, i, j] = window.argmax(axis=2)
            output[:, :, i, j] = window.max(axis=2)

        def gradient_fn(grad):
            n, c = np.ogrid[:N, :C]
            x_grad = np.zeros(x.data.shape)
            for i, j in np.ndindex(grad.shape[2:]):
                u, v = divmod(winners[:, :, i, j], k)
                x_grad[n, c, i * k + u, j * k + v] = grad[:, :, i, j]
            x.add_grad(x_grad)

        return Tensor(output, (x,), gradient_fn)


def network(convolution=Convolution, pool=MaxPool):
    """Return chapter 25's network, made of the given layers."""
    return Sequential([
        convolution(1, 16, 3), pool(2), Flatten(), Dropout(0.2),
        Linear(2704, 64), ReLU(), Linear(64, 10),
    ])  # fmt: skip


def batch(size):
    """Return random images and one-hot labels."""
    images, labels = np.random.rand(size, 1, 28, 28), np.random.randint(0, 10, size)
    return images, np.eye(10)[labels]


def tinynn_step(layer, size):
    """Return a function that makes one training step."""
    images, labels = (Tensor(data, needs_grad=False) for data in batch(size))
    loss_fn, optimizer = CELoss(), SGDOptimizer(layer.parameters, lr=0.01)

    def step():
        loss = loss_fn(layer(images), labels)
        optimizer.reset()
        loss.backward()
        optimizer.step()

    return step


def torch_step(torch, size):
    """Return a function that makes the same step in PyTorch eager, float64."""
    nn = torch.nn
    layer = nn.Sequential(
        nn.Conv2d(1, 16, 3), nn.MaxPool2d(2), nn.Flatten(), nn.Dropout(0.2),
        nn.Linear(2704, 64), nn.ReLU(), nn.Linear(64, 10),
    ).double()  # fmt: skip
    images, labels = (torch.from_numpy(data) for data in batch(size))
    loss_fn, optimizer = nn.CrossEntropyLoss(), torch.optim.SGD(layer.parameters(), lr=0.01)

    def step():
        loss = loss_fn(layer(images), labels)
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()

    return step


def milliseconds(functions, repeats, rounds=ROUNDS):
    """Time functions in turns; return for each its time a call in every round."""
    times = {name: [] for name in functions}
    for _ in range(rounds):
        for name, function in functions.items():
            function()
            start = time.perf_counter()
            for _ in range(repeats):
                function()
            times[name].append((time.perf_counter() - start) / repeats * 1000)
    return times


def evaluation_peak(layer, batch_size):
    """Return the most memory, in MB, that evaluating 1,000 images takes beyond the data."""
    dataset = MNISTDataset(ROOT / "data" / "tinymnist.npz", batch_size)
    model = NNModel(layer, CELoss(), SGDOptimizer(layer.parameters, lr=0.01))
    tracemalloc.start()
    model.test(dataset)
    peak = tracemalloc.get_traced_memory()[1] / 1e6
    tracemalloc.stop()
    return peak


def main():
    """Print the table."""
    try:
        import torch

        torch.set_num_threads(1)
    except ImportError:
        torch = None
        print("PyTorch is not installed here: the comparison with it is left out.\n")

    loops = network(LoopConvolution, LoopMaxPool)
    for size, repeats in STEPS.items():
        steps = {"tinynn": tinynn_step(network(), size), "loops": tinynn_step(loops, size)}
        if torch:
            steps[f"PyTorch {torch.__version__}"] = torch_step(torch, size)
        times = milliseconds(steps, repeats)
        print(f"A training step at batch size {size} (median of {ROUNDS} rounds, and the best)")
        for name, spent in times.items():
            # A round's ratio compares neighbours in time; their median shrugs off disturbances.
            ratios = [own / other for own, other in zip(times["tinynn"], spent, strict=True)]
            print(f"  {name:18} {statistics.median(spent):8.3f} ms  {min(spent):8.3f} ms"
                  f"   tinynn takes {statistics.median(ratios):.2f} of it")  # fmt: skip
        print()

    print("Evaluating 1,000 images: peak memory beyond the data")
    for name, layer, size in (
        ("loops, all at once", loops, 1000), ("tinynn, all at once", network(), 1000),
        ("tinynn, by 100", network(), 100), ("tinynn, by 2", network(), 2),
    ):  # fmt: skip
        print(f"  {name:20} {evaluation_peak(layer, size):8.1f} MB")


if __name__ == "__main__":
    main()
