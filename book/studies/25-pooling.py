"""Chapter 25's network with MaxPool, without it, and with a MaxPool that gets ties wrong.

Accuracies are in percent: on the training images, on the test images, and on the test images
shifted by one pixel (the mean of a shift to the left and one to the right). The last column is what
the network said about the 1,000 test images, a digit each, in order.
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


class AllWinners(MaxPool):
    """The chapter's deliberate mistake: in a tie, every winner takes the whole gradient."""

    def forward(self, x):
        """Pool as MaxPool does; only the way back differs."""
        p = super().forward(x)
        block = np.ones((1, 1, self.pool_size, self.pool_size))
        winners = x.data == np.kron(p.data, block)

        def gradient_fn(grad):
            x.add_grad(winners * np.kron(grad, block))

        p.gradient_fn = gradient_fn
        return p


POOLING = {"MaxPool": [MaxPool(2)], "none": [], "AllWinners": [AllWinners(2)]}
RUNS = [{"pooling": name, "seed": seed} for seed in (99, 0, 1, 2, 3) for name in POOLING]


def run(pooling, seed, data):
    """Train as the chapter does; return the three accuracies and what was said."""
    np.random.seed(int(seed))
    dataset = MNISTDataset(data / "tinymnist.npz", 2)
    size = 10816 if pooling == "none" else 2704
    layer = Sequential([
        Convolution(1, 16, 3), *POOLING[pooling], Flatten(), Dropout(0.2),
        Linear(size, 64), ReLU(), Linear(64, 10),
    ])  # fmt: skip
    model = NNModel(layer, CELoss(), SGDOptimizer(layer.parameters, lr=0.01))
    model.train(dataset, 10)
    predictions, _ = model.test(dataset)
    test = dataset.estimate(predictions)
    shifted = [
        dataset.estimate(layer(Tensor(np.roll(dataset.features, step, axis=3)))) for step in (-1, 1)
    ]
    dataset.train()
    training = dataset.estimate(layer(dataset.items()[0]))
    results = {"training": training, "test": test, "shifted": np.mean(shifted)}
    results = {name: f"{accuracy * 100:.2f}" for name, accuracy in results.items()}
    return {**results, "said": "".join(map(str, predictions.data.argmax(axis=1)))}
