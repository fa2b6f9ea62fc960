"""One fully connected network, trained with several losses and learning rates.

Columns 1 to 10: accuracy on the test images, in percent, after so many epochs; training: on the
training images after the last; mean loss: the mean training loss of the last epoch.
"""

import numpy as np

from tinynn import (
    CELoss,
    Dropout,
    Flatten,
    Linear,
    MNISTDataset,
    MSELoss,
    NNModel,
    ReLU,
    Sequential,
    SGDOptimizer,
    Softmax,
)

LOSSES = {"CE": (CELoss, []), "MSE": (MSELoss, []), "Softmax + MSE": (MSELoss, [Softmax()]),
          "Softmax + CE": (CELoss, [Softmax()])}  # fmt: skip
SETTINGS = [("CE", 0.01), ("MSE", 0.01), ("Softmax + MSE", 0.01), ("Softmax + CE", 0.01),
            ("CE", 0.05), ("MSE", 0.05), ("Softmax + MSE", 0.05),
            ("CE", 0.1), ("MSE", 0.1), ("Softmax + MSE", 0.1)]  # fmt: skip
RUNS = [
    {"loss": loss, "lr": lr, "seed": seed} for seed in (99, 0, 1, 2, 3) for loss, lr in SETTINGS
]


def run(loss, lr, seed, data):
    """Train as the chapter does; return accuracies and the last training loss."""
    np.random.seed(int(seed))
    dataset = MNISTDataset(data / "tinymnist.npz", 2)
    loss_class, end = LOSSES[loss]
    layer = Sequential([
        Flatten(), Dropout(0.2), Linear(784, 64), ReLU(), Linear(64, 10), *end,
    ])  # fmt: skip
    model = NNModel(layer, loss_class(), SGDOptimizer(layer.parameters, lr=float(lr)))
    results = {}
    for epoch in range(1, 11):
        model.train(dataset, 1)
        predictions, _ = model.test(dataset)
        results[str(epoch)] = f"{dataset.estimate(predictions) * 100:.2f}"
    dataset.train()
    training = dataset.estimate(layer(dataset.items()[0]))
    return {**results, "training": f"{training * 100:.2f}", "mean loss": f"{model.history[-1]:.4f}"}
