"""Chapter 24's network beside chapter 23's, with a ReLU after the convolution, and with a mistake.

The network itself is not here: chapter 25's study has it, as pooling "none". Accuracies are in
percent: on the training images, on the test images, and on the test images shifted by one pixel
(the mean of a shift to the left and one to the right).
"""

import tinynn as nn
from book.writing.studies import shared


class Scrambled(nn.Convolution):
    """The chapter's deliberate mistake: channels come last and are called the first."""

    def forward(self, x):
        """Convolve as Convolution does, then mix up the places."""
        p = super().forward(x)
        N, C, H, W = p.data.shape
        mixed = p.data.transpose(0, 2, 3, 1).reshape(N, C, H, W)

        def gradient_fn(grad):
            p.add_grad(grad.reshape(N, H, W, C).transpose(0, 3, 1, 2))

        return nn.Tensor(mixed, (p,), gradient_fn)


FIRST: dict[str, list[type]] = {
    "fully connected": [],
    "ReLU": [nn.Convolution, nn.ReLU],
    "Scrambled": [Scrambled],
}
EPOCHS = [("fully connected", 10), ("fully connected", 40), ("ReLU", 10), ("Scrambled", 10)]
RUNS = [
    {"network": name, "epochs": epochs, "seed": seed}
    for seed in (99, 0, 1, 2, 3)
    for name, epochs in EPOCHS
]


def run(network, epochs, seed, data):
    """Train; return the three accuracies."""
    dataset = shared.digits(data, seed)
    first = [each(1, 16, 3) if issubclass(each, nn.Convolution) else each()
             for each in FIRST[network]]  # fmt: skip
    size = 10816 if first else 784
    layers = [*first, nn.Flatten(), nn.Dropout(0.2), nn.Linear(size, 64), nn.ReLU()]
    model = shared.model([*layers, nn.Linear(64, 10)], nn.CELoss())
    model.train(dataset, int(epochs))
    return shared.three_accuracies(model, dataset)
