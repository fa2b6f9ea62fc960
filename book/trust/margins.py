"""How safe the accuracies of chapters 24 and 25 are.

An accuracy changes when a test image falls to another class. Here stand, for each network, the
nearest that any test image comes to a tie of its two best classes, and how far a logit moves from
one environment to another; their ratio says how far the accuracy is from changing. Two logits can
move against each other, so a ratio above 2 is safe.

The logits are those of the notebooks themselves: `make matrix` keeps them, cell by cell, while it
runs the chapters, and then writes data/trust/margins.csv.
"""

import numpy as np

from book import tables
from book.places import TRUST
from book.writing.outputs import accuracy

# name -> (chapter, the cell after which `predictions` are its logits for the test images)
NETWORKS = {
    "24-chapter": ("24-convolution", "train"),
    "25-chapter": ("25-pooling", "train"),
    "25-best": ("25-pooling", "best"),
}
TABLE = TRUST / "margins.csv"


def nearest_margin(logits):
    """Return the smallest difference between the two largest logits of any image."""
    second, first = np.partition(logits, -2, axis=-1)[..., -2:].T
    return (first - second).min()


def largest_move(logits):
    """Return the largest difference of one logit between any two environments, the first axis."""
    return (logits.max(axis=0) - logits.min(axis=0)).max()


def measure(logits):
    """Return a row's figures for logits (environments, images, classes)."""
    margin, move = nearest_margin(logits), largest_move(logits)
    return {
        "images": logits.shape[1],
        "nearest margin": f"{margin:.3g}",
        "largest move": f"{move:.3g}",
        "ratio": f"{margin / move:.3g}" if move else "inf",  # nothing moved
        "environments": len(logits),
    }


def write(folders, recorded):
    """Write the table from the folders of several environments, which ran what is recorded."""
    rows = []
    for name, (chapter, cell) in NETWORKS.items():
        logits = np.array([np.load(folder / f"{name}.npy") for folder in folders])
        row = {"chapter": chapter, "cell": cell, "accuracy": accuracy(chapter, cell)}
        rows.append(row | measure(logits) | {"recorded": recorded})
    tables.write(TABLE, rows)
    return rows
