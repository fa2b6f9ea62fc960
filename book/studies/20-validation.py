"""Chapter 20's network with several dropout rates, judged on a validation set.

Trained on the first 1,600 training images, judged on the other 400, after 10, 20, 40 and 80
epochs. Accuracies are in percent: on the 1,600 and on the 400. The loss is that of the 400.
"""

import numpy as np

from tinynn import (
    Dropout,
    Flatten,
    Linear,
    MNISTDataset,
    MSELoss,
    NNModel,
    ReLU,
    Sequential,
    SGDOptimizer,
)

RUNS = [{"rate": rate, "seed": seed} for rate in (0, 0.1, 0.2, 0.5) for seed in (99, 0, 1, 2, 3)]


def run(rate, seed, data):
    """Train as the chapter does; return two accuracies and a loss after each length."""
    np.random.seed(int(seed))
    dataset = MNISTDataset(data / "tinymnist.npz", 2)
    dataset.test_features = dataset.train_features[1600:]
    dataset.test_labels = dataset.train_labels[1600:]
    dataset.train_features = dataset.train_features[:1600]
    dataset.train_labels = dataset.train_labels[:1600]
    layer = Sequential([
        Flatten(), Dropout(float(rate)), Linear(784, 64), ReLU(), Linear(64, 10),
    ])  # fmt: skip
    model = NNModel(layer, MSELoss(), SGDOptimizer(layer.parameters, lr=0.01))
    results, trained = {}, 0
    for epochs in (10, 20, 40, 80):
        model.train(dataset, epochs - trained)
        trained = epochs
        predictions, loss = model.test(dataset)
        results[f"validation {epochs}"] = f"{dataset.estimate(predictions) * 100:.2f}"
        results[f"loss {epochs}"] = f"{float(loss.data):.4f}"
        dataset.train()
        training = dataset.estimate(layer(dataset.items()[0]))
        results[f"training {epochs}"] = f"{training * 100:.2f}"
    return results
