"""Chapter 25's network with the published arithmetic, and its faults mended one after the other.

The faults and the starting weights are those of appendix A. Every mending keeps the ones before
it, and a seed gives each of them the same starting weights and the same dropout draws. What comes
of the library's own starting weights as well is in chapter 25's study, as pooling "MaxPool".
Accuracies are in percent; the losses are those of the test images and of the last epoch.
"""

import numpy as np

from tinynn import (
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


class TwiceDivided(Convolution):
    """Fault 1: the gradients are divided by the batch size, which the loss has done already."""

    def forward(self, x):
        """Convolve as Convolution does; only the way back differs."""
        p = super().forward(x)
        right = p.gradient_fn

        def gradient_fn(grad):
            right(grad / len(x.data))

        p.gradient_fn = gradient_fn
        return p


class AllWinners(MaxPool):
    """Fault 2: in a tie, every winner takes the whole gradient."""

    def forward(self, x):
        """Pool as MaxPool does; only the way back differs."""
        p = super().forward(x)
        block = np.ones((1, 1, self.pool_size, self.pool_size))
        winners = x.data == np.kron(p.data, block)

        def gradient_fn(grad):
            x.add_grad(winners * np.kron(grad, block))

        p.gradient_fn = gradient_fn
        return p


class Unscaled(Dropout):
    """Fault 3: what stays is not divided by 1 - rate."""

    def forward(self, x):
        """Drop as Dropout does, and leave the others as they are."""
        if not self.training:
            return x
        kept = np.random.random(x.data.shape) > self.dropout_rate

        def gradient_fn(grad):
            x.add_grad(grad * kept)

        return Tensor(x.data * kept, (x,), gradient_fn)


# What is mended so far: the three layers.
LAYERS = {
    "published": (TwiceDivided, AllWinners, Unscaled),
    "convolution": (Convolution, AllWinners, Unscaled),
    "pooling": (Convolution, MaxPool, Unscaled),
    "dropout": (Convolution, MaxPool, Dropout),
}
RUNS = [{"mended": name, "seed": seed} for seed in (99, *range(9)) for name in LAYERS]


def start(layer, seed):
    """Draw the published starting weights, in the published order."""
    convolution, first, second = (layer.layers[place] for place in (0, 4, 6))
    np.random.seed(int(seed))
    convolution.weight.data = np.random.rand(16, 1, 3, 3) * np.sqrt(2 / 9)
    for linear in (first, second):
        shape = linear.weight.data.shape
        linear.weight.data = np.random.rand(*shape) / shape[1]
        linear.bias.data = np.random.rand(shape[0])


def run(mended, seed, data):
    """Train as chapter 25 does; return accuracies and losses."""
    convolution, pool, dropout = LAYERS[mended]
    dataset = MNISTDataset(data / "tinymnist.npz", 2)
    layer = Sequential([
        convolution(1, 16, 3), pool(2), Flatten(), dropout(0.2),
        Linear(2704, 64), ReLU(), Linear(64, 10),
    ])  # fmt: skip
    start(layer, seed)
    model = NNModel(layer, CELoss(), SGDOptimizer(layer.parameters, lr=0.01))
    model.train(dataset, 10)
    predictions, loss = model.test(dataset)
    test = dataset.estimate(predictions)
    dataset.train()
    training = dataset.estimate(layer(dataset.items()[0]))
    results = {"training": f"{training * 100:.2f}", "test": f"{test * 100:.2f}"}
    return {**results, "loss": f"{loss.data:.4f}", "last epoch": f"{model.history[-1]:.4f}"}
