"""Chapter 22's neuron with two losses, started as usual or convinced that all are female.

Columns 0 to 20: accuracy on the 100 test penguins, in percent, after so many epochs. The seed
chooses the test penguins too.
"""

import numpy as np

import tinynn as nn
from book.writing.studies import shared

NAMES = ["bill_length_mm", "bill_depth_mm", "flipper_length_mm", "body_mass_g"]
LOSSES = {"BCE": nn.BCELoss, "MSE": nn.MSELoss}
RUNS = [
    {"loss": loss, "start": start, "seed": seed}
    for seed in (99, 0, 1, 2, 3)
    for start in (0, -6)
    for loss in LOSSES
]


class SexDataset(nn.Dataset):
    """Four measurements of each penguin, in standard units, and 1 for a male."""

    def __init__(self, path):
        self.path = path
        super().__init__(batch_size=2)

    def load(self):
        """Read the penguins; 233 of them, drawn by the seed, are to train with."""
        penguins = nn.load_penguins(self.path)
        order = np.random.permutation(len(penguins["sex"]))
        X = np.column_stack([penguins[name] for name in NAMES])[order]
        y = (penguins["sex"] == "male")[order, np.newaxis]
        X = (X - X[:233].mean(axis=0)) / X[:233].std(axis=0)
        self.train_features, self.test_features = X[:233], X[233:]
        self.train_labels, self.test_labels = y[:233], y[233:]

    def estimate(self, predictions):
        """Return the share of right answers."""
        return np.mean((predictions.data > 0.5) == self.labels)


def run(loss, start, seed, data):
    """Train as the chapter does; return the accuracy after each epoch."""
    np.random.seed(int(seed))
    dataset = SexDataset(data / "penguins.csv")
    model = shared.model([nn.Linear(4, 1), nn.Sigmoid()], LOSSES[loss]())
    model.layer.layers[0].bias.data[:] = int(start)
    results = {"0": shared.on_test(model, dataset)}
    for epoch in range(1, 21):
        model.train(dataset, 1)
        results[str(epoch)] = shared.on_test(model, dataset)
    return results
