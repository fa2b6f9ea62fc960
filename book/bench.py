"""Measures chapter 25's network in steps, from loops to matrix products, for appendix B to plot.

python book/bench.py

What competes stands in cells of chapters/zh/B-speed.ipynb: this script runs those very cells, adds
PyTorch where it is installed, and writes data/bench.csv, which the notebook reads. Without PyTorch
it only prints, since the table would lose its reference. With it:

    make setup VENV=.venv-torch && .venv-torch/bin/pip install torch==2.13.0
    make bench VENV=.venv-torch && make record CHAPTERS=B-speed

Each competitor trains in a fresh process of its own, as a reader's script would: float64, one
thread, the C library's defaults; nothing is told to its allocator. They take turns, round after
round; a round is an epoch of NNModel.train. The clock counts the processor's time for that process
alone, yet others crowd the caches: choose a quiet machine all the same. A ratio is the median over
the rounds, each a pair of neighbours in time. A page fault (ru_minflt) is a page of memory that
the system hands out; their number hardly depends on what else the machine does.
"""

import os

os.environ["OPENBLAS_NUM_THREADS"] = "1"  # before NumPy is imported: one thread for all
os.environ["OMP_NUM_THREADS"] = "1"
os.environ["TQDM_DISABLE"] = "1"

import csv  # noqa: E402
import hashlib  # noqa: E402
import platform  # noqa: E402
from concurrent.futures import ProcessPoolExecutor  # noqa: E402
from functools import cache, partial  # noqa: E402
from importlib.metadata import version  # noqa: E402
from importlib.util import find_spec  # noqa: E402
from multiprocessing import get_context  # noqa: E402
from pathlib import Path  # noqa: E402
from resource import RUSAGE_SELF, getrusage  # noqa: E402
from statistics import mean, median  # noqa: E402
from time import process_time  # noqa: E402
from types import SimpleNamespace  # noqa: E402

import nbformat  # noqa: E402
import numpy as np  # noqa: E402

import tinynn  # noqa: E402
from growth import EDITIONS, LIBRARY, ROOT, code_of  # noqa: E402

NOTEBOOK = EDITIONS["zh"] / "B-speed.ipynb"
SHARED = ("loops", "half", "im2col", "without", "ways", "products")
TABLE = ROOT / "data" / "bench.csv"
SIZES = (2, 64)  # the batch sizes
ROUNDS = 11
PICTURES = 512  # in a round; the loops, hundreds of times as slow, make do with one batch
LAYERS = ("Convolution", "MaxPool", "Flatten", "Dropout", "Linear 1", "ReLU", "Linear 2")

fresh_process = partial(ProcessPoolExecutor, 1, mp_context=get_context("spawn"))


@cache
def sources():
    """Return the source of the notebook's shared cells, by their ids."""
    source = {cell.id: cell.source for cell in nbformat.read(NOTEBOOK, as_version=4).cells}
    return {name: source[name] for name in SHARED}


@cache
def book():
    """Run the notebook's shared cells and return what they define."""
    defined = {"np": np, **vars(tinynn)}
    for name, source in sources().items():
        exec(compile(source, f"{NOTEBOOK.name}, cell {name}", "exec"), defined)
    return SimpleNamespace(**defined)


def code_hash():
    """Return 12 hex digits of the code that is measured, and of that which measures it."""
    code = [code_of(path) for path in [Path(__file__), *sorted(LIBRARY.glob("*.py"))]]
    return hashlib.sha256(repr([code, sources()]).encode()).hexdigest()[:12]


def competitors():
    """Return the names of all that compete, PyTorch last."""
    return [*book().WAYS, *book().WITHOUT, "bare products", "PyTorch"]


def digits(size, pictures=None):
    """Return the digits in batches, so many training pictures of them."""
    dataset = tinynn.MNISTDataset(ROOT / "data" / "tinymnist.npz", size)
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
        total = 0.0
        for index in range(len(dataset)):
            images, labels = (torch.from_numpy(tensor.data) for tensor in dataset[index])
            loss = loss_fn(layer(images), labels)
            optimizer.zero_grad()
            loss.backward()
            optimizer.step()
            total += loss.item() * len(images)

    return epoch


def multiplying(pairs):
    """Return a function that makes matrix products and nothing else."""
    jobs = [(a, b, a @ b) for a, b in pairs]

    def multiply():
        for a, b, result in jobs:
            np.matmul(a, b, out=result)

    return multiply


@cache
def epoch(name, size):
    """Return a function that trains a competitor for an epoch, and its number of steps."""
    dataset = digits(size, size if name == "loops" else PICTURES)
    if name == "PyTorch":
        return torch_epoch(dataset), len(dataset)
    if name == "bare products":
        multiply = multiplying(sum(book().matrices(size).values(), []))
        return lambda: [multiply() for _ in range(len(dataset))], len(dataset)
    model = book().model(**(book().WAYS | book().WITHOUT)[name])
    return lambda: model.train(dataset, 1), len(dataset)


def one_round(name, size):
    """Return the milliseconds and the page faults of a competitor's training step."""
    run, steps = epoch(name, size)
    faults, start = getrusage(RUSAGE_SELF).ru_minflt, process_time()
    run()
    spent = process_time() - start
    return spent * 1000 / steps, (getrusage(RUSAGE_SELF).ru_minflt - faults) / steps


def steps(names, size, rounds):
    """Yield a row for each competitor: time, how many times tinynn's, and page faults a step."""
    processes = {name: fresh_process() for name in names}
    found = {name: [] for name in names}
    for _ in range(rounds + 1):
        for name, process in processes.items():
            found[name].append(process.submit(one_round, name, size).result())
    for name, process in processes.items():
        process.shutdown()
        times, faults = zip(*found[name][1:], strict=True)  # the first round warms up
        ratios = [own / other for own, (other, _) in zip(times, found["tinynn"][1:], strict=True)]
        row = {"measure": "step", "name": name, "size": size, "milliseconds": median(times)}
        yield row | {"times": median(ratios), "faults": mean(faults)}


def time_parts(model, images, labels, products):
    """Return the milliseconds of each part of a training step, going backward's way by hand."""
    spent = {}

    def clock(name, function, *arguments):
        start = process_time()
        result = function(*arguments)
        spent[name] = (process_time() - start) * 1000
        return result

    results = {"pictures": images}
    for name, layer in zip(LAYERS, model.layer.layers, strict=True):
        results[name] = clock(f"{name} forward", layer, [*results.values()][-1])
    results["CELoss"] = loss = clock("CELoss forward", model.loss_fn, results[name], labels)
    model.optimizer.reset()
    loss.grad = np.ones(())
    for name in reversed([*LAYERS, "CELoss"]):
        clock(f"{name} backward", results[name].gradient_fn, results[name].grad)
    clock("update", model.optimizer.step)
    for name, multiply in products.items():
        clock(f"{name} products", multiply)
    return spent


def parts(size, rounds):
    """Return a row for each part of tinynn's training step and for its bare matrix products."""
    model, [batch] = book().model(), digits(size, size)
    products = {name: multiplying(pairs) for name, pairs in book().matrices(size).items()}
    count = rounds * max(1, 200 // size)
    turns = [time_parts(model, *batch, products) for _ in range(count + 1)][1:]
    return [
        {"measure": "part", "name": name, "size": size,
         "milliseconds": median(turn[name] for turn in turns)}
        for name in turns[0]
    ]  # fmt: skip


def main():
    """Measure, print, and write the table if PyTorch is here."""
    pytorch = find_spec("torch") and version("torch").partition("+")[0]
    names, rows = competitors() if pytorch else competitors()[:-1], []
    print("fresh processes, the C library's defaults, float64, one thread; for each step:")
    for size in SIZES:
        for row in steps(names, size, ROUNDS):
            rows.append(row)
            print(f"batch size {size:2}  {row['name']:14}{row['milliseconds']:10.3f} ms"
                  f"{row['times']:8.2f} times tinynn{row['faults']:8.1f} page faults", flush=True)
        with fresh_process() as process:
            rows += process.submit(parts, size, ROUNDS).result()
    if not pytorch:
        print(f"PyTorch is not installed here, so data/{TABLE.name} stays as it was:"
              " the top of book/bench.py says how to have both.")
        return
    conditions = {"numpy": np.__version__, "pytorch": pytorch,
                  "libc": " ".join(platform.libc_ver()), "code": code_hash()}  # fmt: skip
    with TABLE.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, [*rows[0], *conditions], lineterminator="\n")
        writer.writeheader()
        for row in rows:
            short = {k: f"{v:.4g}" if isinstance(v, float) else v for k, v in row.items()}
            writer.writerow(short | conditions)
    print(f"wrote data/{TABLE.name}; now: make record CHAPTERS=B-speed")


if __name__ == "__main__":
    main()
