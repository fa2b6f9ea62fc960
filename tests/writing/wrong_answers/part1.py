"""Wrong answers to the exercises of part 1; each says what is wrong with it."""

import numpy as np


def relu(x):
    """Return the larger of 0 and x, as chapter 8 defines it."""
    return np.maximum(x, 0)


def strictly_within(p, mass, limit):
    """Leave out those that are off by exactly the limit."""
    return np.mean(np.abs(p - mass) < limit)


def within_above(p, mass, limit):
    """Forget that a guess may be too low."""
    return np.mean(p - mass <= limit)


def number_within(p, mass, limit):
    """Count instead of giving the share."""
    return np.sum(np.abs(p - mass) <= limit)


def percent_within(p, mass, limit):
    """Give per cent instead of a share."""
    return 100 * np.mean(np.abs(p - mass) <= limit)


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


def absolute_sum(p, y):
    """Forget the mean."""
    if p.shape != y.shape:
        raise ValueError(f"{p.shape} and {y.shape}")
    return np.sum(np.abs(p - y))


def slope_by_sum(X, y, w, b):
    """Forget the mean."""
    errors = X @ w + b - y
    return 2 * errors @ X, 2 * errors.sum()


def slope_without_2(X, y, w, b):
    """Lose the factor 2."""
    errors = X @ w + b - y
    return errors @ X / len(y), errors.mean()


def uphill(X, y, w, b):
    """Take label minus prediction."""
    errors = y - X @ w - b
    return 2 * errors @ X / len(y), 2 * errors.mean()


def standardised_as_a_whole(X):
    """Take one mean and one deviation for all columns."""
    return (X - X.mean()) / X.std(), X.mean(), X.std()


def divided_by_zero(X):
    """Let a column without differences pass."""
    mean, std = X.mean(axis=0), X.std(axis=0)
    return (X - mean) / std, mean, std


def standardised_by_variance(X):
    """Divide by the variance."""
    mean, var = X.mean(axis=0), X.var(axis=0)
    if np.any(var == 0):
        raise ValueError
    return (X - mean) / var, mean, var


def refused_at_exactly_0(X):
    """Trust that a column all the same has a deviation of exactly 0; three 0.1 have 1.4e-17."""
    mean, std = X.mean(axis=0), X.std(axis=0)
    if np.any(std == 0):
        raise ValueError
    return (X - mean) / std, mean, std


def standardised_in_place(X):
    """Change the array that was given instead of a copy."""
    if np.any(X.max(axis=0) == X.min(axis=0)):
        raise ValueError
    mean, std = X.mean(axis=0), X.std(axis=0)
    X -= mean
    X /= std
    return X, mean, std


def batches_without_the_rest(n, B):
    """Drop a short last batch."""
    return [slice(start, start + B) for start in range(0, n // B * B, B)] or [slice(0, 0)]


def batches_that_overlap(n, B):
    """Step too little."""
    return [slice(start, start + B) for start in range(0, n, max(1, B - 1))]


def one_batch(n, B):
    """Give everything at once."""
    return [slice(0, n)]


def split_at_the_end(n, share):
    """Do not shuffle."""
    size = round(n * share)
    return np.arange(n)[:-size], np.arange(n)[-size:]


def split_drawn_twice(n, share):
    """Draw both sides independently."""
    size = round(n * share)
    return np.random.choice(n, n - size, replace=False), np.random.choice(n, size, replace=False)


def split_the_other_way(n, share):
    """Swap training and test."""
    order = np.random.permutation(n)
    size = round(n * share)
    return order[:size], order[size:]


def split_rounded_down(n, share):
    """Round down."""
    order = np.random.permutation(n)
    size = int(n * share)
    return order[size:], order[:size]


def merged_without_biases(layers):
    """Add the biases as they are."""
    W, b = layers[0]
    for next_W, next_b in layers[1:]:
        W, b = next_W @ W, next_b
    return W, b


def merged_first_two(layers):
    """Stop after two layers."""
    if len(layers) == 1:
        return layers[0]
    (W, b), (next_W, next_b) = layers[:2]
    return next_W @ W, next_W @ b + next_b


def merged_transposed(layers):
    """Return the weight as (in, out)."""
    W, b = layers[0]
    for next_W, next_b in layers[1:]:
        W, b = next_W @ W, next_W @ b + next_b
    return W.T, b


def even_hat(x, left, middle, right):
    """Take the left slope on both sides."""
    up = 1 / (middle - left)
    return up * (relu(x - left) - 2 * relu(x - middle) + relu(x - 2 * middle + left))


def hat_without_end(x, left, middle, right):
    """Never level off."""
    up, down = 1 / (middle - left), 1 / (right - middle)
    return up * relu(x - left) - (up + down) * relu(x - middle)


def flat_hat(x, left, middle, right):
    """Level off at the middle."""
    up = 1 / (middle - left)
    return up * relu(x - left) - up * relu(x - middle)


WRONG_ANSWERS = {
    ("01-neuron", "check_share_within"): [
        strictly_within, within_above, number_within, percent_within,
    ],
    ("02-loss", "check_mae"): [
        mae_of_any_shapes, squares_instead, mae_that_names_no_shapes, absolute_sum,
    ],
    ("03-gradient-descent", "check_gradients"): [slope_by_sum, slope_without_2, uphill],
    ("04-learning-rate", "check_standardise"): [
        standardised_as_a_whole, divided_by_zero, standardised_by_variance, refused_at_exactly_0,
        standardised_in_place,
    ],
    ("05-mini-batch", "check_batches"): [
        batches_without_the_rest, batches_that_overlap, one_batch,
    ],
    ("06-epoch", "check_split"): [
        split_at_the_end, split_drawn_twice, split_the_other_way, split_rounded_down,
    ],
    ("07-hidden-layer", "check_merge"): [
        merged_without_biases, merged_first_two, merged_transposed,
    ],
    ("08-activation", "check_hat"): [even_hat, hat_without_end, flat_hat],
}  # fmt: skip
