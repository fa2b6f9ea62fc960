/* The loss valley of all penguins, seen from above: the reader chooses where to stand, which of w
   and b may move, and how large the steps are. */
"use strict";

Touchable.figures.valley = (box) => {
  const { say, make, significant } = Touchable;
  // All that the loss needs to know of 333 flippers x (mm) and masses y (g): it is quadratic.
  const [N, X, XX, Y, XY, YY] = [333, 66922, 13514330, 1400950, 284815600, 6109136250];
  const mean = X / N, variance = XX / N - mean ** 2;
  const best = { w: (XY / N - (mean * Y) / N) / variance };
  best.b = Y / N - best.w * mean;
  const loss = ({ w, b }) =>
    (w * w * XX + 2 * w * b * X + N * b * b - 2 * w * XY - 2 * b * Y + YY) / N;
  const gradient = ({ w, b }) => ({
    w: (2 * (w * XX + b * X - XY)) / N, b: (2 * (w * X + b * N - Y)) / N });

  const MOVES = [["both", say("w 和 b", "w and b")], ["w", say("只有 w", "w alone")],
    ["b", say("只有 b", "b alone")]];
  const LEVELS = [20, 10, 5, 2, 1, 0.5, 0.2]; // kg²
  const MOST_DOTS = 300;
  let path = [{ w: 0, b: 0 }], steps = 0, lr = 1e-5, moving = "both";

  const { svg, ink, x, y, dot, line } = Touchable.plot(
    { low: -3, high: 63, ticks: [0, 10, 20, 30, 40, 50, 60], name: "w (g/mm)" },
    { low: -7500, high: 1200, ticks: [-6000, -4000, -2000, 0], name: "b (g)" }, 330);
  /** Where the loss is `level` kg²: an ellipse, so long that its ends are far outside. */
  const contour = (level) => line(Array.from({ length: 721 }, (_, n) => {
    const radius = Math.sqrt(level * 1e6 - loss(best)), turn = (n * Math.PI) / 360;
    const dw = (radius * Math.cos(turn)) / Math.sqrt(variance);
    return [best.w + dw, best.b + radius * Math.sin(turn) - mean * dw];
  }));
  const walked = make("path", { class: "touch-path" }), dots = make("g");
  ink.append(
    ...LEVELS.map((level) => make("path", {
      class: "touch-contour", d: contour(level) })),
    make("path", { class: "touch-floor",
      d: `M${x(best.w) - 6} ${y(best.b)}h12M${x(best.w)} ${y(best.b) - 6}v12` }),
    walked, dots,
    make("text", { class: "touch-over", x: x(best.w) - 11, y: y(best.b) + 5, "text-anchor": "end" },
      say("最低点", "lowest point")));
  svg.addEventListener("click", (event) => {
    // From the screen's pixels to those of the plot, and from there to w and b.
    const at = new DOMPoint(event.clientX, event.clientY).matrixTransform(
      svg.getScreenCTM().inverse());
    const part = (value, from, to) => (value - from) / (to - from);
    stand({ w: Math.round(10 * (-3 + 66 * part(at.x, x(-3), x(63)))) / 10,
      b: Math.round((-7500 + 8700 * part(at.y, y(-7500), y(1200))) / 10) * 10 });
  });

  const result = make("output", { "aria-live": "polite" });
  const rate = Touchable.slider(say("学习率", "learning rate"), say("学习率 η", "learning rate η"),
    { min: -7, max: -4, step: 0.01, value: -5 }, (event) => setRate(
      Number((10 ** event.target.value).toPrecision(3)), true));
  const typed = Touchable.input("η", lr, (value) => setRate(value, false));
  const w = Touchable.input("w", 0, (value) => stand({ w: value, b: path.at(-1).b }, w));
  const b = Touchable.input("b", 0, (value) => stand({ w: path.at(-1).w, b: value }, b),
    100);

  function setRate(value, dragged) {
    typed.setAttribute("aria-invalid", value <= 0);
    if (value <= 0) return;
    lr = value;
    if (dragged) typed.value = lr;
    else rate.range.value = Math.log10(Math.max(lr, 1e-7));
    update();
  }

  /** Start from a place; a field in which it is being typed is left alone. */
  function stand(place, typing) {
    path = [place];
    steps = 0;
    update(typing);
  }

  /** How far the next step leads. */
  function step() {
    const slope = gradient(path.at(-1));
    return { w: moving === "b" ? 0 : -lr * slope.w, b: moving === "w" ? 0 : -lr * slope.b };
  }

  function walk(count) {
    for (let n = 0; n < count && Number.isFinite(loss(path.at(-1))); n++, steps++) {
      const here = path.at(-1), by = step();
      path.push({ w: here.w + by.w, b: here.b + by.b });
    }
    update();
  }

  function update(typing) {
    const here = path.at(-1), slope = gradient(here), now = loss(here);
    const seen = path.slice(-MOST_DOTS);
    // Far outside, the browser's own numbers would overflow.
    const near = ({ w, b }) => [w, b].map((each) => Math.max(-1e7, Math.min(1e7, each)));
    walked.setAttribute("d", line(seen.filter((p) => Number.isFinite(loss(p))).map(near)));
    dots.replaceChildren(...seen.filter((p) => Math.abs(p.w) < 100 && Math.abs(p.b) < 1e4).map(
      (p) => dot(p.w, p.b, p === here ? 6 : 3)));
    for (const [input, value] of [[w, here.w], [b, here.b]]) {
      if (input !== typing) input.value = Number(value.toPrecision(4));
    }
    rate.range.setAttribute("aria-valuetext", String(lr)); // the field beside it shows it
    const kg = (value) => significant(value / 1e6);
    if (!Number.isFinite(now)) {
      result.textContent = say(`走了 ${steps} 步，损失大得浮点数装不下了：发散。从头再来，步子小一点。`,
        `After ${steps} steps the loss is too large for a floating-point number: it has diverged. ` +
        "Start over, with smaller steps.");
      return;
    }
    const outside = here.w < -3 || here.w > 63 || here.b < -7500 || here.b > 1200;
    const before = path.length > 1 ? loss(path.at(-2)) : now;
    // At the lowest point, rounding alone turns the slope and lifts the loss.
    const across = path.length > 1 && moving !== "b" &&
      gradient(path.at(-2)).w * slope.w < 0 && Math.abs(here.w - path.at(-2).w) > 1e-3;
    const by = step();
    const lines = [
      say(`走了 ${steps} 步：w = ${significant(here.w)}，b = ${significant(here.b)}，损失 ${kg(now)} kg²`,
        `After ${steps} steps: w = ${significant(here.w)}, b = ${significant(here.b)}, ` +
        `loss ${kg(now)} kg²`) + say(`（最低是 ${kg(loss(best))}）。`, ` (lowest: ${kg(loss(best))}).`),
      say(`梯度：w ${significant(slope.w)}，b ${significant(slope.b)}。`,
        `Gradient: w ${significant(slope.w)}, b ${significant(slope.b)}.`),
      say(`下一步：w 加 ${significant(by.w)}，b 加 ${significant(by.b)}。`,
        `Next step: w by ${significant(by.w)}, b by ${significant(by.b)}.`)];
    if (now > before * (1 + 1e-9)) {
      lines.push(say("这一步反而走高了：步子太大。", "That step led uphill: it was too large."));
    } else if (across) {
      lines.push(say("这一步跨过了谷底，到了对面。", "That step crossed the floor, to the other side."));
    }
    if (outside) lines.push(say("已经在图外面了。", "This is outside the picture."));
    result.textContent = lines.join("\n");
    svg.setAttribute("aria-label", say("从上往下看的损失山谷：横轴 w，纵轴 b；又窄又长，斜着，和走过的路",
      "The loss valley from above, w to the right and b upwards: long, narrow and aslant; " +
      "and the path walked"));
  }

  Touchable.arrange(box, say(
    `动手试试：自己走下这条山谷。等高线从外到里是 ${LEVELS.join("、")} kg²。` +
    "点一下图，或者改 w、b，就从那里出发。",
    `Try it: walk down this valley yourself. The contours, from the outside in, are at ` +
    `${LEVELS.join(", ")} kg². Click the picture, or change w and b, and you start from there.`),
  [[Touchable.choice(say("走哪个", "what moves"), MOVES, moving, (value) => {
    moving = value;
    update();
  })], [rate.label, typed]],
  make("div", { class: "touch-stage" }, svg),
  make("div", { class: "touch-controls" },
    make("label", {}, "w =", w), make("label", {}, "b =", b)),
  make("div", { class: "touch-controls" },
    ...[1, 10, 1000].map((count) => Touchable.button(
      say(`${count} 步`, count === 1 ? "1 step" : `${count} steps`), () => walk(count))),
    Touchable.button(say("从头再来", "start over"), () => stand({ w: 0, b: 0 }))), result);
  update();
};
