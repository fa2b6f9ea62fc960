"""The figures to be touched say what tinynn says, by mouse and by keyboard, in both editions.

Each check drives a figure and compares its numbers with tinynn's. It also runs on figures into
whose scripts a fault was put, where it must fail.
"""

import itertools
import json
import re

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

PAGES = {
    "pooling": "25-pooling", "convolution": "24-convolution", "learning-rate": "04-learning-rate",
    "valley": "03-gradient-descent", "backward": "10-autograd",
}  # fmt: skip
NUMBER = re.compile(r"-?\d+(?:\.\d+)?(?:e[+-]?\d+)?")
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

    radios, steps = figure.locator("input[type=radio]"), figure.locator(".touch-side button")
    for picture, kernel in itertools.product((0, 1), (2, 3, 4)):
        radios.nth(picture).check()
        radios.nth(kernel).check()
        now = compare()
        if picture and kernel > 2:  # stepping is the same for all; 25 steps once are enough
            continue
        for step in range(now[2].size):
            assert place() == divmod(step, len(now[2]))
            explain(*now)
            steps.nth(1).click()
        steps.nth(0).click()
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


def numbers(text):
    return [float(each) for each in NUMBER.findall(text.replace("\N{MINUS SIGN}", "-"))]


def agree(what, came, expected):
    """Compare numbers of which a figure shows four significant digits."""
    expected = [float(each) for each in expected]
    fits = len(came) == len(expected) and np.allclose(came, expected, rtol=5.1e-4, atol=1e-12)
    assert fits, f"{what} is {came}, but tinynn says {expected}"


def valley(tab, figure):
    penguins = load_penguins(DATA / "penguins.csv")
    x, y = (penguins[name][:, None] for name in ("flipper_length_mm", "body_mass_g"))
    lowest = np.polyfit(x[:, 0], y[:, 0], 1)
    fields = figure.locator("input[type=number]")
    buttons = figure.locator("button")

    def losses(w, b):
        layer = Linear(1, 1)
        layer.weight.data, layer.bias.data = np.array([[w]]), np.array([b])
        return layer, MSELoss()(layer(Tensor(x)), Tensor(y))

    def axes():
        """Return two functions from a place in the picture to w and b, by the ticks' labels."""
        ticks = figure.locator(".touch-stage > svg > text").evaluate_all(
            "texts => texts.map(t => [t.textContent, +t.getAttribute('x'), +t.getAttribute('y')])"
        )
        across = [(px, numbers(text)[0]) for text, px, _ in ticks[:7]]
        up = [(py - 5, numbers(text)[0]) for text, _, py in ticks[7:11]]
        return [np.poly1d(np.polyfit(*np.array(pairs).T, 1)) for pairs in (across, up)]

    def compare(start, lr, moving="wb", counts=(1,)):
        """Walk as the figure does, with tinynn, from where the figure says that it is."""
        (w, b), walked, finite = start, [start], True
        for steps in np.cumsum(counts):
            while len(walked) <= steps and finite:
                layer, loss = losses(w, b)
                moved = [p for p, n in zip(layer.parameters, "wb", strict=True) if n in moving]
                optimizer = SGDOptimizer(moved, lr)
                optimizer.reset()
                loss.backward()
                optimizer.step()
                w, b = layer.weight.data.item(), layer.bias.data.item()
                walked.append((w, b))
                finite = np.isfinite(losses(w, b)[1].data)
        layer, loss = losses(w, b)
        loss.backward()
        slope = (layer.weight.grad.item(), layer.bias.grad.item())
        change = [-lr * s * (n in moving) for s, n in zip(slope, "wb", strict=True)]
        expected = [len(walked) - 1, w, b, loss.data / 1e6, losses(*lowest)[1].data / 1e6,
                    *slope, *change]  # fmt: skip
        said = numbers(figure.locator("output").inner_text())
        agree("what is said", said[:9], expected)
        dots = [each for each in walked if abs(each[0]) < 100 and abs(each[1]) < 1e4][-300:]
        circles = figure.locator("circle").evaluate_all(
            "all => all.map(c => [+c.getAttribute('cx'), +c.getAttribute('cy')])"
        )
        assert len(circles) == len(dots)
        across, up = axes()
        for (cx, cy), (dot_w, dot_b) in zip(circles, dots, strict=True):
            assert abs(across(cx) - dot_w) < 0.1 and abs(up(cy) - dot_b) < 10

    def type_in(place, value):
        fields.nth(place).focus()
        tab.keyboard.type(f"{value:.10f}".rstrip("0").rstrip("."))

    def press(*names):
        for name in names:
            buttons.nth(name).focus()
            tab.keyboard.press("Enter")

    compare((0.0, 0.0), 1e-5, counts=())
    across, up = axes()
    levels = numbers(re.search("[0-9.,、 ]+ kg²", figure.inner_text())[0])
    for path, level in zip(figure.locator(".touch-contour").all(), levels, strict=True):
        points = np.reshape(numbers(path.get_attribute("d")), (-1, 2))[::40]
        around = [losses(across(px), up(py))[1].data / 1e6 for px, py in points]
        assert np.allclose(around, level, rtol=0.05), "on a contour the loss is one number"

    press(0)
    compare((0.0, 0.0), 1e-5)
    press(1)
    compare((0.0, 0.0), 1e-5, counts=(1, 10))
    press(3, 2)
    compare((0.0, 0.0), 1e-5, counts=(1000,))  # the chapter's own walk
    said = numbers(figure.locator("output").inner_text())
    assert [round(each, 2) for each in said[1:3]] == [21.08, -0.46] and said[3] == 0.3202

    type_in(0, 0.000024)  # crosses the floor in every step
    press(3, 1)
    compare((0.0, 0.0), 0.000024, counts=(10,))
    type_in(1, 50)
    type_in(2, -3000)
    figure.locator("input[type=radio]").nth(1).focus()
    tab.keyboard.press("ArrowDown")  # b alone: it bears any step below 1
    type_in(0, 0.3)
    press(1)
    compare((50.0, -3000.0), 0.3, "b", (10,))
    figure.locator("input[type=radio]").nth(1).check()
    type_in(0, 0.00001)
    type_in(1, 40)
    type_in(2, 0)
    press(0, 0)
    compare((40.0, 0.0), 1e-5, "w", (2,))

    figure.locator("input[type=radio]").first.check()
    type_in(0, 0.00003)
    press(3, 1)
    compare((0.0, 0.0), 0.00003, counts=(10,))
    press(2, 2)
    said = figure.locator("output").inner_text()
    assert len(numbers(said)) == 1 and 900 < numbers(said)[0] < 1000, said

    type_in(1, 50.15)
    type_in(2, -5872)
    figure.locator("input[type=radio]").nth(2).check()
    type_in(0, 0.5)
    press(0, 0, 0)  # to the floor, and no farther: rounding leads neither up nor across
    assert len(figure.locator("output").inner_text().splitlines()) == 3
    figure.locator("input[type=radio]").first.check()
    type_in(0, 0.00003)

    rate = figure.locator("input[type=range]")
    rate.focus()
    tab.keyboard.press("ArrowRight")
    lr = float(rate.get_attribute("aria-valuetext"))
    assert lr == float(fields.first.input_value()) and lr > 0.00003
    picture = figure.locator(".touch-stage > svg")
    picture.click()
    w, b = numbers(figure.locator("output").inner_text())[1:3]
    compare((w, b), lr, counts=())
    box = figure.locator("circle").bounding_box()
    middle = picture.bounding_box()
    for side, size in (("x", "width"), ("y", "height")):
        assert abs(box[side] + box[size] / 2 - middle[side] - middle[size] / 2) < 3


def backward(tab, figure):
    def graph(number, x):
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

    def once(node, seen):
        seen.append(node)
        for parent in node.parents:
            if parent not in seen:
                once(parent, seen)
        return seen

    def naively(node):
        return [node, *(each for parent in node.parents for each in naively(parent))]

    walks = (lambda last: topological_order(last)[::-1], lambda last: once(last, []), naively)

    def state():
        """Return what stands in the boxes: all values, and all gradients."""
        boxes = figure.locator("g[data-name]").evaluate_all(
            """all => all.map(g => [g.dataset.name,
                ...[...g.querySelectorAll("text")].map(t => t.textContent)])"""
        )
        pairs = {name: (value.removeprefix(f"{name} = "), grad) for name, value, grad in boxes}
        return tuple(
            {name: (numbers(pair[side]) or [None])[0] for name, pair in pairs.items()}
            for side in (0, 1)
        )

    def lit():
        return figure.locator("g.now").evaluate_all("all => all.map(g => g.dataset.name)")

    def forward_on():
        figure.locator("button").nth(1).focus()
        tab.keyboard.press("Enter")

    def compare(number, walk, x):
        nodes = graph(number, x)
        *_, last = nodes.values()
        names = {node: name for name, node in nodes.items()}
        results = [node for node in topological_order(last) if node.parents]
        known = {node for node in nodes.values() if not node.parents}
        seen = []
        for node in (None, *results):
            if node:
                forward_on()
                known.add(node)
                assert lit() == [names[node]]
                said = numbers(figure.locator("output").inner_text().split("=", 2)[2])
                used = [parent.data for parent in node.parents]
                agree("the way forward", said, [*used, node.data])
            values, grads = state()
            assert {name for name, value in values.items() if value is None} == {
                name for each, name in names.items() if each not in known}  # fmt: skip
            agree("the values", [values[names[each]] for each in known],
                  [each.data for each in known])
            assert set(grads.values()) == {None}
            seen.append(figure.locator("svg").get_attribute("aria-label"))
        last.grad = np.ones(())
        visits = walks[walk](last)
        forward_on()
        assert figure.locator(".touch-order li").all_inner_texts() == [names[v] for v in visits]
        for place, node in enumerate([None, *visits]):
            if node and not node.parents:
                continue
            if node:
                seen.append(figure.locator("svg").get_attribute("aria-label"))
                before = [parent.grad for parent in node.parents]
                held = node.grad
                node.gradient_fn(held)
                forward_on()
                now = figure.locator(".touch-order li").evaluate_all(
                    "all => all.findIndex(li => li.hasAttribute('aria-current'))"
                )
                assert now == place - 1
                assert lit() == [names[node]]
                lines = figure.locator("output").inner_text().splitlines()
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
            agree("the gradients", [state()[1][name] for name in nodes],
                  [each.grad for each in nodes.values()])
        forward_on()
        said = figure.locator("output").inner_text()
        fresh = graph(number, x)
        *_, final = fresh.values()
        final.backward()
        leaves = [name for name, node in nodes.items() if not node.parents]
        wrong = [n for n in leaves if nodes[n].grad != fresh[n].grad]
        due = [(n, nodes[n].grad) for n in leaves] + [(n, fresh[n].grad) for n in wrong]
        found = re.findall(r"([^\s：，]+)\.grad = (\S+?)(?=[，。,.]?(?:\s|$|，|。|,))", said)
        assert [name for name, _ in found] == [name for name, _ in due]
        agree("what came of it", [numbers(text)[0] for _, text in found], [v for _, v in due])
        assert figure.locator("button").nth(1).get_attribute("aria-disabled") == "true"
        return seen

    for number, walk in itertools.product(range(3), range(3)):
        figure.locator("input[type=radio]").nth(number).check()
        figure.locator("input[type=radio]").nth(3 + walk).check()
        for x in (-1.5, 2)[: 2 - bool(walk)]:
            figure.locator("input[type=number]").click()
            tab.keyboard.type(str(x))
            figure.locator("button").nth(2).click()
            seen = compare(number, walk, x)
        figure.locator("button").nth(0).focus()
        tab.keyboard.press("Enter")
        for label in reversed(seen):
            tab.keyboard.press("Enter")
            assert figure.locator("svg").get_attribute("aria-label") == label


FIGURES = {"pooling": pooling, "convolution": convolution, "learning-rate": learning_rate,
           "valley": valley, "backward": backward}  # fmt: skip


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
    figure = tab.locator(f".touch[data-figure={name}]")
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


@pytest.mark.parametrize("width", [390, 1400])
@pytest.mark.parametrize("edition", EDITIONS)
@pytest.mark.parametrize("name", ["learning-rate", "valley", "backward"])
def test_labels_have_room_and_are_in_the_language(book, tab, name, edition, width):
    tab.set_viewport_size({"width": width, "height": 844})
    tab.goto((book / edition / "chapters" / edition / f"{PAGES[name]}.html").as_uri())
    figure = tab.locator(f".touch[data-figure={name}]")
    for radio in figure.locator("input[type=radio]").all():
        radio.check()
        assert figure.evaluate(LABELS) == []
    for slider in figure.locator(".touch-slider").all():
        assert slider.bounding_box()["height"] < 40, "a slider stands in one line"
    assert figure.evaluate(LABELS) == []
    if edition == "zh":
        assert not re.search("[A-Za-z]{3}", "".join(figure.locator("svg text").all_text_contents()))
    tab.add_style_tag(content=".touch .touch-stage > svg, .touch svg text { font-size: 40px }")
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
def test_a_fault_is_noticed(book, tab, fault):
    name, old, new = FAULTS[fault]
    script = (book / "zh" / "_static" / "touch" / f"{name}.js").read_text(encoding="utf-8")
    assert script.count(old) == 1
    tab.route(f"**/{name}.js*", lambda route: route.fulfill(
        body=script.replace(old, new), content_type="text/javascript"))
    with pytest.raises(AssertionError):
        check(tab, book, name)
