"""Chapter 20's network without Dropout, with it, and with a Dropout that forgets to scale.

Trained for 10 to 80 epochs. Accuracies are in percent: on the training images, on the test
images, and on the test images with Dropout left on. The loss is that of the test images.
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
    Tensor,
)


class Unscaled(Dropout):
    """The chapter's deliberate mistake: what stays is not divided by 1 - rate."""

    def forward(self, x):
        """Drop as Dropout does, and leave the others as they are."""
        if not self.training:
            return x
        kept = np.random.random(x.data.shape) >= self.dropout_rate

        def gradient_fn(grad):
            x.add_grad(grad * kept)

        return Tensor(x.data * kept, (x,), gradient_fn)


DROPOUT = {"none": [], "Dropout": [Dropout(0.2)], "Unscaled": [Unscaled(0.2)]}
RUNS = [
    {"dropout": name, "epochs": epochs, "seed": seed}
    for epochs in (10, 20, 40, 80)
    for seed in (99, 0, 1, 2, 3)
    for name in DROPOUT
]


def run(dropout, epochs, seed, data):
    """Train as the chapter does; return the three accuracies and the loss."""
    np.random.seed(int(seed))
    dataset = MNISTDataset(data / "tinymnist.npz", 2)
    layer = Sequential([
        Flatten(), *DROPOUT[dropout], Linear(784, 64), ReLU(), Linear(64, 10),
    ])  # fmt: skip
    model = NNModel(layer, MSELoss(), SGDOptimizer(layer.parameters, lr=0.01))
    model.train(dataset, int(epochs))
    predictions, loss = model.test(dataset)
    results = {"test": dataset.estimate(predictions)}
    layer.train()
    results["left_on"] = dataset.estimate(layer(dataset.items()[0]))
    layer.eval()
    dataset.train()
    results["training"] = dataset.estimate(layer(dataset.items()[0]))
    results = {name: f"{accuracy * 100:.2f}" for name, accuracy in results.items()}
    return {**results, "loss": f"{float(loss.data):.4f}"}
