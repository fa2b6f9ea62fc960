"""What each part of chapter 25's best network buys: the whole, and with one thing changed.

Accuracies are in percent: on the training images, on the test images, and on the test images
shifted by one pixel (the mean of a shift to the left and one to the right). What was said of the
1,000 test images stands in a row, a digit each, for paired comparisons.
"""

import tinynn as nn
from book.writing.studies import shared

NETWORKS = (
    "best", "fully connected", "one convolution", "one, no MaxPool", "no Dropout",
    "no shuffling", "no schedule", "no ReLU",
)  # fmt: skip
RUNS = [{"network": name, "seed": seed} for seed in (99, 0, 1, 2, 3) for name in NETWORKS]


def build(network):
    """Return the layers of the best network, or of one that differs from it."""
    if network == "fully connected":
        hidden = [nn.Linear(784, 64), nn.ReLU(), nn.Linear(64, 10)]
        return [nn.Flatten(), nn.Dropout(0.2), *hidden]
    activation = [] if network == "no ReLU" else [nn.ReLU()]
    dropout = [] if network == "no Dropout" else [nn.Dropout(0.5)]
    first = [nn.Convolution(1, 16, 5), *activation]
    if network == "one, no MaxPool":
        return [*first, nn.Flatten(), *dropout, nn.Linear(9216, 10)]
    first.append(nn.MaxPool(2))
    if network == "one convolution":
        return [*first, nn.Flatten(), *dropout, nn.Linear(2304, 10)]
    second = [nn.Convolution(16, 32, 3), *activation, nn.MaxPool(2)]
    return [*first, *second, nn.Flatten(), *dropout, nn.Linear(800, 10)]


def run(network, seed, data):
    """Train as the chapter trains its best network; return accuracies and the answers."""
    dataset = shared.digits(data, seed, batch_size=4)
    model = shared.model(build(network), nn.CELoss(), 0.05)
    try:
        for epoch in range(15):
            if network != "no schedule":
                model.optimizer.lr = 0.05 * (1 - epoch / 15)
            model.train(dataset, 1, shuffle=network != "no shuffling")
    except FloatingPointError:
        return dict.fromkeys(("training", "test", "shifted", "said"), "diverged")
    said = shared.said(model.test(dataset)[0])
    return shared.three_accuracies(model, dataset) | {"said": said}
