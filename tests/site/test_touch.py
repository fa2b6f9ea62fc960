"""The figures to be touched say what tinynn says, by mouse and by keyboard, in both editions.

Each check drives a figure and compares its numbers with tinynn's. It also runs on figures into
whose scripts a fault was put, where it must fail.
"""

import functools
import itertools
import json
import re
from types import SimpleNamespace

import numpy as np
import pytest

from book.places import DATA, EDITIONS, ROOT
from book.site.extensions.touchable_figures import FOLDER, PLACE
from tinynn import (
    Convolution,
    Linear,
    MaxPool,
    MSELoss,
    SGDOptimizer,
    Tensor,
    load_penguins,
    topological_order,
)

NUMBER = re.compile(r"-?\d+(?:\.\d+)?(?:e[+-]?\d+)?")
FLIPPER, MASS = [[181.0], [186], [195]], [[3750.0], [3800], [3250]]


def plain(text):
    """Return what a figure shows with the minus sign that Python reads."""
    return text.replace("\N{MINUS SIGN}", "-")


def numbers(text):
    return [float(each) for each in NUMBER.findall(plain(text))]


def said(figure):
    return plain(figure.locator("output").inner_text())


def read(figure, number):
    """Return the numbers in one of a figure's grids."""
    rows = figure.locator("table").nth(number).locator("tr")
    texts = rows.evaluate_all("""rows => rows.map(row => [...row.querySelectorAll("td")].map(
        cell => cell.querySelector("input")?.value ?? cell.textContent))""")
    return np.array([[float(plain(cell)) for cell in row] for row in texts])


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


def same(what, came, expected, **tolerance):
    fits = np.shape(came) == np.shape(expected) and np.allclose(came, expected, **tolerance)
    assert fits, f"{what} is {came}, but tinynn says {expected}"


def agree(what, came, expected):
    """Compare numbers of which a figure shows four significant digits; NaN where none stands."""
    expected = [float(each) for each in expected]
    same(what, came, expected, rtol=5.1e-4, atol=1e-12, equal_nan=True)


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
    radios, steps = figure.locator("input[type=radio]"), figure.locator(".touch-side button")

    def compare():
        x, kernel, shown = (read(figure, number) for number in range(3))
        layer = Convolution(1, 1, 3)
        layer.weight.data = kernel[None, None]
        expected = layer(Tensor(x[None, None])).data[0, 0]
        same("P", shown, expected)
        return x, kernel, expected

    def explain(there, x, kernel, expected):
        """Compare where the kernel lies, the one cell of P that is tinted, and what is said."""
        i, j = there
        tinted = has_class(figure, 2, "tint-1")
        assert divmod(tinted.index(True), len(expected)) == there
        patch = np.zeros(x.shape)
        patch[i : i + 3, j : j + 3] = 1
        same("the patch", np.reshape(has_class(figure, 0, "tint-1"), x.shape), patch)
        *factors, total = numbers(re.split("：|: ", said(figure))[1])
        same("the kernel in the sum", factors[::2], kernel.ravel())
        same("the patch in the sum", factors[1::2], x[i : i + 3, j : j + 3].ravel())
        same("the sum", total, expected[i, j])

    for picture, kernel in itertools.product((0, 1), (2, 3, 4)):
        radios.nth(picture).check()
        radios.nth(kernel).check()
        now = compare()
        if picture and kernel > 2:  # stepping is the same for all; 25 steps once are enough
            continue
        places = list(np.ndindex(now[2].shape))
        for there in places:
            explain(there, *now)
            steps.nth(1).click()
        steps.nth(0).click()
        explain(places[-2], *now)

    radios.nth(0).check()
    write(tab, figure, 0, random.randint(0, 90, (4, 4)) / 10)
    write(tab, figure, 1, random.randint(-3, 3, (3, 3)))
    now = compare()
    figure.locator("table").nth(2).locator("button").first.click()
    for key, there in (
        ("Right", (0, 1)),
        ("Down", (1, 1)),
        ("Down", (1, 1)),
        ("Left", (1, 0)),
        ("Up", (0, 0)),
    ):
        tab.keyboard.press(f"Arrow{key}")
        explain(there, *now)


def learning_rate(tab, figure):
    rate, steps = figure.locator("input[type=range]").all()
    curvature = 2 * np.mean(np.square(FLIPPER))
    [[floor]] = np.linalg.lstsq(FLIPPER, MASS)[0]
    seen = []

    def compare(how=None):
        """Walk with tinynn; after a change, what is said must have changed too."""
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
        where = f"after {len(walked) - 1} steps of {lr}"
        factor, w, distance = 1 - lr * curvature, walked[-1], walked[-1] - floor
        same(f"factor, steps, w and distance {where}", numbers(said(figure).split("ηc = ")[1]),
             [round(factor, 2), len(walked) - 1, round(w, 3), round(distance, 3)])  # fmt: skip
        inside = list(itertools.takewhile(lambda w: 17.2 <= w <= 21.1, walked))
        assert figure.locator("circle").count() == len(inside), where
        seen.append((lr, said(figure)))
        assert how is None or seen[-1] != seen[-2], how

    compare()
    rate.focus()
    for key in ("ArrowRight", "PageUp", "End", "Home", "PageUp"):
        tab.keyboard.press(key)
        compare(key)
    for slider in (rate, steps):
        box = slider.bounding_box()
        middle = box["y"] + box["height"] / 2
        tab.mouse.move(box["x"] + box["width"] / 2, middle)
        tab.mouse.down()
        for part in (0.25, 0.05, 0.6, 0.8, 0.95):
            tab.mouse.move(box["x"] + box["width"] * part, middle)
            compare("a dragged slider changes what is said")
        tab.mouse.up()


# The valley of all penguins


PENGUINS = load_penguins(DATA / "penguins.csv")
X, Y = (PENGUINS[name][:, None] for name in ("flipper_length_mm", "body_mass_g"))
LOWEST = np.polyfit(X[:, 0], Y[:, 0], 1)


def line_at(w, b):
    """Return a layer with these parameters, and its loss."""
    layer = Linear(1, 1)
    layer.weight.data, layer.bias.data = np.array([[w]]), np.array([b])
    return layer, MSELoss()(layer(Tensor(X)), Tensor(Y))


def kilograms(w, b):
    """Return the loss in kg²."""
    return line_at(w, b)[1].data / 1e6


def walk(start, lr, moving, steps):
    """Return the places, pairs of w and b, that tinynn comes to, from the start on."""
    walked = [start]
    for _ in range(steps):
        layer, loss = line_at(*walked[-1])
        loss.backward()
        moved = [p for p, name in zip(layer.parameters, "wb", strict=True) if name in moving]
        SGDOptimizer(moved, lr).step()
        walked.append((layer.weight.data.item(), layer.bias.data.item()))
    return walked


def axes(figure):
    """Return two functions from a place in the picture to w and b, by the ticks' labels."""
    ticks = figure.locator(".touch-stage > svg > text").evaluate_all(
        "texts => texts.map(t => [t.textContent, +t.getAttribute('x'), +t.getAttribute('y')])"
    )
    across = [(px, numbers(text)[0]) for text, px, _ in ticks[:7]]
    up = [(py - 5, numbers(text)[0]) for text, _, py in ticks[7:11]]
    return [np.poly1d(np.polyfit(*np.array(pairs).T, 1)) for pairs in (across, up)]


def compare_walk(figure, start, lr, moving="wb", steps=0):
    """Walk as the figure did, from where it started, and compare what it says and draws."""
    walked = walk(start, lr, moving, steps)
    layer, loss = line_at(*walked[-1])
    loss.backward()
    slope = (layer.weight.grad.item(), layer.bias.grad.item())
    change = [-lr * s * (name in moving) for s, name in zip(slope, "wb", strict=True)]
    expected = [steps, *walked[-1], loss.data / 1e6, kilograms(*LOWEST), *slope, *change]
    agree("what is said", numbers(said(figure))[:9], expected)
    dots = [(w, b) for w, b in walked if abs(w) < 100 and abs(b) < 1e4][-300:]
    circles = figure.locator("circle").evaluate_all(
        "all => all.map(c => [+c.getAttribute('cx'), +c.getAttribute('cy')])"
    )
    assert len(circles) == len(dots)
    across, up = axes(figure)
    for (cx, cy), (w, b) in zip(circles, dots, strict=True):
        assert abs(across(cx) - w) < 0.1 and abs(up(cy) - b) < 10


def compare_contours(figure):
    """On a contour the loss is one number, which the figure's title says."""
    across, up = axes(figure)
    levels = numbers(re.search("[0-9.,、 ]+ kg²", figure.inner_text())[0])
    for path, level in zip(figure.locator(".touch-contour").all(), levels, strict=True):
        points = np.reshape(numbers(path.get_attribute("d")), (-1, 2))[::40]
        around = [kilograms(across(px), up(py)) for px, py in points]
        assert np.allclose(around, level, rtol=0.05), f"the contour of {level} kg²"


def valley(tab, figure):
    eta, w, b = figure.locator("input[type=number]").all()
    both, w_alone, b_alone = figure.locator("input[type=radio]").all()
    one, ten, thousand, start_over = figure.locator("button").all()
    compare = functools.partial(compare_walk, figure)

    def fill(field, value):
        field.press_sequentially(value)  # entering a field has selected what was there

    def press(*buttons):
        for button in buttons:
            button.press("Enter")

    compare((0.0, 0.0), 1e-5)
    compare_contours(figure)
    press(one)
    compare((0.0, 0.0), 1e-5, steps=1)
    press(ten)
    compare((0.0, 0.0), 1e-5, steps=11)
    press(start_over, thousand)
    compare((0.0, 0.0), 1e-5, steps=1000)  # the chapter's own walk
    now = numbers(said(figure))
    assert [round(each, 2) for each in now[1:3]] == [21.08, -0.46] and now[3] == 0.3202

    fill(eta, "0.000024")  # crosses the floor in every step
    press(start_over, ten)
    compare((0.0, 0.0), 0.000024, steps=10)
    fill(w, "50")
    fill(b, "-3000")
    w_alone.press("ArrowDown")  # b alone: it bears any step below 1
    fill(eta, "0.3")
    press(ten)
    compare((50.0, -3000.0), 0.3, "b", steps=10)
    w_alone.check()
    fill(eta, "0.00001")
    fill(w, "40")
    fill(b, "0")
    press(one, one)
    compare((40.0, 0.0), 1e-5, "w", steps=2)

    both.check()
    fill(eta, "0.00003")
    press(start_over, ten)
    compare((0.0, 0.0), 0.00003, steps=10)
    press(thousand, thousand)
    now = numbers(said(figure))  # it has diverged, after so many steps: nothing else is said
    assert len(now) == 1 and 900 < now[0] < 1000, now

    fill(w, "50.15")
    fill(b, "-5872")
    b_alone.check()
    fill(eta, "0.5")
    press(one, one, one)  # to the floor, and no farther: rounding leads neither up nor across
    assert len(said(figure).splitlines()) == 3
    both.check()
    fill(eta, "0.00003")
    slide_and_click(figure, eta)


def slide_and_click(figure, eta):
    """The slider changes the learning rate, and a click chooses a place in the picture."""
    rate = figure.locator("input[type=range]")
    rate.press("ArrowRight")
    lr = float(rate.get_attribute("aria-valuetext"))
    assert lr == float(eta.input_value()) and lr > 0.00003
    picture = figure.locator(".touch-stage > svg")
    picture.click()
    w, b = numbers(said(figure))[1:3]
    compare_walk(figure, (w, b), lr)
    box = figure.locator("circle").bounding_box()
    middle = picture.bounding_box()
    for side, size in (("x", "width"), ("y", "height")):
        assert abs(box[side] + box[size] / 2 - middle[side] - middle[size] / 2) < 3


# Backward through a graph


def graph(number, x):
    """Return the nodes of a graph by name, the last of all last."""
    x = Tensor(x)
    if number < 2:
        a = x * x
        s = a * a
        return {"x": x, "a": a, "s": s, "t": a + s if number else s + a}
    w, b, v, c, minus_y = (Tensor(n) for n in (3, 1, 2, 5, -16))
    wx = w * x
    a = wx + b
    va = v * a
    p = va + c
    e = p + minus_y
    return {"x": x, "w": w, "wx": wx, "b": b, "a": a, "v": v, "va": va, "c": c, "p": p,
            "\N{MINUS SIGN}y": minus_y, "e": e, "L": e * e}  # fmt: skip


def in_order(last):
    return topological_order(last)[::-1]


def once(node, seen=None):
    seen = [] if seen is None else seen
    seen.append(node)
    for parent in node.parents:
        if parent not in seen:
            once(parent, seen)
    return seen


def naively(node):
    return [node, *(each for parent in node.parents for each in naively(parent))]


WALKS = (in_order, once, naively)
SHOWN = """figure => {
    const all = (selector, what) => [...figure.querySelectorAll(selector)].map(what);
    return {
        boxes: all("g[data-name]",
            g => [g.dataset.name, ...[...g.querySelectorAll("text")].map(t => t.textContent)]),
        lit: all("g.now", g => g.dataset.name),
        order: all(".touch-order li", li => li.innerText),
        visit: all(".touch-order li", li => li.hasAttribute("aria-current")).indexOf(true),
        said: figure.querySelector("output").innerText,
        heard: figure.querySelector("svg").getAttribute("aria-label"),
    };
}"""


def shown(figure):
    """Return all that the figure shows; as value or gradient, NaN where none stands."""

    def number(text):
        return (numbers(text) or [np.nan])[0]

    now = SimpleNamespace(**figure.evaluate(SHOWN))
    now.values = {name: number(text.removeprefix(f"{name} = ")) for name, text, _ in now.boxes}
    now.grads = {name: number(text) for name, _, text in now.boxes}
    return now


def go_forward(figure, following, nodes):
    """Compare each step forward; return what is heard of each."""
    *_, last = nodes.values()
    names = {node: name for name, node in nodes.items()}
    known = {node for node in nodes.values() if not node.parents}
    heard = []
    for node in (None, *(each for each in topological_order(last) if each.parents)):
        if node:
            following.press("Enter")
            known.add(node)
        now = shown(figure)
        heard.append(now.heard)
        if node:
            assert now.lit == [names[node]]
            used = [parent.data for parent in node.parents]
            agree("the way forward", numbers(now.said.split("=", 2)[2]), [*used, node.data])
        assert now.values.keys() == nodes.keys()
        agree("the values", [now.values[name] for name in nodes],
              [each.data if each in known else np.nan for each in nodes.values()])  # fmt: skip
        assert np.isnan([*now.grads.values()]).all()
    return heard


def compare_visit(lines, node, names):
    """Let a node pass its gradient on, and compare the figure's lines about that."""
    before = [parent.grad for parent in node.parents]
    held = node.grad
    node.gradient_fn(held)
    sums = dict(zip(node.parents, before, strict=True))
    for line, parent in zip(lines, node.parents, strict=True):
        assert line.startswith(f"{names[node]} → {names[parent]}")
        one, rate, product, old, amount, new = numbers(re.split("：|: ", line)[1])
        assert np.isclose(one * rate, product, rtol=2e-3) and product == amount
        agree("what is passed on", [one, old], [held, sums[parent]])
        sums[parent] = sums[parent] + held * rate
        assert np.isclose(sums[parent], new, rtol=2e-3)
    for parent, total in sums.items():
        same("what has arrived", round(total / parent.grad.item(), 2), 1)


def go_back(figure, following, nodes, walk):
    """Compare each step back, in the order of a walk; return what is heard of each."""
    *_, last = nodes.values()
    names = {node: name for name, node in nodes.items()}
    last.grad = np.ones(())
    visits = walk(last)
    heard = []
    for place, node in enumerate([None, *visits]):
        if node and not node.parents:
            continue
        following.press("Enter")
        now = shown(figure)
        heard.append(now.heard)
        assert now.order == [names[each] for each in visits]
        if node:
            assert now.visit == place - 1
            assert now.lit == [names[node]]
            compare_visit(now.said.splitlines(), node, names)
        agree("the gradients", [now.grads[name] for name in nodes],
              [each.grad for each in nodes.values()])  # fmt: skip
    return heard


def compare_outcome(figure, nodes, right):
    """In the end each leaf's gradient is said, and then what those that are wrong should be."""
    leaves = [name for name, node in nodes.items() if not node.parents]
    wrong = [name for name in leaves if nodes[name].grad != right[name].grad]
    due = [(name, nodes[name].grad) for name in leaves]
    due += [(name, right[name].grad) for name in wrong]
    text = figure.locator("output").inner_text()
    found = re.findall(r"([^\s：，]+)\.grad = (\S+?)(?=[，。,.]?(?:\s|$|，|。|,))", text)
    assert [name for name, _ in found] == [name for name, _ in due]
    agree("what came of it", [numbers(number)[0] for _, number in found], [g for _, g in due])


def backward(tab, figure):
    radios = figure.locator("input[type=radio]")
    back, following, start_over = figure.locator("button").all()
    for number, (place, walk) in itertools.product(range(3), enumerate(WALKS)):
        radios.nth(number).check()
        radios.nth(3 + place).check()
        for x in (-1.5,) if place else (-1.5, 2):
            figure.locator("input[type=number]").click()
            tab.keyboard.type(str(x))
            start_over.click()
            nodes, right = graph(number, x), graph(number, x)
            heard = go_forward(figure, following, nodes) + go_back(figure, following, nodes, walk)
            following.press("Enter")
            [*right.values()][-1].backward()
            compare_outcome(figure, nodes, right)
            assert following.get_attribute("aria-disabled") == "true"
        for label in reversed(heard):
            back.press("Enter")
            assert shown(figure).heard == label


# Where a figure stands, and what drives it.
FIGURES = {
    "pooling": ("25-pooling", pooling),
    "convolution": ("24-convolution", convolution),
    "learning-rate": ("04-learning-rate", learning_rate),
    "valley": ("03-gradient-descent", valley),
    "backward": ("10-autograd", backward),
}


def visit(tab, book, name, edition):
    """Open a figure's page and return the figure."""
    page, _ = FIGURES[name]
    tab.goto((book / edition / "chapters" / edition / f"{page}.html").as_uri())
    return tab.locator(f".touch[data-figure={name}]")


def check(tab, book, name, edition="zh"):
    """Drive the figure on its page, and compare it with tinynn."""
    figure = visit(tab, book, name, edition)
    figure.scroll_into_view_if_needed()
    _, drive = FIGURES[name]
    drive(tab, figure)


@pytest.mark.parametrize("edition", ["zh", "en"])
@pytest.mark.parametrize("name", FIGURES)
def test_the_figure_says_what_tinynn_says(book, tab, name, edition):
    check(tab, book, name, edition)


@pytest.mark.parametrize("name", FIGURES)
def test_a_phone_shows_all_of_it_at_once(book, tab, name):
    tab.set_viewport_size({"width": 390, "height": 844})
    figure = visit(tab, book, name, "en")
    stage, both = figure.locator(".touch-stage"), figure.locator(".touch-both")
    hidden = "stage => stage.scrollWidth - stage.clientWidth"
    for radio in [None, *figure.locator("input[type=radio]").all()]:
        if radio:
            radio.check()
        assert stage.evaluate(hidden) == 0
        # What is moved and what comes of it are seen together.
        assert both.bounding_box()["height"] < 600
    tab.add_style_tag(content=".touch td { min-width: 6rem } .touch svg { min-width: 30rem }")
    assert stage.evaluate(hidden) > 0


LABELS = """figure => {
    const texts = [...figure.querySelectorAll("svg text")].filter(t => t.textContent);
    const room = figure.querySelector(".touch-stage > svg").getBoundingClientRect();
    const boxes = texts.map(t => (t.previousElementSibling?.matches("rect")
        ? [t.getBoundingClientRect(), t.previousElementSibling.getBoundingClientRect()]
        : [t.getBoundingClientRect(), room]));
    const inside = ([a, b]) => a.left >= b.left - 1 && a.right <= b.right + 1
        && a.top >= b.top - 1 && a.bottom <= b.bottom + 1;
    const meet = (a, b) => a.left < b.right && b.left < a.right && a.top < b.bottom - 3
        && b.top < a.bottom - 3;
    return [
        ...texts.filter((t, n) => !inside(boxes[n])),
        ...texts.filter((t, n) => boxes.some(([b], m) => m < n && meet(b, boxes[n][0]))),
    ].map(t => t.textContent);
}"""


@pytest.mark.parametrize("edition", EDITIONS)
@pytest.mark.parametrize("name", ["learning-rate", "valley", "backward"])
def test_labels_have_room_and_are_in_the_language(book, tab, name, edition):
    figure = visit(tab, book, name, edition)
    widths = [{"width": width, "height": 844} for width in (390, 1400)]
    for width in widths:
        tab.set_viewport_size(width)
        assert figure.evaluate(LABELS) == []
        for radio in figure.locator("input[type=radio]").all():
            radio.check()
            assert figure.evaluate(LABELS) == []
        for slider in figure.locator(".touch-slider").all():
            assert slider.bounding_box()["height"] < 40, "a slider stands in one line"
    if edition == "zh":
        assert not re.search("[A-Za-z]{3}", "".join(figure.locator("svg text").all_text_contents()))
    tab.add_style_tag(content=".touch .touch-stage > svg, .touch svg text { font-size: 40px }")
    for width in widths:
        tab.set_viewport_size(width)
        assert figure.evaluate(LABELS)


# The page that lists them


def placed(edition):
    """Return where figures stand: pairs of a page's address, seen from the list, and a name."""
    pages = {f"../../chapters/{edition}/{file.stem}.html": "\n".join(
                 "".join(cell["source"]) for cell in json.loads(file.read_text("utf-8"))["cells"])
             for file in (ROOT / "chapters" / edition).glob("*.ipynb")}  # fmt: skip
    pages |= {f"{file.stem}.html": file.read_text(encoding="utf-8")
              for file in (ROOT / "book" / edition).glob("*.md")}  # fmt: skip
    return {(page, name) for page, text in pages.items() for name in PLACE.findall(text)}


def listed(text):
    return set(re.findall(r'<a href="([^"#]*)#figure-([^"]*)">', text))


@pytest.mark.parametrize("edition", EDITIONS)
def test_the_list_names_every_figure(edition):
    text = (ROOT / "book" / edition / "figures.md").read_text(encoding="utf-8")
    assert listed(text) == placed(edition)
    scripts = {file.stem for file in FOLDER.glob("*.js")} - {"touch"}
    assert {name for _, name in placed(edition)} == scripts
    for line in text.splitlines():
        if line.startswith("- "):
            assert listed(text.replace(line, "")) != placed(edition)


def test_a_link_leads_to_the_figure(book, tab):
    tab.set_viewport_size({"width": 1200, "height": 844})
    tab.goto((book / "en" / "book" / "en" / "figures.html").as_uri())
    for name in FIGURES:
        tab.locator(f".bd-article a[href$='#figure-{name}']").click()
        tab.locator(f".touch[data-figure={name}] .touch-title").wait_for()
        tab.wait_for_function(
            """name => { const title = document.querySelector(`[data-figure=${name}] .touch-title`);
                return Math.abs(title?.getBoundingClientRect().top - 120) < 100; }""",
            arg=name, timeout=20_000)  # fmt: skip
        tab.go_back()


FAULTS = {
    "the last of equals wins": ("pooling", "X[u][v] > X[best", "X[u][v] >= X[best"),
    "the gradient stays away": ("pooling", "show(G[i][j])", '"0"'),
    "one ring is missing": ("pooling", 'x.cells[u][v].parentElement.classList.add("winner")', "0"),
    "the chosen window is another": ("pooling", "k = value;", "k = value - 1 || 4;"),
    "the kernel is flipped": ("convolution", "[K[u][v], X", "[K[2 - u][2 - v], X"),
    "another patch is tinted": ("convolution", "j < here[1] + 3", "j < here[1] + 2"),
    "the arrows do nothing": ("convolution", "onkeydown: walk", "onkeyup: () => 0"),
    "another step": ("learning-rate", "visited.push(w - lr", "visited.push(w + lr"),
    "a step not drawn": ("learning-rate", "replaceChildren(...shown", "replaceChildren(...visited"),
    "a slider that nobody hears": ("learning-rate", "value: -5.7 }, update", "value: -5.7 }"),
    "the gradient of b is w's": ("valley", "2 * (w * X + b * N - Y)", "2 * (w * X + b * N)"),
    "w moves alone and b with it": ("valley", 'moving === "w" ? 0 : -lr', "-lr"),
    "contours of another valley": ("valley", "- mean * dw]", "+ mean * dw]"),
    "steps upwards": ("valley", "here.w + by.w", "here.w - by.w"),
    "a click leads elsewhere": ("valley", "part(at.x, x(-3), x(63))", "part(at.x, x(0), x(63))"),
    "rounding counts as a step up": ("valley", "before * (1 + 1e-9)", "before * (1 - 1e-9)"),
    "divergence goes unsaid": ("valley", "if (!Number.isFinite(now))", "if (false)"),
    "what was there is forgotten": ("backward", "grads[parent] += held", "grads[parent] = held"),
    "the other factor is the same": ("backward", "[1 - side]]", "[side]]"),
    "a leaf too early": ("backward", "if (parentsDone)", "if (!seen.has(name) || parentsDone)"),
    "the wrong walk is right": ("backward", "seen.has(parent) ? []", "false ? []"),
    "the frame stays": ("backward", "now: name ?? last, back", "now: last, back"),
    "going back goes on": ("backward", "go(at - 1)", "go(at + 1)"),
}  # fmt: skip


@pytest.mark.parametrize("fault", FAULTS)
def test_a_fault_is_noticed(book, tab, altered, fault):
    name, *edit = FAULTS[fault]
    altered(book / "zh" / "_static" / "touch" / f"{name}.js", *edit)
    with pytest.raises(AssertionError):
        check(tab, book, name)
