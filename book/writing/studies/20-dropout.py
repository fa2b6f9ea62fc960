"""Chapter 20's network without Dropout, with it, and with a Dropout that forgets to scale.

Trained for 10 to 80 epochs. Accuracies are in percent: on the training images, on the test
images, and on the test images with Dropout left on. The loss is that of the test images.
"""

import tinynn as nn
from book.writing.studies import shared

DROPOUT: dict[str, list[nn.Layer]] = {
    "none": [], "Dropout": [nn.Dropout(0.2)], "Unscaled": [shared.Unscaled(0.2)],
}  # fmt: skip
RUNS = [
    {"dropout": name, "epochs": epochs, "seed": seed}
    for epochs in (10, 20, 40, 80)
    for seed in (99, 0, 1, 2, 3)
    for name in DROPOUT
]


def run(dropout, epochs, seed, data):
    """Train as the chapter does; return the three accuracies and the loss."""
    dataset = shared.digits(data, seed)
    layers = [nn.Flatten(), *DROPOUT[dropout], nn.Linear(784, 64), nn.ReLU(), nn.Linear(64, 10)]
    model = shared.model(layers, nn.MSELoss())
    model.train(dataset, int(epochs))
    predictions, loss = model.test(dataset)
    model.layer.train()
    left_on = dataset.estimate(model.layer(dataset.items()[0]))
    return {
        "test": shared.percent(dataset.estimate(predictions)),
        "left_on": shared.percent(left_on),
        "training": shared.on_training(model, dataset),
        "loss": f"{float(loss.data):.4f}",
    }
