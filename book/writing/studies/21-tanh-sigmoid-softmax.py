"""Chapter 21's network with other functions behind its hidden layer and at its end.

Trained for 10 epochs at two learning rates. Accuracies are in percent; the loss is that of the
test images. ReLU with a plain linear end at learning rate 0.01 is in 20-dropout.csv: dropout none.
"""

import numpy as np

from tinynn import (
    Flatten,
    Linear,
    MNISTDataset,
    MSELoss,
    NNModel,
    ReLU,
    Sequential,
    SGDOptimizer,
    Sigmoid,
    Softmax,
    Tanh,
)

HIDDEN = {"ReLU": ReLU, "Tanh": Tanh, "Sigmoid": Sigmoid}
END = {"none": [], "Sigmoid": [Sigmoid()], "Softmax": [Softmax()]}
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
    np.random.seed(int(seed))
    dataset = MNISTDataset(data / "tinymnist.npz", 2)
    layer = Sequential([
        Flatten(), Linear(784, 64), HIDDEN[hidden](), Linear(64, 10), *END[end],
    ])  # fmt: skip
    model = NNModel(layer, MSELoss(), SGDOptimizer(layer.parameters, lr=float(lr)))
    model.train(dataset, 10)
    predictions, loss = model.test(dataset)
    results = {"test": dataset.estimate(predictions)}
    dataset.train()
    results["training"] = dataset.estimate(layer(dataset.items()[0]))
    results = {name: f"{accuracy * 100:.2f}" for name, accuracy in results.items()}
    return {**results, "loss": f"{float(loss.data):.4f}"}
