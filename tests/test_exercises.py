"""Self-checks of exercises can fail: each rejects the wrong answers listed here."""

import ast

import numpy as np
import pytest
from nbformat import read

import tinynn
from growth import chapters, definitions, tags


class ForgetsToDivide(tinynn.MaxPool):
    """Average pooling whose gradient gives every position the whole of it."""

    def forward(self, x):
        k = self.pool_size
        N, C, H, W = x.data.shape
        inside = np.s_[:, :, : H // k * k, : W // k * k]
        windows = x.data[inside].reshape(N, C, H // k, k, W // k, k)

        def gradient_fn(grad):
            x.grad[inside] += np.kron(grad, np.ones((1, 1, k, k)))

        return tinynn.Tensor(windows.mean(axis=(3, 5)), (x,), gradient_fn)


class KeepsTheEdge(tinynn.MaxPool):
    """Pooling that pads the edge instead of dropping it."""

    def forward(self, x):
        edges = [(0, -size % self.pool_size) for size in x.data.shape]
        return super().forward(tinynn.Tensor(np.pad(x.data, [(0, 0), (0, 0), *edges[2:]])))


def strictly_within(p, mass, limit):
    """Leave out those that are off by exactly the limit."""
    return np.mean(np.abs(p - mass) < limit)


def within_above(p, mass, limit):
    """Forget that a guess may be too low."""
    return np.mean(p - mass <= limit)


def number_within(p, mass, limit):
    """Count instead of giving the share."""
    return np.sum(np.abs(p - mass) <= limit)


def mae_of_any_shapes(p, y):
    """Broadcast what does not fit."""
    return np.mean(np.abs(p - y))


def squares_instead(p, y):
    """Refuse other shapes, but square."""
    if p.shape != y.shape:
        raise ValueError(f"{p.shape} and {y.shape}")
    return np.mean((p - y) ** 2)


def mae_that_names_no_shapes(p, y):
    """Refuse without saying what came."""
    if p.shape != y.shape:
        raise ValueError("no")
    return np.mean(np.abs(p - y))


WRONG_ANSWERS = {
    ("02-loss", "check_mae"): [mae_of_any_shapes, squares_instead, mae_that_names_no_shapes],
    ("01-neuron", "check_share_within"): [strictly_within, within_above, number_within],
    ("25-pooling", "check_average_pool"): [tinynn.MaxPool, ForgetsToDivide, KeepsTheEdge],
}


def self_checks(chapter):
    """Return the source of a chapter's cells tagged `check`, by the name of their function."""
    cells = [cell for cell in read(chapter, as_version=4).cells if "check" in tags(cell)]
    return {name: cell.source for cell in cells for name in definitions(ast.parse(cell.source))}


@pytest.mark.parametrize("chapter", chapters(), ids=lambda path: path.stem)
def test_every_self_check_rejects_wrong_answers(chapter):
    for name, source in self_checks(chapter).items():
        assert WRONG_ANSWERS.get((chapter.stem, name)), f"list wrong answers for {name} here"
        namespace = {"np": np, **{each: getattr(tinynn, each) for each in tinynn.__all__}}
        exec(source, namespace)
        for answer in WRONG_ANSWERS[chapter.stem, name]:
            with pytest.raises(AssertionError):
                namespace[name](answer)


@pytest.mark.parametrize("chapter", chapters(), ids=lambda path: path.stem)
def test_three_exercises_have_solutions(chapter):
    solutions = [c for c in read(chapter, as_version=4).cells if "solution" in tags(c)]
    assert len(solutions) >= 3, f"{chapter.name}: three exercises, each with a cell tagged solution"
    assert all("hide-cell" in tags(cell) for cell in solutions)
