"""Chapter 24's network beside chapter 23's, with a ReLU after the convolution, and with a mistake.

The network itself is not here: chapter 25's study has it, as pooling "none". Accuracies are in
percent: on the training images, on the test images, and on the test images shifted by one pixel
(the mean of a shift to the left and one to the right).
"""

import numpy as np

from tinynn import (
    CELoss,
    Convolution,
    Dropout,
    Flatten,
    Linear,
    MNISTDataset,
    NNModel,
    ReLU,
    Sequential,
    SGDOptimizer,
    Tensor,
)


class Scrambled(Convolution):
    """The chapter's deliberate mistake: channels come last and are called the first."""

    def forward(self, x):
        """Convolve as Convolution does, then mix up the places."""
        p = super().forward(x)
        N, C, H, W = p.data.shape
        mixed = p.data.transpose(0, 2, 3, 1).reshape(N, C, H, W)

        def gradient_fn(grad):
            p.add_grad(grad.reshape(N, H, W, C).transpose(0, 3, 1, 2))

        return Tensor(mixed, (p,), gradient_fn)


FIRST = {
    "fully connected": lambda: [],
    "ReLU": lambda: [Convolution(1, 16, 3), ReLU()],
    "Scrambled": lambda: [Scrambled(1, 16, 3)],
}
EPOCHS = [("fully connected", 10), ("fully connected", 40), ("ReLU", 10), ("Scrambled", 10)]
RUNS = [
    {"network": name, "epochs": epochs, "seed": seed}
    for seed in (99, 0, 1, 2, 3)
    for name, epochs in EPOCHS
]


def run(network, epochs, seed, data):
    """Train; return the three accuracies."""
    np.random.seed(int(seed))
    dataset = MNISTDataset(data / "tinymnist.npz", 2)
    first = FIRST[network]()
    layer = Sequential([
        *first, Flatten(), Dropout(0.2),
        Linear(10816 if first else 784, 64), ReLU(), Linear(64, 10),
    ])  # fmt: skip
    model = NNModel(layer, CELoss(), SGDOptimizer(layer.parameters, lr=0.01))
    model.train(dataset, int(epochs))
    predictions, _ = model.test(dataset)
    test = dataset.estimate(predictions)
    shifted = [
        dataset.estimate(layer(Tensor(np.roll(dataset.features, step, axis=3)))) for step in (-1, 1)
    ]
    dataset.train()
    training = dataset.estimate(layer(dataset.items()[0]))
    results = {"training": training, "test": test, "shifted": np.mean(shifted)}
    return {name: f"{accuracy * 100:.2f}" for name, accuracy in results.items()}
