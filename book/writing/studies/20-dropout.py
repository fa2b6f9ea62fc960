"""Chapter 20's network without Dropout and with it, trained on all 2,000 images.

Accuracies are in percent: on the training images and on the test images. The loss is that of the
test images. What was said of them stands in a row, a digit each.
"""

import tinynn as nn
from book.writing.studies import shared

DROPOUT: dict[str, list[nn.Layer]] = {"none": [], "Dropout": [nn.Dropout(0.2)]}
RUNS = [
    {"dropout": name, "epochs": epochs, "seed": seed}
    for epochs in (10, 80)
    for seed in (99, 0, 1, 2, 3)
    for name in DROPOUT
]


def run(dropout, epochs, seed, data):
    """Train as the chapter does; return the two accuracies, the loss and the answers."""
    dataset = shared.digits(data, seed)
    layers = [nn.Flatten(), *DROPOUT[dropout], nn.Linear(784, 64), nn.ReLU(), nn.Linear(64, 10)]
    model = shared.model(layers, nn.MSELoss())
    model.train(dataset, int(epochs))
    predictions, loss = model.test(dataset)
    return {
        "test": shared.percent(dataset.estimate(predictions)),
        "training": shared.on_training(model, dataset),
        "loss": f"{float(loss.data):.4f}",
        "said": shared.said(predictions),
    }
