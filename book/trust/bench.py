"""Measures chapter 25's network in steps, from loops to matrix products, for appendix B to plot.

python -m book bench

What is measured, and how, stands in the cells of chapters/zh/B-speed.ipynb: this script runs
those very cells, adds PyTorch where it is installed, and writes data/bench.csv, which the
notebook reads. Without PyTorch it only prints, since the table would lose its reference. With it:

    make setup VENV=.venv-torch && .venv-torch/bin/pip install -r requirements-torch.txt
    make bench VENV=.venv-torch && make record CHAPTERS=B-speed

One thread, float64. What is compared runs in turns, round after round, so that whatever else the
machine does hits all alike; the ratios are what counts. The clock counts only the processor's
time for this program, yet others crowd the caches: choose a quiet machine all the same.
"""

import os

os.environ["OPENBLAS_NUM_THREADS"] = "1"  # before NumPy is imported: one thread for all
os.environ["OMP_NUM_THREADS"] = "1"
os.environ["TQDM_DISABLE"] = "1"

import ctypes  # noqa: E402
import sys  # noqa: E402
from statistics import median  # noqa: E402
from time import thread_time  # noqa: E402
from types import SimpleNamespace  # noqa: E402

import numpy as np  # noqa: E402

from book import tables  # noqa: E402
from book.places import DATA, EDITIONS  # noqa: E402
from book.writing import hashes, notebooks  # noqa: E402

NOTEBOOK = EDITIONS["zh"] / "B-speed.ipynb"
SHARED = ("imports", "loops", "half", "patches", "network", "measure", "parts", "products",
          "growth")  # fmt: skip
TABLE = DATA / "bench.csv"
COLUMNS = ("measure", "name", "size", "milliseconds", "best", "ratio", "megabytes", "numpy",
           "pytorch", "threads", "code")  # fmt: skip
SIZES = (2, 64)  # the batch sizes
ROUNDS = 15
FACTORS = (0.25, 0.5, 1, 2, 4)
KEEP, RETURN = 1 << 30, 1 << 17  # bytes: memory kept for the next use, and malloc's own choice


def in_turns(book, functions, rounds, seconds=0.1):
    """Time functions in turns as the notebook does, not counting what other programs take."""
    return book.in_turns(functions, rounds, seconds, thread_time)


def cells(names=SHARED):
    """Run cells of the notebook, named by their ids, and return what they define."""
    source = {cell.id: cell.source for cell in notebooks.cells(NOTEBOOK)}
    if missing := set(names) - set(source):
        names = ", ".join(missing)
        sys.exit(f"{NOTEBOOK.name} has no cell {names}: mend SHARED in book/trust/bench.py")
    defined = {}
    for name in names:
        exec(compile(source[name], f"{NOTEBOOK.name}, cell {name}", "exec"), defined)
    return SimpleNamespace(**defined)


def about():
    """Return what the table is about: the cells that are measured, and what they lean on."""
    source = [hashes.essence(c.source) for c in notebooks.cells(NOTEBOOK) if c.id in SHARED]
    return source, hashes.library(*source)


def freed_memory(limit):
    """Let malloc keep freed memory up to a limit in bytes; say whether it can be told.

    Memory that is returned to the system comes back page by page, each a fault; whether a step
    of training suffers that is a matter of chance, and of a factor of two.
    """
    mallopt = getattr(ctypes.CDLL(None), "mallopt", None) if sys.platform == "linux" else None
    return mallopt is not None and all(mallopt(key, limit) for key in (-1, -3))


def torch_step(torch, size, book):
    """Return a function that makes the same step in PyTorch eager, float64."""
    nn = torch.nn
    layer = nn.Sequential(
        nn.Conv2d(1, 16, 3), nn.MaxPool2d(2), nn.Flatten(), nn.Dropout(0.2),
        nn.Linear(2704, 64), nn.ReLU(), nn.Linear(64, 10),
    ).double()  # fmt: skip
    images, labels = (torch.from_numpy(tensor.data) for tensor in book.random_batch(size))
    loss_fn, optimizer = nn.CrossEntropyLoss(), torch.optim.SGD(layer.parameters(), lr=0.01)

    def step():
        loss = loss_fn(layer(images), labels)
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()

    return step


def spread(times, reference=None):
    """Return the median and the best of some times, and how many times a reference they are."""
    result = {"milliseconds": median(times), "best": min(times)}
    if reference:
        # A round's ratio compares neighbours in time; their median shrugs off disturbances.
        ratios = [own / other for own, other in zip(times, reference, strict=True)]
        result["ratio"] = median(ratios)
    return result


def steps(book, torch, size, rounds):
    """Yield a row for each way to make a training step: time, times tinynn, peak memory."""
    functions = {
        name: book.training_step(book.network(*layers), *book.random_batch(size))
        for name, layers in book.STEPS.items()
    }
    loops = {name: functions[name] for name in ("loops", "tinynn")}
    del functions["loops"]
    pairs = sum(book.bare_products(size).values(), [])
    functions["bare products"] = book.multiply(pairs)
    if torch:
        functions["PyTorch"] = torch_step(torch, size, book)

    slow = in_turns(book, loops, min(rounds, 3))
    times = in_turns(book, functions, rounds)
    timed = {"loops": spread(slow["loops"], slow["tinynn"])}
    timed |= {name: spread(spent, times["tinynn"]) for name, spent in times.items()}
    for name, result in timed.items():
        if name in book.STEPS:
            layer = book.network(*book.STEPS[name])
            step = book.training_step(layer, *book.random_batch(size))
            result["megabytes"] = book.peak_megabytes(step)
        yield {"measure": "step", "name": name, "size": size, **result}


def parts(book, size, rounds):
    """Yield a row for each part of a training step, and one for its bare matrix products."""
    layer, (images, labels) = book.network(), book.random_batch(size)
    pairs = book.bare_products(size)
    bare = {name: book.multiply(each) for name, each in pairs.items()}
    spent = {"part": [], "product": []}
    for _ in range(rounds * max(1, 200 // size) + 1):
        spent["part"].append(book.time_parts(layer, images, labels, thread_time))
        times = in_turns(book, bare, 1, 0)
        spent["product"].append({name: once for name, [once] in times.items()})
    for measure, turns in spent.items():
        for name in turns[0]:
            times = [turn[name] for turn in turns[1:]]
            yield {"measure": measure, "name": name, "size": size, **spread(times)}


def square_product(book, rounds):
    """Yield a row for a matrix product that has all it could wish for."""
    matrix = np.random.rand(1024, 1024)
    [times] = in_turns(book, {"square": book.multiply([(matrix, matrix)])}, rounds).values()
    yield {"measure": "product", "name": "square", "size": 1024, **spread(times)}


def growth(book, rounds):
    """Yield a row for each factor by which batch, image and channels grow."""
    functions = {
        (name, factor): book.there_and_back(*sizes(factor))
        for name, sizes in book.GROWTH.items()
        for factor in FACTORS
    }
    times = in_turns(book, functions, rounds)
    for (name, factor), spent in times.items():
        result = spread(spent, times[name, 1])
        yield {"measure": "growth", "name": name, "size": factor, **result}


def evaluations(book):
    """Yield a row for the most memory that evaluating 1,000 images takes beyond the data."""
    for name, size in (("half", 1000), ("tinynn", 1000), ("tinynn", 100), ("tinynn", 2)):
        layer = book.network(*book.STEPS[name])
        dataset = book.MNISTDataset(DATA / "tinymnist.npz", size)
        optimizer = book.SGDOptimizer(layer.parameters, lr=0.01)
        model = book.NNModel(layer, book.CELoss(), optimizer)
        peak = book.peak_megabytes(lambda model=model, dataset=dataset: model.test(dataset))
        yield {"measure": "evaluation", "name": name, "size": size, "megabytes": peak}


def fresh_memory(book, size, rounds):
    """Yield a row for a training step whose memory comes anew from the system each time."""
    step = book.training_step(book.network(), *book.random_batch(size))
    if freed_memory(RETURN):
        [times] = in_turns(book, {"tinynn": step}, rounds).values()
        yield {"measure": "fresh memory", "name": "tinynn", "size": size, **spread(times)}


def measure(torch, sizes=SIZES, rounds=ROUNDS):
    """Yield all rows, as numbers."""
    book = cells()
    for size in sizes:  # first of all: freed memory, once kept, is used again
        yield from fresh_memory(book, size, rounds)
    freed_memory(KEEP)
    for size in sizes:
        yield from steps(book, torch, size, rounds)
    for size in sizes:
        yield from parts(book, size, rounds)
    yield from square_product(book, rounds)
    yield from growth(book, rounds)
    yield from evaluations(book)


def show(row):
    """Print a row."""
    time = f"{row['milliseconds']:10.3f} ms  best {row['best']:10.3f}" if "best" in row else ""
    whom = "factor 1" if row["measure"] == "growth" else "tinynn"
    ratio = f"{row['ratio']:10.2f} times {whom}" if "ratio" in row else ""
    memory = f"{row['megabytes']:8.1f} MB" if "megabytes" in row else ""
    print(f"{row['measure']:13}{row['name']:22}{row['size']:>6}  {time}{ratio}{memory}", flush=True)


def write(rows, conditions):
    """Write the table, four digits to a number."""
    short = [{k: f"{v:.4g}" if isinstance(v, float) else v for k, v in row.items()} for row in rows]
    rows = [dict.fromkeys(COLUMNS[:-1], "") | row | conditions for row in short]
    tables.write(TABLE, (hashes.sealed(row, *about()) for row in rows))


def main():
    """Measure, print, and write the table if PyTorch is here."""
    try:
        import torch

        torch.set_num_threads(1)
    except ImportError:
        torch = None
    rows = []
    for row in measure(torch):
        show(row)
        rows.append(row)
    if torch is None:
        print(f"PyTorch is not installed here, so data/{TABLE.name} stays as it was:"
              " the top of book/trust/bench.py says how to have both.")
        return
    version = torch.__version__.split("+")[0]
    write(rows, {"numpy": np.__version__, "pytorch": version, "threads": torch.get_num_threads()})
    print(f"wrote data/{TABLE.name}; now: make record CHAPTERS=B-speed")
