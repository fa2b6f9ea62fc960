"""The figure "draw a digit" computes what tinynn computes, and reads what is written on it.

Digits are drawn by script as polylines, in three hands; with -rP, what each was read as is printed.
Some tests also run with a fault in the script, where they must fail.
"""

import functools
import sys

import numpy as np
import pytest

from book.places import DATA
from book.site import draw
from tinynn import (
    Convolution,
    Dropout,
    Flatten,
    Linear,
    MaxPool,
    MNISTDataset,
    ReLU,
    Sequential,
    Softmax,
    Tensor,
)


def circle(x, y, a, b, start, end):
    """Return points of an ellipse, from an angle to another, clockwise from the right."""
    turns = np.radians(np.linspace(start, end, 25))
    return np.column_stack([x + a * np.cos(turns), y + b * np.sin(turns)])


# Strokes in a box from 0 to 1, y downwards.
DIGITS = {
    0: [circle(0.5, 0.5, 0.3, 0.45, -90, 270)],
    1: [[(0.5, 0.05), (0.5, 0.95)]],
    2: [[*circle(0.5, 0.3, 0.27, 0.25, -170, 40), (0.2, 0.93), (0.82, 0.93)]],
    3: [[*circle(0.45, 0.28, 0.27, 0.23, -150, 90), *circle(0.45, 0.73, 0.3, 0.23, -90, 150)]],
    4: [[(0.3, 0.05), (0.2, 0.55), (0.8, 0.55)], [(0.7, 0.1), (0.65, 0.95)]],
    5: [[(0.75, 0.07), (0.3, 0.07), (0.27, 0.45), *circle(0.47, 0.67, 0.28, 0.26, -110, 140)]],
    6: [[(0.65, 0.05), (0.4, 0.3), (0.27, 0.6), *circle(0.5, 0.7, 0.23, 0.24, 180, -180)]],
    7: [[(0.2, 0.08), (0.8, 0.08), (0.42, 0.95)]],
    8: [[*circle(0.5, 0.28, 0.2, 0.22, 90, 450), *circle(0.5, 0.73, 0.25, 0.23, -90, 270)]],
    9: [[*circle(0.48, 0.3, 0.24, 0.24, 0, -360), (0.7, 0.6), (0.62, 0.95)]],
}  # fmt: skip
# How large, how slanted, where (of the pad), and whether each stroke is drawn anew beside itself.
HANDS = {
    "thick": (0.6, 0.0, (0.2, 0.2), True),
    "slanted": (0.6, 0.3, (0.2, 0.2), False),
    "small, off centre": (0.35, 0.0, (0.55, 0.1), False),
}


def network():
    """Return chapter 25's best network, ready to read, with the weights that the page has."""
    best = Sequential([
        Convolution(1, 16, kernel_size=5), ReLU(), MaxPool(2),
        Convolution(16, 32, kernel_size=3), ReLU(), MaxPool(2),
        Flatten(), Dropout(0.5), Linear(800, 10), Softmax(),
    ])  # fmt: skip
    for parameter, values in zip(best.parameters, draw.read(draw.WEIGHTS), strict=True):
        parameter.data = values.astype(float)
    best.eval()
    return best


def visit(tab, book, page="en/chapters/en/25-pooling.html"):
    """Open a page and return the figure on it."""
    tab.goto((book / page).as_uri())
    figure = tab.locator(".touch[data-figure=draw]")
    figure.locator(".touch-draw").scroll_into_view_if_needed()
    return figure


def settle(tab):
    tab.evaluate("new Promise(done => requestAnimationFrame(() => requestAnimationFrame(done)))")


def pointer(tab, tool):
    """Return what presses a mouse, finger or pen down at a point, moves it there, or lifts it."""
    send = tab.context.new_cdp_session(tab).send
    held = {"button": "left", "buttons": 1, "clickCount": 1, "pointerType": tool}
    does = {"Start": "mousePressed", "Move": "mouseMoved", "End": "mouseReleased"}

    def act(kind, x, y):
        if tool == "finger":
            touches = [] if kind == "End" else [{"x": x, "y": y}]
            send("Input.dispatchTouchEvent", {"type": f"touch{kind}", "touchPoints": touches})
        else:
            send("Input.dispatchMouseEvent", {"type": does[kind], "x": x, "y": y, **held})

    return act


def write(tab, figure, digit, hand, tool="mouse"):
    """Write a digit and return the ten bars' numbers."""
    size, slant, (left, top), twice = HANDS[hand]
    act = pointer(tab, tool)
    figure.locator("button").first.click()
    frame = figure.locator(".touch-paper").bounding_box()
    for shift in (0, 0.05) if twice else (0,):
        for stroke in DIGITS[digit]:
            x, y = np.transpose(stroke)
            across = frame["x"] + (left + size * (x + slant * (0.5 - y)) + shift) * frame["width"]
            down = frame["y"] + (top + size * y) * frame["height"]
            points = np.column_stack([across, down]).tolist()
            act("Start", *points[0])
            for point in points[1:]:
                act("Move", *point)
            act("End", *points[-1])
    settle(tab)
    shares = figure.locator("li i").evaluate_all(
        "bars => bars.map(bar => Number(bar.style.getPropertyValue('--share')))"
    )
    return np.array(shares)


def test_the_page_computes_what_tinynn_computes(book, tab, count=1000):
    visit(tab, book)
    dataset = MNISTDataset(DATA / "tinymnist.npz")
    features, labels = dataset.test_features[:count], dataset.test_labels[:count]
    expected = network()(Tensor(features)).data
    script = "all => all.map(x => [...Touchable.readDigit(Float64Array.from(x)).shares])"
    pictures = features.reshape(-1, 784)
    came = np.array([row for some in np.split(pictures, 10)
                     for row in tab.evaluate(script, some.tolist())])  # fmt: skip
    assert abs(came - expected).max() < 1e-6
    digits = labels.argmax(axis=1)
    right, ours = (np.sum(a.argmax(axis=1) == digits) for a in (came, expected))
    assert right == ours > 0.95 * count


def test_what_is_written_is_centred_and_scaled_as_in_mnist(book, tab):
    visit(tab, book)
    ink = np.zeros((280, 280))
    ink[30:130, 200:240] = 255  # 100 by 40 pixels: 20 by 8
    script = "ink => [...Touchable.asMnist(Uint8Array.from(ink), 280)]"
    picture = np.reshape(tab.evaluate(script, ink.ravel().tolist()), (28, 28))
    assert picture.sum() == pytest.approx(20 * 8)
    rows, columns = picture.sum(axis=1), picture.sum(axis=0)
    assert rows @ np.arange(28) / rows.sum() == pytest.approx(14)
    assert columns @ np.arange(28) / columns.sum() == pytest.approx(14)
    assert tab.evaluate("Touchable.asMnist(new Uint8Array(280 * 280), 280)") is None


@pytest.mark.parametrize("page", ["zh/book/zh/index.html", "en/book/en/index.html",
                                  "zh/chapters/zh/25-pooling.html"])  # fmt: skip
def test_a_stroke_is_read(book, tab, page):
    figure = visit(tab, book, page)
    figure.locator("button").first.click()
    settle(tab)
    nothing = figure.locator(".touch-verdict").inner_text()
    assert nothing in ("还没有写字。", "Nothing is written yet.")
    shares = write(tab, figure, 7, "slanted")
    assert shares.argmax() == 7 and shares[7] > 0.8
    assert "7" in figure.locator(".touch-verdict").inner_text()
    assert figure.locator("output").text_content().count("%") >= 10, "ten numbers to be heard"


@pytest.mark.parametrize("tool", ["finger", "pen"])
def test_a_finger_and_a_pen_write_and_the_page_stays(book, tab, tool):
    figure = visit(tab, book, "zh/book/zh/index.html")
    write(tab, figure, 1, "slanted", tool)
    before = tab.evaluate("addEventListener('pointerdown', e => window.tool = e.pointerType, true),"
                          "scrollY")  # fmt: skip
    assert write(tab, figure, 7, "slanted", tool).argmax() == 7
    assert tab.evaluate("[window.tool, scrollY]") == [{"finger": "touch"}.get(tool, tool), before]


def test_keys_choose_a_test_picture(book, tab):
    figure = visit(tab, book)
    figure.locator(".touch-paper").focus()
    for digit in (3, 8, 8):
        before = figure.locator("li i").first.get_attribute("style")
        tab.keyboard.press(str(digit))
        settle(tab)
        assert f"labelled {digit}." in figure.locator(".touch-verdict").inner_text()
        assert figure.locator("li i").first.get_attribute("style") != before, "another picture"
    figure.locator("button").nth(1).click()
    settle(tab)
    assert "labelled 9." in figure.locator(".touch-verdict").inner_text()


@pytest.mark.parametrize("hand", HANDS)
def test_most_digits_of_a_hand_are_read(book, tab, hand):
    figure = visit(tab, book)
    right = 0
    for digit in DIGITS:
        shares = write(tab, figure, digit, hand)
        came = shares.argmax()
        right += came == digit
        print(f"{digit}: {came} ({shares[came]:.0%}){'' if came == digit else '  WRONG'}")
    assert right >= 7


def test_drawing_keeps_pace(book, tab):
    tab.add_init_script("""const ask = requestAnimationFrame; window.times = [];
        window.requestAnimationFrame = act => ask(now => {
            const start = performance.now();
            act(now);
            window.times.push(performance.now() - start);
        });""")
    figure = visit(tab, book)
    for digit in (2, 3, 8):
        write(tab, figure, digit, "slanted")
    times = tab.evaluate("window.times.filter(each => each > 0.5)")  # the others did not draw
    assert len(times) > 20
    print(f"{np.median(times):.1f} ms a frame, {len(times)} frames")
    assert np.median(times) < 1000 / 30


def test_doubt_is_shown(book, tab):
    figure = visit(tab, book)
    tab.evaluate("""const read = Touchable.readDigit; Touchable.readDigit = pixels => ({
        ...read(pixels), shares: Float64Array.of(0, 0, 0, 0, 0.55, 0.05, 0, 0, 0, 0.4)}); 0""")
    write(tab, figure, 4, "slanted")
    assert figure.locator(".touch-verdict").inner_text() == "Not sure: 4 or 9."


def test_what_is_read_aloud_waits_until_the_pen_is_lifted(book, tab):
    figure = visit(tab, book)
    write(tab, figure, 1, "slanted")
    before = figure.locator("output").text_content()
    frame = figure.locator(".touch-paper").bounding_box()
    tab.mouse.move(frame["x"] + 20, frame["y"] + 20)
    tab.mouse.down()
    tab.mouse.move(frame["x"] + 100, frame["y"] + 20)
    settle(tab)
    assert figure.locator("output").text_content() == before
    tab.mouse.up()
    settle(tab)
    assert figure.locator("output").text_content() != before


def test_a_phone_shows_all_of_it_at_once(book, tab):
    tab.set_viewport_size({"width": 390, "height": 700})
    figure = visit(tab, book, "zh/book/zh/index.html")
    box = figure.bounding_box()
    assert box["height"] <= 700 and box["x"] >= 0 and box["x"] + box["width"] <= 390
    assert figure.evaluate("box => box.scrollWidth - box.clientWidth") == 0


A_STROKE = functools.partial(test_a_stroke_is_read, page="en/book/en/index.html")
FAULTS = {
    "a bias is forgotten": (
        functools.partial(test_the_page_computes_what_tinynn_computes, count=20),
        "data.fill(bias[out], ", "data.fill(0, "),
    "centred half a pixel off": (
        test_what_is_written_is_centred_and_scaled_as_in_mnist,
        "(n % 28 - 14.5)", "(n % 28 - 14)"),
    "fit into 24": (
        test_what_is_written_is_centred_and_scaled_as_in_mnist, "+ 1) / 20;", "+ 1) / 24;"),
    "the pen does not draw": (A_STROKE, "ink.stroke();", ""),
    "clear keeps the picture": (
        A_STROKE, "ink.fillRect(0, 0, SIZE, SIZE);\n    changed", "changed"),
    "no doubt": (test_doubt_is_shown, "const SURE = 0.8", "const SURE = 0.5"),
    "chatter": (
        test_what_is_read_aloud_waits_until_the_pen_is_lifted, "if (pen === null) {", "{"),
    "keys choose the next digit": (
        test_keys_choose_a_test_picture,
        "test(Number(event.key))", "test((Number(event.key) + 1) % 10)"),
}  # fmt: skip


@pytest.mark.parametrize("fault", FAULTS)
def test_a_fault_is_noticed(book, tab, altered, fault):
    check, *edit = FAULTS[fault]
    altered(book / "en" / "_static" / "touch" / "draw.js", *edit)
    with pytest.raises(AssertionError):
        check(book, tab)


@pytest.mark.parametrize("wrong", ["shape", "name"])
def test_weights_of_another_network_are_refused_in_a_sentence(tmp_path, wrong):
    arrays = {str(n): array for n, array in enumerate(draw.read(draw.WEIGHTS))}
    if wrong == "shape":
        arrays["4"] = np.zeros((10, 801))
    else:
        del arrays["4"]
    np.savez(tmp_path / "mine.npz", **arrays)
    with pytest.raises(ValueError, match="load_weights expects"):
        draw.read(tmp_path / "mine.npz")


def test_the_weights_and_pictures_are_small(book):
    assert (book / "zh" / "_static" / "touch" / "draw-data.js").stat().st_size <= 200_000


def test_the_figure_reads_with_the_readers_own_weights_until_they_are_taken_back(
    tmp_path, monkeypatch
):
    monkeypatch.setattr(draw, "OWN", tmp_path / "build" / "own.js")
    arrays = {str(n): array + 1 for n, array in enumerate(draw.read(draw.WEIGHTS))}
    np.savez(tmp_path / "mine.npz", **arrays)
    came = []
    for arguments in ([str(tmp_path / "mine.npz")], []):
        monkeypatch.setattr(sys, "argv", ["draw", *arguments])
        assert draw.main() is None
        draw.put(tmp_path / "site")
        came.append((tmp_path / "site" / "draw-data.js").read_text("utf-8"))
    assert came == [draw.script(tmp_path / "mine.npz"), draw.script(draw.WEIGHTS)]
