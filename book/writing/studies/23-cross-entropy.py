"""One fully connected network, trained with several losses and learning rates.

Columns 1 to 10: accuracy on the test images, in percent, after so many epochs; training: on the
training images after the last; mean loss: the mean training loss of the last epoch. Columns
validation 1 and validation 10: the same network trained on the first 1,600 images only, accuracy
on the last 400 after so many epochs. What was said of the 1,000 test images after 10 epochs stands
in a row, a digit each. Where a loss stopped being finite, the row is empty.
"""

import tinynn as nn
from book.writing.studies import shared

LOSSES = {"CE": (nn.CELoss, []), "MSE": (nn.MSELoss, []),
          "Softmax + MSE": (nn.MSELoss, [nn.Softmax()]),
          "Softmax + CE": (nn.CELoss, [nn.Softmax()])}  # fmt: skip
RATES = (0.01, 0.05, 0.1, 0.3, 1)
SETTINGS = [(loss, lr) for lr in RATES for loss in LOSSES if loss != "Softmax + CE" or lr == 0.01]
COLUMNS = [*map(str, range(1, 11)), "training", "mean loss",
           "validation 1", "validation 10", "said"]  # fmt: skip
RUNS = [
    {"loss": loss, "lr": lr, "seed": seed} for seed in (99, 0, 1, 2, 3) for loss, lr in SETTINGS
]


def run(loss, lr, seed, data):
    """Train as the chapter does; return accuracies, the last training loss, and the answers."""
    try:
        return trained(loss, lr, seed, data)
    except FloatingPointError:
        return dict.fromkeys(COLUMNS, "")


def trained(loss, lr, seed, data):
    """Train; return what the columns say."""
    loss_class, end = LOSSES[loss]

    def train(dataset):
        """Train for 10 epochs; return the model, and what it predicted after each."""
        rest = [nn.Linear(784, 64), nn.ReLU(), nn.Linear(64, 10), *end]
        model = shared.model([nn.Flatten(), nn.Dropout(0.2), *rest], loss_class(), lr)
        predictions = []
        for _ in range(10):
            model.train(dataset, 1)
            predictions.append(model.test(dataset)[0])
        return model, predictions

    dataset = shared.digits(data, seed)
    model, predictions = train(dataset)
    accuracies = [shared.percent(dataset.estimate(each)) for each in predictions]
    results = {str(epoch): each for epoch, each in enumerate(accuracies, start=1)}
    results["training"] = shared.on_training(model, dataset)
    results["mean loss"] = f"{model.history[-1]:.4f}"

    rest = shared.digits(data, seed)
    shared.hold_out(rest)
    _, judged = train(rest)
    for epoch in (1, 10):
        results[f"validation {epoch}"] = shared.percent(rest.estimate(judged[epoch - 1]))
    return results | {"said": shared.said(predictions[-1])}
