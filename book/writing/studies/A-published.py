"""Chapter 25's network with the published arithmetic, and its faults mended one after the other.

The faults and the starting weights are those of appendix A. Every mending keeps the ones before
it, and a seed gives each of them the same starting weights and the same dropout draws. What comes
of the library's own starting weights as well is in chapter 25's study, as pooling "MaxPool".
Accuracies are in percent; the losses are those of the test images and of the last epoch.
"""

import numpy as np

import tinynn as nn
from book.writing.studies.shared import AllWinners, Unscaled, digits, model, on_training, percent


class TwiceDivided(nn.Convolution):
    """Fault 1: the gradients are divided by the batch size, which the loss has done already."""

    def forward(self, x):
        """Convolve as Convolution does; only the way back differs."""
        p = super().forward(x)
        right = p.gradient_fn
        assert right

        def gradient_fn(grad):
            right(grad / len(x.data))

        p.gradient_fn = gradient_fn
        return p


# What is mended so far, of faults 1, 2 and 3: the three layers.
LAYERS: dict[str, tuple[type, ...]] = {
    "published": (TwiceDivided, AllWinners, Unscaled),
    "convolution": (nn.Convolution, AllWinners, Unscaled),
    "pooling": (nn.Convolution, nn.MaxPool, Unscaled),
    "dropout": (nn.Convolution, nn.MaxPool, nn.Dropout),
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
    dataset = digits(data, seed)
    network = model([
        convolution(1, 16, 3), pool(2), nn.Flatten(), dropout(0.2),
        nn.Linear(2704, 64), nn.ReLU(), nn.Linear(64, 10),
    ], nn.CELoss())  # fmt: skip
    start(network.layer, seed)
    network.train(dataset, 10)
    predictions, loss = network.test(dataset)
    test = percent(dataset.estimate(predictions))  # before the training data are chosen
    return {
        "training": on_training(network, dataset),
        "test": test,
        "loss": f"{loss.data:.4f}",
        "last epoch": f"{network.history[-1]:.4f}",
    }
