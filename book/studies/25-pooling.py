"""Chapter 25's network with and without pooling: accuracy on test images, and on shifted ones."""

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

RUNS = [
    {"pooling": pooling, "seed": seed} for seed in (99, 0, 1, 2, 3) for pooling in ("yes", "no")
]


def run(pooling, seed, data):
    """Train as the chapter does; return accuracies in percent."""
    np.random.seed(int(seed))
    dataset = MNISTDataset(data / "tinymnist.npz", 2)
    front = [Convolution(1, 16, 3)] + [MaxPool(2)] * (pooling == "yes") + [Flatten()]
    size = 2704 if pooling == "yes" else 10816
    layer = Sequential([*front, Dropout(0.2), Linear(size, 64), ReLU(), Linear(64, 10)])
    model = NNModel(layer, CELoss(), SGDOptimizer(layer.parameters, lr=0.01))
    model.train(dataset, 10)
    predictions, _ = model.test(dataset)
    shifted = [
        dataset.estimate(layer(Tensor(np.roll(dataset.test_features, step, axis=3))))
        for step in (1, -1)
    ]
    return {
        "accuracy": f"{dataset.estimate(predictions):.2%}",
        "shifted_accuracy": f"{np.mean(shifted):.2%}",
    }
