"""Makes what the figure "draw a digit" reads with: python -m book draw [PATH.npz]

PATH.npz (data/weights.npz unless another is named) holds the weights and biases of chapter 25's
best network, named "0", "1", … in the order of its parameters. They go, rounded to float32, into
draw-data.js beside the figure, with the first test pictures of each digit; then build the book.
"""

import base64
import json
import sys
from pathlib import Path

import numpy as np

from book.places import DATA, ROOT
from tinynn import Convolution, Linear, MNISTDataset, Sequential, load_weights

WEIGHTS = DATA / "weights.npz"
ASSET = Path(__file__).with_name("static") / "touch" / "draw-data.js"
EACH = 5  # test pictures of a digit


def read(path):
    """Return the network's weights, rounded to float32."""
    best = Sequential([Convolution(1, 16, 5), Convolution(16, 32, 3), Linear(800, 10)])
    load_weights(best, path)
    return [each.data.astype("<f4") for each in best.parameters]


def write(path=WEIGHTS):
    """Write draw-data.js."""

    def text(array):
        return base64.b64encode(array.tobytes()).decode()

    weights = [text(array) for array in read(path)]
    dataset = MNISTDataset(DATA / "tinymnist.npz")
    digits = dataset.test_labels.argmax(axis=1)
    # One of each digit in turn, so that "another" is another digit.
    chosen = np.array([np.flatnonzero(digits == d)[:EACH] for d in range(10)]).T.ravel()
    pixels = np.rint(dataset.test_features[chosen] * 255).astype(np.uint8)
    data = {"weights": weights, "pictures": text(pixels), "labels": digits[chosen].tolist()}
    ASSET.write_text(f"Touchable.drawData = {json.dumps(data)};\n", encoding="utf-8")


def main():
    try:
        write(Path(sys.argv[1]) if len(sys.argv) > 1 else WEIGHTS)
    except (OSError, ValueError) as wrong:
        return str(wrong)
    print(f"{ASSET.relative_to(ROOT)}: {ASSET.stat().st_size:,} bytes")
    return None
