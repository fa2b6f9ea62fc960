"""The best network of chapter 25's last section: accuracies in percent, as in 25-pooling."""

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

RUNS = [{"seed": seed} for seed in (99, 0, 1, 2, 3)]


def run(seed, data):
    """Train as the chapter does; return the three accuracies."""
    np.random.seed(int(seed))
    dataset = MNISTDataset(data / "tinymnist.npz", 4)
    layer = Sequential([
        Convolution(1, 16, 5), ReLU(), MaxPool(2), Convolution(16, 32, 3), ReLU(), MaxPool(2),
        Flatten(), Dropout(0.5), Linear(800, 10),
    ])  # fmt: skip
    optimizer = SGDOptimizer(layer.parameters, lr=0.05)
    model = NNModel(layer, CELoss(), optimizer)
    for epoch in range(15):
        optimizer.lr = 0.05 * (1 - epoch / 15)
        model.train(dataset, 1, shuffle=True)

    def accuracy(features, labels):
        dataset.test_features, dataset.test_labels = features, labels
        return dataset.estimate(model.test(dataset)[0])

    images, digits = dataset.test_features, dataset.test_labels
    shifted = [accuracy(np.roll(images, step, axis=3), digits) for step in (-1, 1)]
    results = {
        "training": accuracy(dataset.train_features, dataset.train_labels),
        "test": accuracy(images, digits),
        "shifted": np.mean(shifted),
    }
    return {name: f"{value * 100:.2f}" for name, value in results.items()}
