"""Lets the figure "draw a digit" read with your own weights: python -m book draw [PATH.npz]

PATH.npz holds the weights and biases of chapter 25's best network, named "0", "1", … in the order
of its parameters, as save_weights writes them. They go, rounded to float32, into a script in
build/, with the first test pictures of each digit; the next `make book` puts it beside the figure.
Without PATH.npz the script is removed, and the figure reads with data/weights.npz again.
"""

import base64
import json
import sys
from pathlib import Path

import numpy as np

from book.places import DATA, ROOT
from tinynn import Convolution, Linear, MNISTDataset, Sequential, load_weights

WEIGHTS = DATA / "weights.npz"
OWN = ROOT / "build" / "draw-data.js"
EACH = 5  # test pictures of a digit


def read(path):
    """Return the network's weights, rounded to float32."""
    best = Sequential([Convolution(1, 16, 5), Convolution(16, 32, 3), Linear(800, 10)])
    load_weights(best, path)
    return [each.data.astype("<f4") for each in best.parameters]


def script(path):
    """Return the script that brings the figure its weights and pictures."""

    def text(array):
        return base64.b64encode(array.tobytes()).decode()

    weights = [text(array) for array in read(path)]
    dataset = MNISTDataset(DATA / "tinymnist.npz")
    digits = dataset.test_labels.argmax(axis=1)
    # One of each digit in turn, so that "another" is another digit.
    chosen = np.array([np.flatnonzero(digits == d)[:EACH] for d in range(10)]).T.ravel()
    pixels = np.rint(dataset.test_features[chosen] * 255).astype(np.uint8)
    data = {"weights": weights, "pictures": text(pixels), "labels": digits[chosen].tolist()}
    return f"Touchable.drawData = {json.dumps(data)};\n"


def put(folder):
    """Put the script into a folder of a site: the reader's own, or the book's."""
    text = OWN.read_text(encoding="utf-8") if OWN.exists() else script(WEIGHTS)
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "draw-data.js").write_text(text, encoding="utf-8")


def main():
    """Write the reader's own script, or remove it."""
    if len(sys.argv) < 2:
        OWN.unlink(missing_ok=True)
        print("The figure reads with the book's weights again: make book")
        return None
    try:
        text = script(Path(sys.argv[1]))
    except (OSError, ValueError) as wrong:
        return str(wrong)
    OWN.parent.mkdir(exist_ok=True)
    OWN.write_text(text, encoding="utf-8")
    print(f"The figure will read with {sys.argv[1]}: make book")
    return None
