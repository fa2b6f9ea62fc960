"""One fully connected network, trained with several losses and learning rates.

Columns 1 to 10: accuracy on the test images, in percent, after so many epochs; training: on the
training images after the last; mean loss: the mean training loss of the last epoch.
"""

import tinynn as nn
from book.writing.studies import shared

LOSSES = {"CE": (nn.CELoss, []), "MSE": (nn.MSELoss, []),
          "Softmax + MSE": (nn.MSELoss, [nn.Softmax()]),
          "Softmax + CE": (nn.CELoss, [nn.Softmax()])}  # fmt: skip
SETTINGS = [("CE", 0.01), ("MSE", 0.01), ("Softmax + MSE", 0.01), ("Softmax + CE", 0.01),
            ("CE", 0.05), ("MSE", 0.05), ("Softmax + MSE", 0.05),
            ("CE", 0.1), ("MSE", 0.1), ("Softmax + MSE", 0.1)]  # fmt: skip
RUNS = [
    {"loss": loss, "lr": lr, "seed": seed} for seed in (99, 0, 1, 2, 3) for loss, lr in SETTINGS
]


def run(loss, lr, seed, data):
    """Train as the chapter does; return accuracies and the last training loss."""
    dataset = shared.digits(data, seed)
    loss_class, end = LOSSES[loss]
    layers = [nn.Flatten(), nn.Dropout(0.2), nn.Linear(784, 64), nn.ReLU(), nn.Linear(64, 10), *end]
    model = shared.model(layers, loss_class(), lr)
    results = {}
    for epoch in range(1, 11):
        model.train(dataset, 1)
        results[str(epoch)] = shared.on_test(model, dataset)
    training = shared.on_training(model, dataset)
    return {**results, "training": training, "mean loss": f"{model.history[-1]:.4f}"}
