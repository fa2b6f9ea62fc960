/* The learning rate, dragged: three penguins, one weight, a parabola, and the steps down it. */
"use strict";

Touchable.figures["learning-rate"] = (box) => {
  const { say, make, show } = Touchable;
  const FLIPPER = [181, 186, 195]; // mm
  const MASS = [3750, 3800, 3250]; // g
  const START = 20; // g/mm
  const mean = (each) => FLIPPER.reduce((sum, x, n) => sum + each(x, MASS[n]), 0) / FLIPPER.length;
  const loss = (w) => mean((x, y) => (w * x - y) ** 2);
  const slope = (w) => mean((x, y) => 2 * (w * x - y) * x);
  const curvature = mean((x) => 2 * x * x);
  const floor = START - slope(START) / curvature;

  const LOW = 17.2, HIGH = 21.1;
  const { svg, ink, dot, line: through } = Touchable.plot(
    { low: LOW, high: HIGH, ticks: [18, 19, 20, 21], name: "w (g/mm)" },
    { low: loss(floor) / 1000 - 6, high: loss(HIGH) / 1000, ticks: [150, 200, 250],
      name: say("损失（千 g²）", "loss (1000 g²)") }, 270);
  const height = (w) => loss(w) / 1000;
  const line = (points) => through(points.map((w) => [w, height(w)]));

  const curve = Array.from({ length: 79 }, (_, n) => LOW + (n * (HIGH - LOW)) / 78);
  const path = make("path", { class: "touch-path" });
  const dots = make("g");
  ink.append(make("path", { class: "touch-curve", d: line(curve) }), path, dots);
  const result = make("output", { "aria-live": "polite" });

  // The slider is logarithmic: its value is the exponent.
  const rate = Touchable.slider(say("学习率", "learning rate"), say("学习率 η", "learning rate η"),
    { min: -6, max: -4.4, step: 0.01, value: -5.7 }, update);
  const steps = Touchable.slider(say("步数", "steps"), "",
    { min: 0, max: 20, step: 1, value: 6 }, update);

  function verdict(factor) {
    if (factor < -1) return say("每一步都跨过谷底，落到更远的地方：发散。",
      "Every step crosses the floor and lands farther away: it diverges.");
    if (factor < 0) return say("每一步都跨过谷底，不过越来越近。",
      "Every step crosses the floor, yet comes nearer.");
    if (factor > 0.7) return say("太小，慢慢挪。", "Too small: it creeps.");
    return say("正好。", "Just right.");
  }

  function update() {
    const lr = Number((10 ** rate.range.value).toPrecision(3));
    const decimals = lr.toFixed(9).replace(/0+$/, "");
    const visited = [START];
    for (let n = 0; n < Number(steps.range.value); n++) {
      const w = visited[n];
      visited.push(w - lr * slope(w));
    }
    const outside = visited.findIndex((w) => w < LOW || w > HIGH);
    const shown = outside < 0 ? visited : visited.slice(0, outside);
    path.setAttribute("d", line(shown));
    dots.replaceChildren(...shown.map((w) => dot(w, height(w), 4)));
    const factor = 1 - lr * curvature, last = visited.at(-1);
    rate.tell(decimals);
    steps.tell(steps.range.value);
    result.textContent = say(
      `每一步，离谷底的距离乘以 1 − ηc = ${show(factor, 2)}。${steps.range.value} 步之后 w = ` +
      `${show(last, 3)}，离谷底 ${show(last - floor, 3)}。`,
      `Each step multiplies the distance to the floor by 1 − ηc = ${show(factor, 2)}. After ` +
      `${steps.range.value} steps w = ${show(last, 3)}, which is ${show(last - floor, 3)} from the floor. `,
    ) + verdict(factor) + (outside < 0 ? "" : say(
      "（后面的步子已经跑出图外。）", " (The later steps have left the picture.)"));
    svg.setAttribute("aria-label", say("损失随 w 变化的抛物线，和走过的步子",
      "The loss as a parabola over w, and the steps taken on it"));
  }

  Touchable.arrange(box, say("动手试试：拖动学习率，看脚步怎样变。",
    "Try it: drag the learning rate and watch the steps."),
  [[rate.label, steps.label]], make("div", { class: "touch-stage" }, svg), result);
  update();
};
