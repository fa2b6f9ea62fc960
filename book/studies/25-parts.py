"""What each part of chapter 25's best network buys: the whole, and with one thing changed.

Accuracies are in percent: on the training images, on the test images, and on the test images
shifted by one pixel (the mean of a shift to the left and one to the right). The last column is what
the network said about the 1,000 test images, a digit each, in order, for paired comparisons.
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
)

NETWORKS = (
    "best",
    "fully connected",
    "one convolution",
    "one, no MaxPool",
    "no Dropout",
    "no shuffling",
    "no schedule",
    "no ReLU",
)
RUNS = [{"network": name, "seed": seed} for seed in (99, 0, 1, 2, 3) for name in NETWORKS]


def build(network):
    """Make the network: the best one, or one that differs from it."""
    if network == "fully connected":
        return Sequential([
            Flatten(), Dropout(0.2), Linear(784, 64), ReLU(), Linear(64, 10),
        ])  # fmt: skip
    activation = [] if network == "no ReLU" else [ReLU()]
    dropout = [] if network == "no Dropout" else [Dropout(0.5)]
    if network == "one, no MaxPool":
        return Sequential([Convolution(1, 16, 5), ReLU(), Flatten(), *dropout, Linear(9216, 10)])
    first = [Convolution(1, 16, 5), *activation, MaxPool(2)]
    if network == "one convolution":
        return Sequential([*first, Flatten(), *dropout, Linear(2304, 10)])
    second = [Convolution(16, 32, 3), *activation, MaxPool(2)]
    return Sequential([*first, *second, Flatten(), *dropout, Linear(800, 10)])


def run(network, seed, data):
    """Train as the chapter trains its best network; return accuracies and what was said."""
    np.random.seed(int(seed))
    dataset = MNISTDataset(data / "tinymnist.npz", 4)
    layer = build(network)
    optimizer = SGDOptimizer(layer.parameters, lr=0.05)
    model = NNModel(layer, CELoss(), optimizer)
    try:
        for epoch in range(15):
            if network != "no schedule":
                optimizer.lr = 0.05 * (1 - epoch / 15)
            model.train(dataset, 1, shuffle=network != "no shuffling")
    except FloatingPointError:
        return dict.fromkeys(("training", "test", "shifted", "said"), "diverged")

    def said(features, labels):
        dataset.test_features, dataset.test_labels = features, labels
        return model.test(dataset)[0].data.argmax(axis=1)

    def accuracy(features, labels):
        return np.mean(said(features, labels) == labels.argmax(axis=1)) * 100

    images, labels = dataset.test_features, dataset.test_labels
    shifted = [accuracy(np.roll(images, step, axis=3), labels) for step in (-1, 1)]
    results = {
        "training": accuracy(dataset.train_features, dataset.train_labels),
        "test": accuracy(images, labels),
        "shifted": np.mean(shifted),
    }
    results = {name: f"{value:.2f}" for name, value in results.items()}
    return {**results, "said": "".join(map(str, said(images, labels)))}
