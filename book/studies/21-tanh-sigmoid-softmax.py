"""Chapter 21's network with other functions behind its hidden layer and at its end.

Trained for 10 epochs. Judged on validation: trained on the first 1,600 training images and judged
on the other 400, at several learning rates. Judged on test: trained on all 2,000 at the learning
rate that had the lowest mean loss on validation, and judged on the test images; the answers to
these stand in a row, a digit each. Accuracies are in percent.
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
END = {"none": [], "Softmax": [Softmax()]}
RATES = (0.01, 0.03, 0.1, 0.3, 1, 3)
# The network and the learning rate that was chosen for it.
CHOSEN = {
    ("ReLU", "none"): 0.1,
    ("Tanh", "none"): 0.1,
    ("Sigmoid", "none"): 1,
    ("ReLU", "Softmax"): 1,
}
SEEDS = (99, 0, 1, 2, 3)
RUNS = [
    {"hidden": hidden, "end": end, "lr": lr, "judged on": "validation", "seed": seed}
    for hidden, end in CHOSEN
    for lr in RATES
    for seed in SEEDS
] + [
    {"hidden": hidden, "end": end, "lr": lr, "judged on": "test", "seed": seed}
    for (hidden, end), lr in CHOSEN.items()
    for seed in SEEDS
]


def run(hidden, end, lr, seed, data, **judged):
    """Train as the chapter does; return an accuracy, a loss and perhaps the answers."""
    np.random.seed(int(seed))
    dataset = MNISTDataset(data / "tinymnist.npz", 2)
    if judged["judged on"] == "validation":
        dataset.test_features = dataset.train_features[1600:]
        dataset.test_labels = dataset.train_labels[1600:]
        dataset.train_features = dataset.train_features[:1600]
        dataset.train_labels = dataset.train_labels[:1600]
    layer = Sequential([
        Flatten(), Linear(784, 64), HIDDEN[hidden](), Linear(64, 10), *END[end],
    ])  # fmt: skip
    model = NNModel(layer, MSELoss(), SGDOptimizer(layer.parameters, lr=float(lr)))
    results = {"accuracy": "", "loss": "not finite", "said": ""}
    try:
        model.train(dataset, 10)
    except FloatingPointError:
        return results
    predictions, loss = model.test(dataset)
    results["accuracy"] = f"{dataset.estimate(predictions) * 100:.2f}"
    results["loss"] = f"{float(loss.data):.4f}"
    if judged["judged on"] == "test":
        results["said"] = "".join(map(str, predictions.data.argmax(axis=1)))
    return results
