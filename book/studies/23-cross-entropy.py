"""One fully connected network, trained with several losses and learning rates.

Columns 1 to 10: accuracy on the test images, in percent, after so many epochs; training: on the
training images after the last; mean loss: the mean training loss of the last epoch. Columns
validation 1 and validation 10: the same network trained on the first 1,600 images only, accuracy on
the last 400 after so many epochs. The last column is what the network said about the 1,000 test
images after 10 epochs, a digit each, in order.
"""

import numpy as np

from tinynn import (
    CELoss,
    Dropout,
    Flatten,
    Linear,
    MNISTDataset,
    MSELoss,
    NNModel,
    ReLU,
    Sequential,
    SGDOptimizer,
    Softmax,
)

LOSSES = {"CE": (CELoss, []), "MSE": (MSELoss, []), "Softmax + MSE": (MSELoss, [Softmax()]),
          "Softmax + CE": (CELoss, [Softmax()])}  # fmt: skip
SETTINGS = [("CE", 0.01), ("MSE", 0.01), ("Softmax + MSE", 0.01), ("Softmax + CE", 0.01),
            ("CE", 0.05), ("MSE", 0.05), ("Softmax + MSE", 0.05),
            ("CE", 0.1), ("MSE", 0.1), ("Softmax + MSE", 0.1)]  # fmt: skip
RUNS = [
    {"loss": loss, "lr": lr, "seed": seed} for seed in (99, 0, 1, 2, 3) for loss, lr in SETTINGS
]


def run(loss, lr, seed, data):
    """Train as the chapter does; return accuracies, the last training loss, and what was said."""
    loss_class, end = LOSSES[loss]

    def train(dataset):
        """Train for 10 epochs; return the model, and what it predicted after each."""
        np.random.seed(int(seed))
        layer = Sequential([
            Flatten(), Dropout(0.2), Linear(784, 64), ReLU(), Linear(64, 10), *end,
        ])  # fmt: skip
        model = NNModel(layer, loss_class(), SGDOptimizer(layer.parameters, lr=float(lr)))
        predictions = []
        for _ in range(10):
            model.train(dataset, 1)
            predictions.append(model.test(dataset)[0])
        return model, predictions

    dataset = MNISTDataset(data / "tinymnist.npz", 2)
    model, predictions = train(dataset)
    results = {
        str(epoch): f"{dataset.estimate(each) * 100:.2f}"
        for epoch, each in enumerate(predictions, start=1)
    }
    said = "".join(map(str, predictions[-1].data.argmax(axis=1)))
    dataset.train()
    training = dataset.estimate(model.layer(dataset.items()[0]))
    results |= {"training": f"{training * 100:.2f}", "mean loss": f"{model.history[-1]:.4f}"}

    # The last 400 training images become the test images of another training.
    images, labels = dataset.features, dataset.labels
    dataset.test_features, dataset.test_labels = images[1600:], labels[1600:]
    dataset.train_features, dataset.train_labels = images[:1600], labels[:1600]
    _, predictions = train(dataset)
    for epoch in (1, 10):
        accuracy = dataset.estimate(predictions[epoch - 1])
        results[f"validation {epoch}"] = f"{accuracy * 100:.2f}"
    return {**results, "said": said}
