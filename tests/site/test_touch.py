"""The figures to be touched say what tinynn says, by mouse and by keyboard, in both editions.

Each check drives a figure and compares its numbers with tinynn's. It also runs on figures into
whose scripts a fault was put, where it must fail.
"""

import itertools
import re

import numpy as np
import pytest

from tinynn import Convolution, Linear, MaxPool, MSELoss, SGDOptimizer, Tensor

PAGES = {
    "pooling": "25-pooling", "convolution": "24-convolution", "learning-rate": "04-learning-rate",
}  # fmt: skip
FLIPPER, MASS = [[181.0], [186], [195]], [[3750.0], [3800], [3250]]


def read(figure, number):
    """Return the numbers in one of a figure's grids."""
    rows = figure.locator("table").nth(number).locator("tr").evaluate_all(
        """rows => rows.map(row => [...row.querySelectorAll("td")].map(
            cell => cell.querySelector("input")?.value ?? cell.textContent))"""
    )
    return np.array([[float(cell.replace("\N{MINUS SIGN}", "-")) for cell in row] for row in rows])


def has_class(figure, number, name):
    """Return which cells of a grid carry a class, in one row."""
    cells = figure.locator("table").nth(number).locator("td")
    return cells.evaluate_all("(cells, name) => cells.map(c => c.classList.contains(name))", name)


def write(tab, figure, number, values):
    """Type numbers into a grid, going from cell to cell with the Tab key."""
    tab.evaluate("document.activeElement.blur()")  # a click where one is only moves the caret
    figure.locator("table").nth(number).locator("input").first.click()
    for value in np.ravel(values):
        tab.keyboard.type(f"{value:g}")  # entering a cell has selected what was there
        tab.keyboard.press("Tab")


def same(what, came, expected):
    assert np.allclose(came, expected), f"{what} is {came}, but tinynn says {expected}"


def pooling(tab, figure):
    random = np.random.RandomState(0)

    def compare(k):
        x, pool = Tensor(read(figure, 0)[None, None]), MaxPool(k)
        p = pool(x)
        assert p.data[0, 0].shape == read(figure, 1).shape
        p.gradient_fn(read(figure, 3)[None, None])
        same(f"P for windows of {k}", read(figure, 1), p.data[0, 0])
        same(f"the gradient for {k}", read(figure, 2), x.grad[0, 0])
        rings = np.reshape(has_class(figure, 0, "winner"), (4, 4))
        ones = Tensor(x.data)
        pool(ones).gradient_fn(np.ones(p.data.shape))
        same(f"the winners for {k}", rings, ones.grad[0, 0])

    compare(2)
    for k, chosen in ((2, "2 × 2"), (3, "3 × 3"), (4, "4 × 4")):
        figure.get_by_label(chosen).check()
        write(tab, figure, 0, random.randint(-3, 3, (4, 4)))  # few numbers: many ties
        write(tab, figure, 3, random.randint(1, 90, (4 // k, 4 // k)) / 10)
        compare(k)
    tab.keyboard.press("Shift+Tab")
    figure.get_by_label("4 × 4").focus()
    tab.keyboard.press("ArrowUp")
    assert figure.get_by_label("3 × 3").is_checked()
    compare(3)
    for button in range(3):
        figure.locator("button").nth(button).click()
        compare(3)


def convolution(tab, figure):
    random = np.random.RandomState(0)

    def compare():
        x, kernel, shown = (read(figure, number) for number in range(3))
        layer = Convolution(1, 1, 3)
        layer.weight.data = kernel[None, None]
        expected = layer(Tensor(x[None, None])).data[0, 0]
        same("P", shown, expected)
        return x, kernel, expected

    def place():
        """Return where the kernel lies: the one cell of P that is tinted."""
        cells = has_class(figure, 2, "tint-1")
        size = int(len(cells) ** 0.5)
        return divmod(cells.index(True), size)

    def explain(x, kernel, expected):
        i, j = place()
        tinted = has_class(figure, 0, "tint-1")
        patch = np.zeros(x.shape)
        patch[i : i + 3, j : j + 3] = 1
        same("the patch", np.reshape(tinted, x.shape), patch)
        said = figure.locator("output").inner_text().replace("\N{MINUS SIGN}", "-")
        numbers = re.findall(r"-?\d+(?:\.\d+)?", re.split(r"：|: ", said)[1])
        factors, total = np.array(numbers[:-1], float).reshape(9, 2), float(numbers[-1])
        same("the kernel in the sum", factors[:, 0], kernel.ravel())
        patch = x[i : i + 3, j : j + 3]
        same("the patch in the sum", factors[:, 1], patch.ravel())
        same("the sum", total, expected[i, j])

    radios = figure.locator("input[type=radio]")
    for picture, kernel in itertools.product((0, 1), (2, 3, 4)):
        radios.nth(picture).check()
        radios.nth(kernel).check()
        now = compare()
        if picture and kernel > 2:  # stepping is the same for all; 25 steps once are enough
            continue
        for step in range(now[2].size):
            assert place() == divmod(step, len(now[2]))
            explain(*now)
            figure.locator("button").nth(1).click()
        figure.locator("button").nth(0).click()
        explain(*now)

    radios.nth(0).check()
    write(tab, figure, 0, random.randint(0, 90, (4, 4)) / 10)
    write(tab, figure, 1, random.randint(-3, 3, (3, 3)))
    now = compare()
    figure.locator("table").nth(2).locator("button").first.click()
    for key, there in (("Right", (0, 1)), ("Down", (1, 1)), ("Down", (1, 1)), ("Left", (1, 0)),
                       ("Up", (0, 0))):
        tab.keyboard.press(f"Arrow{key}")
        assert place() == there, key
        explain(*now)


def learning_rate(tab, figure):
    number = r"(-?\d+(?:\.\d+)?)"
    rate, steps = (figure.locator("input[type=range]").nth(n) for n in range(2))
    curvature = 2 * np.mean(np.square(FLIPPER))
    [[floor]] = np.linalg.lstsq(FLIPPER, MASS)[0]

    def compare():
        lr = float(rate.get_attribute("aria-valuetext"))
        layer = Linear(1, 1)
        layer.weight.data = np.array([[20.0]])
        optimizer = SGDOptimizer([layer.weight], lr)
        walked = [20.0]
        for _ in range(int(steps.input_value())):
            loss = MSELoss()(layer(Tensor(FLIPPER)), Tensor(MASS))
            optimizer.reset()
            loss.backward()
            optimizer.step()
            walked.append(layer.weight.data.item())
        said = figure.locator("output").inner_text().replace("\N{MINUS SIGN}", "-")
        factor, w, distance = re.search(rf"ηc = {number}.*w = {number}\D+?{number}", said).groups()
        where = f"after {len(walked) - 1} steps of {lr}"
        same("the factor", float(factor), round(1 - lr * curvature, 2))
        same(f"w {where}", float(w), round(walked[-1], 3))
        away = round(walked[-1] - floor, 3)
        same(f"the distance {where}", float(distance), away)
        dots = figure.locator("circle").count()
        shown = list(itertools.takewhile(lambda w: 17.2 <= w <= 21.1, walked))
        assert dots == len(shown), where
        return lr, said

    before = compare()
    rate.focus()
    for key in ("ArrowRight", "PageUp", "End", "Home", "PageUp"):
        tab.keyboard.press(key)
        now = compare()
        assert now != before, key
        before = now
    for slider in (rate, steps):
        box = slider.bounding_box()
        middle = box["y"] + box["height"] / 2
        tab.mouse.move(box["x"] + box["width"] / 2, middle)
        tab.mouse.down()
        for part in (0.25, 0.05, 0.6, 0.8, 0.95):
            tab.mouse.move(box["x"] + box["width"] * part, middle)
            now = compare()
            assert now != before, "a dragged slider changes what is said"
            before = now
        tab.mouse.up()


FIGURES = {"pooling": pooling, "convolution": convolution, "learning-rate": learning_rate}


def check(tab, book, name, edition="zh"):
    """Drive the figure on its page, and compare it with tinynn."""
    tab.goto((book / edition / "chapters" / edition / f"{PAGES[name]}.html").as_uri())
    figure = tab.locator(f".touch[data-figure={name}]")
    figure.scroll_into_view_if_needed()
    FIGURES[name](tab, figure)


@pytest.mark.parametrize("edition", ["zh", "en"])
@pytest.mark.parametrize("name", FIGURES)
def test_the_figure_says_what_tinynn_says(book, tab, name, edition):
    check(tab, book, name, edition)


@pytest.mark.parametrize("name", FIGURES)
def test_a_phone_shows_all_of_it_at_once(book, tab, name):
    tab.set_viewport_size({"width": 390, "height": 844})
    tab.goto((book / "en" / "chapters" / "en" / f"{PAGES[name]}.html").as_uri())
    stage = tab.locator(f".touch[data-figure={name}] .touch-stage")
    hidden = "stage => stage.scrollWidth - stage.clientWidth"
    assert stage.evaluate(hidden) == 0
    tab.add_style_tag(content=".touch .touch-stage { column-gap: 14rem }")
    assert name == "learning-rate" or stage.evaluate(hidden) > 0


FAULTS = {
    "the last of equals wins": ("pooling", "X[u][v] > X[best", "X[u][v] >= X[best"),
    "the gradient stays away": ("pooling", "show(G[i][j])", '"0"'),
    "one ring is missing": ("pooling", 'x.cells[u][v].parentElement.classList.add("winner")', "0"),
    "the chosen window is another": ("pooling", "k = value;", "k = value - 1 || 4;"),
    "the kernel is flipped": ("convolution", "terms.push([K[u][v]", "terms.push([K[2 - u][2 - v]"),
    "another patch is tinted": ("convolution", "j < here[1] + 3", "j < here[1] + 2"),
    "the arrows do nothing": ("convolution", "onkeydown: walk", "onkeyup: () => 0"),
    "another step": ("learning-rate", "visited.push(w - lr", "visited.push(w + lr"),
    "a step not drawn": ("learning-rate", "replaceChildren(...shown", "replaceChildren(...visited"),
    "a slider that nobody hears": ("learning-rate", '"学习率", "learning rate"), oninput: update',
                                   '"学习率", "learning rate")'),
}  # fmt: skip


@pytest.mark.parametrize("fault", FAULTS)
def test_a_fault_is_noticed(book, tab, fault):
    name, old, new = FAULTS[fault]
    script = (book / "zh" / "_static" / "touch" / f"{name}.js").read_text(encoding="utf-8")
    assert script.count(old) == 1
    tab.route(f"**/{name}.js*", lambda route: route.fulfill(
        body=script.replace(old, new), content_type="text/javascript"))
    with pytest.raises(AssertionError):
        check(tab, book, name)
