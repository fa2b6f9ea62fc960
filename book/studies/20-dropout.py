"""Chapter 20's network without Dropout and with it, trained on all 2,000 images.

Accuracies are in percent: on the training images and on the test images. The loss is that of the
test images. The answers to them stand in a row, a digit each, so that networks can be compared
image by image.
"""

import numpy as np

from tinynn import (
    Dropout,
    Flatten,
    Linear,
    MNISTDataset,
    MSELoss,
    NNModel,
    ReLU,
    Sequential,
    SGDOptimizer,
)

DROPOUT = {"none": [], "Dropout": [Dropout(0.2)]}
RUNS = [
    {"dropout": name, "epochs": epochs, "seed": seed}
    for epochs in (10, 80)
    for seed in (99, 0, 1, 2, 3)
    for name in DROPOUT
]


def run(dropout, epochs, seed, data):
    """Train as the chapter does; return the two accuracies, the loss and the answers."""
    np.random.seed(int(seed))
    dataset = MNISTDataset(data / "tinymnist.npz", 2)
    layer = Sequential([
        Flatten(), *DROPOUT[dropout], Linear(784, 64), ReLU(), Linear(64, 10),
    ])  # fmt: skip
    model = NNModel(layer, MSELoss(), SGDOptimizer(layer.parameters, lr=0.01))
    model.train(dataset, int(epochs))
    predictions, loss = model.test(dataset)
    results = {"test": dataset.estimate(predictions)}
    dataset.train()
    results["training"] = dataset.estimate(layer(dataset.items()[0]))
    results = {name: f"{accuracy * 100:.2f}" for name, accuracy in results.items()}
    results["loss"] = f"{float(loss.data):.4f}"
    return {**results, "said": "".join(map(str, predictions.data.argmax(axis=1)))}
