"""Chapter 20's network with several dropout rates, judged on a validation set.

Trained on the first 1,600 training images, judged on the other 400, after 10, 20, 40 and 80
epochs. Accuracies are in percent: on the 1,600 and on the 400. The loss is that of the 400.
"""

import tinynn as nn
from book.writing.studies import shared

RUNS = [{"rate": rate, "seed": seed} for rate in (0, 0.1, 0.2, 0.5) for seed in (99, 0, 1, 2, 3)]


def run(rate, seed, data):
    """Train as the chapter does; return two accuracies and a loss after each length."""
    dataset = shared.digits(data, seed)
    shared.hold_out(dataset)
    rest = [nn.Linear(784, 64), nn.ReLU(), nn.Linear(64, 10)]
    model = shared.model([nn.Flatten(), nn.Dropout(float(rate)), *rest], nn.MSELoss())
    results, trained = {}, 0
    for epochs in (10, 20, 40, 80):
        model.train(dataset, epochs - trained)
        trained = epochs
        predictions, loss = model.test(dataset)
        results[f"validation {epochs}"] = shared.percent(dataset.estimate(predictions))
        results[f"loss {epochs}"] = f"{float(loss.data):.4f}"
        results[f"training {epochs}"] = shared.on_training(model, dataset)
    return results
