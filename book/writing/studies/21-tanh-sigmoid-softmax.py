"""Chapter 21's network with other functions behind its hidden layer and at its end.

Trained for 10 epochs at two learning rates. Accuracies are in percent; the loss is that of the
test images. ReLU with a plain linear end at learning rate 0.01 is in 20-dropout.csv: dropout none.
"""

import tinynn as nn
from book.writing.studies import shared

HIDDEN = {"ReLU": nn.ReLU, "Tanh": nn.Tanh, "Sigmoid": nn.Sigmoid}
END: dict[str, list[nn.Layer]] = {"none": [], "Sigmoid": [nn.Sigmoid()], "Softmax": [nn.Softmax()]}
RUNS = [
    {"hidden": hidden, "end": end, "lr": lr, "seed": seed}
    for hidden, end, lr in (
        ("Tanh", "none", 0.01),
        ("Sigmoid", "none", 0.01),
        ("ReLU", "Sigmoid", 0.01),
        ("ReLU", "Softmax", 0.01),
        ("ReLU", "none", 0.1),
        ("ReLU", "Softmax", 0.1),
    )
    for seed in (99, 0, 1, 2, 3)
]


def run(hidden, end, lr, seed, data):
    """Train as the chapter does; return the accuracies and the loss."""
    dataset = shared.digits(data, seed)
    layers = [nn.Flatten(), nn.Linear(784, 64), HIDDEN[hidden](), nn.Linear(64, 10), *END[end]]
    model = shared.model(layers, nn.MSELoss(), lr)
    model.train(dataset, 10)
    predictions, loss = model.test(dataset)
    return {
        "test": shared.percent(dataset.estimate(predictions)),
        "training": shared.on_training(model, dataset),
        "loss": f"{float(loss.data):.4f}",
    }
