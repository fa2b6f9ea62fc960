"""Chapter 21's network with other functions behind its hidden layer and at its end.

Trained for 10 epochs. Judged on validation: trained on the first 1,600 training images and judged
on the other 400, at several learning rates. Judged on test: trained on all 2,000 at the learning
rate that had the lowest mean loss on validation, and judged on the test images; what was said of
these stands in a row, a digit each. Accuracies are in percent.
"""

import tinynn as nn
from book.writing.studies import shared

HIDDEN = {"ReLU": nn.ReLU, "Tanh": nn.Tanh, "Sigmoid": nn.Sigmoid}
END: dict[str, list[nn.Layer]] = {"none": [], "Softmax": [nn.Softmax()]}
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
    {"hidden": hidden, "end": end, "lr": lr, "judged on": judge, "seed": seed}
    for judge in ("validation", "test")
    for (hidden, end), chosen in CHOSEN.items()
    for lr in (RATES if judge == "validation" else [chosen])
    for seed in SEEDS
]


def run(hidden, end, lr, seed, data, **judged):
    """Train as the chapter does; return an accuracy, a loss and perhaps the answers."""
    dataset = shared.digits(data, seed)
    on_test = judged["judged on"] == "test"
    if not on_test:
        shared.hold_out(dataset)
    layers = [nn.Flatten(), nn.Linear(784, 64), HIDDEN[hidden](), nn.Linear(64, 10), *END[end]]
    model = shared.model(layers, nn.MSELoss(), lr)
    try:
        model.train(dataset, 10)
    except FloatingPointError:
        return {"accuracy": "", "loss": "not finite", "said": ""}
    predictions, loss = model.test(dataset)
    return {
        "accuracy": shared.percent(dataset.estimate(predictions)),
        "loss": f"{float(loss.data):.4f}",
        "said": shared.said(predictions) if on_test else "",
    }
