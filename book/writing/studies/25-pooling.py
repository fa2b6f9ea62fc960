"""Chapter 25's network with MaxPool, without it, and with a MaxPool that gets ties wrong.

Accuracies are in percent: on the training images, on the test images, and on the test images
shifted by one pixel (the mean of a shift to the left and one to the right). What was said of the
1,000 test images stands in a row, a digit each.
"""

import tinynn as nn
from book.writing.studies import shared

POOLING: dict[str, list[nn.Layer]] = {
    "MaxPool": [nn.MaxPool(2)], "none": [], "AllWinners": [shared.AllWinners(2)],
}  # fmt: skip
RUNS = [{"pooling": name, "seed": seed} for seed in (99, 0, 1, 2, 3) for name in POOLING]


def run(pooling, seed, data):
    """Train as the chapter does; return the three accuracies and the answers."""
    dataset = shared.digits(data, seed)
    model = shared.model([
        nn.Convolution(1, 16, 3), *POOLING[pooling], nn.Flatten(), nn.Dropout(0.2),
        nn.Linear(10816 if pooling == "none" else 2704, 64), nn.ReLU(), nn.Linear(64, 10),
    ], nn.CELoss())  # fmt: skip
    model.train(dataset, 10)
    said = shared.said(model.test(dataset)[0])
    return shared.three_accuracies(model, dataset) | {"said": said}
