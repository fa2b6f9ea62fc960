"""One competitor of the benchmark, alone in its process: a plain script, as a reader's would be.

It reads a line of JSON, the cells of appendix B, then trains for a round at each further line. Only
what training needs is imported: what else a process has done decides whether the C library keeps
freed memory, and so the time.
"""

import json
import sys
from collections import defaultdict
from functools import partial
from pathlib import Path
from statistics import median
from time import process_time

import numpy as np

import tinynn

DIGITS = Path(__file__).parents[2] / "data" / "tinymnist.npz"
PICTURES = 512  # in a round; the loops, hundreds of times as slow, make do with one batch
LAYERS = ("Convolution", "MaxPool", "Flatten", "Dropout", "Linear 1", "ReLU", "Linear 2")


def digits(size, pictures):
    """Return so many training pictures, in batches."""
    dataset = tinynn.MNISTDataset(DIGITS, size)
    dataset.train_features = dataset.train_features[:pictures]
    dataset.train_labels = dataset.train_labels[:pictures]
    dataset.train()
    return dataset


def torch_epoch(dataset):
    """Return a function that trains for an epoch in PyTorch eager, float64."""
    import torch
    from torch import nn

    torch.set_num_threads(1)
    layer = nn.Sequential(
        nn.Conv2d(1, 16, 3), nn.MaxPool2d(2), nn.Flatten(), nn.Dropout(0.2),
        nn.Linear(2704, 64), nn.ReLU(), nn.Linear(64, 10),
    ).double()  # fmt: skip
    loss_fn, optimizer = nn.CrossEntropyLoss(), torch.optim.SGD(layer.parameters(), lr=0.01)

    def epoch():
        for index in range(len(dataset)):
            images, labels = (torch.from_numpy(tensor.data) for tensor in dataset[index])
            loss = loss_fn(layer(images), labels)
            optimizer.zero_grad()
            loss.backward()
            optimizer.step()
            loss.item()

    return epoch


def page_faults():
    """Return how many pages of memory the system has handed out to this process."""
    try:
        from resource import RUSAGE_SELF, getrusage
    except ImportError:  # on Windows
        return float("nan")
    return getrusage(RUSAGE_SELF).ru_minflt


def training(name, size, pictures, appendix):
    """Return a function that trains for an epoch: the milliseconds and page faults of a step."""
    dataset = digits(size, size if name == "loops" else pictures)
    if name == "PyTorch":
        epoch = torch_epoch(dataset)
    else:
        model = appendix["model"](**(appendix["WAYS"] | appendix["WITHOUT"])[name])
        epoch = partial(model.train, dataset, 1)

    def one_round():
        faults, start = page_faults(), process_time()
        epoch()
        spent, faults, steps = process_time() - start, page_faults() - faults, len(dataset)
        return {"milliseconds": spent * 1000 / steps, "faults": faults / steps}

    return one_round


def parts(size, appendix):
    """Return a function that times each part of a step, going backward's way by hand."""
    model, [(images, labels)] = appendix["model"](), digits(size, size)
    pairs = appendix["matrices"](size).items()
    products = [(name, a, b, a @ b) for name, some in pairs for a, b in some]

    def one_step():
        spent = defaultdict(float)

        def clock(name, function, *arguments):
            start = process_time()
            result = function(*arguments)
            spent[name] += (process_time() - start) * 1000
            return result

        results, last = {}, images
        for name, layer in zip(LAYERS, model.layer.layers, strict=True):
            results[name] = last = clock(f"{name} forward", layer, last)
        results["CELoss"] = last = clock("CELoss forward", model.loss_fn, last, labels)
        model.optimizer.reset()
        last.grad = np.ones(())
        for name, result in reversed(results.items()):
            clock(f"{name} backward", result.gradient_fn, result.grad)
        clock("update", model.optimizer.step)
        for name, *arrays in products:
            np.matmul(*arrays)  # so that the numbers are in the cache
            clock(f"{name} products", np.matmul, *arrays)
        return spent

    def one_round():
        steps = [one_step() for _ in range(max(2, 200 // size))]
        return {name: median(step[name] for step in steps) for name in steps[0]}

    return one_round


def main():
    """Train for a round whenever asked."""
    name, size, pictures = sys.argv[1], int(sys.argv[2]), int(sys.argv[3])
    appendix = {"np": np, **vars(tinynn)}
    for source in json.loads(sys.stdin.readline()):
        exec(source, appendix)
    if name == "parts":
        one_round = parts(size, appendix)
    else:
        one_round = training(name, size, pictures, appendix)
    for _ in sys.stdin:
        print(json.dumps(one_round()), flush=True)


if __name__ == "__main__":
    main()
