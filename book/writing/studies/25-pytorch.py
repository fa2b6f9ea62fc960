"""The same training on all of MNIST, done by PyTorch: how far it gets, and in what time.

Network, first weights, batches, learning rates, and how pictures are shifted and turned are those
of 25-all-digits. One thread, float64.

    make setup VENV=.venv-torch && .venv-torch/bin/pip install -r requirements-torch.txt
    make study STUDIES=25-pytorch VENV=.venv-torch
"""

from importlib import import_module
from time import process_time

from book.writing.studies import shared

NEEDS = "torch"  # so it is left out where that is not installed
BUILDS_ON = "25-all-digits"
RERUN = False  # by the tests
ours = import_module(f"book.writing.studies.{BUILDS_ON}")
RUNS = [each for each in ours.RUNS if each["judged"] == "test"]


def run(settings, judged, epochs, seed, data):
    """Train; return the accuracy on the test pictures, and the seconds that an epoch took."""
    import torch
    from torch import nn

    torch.set_num_threads(1)
    torch.manual_seed(seed)
    began = process_time()
    model, dataset = ours.start(judged, seed, data)
    layer = nn.Sequential(
        nn.Conv2d(1, 16, 5), nn.ReLU(), nn.MaxPool2d(2),
        nn.Conv2d(16, 32, 3), nn.ReLU(), nn.MaxPool2d(2),
        nn.Flatten(), nn.Dropout(0.3), nn.Linear(800, 10),
    ).double()  # fmt: skip
    with torch.no_grad():
        for theirs, own in zip(layer.parameters(), model.layer.parameters, strict=True):
            theirs[...] = torch.from_numpy(own.data.reshape(theirs.shape))
    loss_fn, optimizer = nn.CrossEntropyLoss(), torch.optim.SGD(layer.parameters(), lr=0.08)
    layer.train()
    for rate in ours.each_epoch(dataset, settings, epochs, f"PyTorch, seed {seed}"):
        optimizer.param_groups[0]["lr"] = rate
        dataset.train()
        dataset.shuffle()
        for index in range(len(dataset)):
            images, labels = (torch.from_numpy(tensor.data) for tensor in dataset[index])
            loss = loss_fn(layer(images), labels)
            optimizer.zero_grad()
            loss.backward()
            optimizer.step()
    seconds = (process_time() - began) / epochs
    layer.eval()
    dataset.eval()
    with torch.no_grad():
        answers = layer(torch.from_numpy(dataset.features)).argmax(dim=1)
    right = (answers.numpy() == dataset.labels.argmax(axis=1)).mean()
    return {"accuracy": shared.percent(right), "seconds": f"{seconds:.0f}"}
